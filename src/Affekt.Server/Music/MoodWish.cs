using Affekt.Music;

namespace Affekt.Server.Music;

/// <summary>The mood that songs are asked for, and where they should lead.</summary>
/// <param name="Mood">The mood and the target.</param>
/// <param name="Mode">Where the music should go.</param>
public sealed record MoodWish(MoodTarget Mood, MoodMode Mode)
{
    /// <summary>The wish for a named emotion, or for a point.</summary>
    /// <param name="emotion">One of the seven names; null when a point is given.</param>
    /// <param name="valence">-1 to 1; null when an emotion is given.</param>
    /// <param name="arousal">-1 to 1; null when an emotion is given.</param>
    /// <param name="mode">One of the four names.</param>
    /// <exception cref="MusicException">A name is unknown, a number out of range, or not exactly one of emotion and point is
    /// given.</exception>
    public static MoodWish Read(string? emotion, double? valence, double? arousal, string? mode)
    {
        var towards = ParseMode(mode);
        var mood = (emotion, valence, arousal) switch
        {
            (not null, null, null) => MoodTarget.From(EmotionProbabilities.Certain(ParseEmotion(emotion)), unsure: false, towards),
            (null, not null, not null) => MoodTarget.From(Point(valence.Value, arousal.Value), unsure: false, towards),
            _ => throw new MusicException("Give either an emotion, or both valence and arousal."),
        };
        return new MoodWish(mood, towards);
    }

    /// <summary>Asks for songs, best first.</summary>
    public RecommendationRequest ToRecommendation(int count) => new() { Mood = Mood, Mode = Mode, Count = count };

    /// <summary>Asks for songs in order.</summary>
    public JourneyRequest ToJourney(int count) => new() { Mood = Mood, Mode = Mode, Count = count };

    /// <summary>A point of the plane.</summary>
    /// <exception cref="MusicException">A number is out of range.</exception>
    public static ValenceArousal Point(double valence, double arousal) =>
        valence is >= -1 and <= 1 && arousal is >= -1 and <= 1
            ? new ValenceArousal(valence, arousal)
            : throw new MusicException("Valence and arousal are numbers from -1 to 1.");

    /// <summary>Reads a mode's name.</summary>
    /// <exception cref="MusicException">It is none of the four.</exception>
    public static MoodMode ParseMode(string? name)
    {
        foreach (var mode in Enum.GetValues<MoodMode>())
        {
            if (mode.Name().Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase))
                return mode;
        }
        throw new MusicException(
            $"Unknown mode '{name}': choose one of {string.Join(", ", Enum.GetValues<MoodMode>().Select(Songs.Name))}.");
    }

    private static Emotion ParseEmotion(string name) =>
        Emotions.TryParse(name, out var emotion)
            ? emotion
            : throw new MusicException($"Unknown emotion '{name}': choose one of {string.Join(", ", Emotions.Names)}.");
}
