namespace Affekt.Training.Expressions.Evaluation;

/// <summary>Whether two models that answered the same faces differ by more than chance.</summary>
/// <param name="OnlyFirstRight">Faces that only the first model answers rightly.</param>
/// <param name="OnlySecondRight">Faces that only the second model answers rightly.</param>
/// <param name="PValue">The probability of so lopsided a difference, or a more lopsided one, if the models were equally good.</param>
public sealed record McNemarTest(int OnlyFirstRight, int OnlySecondRight, double PValue)
{
    /// <summary>The exact two-sided test (McNemar, 1947): only the faces on which the models differ count, each a fair coin.</summary>
    /// <param name="firstRight">[n]: whether the first model answers each face rightly.</param>
    /// <param name="secondRight">[n]: the same faces, second model.</param>
    public static McNemarTest From(ReadOnlySpan<bool> firstRight, ReadOnlySpan<bool> secondRight)
    {
        if (firstRight.Length != secondRight.Length)
            throw new ArgumentException(
                $"The models answered {firstRight.Length} and {secondRight.Length} faces; they must be the same faces.",
                nameof(secondRight));
        int first = 0, second = 0;
        for (var i = 0; i < firstRight.Length; i++)
        {
            if (firstRight[i] && !secondRight[i])
                first++;
            else if (secondRight[i] && !firstRight[i])
                second++;
        }
        return new McNemarTest(first, second, SignTest(Math.Min(first, second), first + second));
    }

    /// <summary>Twice the probability of at most <paramref name="fewer"/> heads in <paramref name="n"/> fair tosses, at most 1.</summary>
    private static double SignTest(int fewer, int n)
    {
        // In logarithms, since 2^-n is beyond a double for a few thousand differences.
        double logTerm = -n * Math.Log(2), sum = 0;
        for (var k = 0; k <= fewer; k++)
        {
            sum += Math.Exp(logTerm);
            logTerm += Math.Log((double)(n - k) / (k + 1));
        }
        return Math.Min(1, 2 * sum);
    }
}
