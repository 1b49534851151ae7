namespace Affekt;

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

    /// <summary>A figure and its 95 % interval when items belong together, such as the songs of an artist. Whole groups are
    /// drawn.</summary>
    /// <param name="groups">The items of each group.</param>
    /// <param name="figure">The figure of the given items; an item may occur more than once.</param>
    /// <param name="seed">Equal seeds give equal intervals.</param>
    /// <param name="resamples">How often to draw.</param>
    public static Estimate OverGroups(IReadOnlyList<int[]> groups, Func<int[], double> figure, int seed, int resamples)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(figure);
        var interval = Estimate(groups.Count, drawn => figure([.. drawn.SelectMany(at => groups[at])]), seed, resamples);
        return new Estimate(figure([.. groups.SelectMany(group => group)]), interval.Low, interval.High);
    }

    private static double Quantile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
