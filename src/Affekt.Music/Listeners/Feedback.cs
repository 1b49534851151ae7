namespace Affekt.Music;

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
public sealed record FeedbackEvent(long Number, DateTimeOffset At, FeedbackKind Kind, Track Track, ValenceArousal Mood, MoodMode Mode);

/// <summary>A reading that the listener corrected. The person's word always wins.</summary>
/// <param name="Number">Its number, growing with time.</param>
/// <param name="At">When it was said.</param>
/// <param name="Read">The seven probabilities that were read.</param>
/// <param name="Said">What the listener says it was.</param>
public sealed record Correction(long Number, DateTimeOffset At, EmotionProbabilities Read, Emotion Said);
