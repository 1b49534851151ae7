namespace Affekt;

/// <summary>The seven expression classes of FER2013, in FER2013's order, which is the order everywhere in Affekt.</summary>
public enum Emotion
{
    /// <summary>Angry, label 0.</summary>
    Angry,
    /// <summary>Disgust, label 1.</summary>
    Disgust,
    /// <summary>Fear, label 2.</summary>
    Fear,
    /// <summary>Happy, label 3.</summary>
    Happy,
    /// <summary>Sad, label 4.</summary>
    Sad,
    /// <summary>Surprise, label 5.</summary>
    Surprise,
    /// <summary>Neutral, label 6.</summary>
    Neutral,
}

/// <summary>Names and parsing for <see cref="Emotion"/>.</summary>
public static class Emotions
{
    /// <summary>The number of classes: 7.</summary>
    public const int Count = 7;

    private static readonly string[] NamesInOrder = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"];

    /// <summary>All seven, in label order.</summary>
    public static IReadOnlyList<Emotion> All { get; } = Enum.GetValues<Emotion>();

    /// <summary>The lower-case names, in label order.</summary>
    public static IReadOnlyList<string> Names => NamesInOrder;

    /// <summary>The lower-case name used in files, JSON and on the command line.</summary>
    public static string Name(this Emotion emotion) => NamesInOrder[(int)emotion];

    /// <summary>Reads a name, ignoring case.</summary>
    /// <returns>False when <paramref name="name"/> is none of the seven.</returns>
    public static bool TryParse(string? name, out Emotion emotion)
    {
        var index = name is null ? -1 : Array.FindIndex(NamesInOrder, n => n.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        emotion = (Emotion)Math.Max(index, 0);
        return index >= 0;
    }
}
