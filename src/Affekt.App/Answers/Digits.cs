namespace Affekt.App.Answers;

/// <summary>How many digits an answer shows.</summary>
public static class Digits
{
    /// <summary>Six decimals: more than any reading deserves, few enough to read.</summary>
    public static double Round(double value) => Math.Round(value, 6);
}
