using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>The score of one song for one request, before songs are compared with each other.</summary>
public sealed class TrackScorer(RecommendationRequest request, Func<Track, double>? personal)
{
    /// <summary>The distance at which a song that we are sure of, for a mood that we are sure of, keeps 61 % of its fit.</summary>
    public const double Width = 0.2;

    /// <summary>How far songs may stand behind the best one and still be drawn.</summary>
    public const double DrawWeight = 0.8;

    private const double DoubtWeight = 0.15;
    private const double FarDeviations = 1.6;
    private const double ColourWeight = 0.3;
    private const double FamiliarityWeight = 0.3;
    private const double OwnFamiliarity = 0.25; // of it: whoever brings a song knows it
    private const double ExplicitPenalty = 0.3; // where music should lift or calm
    private const double RecencyWeight = 0.3;
    private const int OldestYear = 1950;
    private const double YearSpan = 75;

    /// <summary>
    /// How well a song fits: the probability that it lies in a soft region around the target, by its place and its doubt. Doubt
    /// widens a song's place, and it counts against the song only in part, so that songs of uncertain place are not exiled:
    /// <c>(w / (w + u^2))^c exp(-d^2 / 2 (w + u^2))</c> for a window w, a doubt u and a distance d.
    /// </summary>
    /// <param name="place">Where the song lies.</param>
    /// <param name="uncertainty">The doubt about that.</param>
    /// <param name="target">Where it should stand.</param>
    /// <param name="spread">The doubt about the target.</param>
    /// <param name="caution">How much doubt counts against a song, c above: 1 for the probability itself, 0 not at all.</param>
    public static double Fit(ValenceArousal place, double uncertainty, ValenceArousal target, double spread, double caution = DoubtWeight)
    {
        var window = Width * Width + spread * spread;
        var total = window + uncertainty * uncertainty;
        var distance = place.DistanceTo(target);
        return Math.Exp(caution * Math.Log(window / total) - distance * distance / (2 * total));
    }

    /// <summary>True when a song may well lie where the list should: its doubt reaches that far.</summary>
    public static bool MayFit(Track track, MoodTarget mood)
    {
        var total = Width * Width + mood.Spread * mood.Spread + track.Uncertainty * track.Uncertainty;
        return track.Affect.DistanceTo(mood.Target) <= FarDeviations * Math.Sqrt(total);
    }

    // Songs of a sure place are mostly well-known ones. People who ask for lesser-known songs should still get them.
    private static double Fit(ValenceArousal place, double uncertainty, RecommendationRequest request) =>
        Fit(place, uncertainty, request.Mood.Target, request.Mood.Spread, DoubtWeight * Math.Min(1, 2 * (1 - request.Novelty)));

    /// <summary>The parts of the score, largest first; parts that are zero are left out.</summary>
    public IReadOnlyList<ScoreTerm> Terms(Track track)
    {
        var terms = new List<ScoreTerm>(4) { new(ScoreTermKind.Fit, Fit(track.Affect, track.Uncertainty, request)) };
        if (TitleClues.Penalty(track) is > 0 and var penalty)
            terms.Add(new ScoreTerm(ScoreTermKind.Version, -penalty));
        if (request.Mode is MoodMode.Lift or MoodMode.Calm && track.Explicit)
            terms.Add(new ScoreTerm(ScoreTermKind.Care, -ExplicitPenalty));
        if (MoodColour.Of(track, request.Mood, request.Mode) is > 0 and var colour)
            terms.Add(new ScoreTerm(ScoreTermKind.Colour, ColourWeight * colour));
        var known = Math.Clamp(track.Popularity / 100, 0, 1);
        var lean = 1 - 2 * request.Novelty;
        if (lean > 0)
            terms.Add(new ScoreTerm(ScoreTermKind.Familiar, Familiarity(!StarterCatalogue.Holds(track)) * lean * known));
        else if (lean < 0)
            terms.Add(new ScoreTerm(ScoreTermKind.Novel, FamiliarityWeight * -lean * (1 - known)));
        if (request.Recency > 0 && track.Year is { } year)
            terms.Add(new ScoreTerm(ScoreTermKind.Recent,
                RecencyWeight * request.Recency * Math.Clamp((year - OldestYear) / YearSpan, 0, 1)));
        if (personal?.Invoke(track) is { } liking and not 0)
            terms.Add(new ScoreTerm(ScoreTermKind.Personal, liking));
        terms.Sort((a, b) => b.Value.CompareTo(a.Value));
        return terms;
    }

    /// <summary>
    /// The part of the score that a song's place and popularity alone decide, with the draw's part: what a choice from very many
    /// songs goes by. The colour counts as for a song without words.
    /// </summary>
    public double FirstLook(SongPlace song) =>
        Fit(song.Affect, song.Uncertainty, request) + Drawn(song.Key)
            + (request.Novelty <= 0.5 ? Familiarity(song.IsMine) : FamiliarityWeight) * (1 - 2 * request.Novelty)
                * Math.Clamp(song.Popularity / 100, 0, 1);

    private static double Familiarity(bool isMine) => isMine ? OwnFamiliarity * FamiliarityWeight : FamiliarityWeight;

    /// <summary>What the draw adds to a song's score: 0 to <see cref="DrawWeight"/>; 0 without a draw.</summary>
    public double Drawn(ulong key) => request.Draw is { } draw ? DrawWeight * draw.Of(key, request.Mood, request.Mode) : 0;
}
