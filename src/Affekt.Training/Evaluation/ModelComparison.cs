namespace Affekt.Training.Evaluation;

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

/// <summary>Intervals of any figure by drawing the rows again, with replacement (Efron, 1979).</summary>
public static class Bootstrap
{
    /// <summary>The percentile interval of a figure.</summary>
    /// <param name="n">Rows to draw from.</param>
    /// <param name="figure">The figure of the rows at the given indices; an index may occur more than once.</param>
    /// <param name="seed">Equal seeds give equal intervals.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    public static Interval Estimate(int n, Func<int[], double> figure, int seed = 1, int resamples = 1000,
        double confidence = .95, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return EstimateOfGroups([n], drawn => figure(drawn[0]), seed, resamples, confidence, cancellation);
    }

    /// <summary>The percentile interval of a figure of several groups, each drawn from itself.</summary>
    /// <param name="sizes">Rows to draw from, by group.</param>
    /// <param name="figure">The figure of the rows at the given indices within each group.</param>
    /// <param name="seed">Equal seeds give equal intervals.</param>
    /// <param name="resamples">How often to draw.</param>
    /// <param name="confidence">Above 0, below 1.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    public static Interval EstimateOfGroups(
        int[] sizes, Func<int[][], double> figure, int seed = 1, int resamples = 1000, double confidence = .95,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(figure);
        foreach (var size in sizes)
            ArgumentOutOfRangeException.ThrowIfLessThan(size, 1, nameof(sizes));
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 2);
        var random = new Random(seed);
        var drawn = Array.ConvertAll(sizes, size => new int[size]);
        var figures = new double[resamples];
        for (var r = 0; r < resamples; r++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var group in drawn)
                for (var i = 0; i < group.Length; i++)
                    group[i] = random.Next(group.Length);
            figures[r] = figure(drawn);
        }
        Array.Sort(figures);
        var tail = (1 - confidence) / 2;
        return new Interval(Quantile(figures, tail), Quantile(figures, 1 - tail));
    }

    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
