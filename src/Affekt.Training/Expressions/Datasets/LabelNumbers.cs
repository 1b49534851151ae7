using System.Globalization;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>What the numbers of a data set mean that numbers its classes.</summary>
public enum LabelNumbers
{
    /// <summary>Nobody said. FER2013's are taken; numbers that fit other data sets better are refused.</summary>
    Unknown,
    /// <summary>FER2013: 0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral.</summary>
    Fer,
    /// <summary>RAF-DB: 1 surprise, 2 fear, 3 disgust, 4 happy, 5 sad, 6 angry, 7 neutral.</summary>
    RafDb,
    /// <summary>AffectNet: 0 neutral, 1 happy, 2 sad, 3 surprise, 4 fear, 5 disgust, 6 angry; 7, contempt, is left out.</summary>
    AffectNet,
}

/// <summary>Reads numbered classes.</summary>
public static class LabelNumber
{
    private const int FewClasses = 3, SomeClasses = 5;

    private static readonly Emotion[] RafDb =
        [Emotion.Surprise, Emotion.Fear, Emotion.Disgust, Emotion.Happy, Emotion.Sad, Emotion.Angry, Emotion.Neutral];

    private static readonly Emotion[] AffectNet =
        [Emotion.Neutral, Emotion.Happy, Emotion.Sad, Emotion.Surprise, Emotion.Fear, Emotion.Disgust, Emotion.Angry];

    /// <summary>Reads a whole number, also as tables write it that were saved as decimals: "3" or "3.0".</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int number)
    {
        text = text.Trim();
        if (text.EndsWith(".0"))
            text = text[..^2];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The emotion of a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="numbers">Whose numbers.</param>
    /// <param name="emotion">Null for a class that is none of the seven.</param>
    /// <returns>False for a number that names no class.</returns>
    public static bool TryMap(int number, LabelNumbers numbers, out Emotion? emotion)
    {
        const int contempt = 7;
        emotion = numbers switch
        {
            LabelNumbers.RafDb when number >= 1 && number <= RafDb.Length => RafDb[number - 1],
            LabelNumbers.AffectNet when number >= 0 && number < AffectNet.Length => AffectNet[number],
            LabelNumbers.Fer or LabelNumbers.Unknown when number is >= 0 and < Emotions.Count => (Emotion)number,
            _ => null,
        };
        return emotion is not null || (numbers == LabelNumbers.AffectNet && number == contempt);
    }

    /// <summary>Refuses classes that are numbered otherwise than FER2013's, or may be, where nobody said what the numbers mean.</summary>
    /// <param name="source">For the message.</param>
    /// <param name="labels">All different labels.</param>
    /// <exception cref="DatasetException">The numbers are not surely FER2013's.</exception>
    public static void RequireFer(string source, IEnumerable<string> labels)
    {
        var numbers = new HashSet<int>();
        foreach (var label in labels)
        {
            if (!TryParse(label, out var number))
                return;
            numbers.Add(number);
        }
        var hasSeven = numbers.Contains(RafDb.Length);
        // Few classes may be any; more of them without a 0 are hardly FER2013's.
        if (numbers.Count == 0 || numbers.Max() > RafDb.Length || (!hasSeven && (numbers.Contains(0) || numbers.Count < SomeClasses)))
            return;
        if (numbers.Count < FewClasses)
            throw new DatasetException(
                $"{source} has the unknown emotion '{RafDb.Length}'; it must be 0 to 6 or one of {string.Join(", ", Emotions.Names)}, or " +
                "say what the numbers mean with --numbers.");
        var guess = !hasSeven ? "without a 0, which FER2013's begin with"
            : numbers.Contains(0) ? "0 to 7, as in AffectNet (0 is neutral)" : "1 to 7, as in RAF-DB (1 is surprise)";
        throw new DatasetException(
            $"{source} numbers its classes {guess}; say what the numbers mean with --numbers fer, rafdb or affectnet, or name the " +
            "classes in words.");
    }
}
