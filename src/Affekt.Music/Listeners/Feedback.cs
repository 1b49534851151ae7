namespace Affekt.Music.Listeners;

/// <summary>What a listener says of a song.</summary>
public enum FeedbackKind
{
    /// <summary>More like this.</summary>
    Like,
    /// <summary>Less like this.</summary>
    Dislike,
    /// <summary>Not now: a weak "less like this".</summary>
    Skip,
    /// <summary>Heard to the end: a weak "more like this".</summary>
    Play,
    /// <summary>Never again: the song is not offered any more.</summary>
    Hide,
}

/// <summary>Feedback that was kept.</summary>
/// <param name="Number">Its number, growing with time.</param>
/// <param name="At">When it was given.</param>
/// <param name="Kind">What was said.</param>
/// <param name="Track">The song as it was then.</param>
/// <param name="Mood">The present mood then.</param>
/// <param name="Mode">The mode then.</param>
public sealed record FeedbackEvent(long Number, DateTimeOffset At, FeedbackKind Kind, Track Track, ValenceArousal Mood, MoodMode Mode)
{
    /// <summary>The number of the <see cref="Offer"/> in which the listener last met the song; null when it never was offered.</summary>
    public long? Offer { get; init; }
}

/// <summary>A reading that the listener corrected. The person's word always wins.</summary>
/// <param name="Number">Its number, growing with time.</param>
/// <param name="At">When it was said.</param>
/// <param name="Read">The seven probabilities that were read.</param>
/// <param name="Said">What the listener says it was.</param>
public sealed record Correction(long Number, DateTimeOffset At, EmotionProbabilities Read, Emotion Said);

/// <summary>A song as it was offered.</summary>
/// <param name="Track">The song's id.</param>
/// <param name="Propensity">The probability, above 0 and at most 1, with which the policy put this song into the list.</param>
public readonly record struct OfferedSong(string Track, double Propensity);

/// <summary>A list that was offered to a listener.</summary>
/// <param name="Number">Its number, growing with time.</param>
/// <param name="At">When it was offered.</param>
/// <param name="Policy">How the songs were chosen; see <see cref="PersonalRecommender"/>.</param>
/// <param name="Mood">The present mood then.</param>
/// <param name="Mode">The mode then.</param>
/// <param name="Songs">The songs in order.</param>
public sealed record Offer(
    long Number, DateTimeOffset At, string Policy, ValenceArousal Mood, MoodMode Mode, IReadOnlyList<OfferedSong> Songs);
