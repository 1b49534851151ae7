using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>What is asked of the <see cref="Recommender"/>. Two equal requests get the same songs.</summary>
public sealed record RecommendationRequest
{
    /// <summary>The most songs that one request may ask for.</summary>
    public const int MaxCount = 100;

    /// <summary>How much songs differ from each other unless told otherwise.</summary>
    public const double DefaultDiversity = 0.3;

    /// <summary>Where the person is and where the music should go.</summary>
    public required MoodTarget Mood { get; init; }

    /// <summary>The mode that <see cref="Mood"/> was made for; the reasons speak of it.</summary>
    public MoodMode Mode { get; init; } = MoodMode.Match;

    /// <summary>True when the reading behind <see cref="Mood"/> was unsure: the list is more varied.</summary>
    public bool Unsure { get; init; }

    /// <summary>How many songs: 1 to <see cref="MaxCount"/>, 5 by default.</summary>
    public int Count { get; init; } = 5;

    /// <summary>What every song must fulfil.</summary>
    public TrackFilter Filter { get; init; } = TrackFilter.None;

    /// <summary>From 0, well-known songs first (the default), over 0.5, no difference, to 1, little-known songs first.</summary>
    public double Novelty { get; init; }

    /// <summary>How much newer songs are preferred: 0, not at all (the default), to 1.</summary>
    public double Recency { get; init; }

    /// <summary>How much songs should differ from each other: 0, not at all, to 1; 0.3 by default. An unsure request gets at
    /// least 0.5.</summary>
    public double Diversity { get; init; } = DefaultDiversity;

    /// <summary>The most songs by one artist, duets included: 1 by default.</summary>
    public int ArtistCap { get; init; } = 1;

    /// <summary>Ids that must not be offered, for example hidden or just played ones.</summary>
    public IReadOnlySet<string> Excluded { get; init; } = new HashSet<string>();

    /// <summary>Whose songs the list is made of.</summary>
    public MusicSource Source { get; init; }

    /// <summary>
    /// Decides the draw among songs that fit: the same draw gives the same list, and tomorrow's gives another. Null (the default)
    /// draws nothing and always gives the best.
    /// </summary>
    public SongDraw? Draw { get; init; }

    /// <summary>A request for what a face or a person's own word says.</summary>
    /// <param name="probabilities">The seven probabilities; <see cref="EmotionProbabilities.Certain"/> for a word.</param>
    /// <param name="mode">Where the music should go.</param>
    /// <param name="unsure">True when the reading could not be named.</param>
    public static RecommendationRequest For(EmotionProbabilities probabilities, MoodMode mode = MoodMode.Match, bool unsure = false) =>
        new() { Mood = MoodTarget.From(probabilities, unsure, mode), Mode = mode, Unsure = unsure };

    /// <summary>A request for a reading.</summary>
    public static RecommendationRequest For(Reading reading, MoodMode mode = MoodMode.Match)
    {
        ArgumentNullException.ThrowIfNull(reading);
        return For(reading.Probabilities, mode, reading.Unsure);
    }

    /// <summary>A request for a point of valence and arousal.</summary>
    public static RecommendationRequest For(ValenceArousal affect, MoodMode mode = MoodMode.Match, bool unsure = false) =>
        new() { Mood = MoodTarget.From(affect, unsure, mode), Mode = mode, Unsure = unsure };

    internal void Validate()
    {
        if (Count is < 1 or > MaxCount)
            throw new MusicException($"Ask for 1 to {MaxCount} songs, not {Count}.");
        if (ArtistCap < 1)
            throw new MusicException($"The artist cap must be at least 1, not {ArtistCap}.");
        Require(Novelty, nameof(Novelty));
        Require(Recency, nameof(Recency));
        Require(Diversity, nameof(Diversity));
        var (valence, arousal) = Mood.Target;
        if (!double.IsFinite(valence) || !double.IsFinite(arousal))
            throw new MusicException("Valence and arousal must be numbers from -1 to 1.");
    }

    private static void Require(double value, string name)
    {
        if (value is not (>= 0 and <= 1))
            throw new MusicException($"{name} must lie between 0 and 1, not {value}.");
    }
}
