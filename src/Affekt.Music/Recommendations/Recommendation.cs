namespace Affekt.Music.Recommendations;

/// <summary>A part of a song's score.</summary>
public enum ScoreTermKind
{
    /// <summary>How well the song's place fits the target.</summary>
    Fit,
    /// <summary>How much of the song's mood words is of the emotion's or the goal's own kind.</summary>
    Colour,
    /// <summary>How widely the song is known.</summary>
    Familiar,
    /// <summary>What a remix, a concert or a Christmas song loses; negative.</summary>
    Version,
    /// <summary>What explicit words lose where music should lift or calm; negative.</summary>
    Care,
    /// <summary>How little the song is known, where the listener asked for that.</summary>
    Novel,
    /// <summary>How new the song is, where the listener asked for that.</summary>
    Recent,
    /// <summary>What the listener's own feedback says.</summary>
    Personal,
    /// <summary>What a draw from the doubt about the listener's taste adds, so that the taste is learned.</summary>
    Explore,
}

/// <summary>One part of a score.</summary>
/// <param name="Kind">Which part.</param>
/// <param name="Value">What it adds; may be negative.</param>
public readonly record struct ScoreTerm(ScoreTermKind Kind, double Value);

/// <summary>A song that is offered.</summary>
/// <param name="Track">The song.</param>
/// <param name="Score">The sum of <paramref name="Terms"/>.</param>
/// <param name="Terms">What the score is made of, largest first.</param>
/// <param name="Reason">Why, in a sentence that is true of the largest terms.</param>
public sealed record Recommendation(Track Track, double Score, IReadOnlyList<ScoreTerm> Terms, string Reason);

/// <summary>The answer to a request.</summary>
/// <param name="Start">The present mood.</param>
/// <param name="Target">Where the songs should lie.</param>
/// <param name="Songs">The songs, best first; fewer than asked for when the filter leaves fewer.</param>
public sealed record RecommendationList(ValenceArousal Start, ValenceArousal Target, IReadOnlyList<Recommendation> Songs);
