namespace Affekt.Training.Data;

/// <summary>The part of a data set that a row belongs to, named as FER2013 names them.</summary>
public enum Split
{
    /// <summary>Rows to learn from.</summary>
    Training,
    /// <summary>Rows to choose epochs, recipes and thresholds on (a validation set).</summary>
    PublicTest,
    /// <summary>Rows to score a finished model on, once (a test set).</summary>
    PrivateTest,
}

/// <summary>Names and parsing for <see cref="Split"/>.</summary>
public static class Splits
{
    /// <summary>The number of splits: 3.</summary>
    public const int Count = 3;

    /// <summary>All three, in order.</summary>
    public static IReadOnlyList<Split> All { get; } = Enum.GetValues<Split>();

    /// <summary>The names that FER2013 uses, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = Enum.GetNames<Split>();

    /// <summary>The name in files, in JSON and on the command line: "Training", "PublicTest" or "PrivateTest".</summary>
    public static string Name(this Split split) => Names[(int)split];

    /// <summary>
    /// Reads FER2013's name or a common word for it, ignoring case and outer blanks:
    /// train; valid, val, validation, dev; test.
    /// </summary>
    /// <returns>False when <paramref name="name"/> names none of them.</returns>
    public static bool TryParse(string? name, out Split split)
    {
        Split? found = name?.Trim().ToLowerInvariant() switch
        {
            "training" or "train" => Split.Training,
            "publictest" or "validation" or "valid" or "val" or "dev" => Split.PublicTest,
            "privatetest" or "test" or "testing" => Split.PrivateTest,
            _ => null,
        };
        split = found ?? default;
        return found is not null;
    }
}
