using Affekt.Music;

namespace Affekt.App.Songs;

/// <summary>Reads the words and numbers of a request: mode, emotion, and a point of the plane.</summary>
public static class ModeParser
{
    /// <summary>A point of the plane.</summary>
    /// <exception cref="MusicException">A number is out of range.</exception>
    public static ValenceArousal Point(double valence, double arousal) =>
        valence is >= -1 and <= 1 && arousal is >= -1 and <= 1
            ? new ValenceArousal(valence, arousal)
            : throw new MusicException("Valence and arousal are numbers from -1 to 1.");

    /// <summary>Reads a mode's name.</summary>
    /// <exception cref="MusicException">It is none of the four.</exception>
    public static MoodMode Parse(string? name)
    {
        foreach (var mode in Enum.GetValues<MoodMode>())
        {
            if (mode.Name().Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase))
                return mode;
        }
        throw new MusicException(
            $"Unknown mode '{name}': choose one of {string.Join(", ", Enum.GetValues<MoodMode>().Select(MoodModes.Name))}.");
    }

    /// <summary>Reads an emotion's name.</summary>
    /// <exception cref="MusicException">It is none of the seven.</exception>
    public static Emotion Emotion(string name) =>
        Emotions.TryParse(name, out var emotion)
            ? emotion
            : throw new MusicException($"Unknown emotion '{name}': choose one of {string.Join(", ", Emotions.Names)}.");
}
