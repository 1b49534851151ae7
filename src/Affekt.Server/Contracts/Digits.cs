namespace Affekt.Server.Contracts;

/// <summary>How many digits an answer shows.</summary>
internal static class Digits
{
    /// <summary>Six decimals: more than any reading deserves, few enough to read.</summary>
    public static double Round(double value) => Math.Round(value, 6);
}
