using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>What is asked of the <see cref="JourneyPlanner"/>.</summary>
public sealed record JourneyRequest
{
    /// <summary>The most songs that a journey may have.</summary>
    public const int MaxCount = 50;

    /// <summary>Where the person is and where the music should go.</summary>
    public required MoodTarget Mood { get; init; }

    /// <summary>The mode that <see cref="Mood"/> was made for; the reasons speak of it.</summary>
    public MoodMode Mode { get; init; } = MoodMode.Match;

    /// <summary>How many songs: 1 to <see cref="MaxCount"/>, 8 by default.</summary>
    public int Count { get; init; } = 8;

    /// <summary>What every song must fulfil.</summary>
    public TrackFilter Filter { get; init; } = TrackFilter.None;

    /// <summary>Ids that must not be offered.</summary>
    public IReadOnlySet<string> Excluded { get; init; } = new HashSet<string>();

    /// <summary>Whose songs the journey is made of.</summary>
    public MusicSource Source { get; init; }

    /// <summary>Decides the draw among songs that fit; null (the default) draws nothing and always gives the best.</summary>
    public SongDraw? Draw { get; init; }

    /// <summary>A journey from what a face or a person's own word says.</summary>
    /// <param name="probabilities">The seven probabilities; <see cref="EmotionProbabilities.Certain"/> for a word.</param>
    /// <param name="mode">Where the journey leads.</param>
    /// <param name="unsure">True when the reading could not be named.</param>
    public static JourneyRequest For(EmotionProbabilities probabilities, MoodMode mode, bool unsure = false) =>
        new() { Mood = MoodTarget.From(probabilities, unsure, mode), Mode = mode };

    /// <summary>A journey from a point of valence and arousal.</summary>
    public static JourneyRequest For(ValenceArousal affect, MoodMode mode) =>
        new() { Mood = MoodTarget.From(affect, false, mode), Mode = mode };
}

/// <summary>One song of a journey.</summary>
/// <param name="Step">Its place, from 1.</param>
/// <param name="Track">The song.</param>
/// <param name="Waypoint">The point on the straight path that the song stands for.</param>
/// <param name="Reason">Why it stands here, in words.</param>
public sealed record JourneyStep(int Step, Track Track, ValenceArousal Waypoint, string Reason);

/// <summary>An ordered playlist from the present mood to the target of a mode.</summary>
/// <param name="Start">The present mood.</param>
/// <param name="Target">Where the journey ends.</param>
/// <param name="Steps">The songs in order.</param>
public sealed record Journey(ValenceArousal Start, ValenceArousal Target, IReadOnlyList<JourneyStep> Steps);
