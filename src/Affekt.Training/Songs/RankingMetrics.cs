namespace Affekt.Training.Songs;

/// <summary>Measures of rankings and predictions.</summary>
public static class RankingMetrics
{
    /// <summary>Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002) of the first <paramref name="depth"/>
    /// places: 0 to 1.</summary>
    /// <param name="gains">The worth of every item in the order that is judged; none negative.</param>
    /// <param name="depth">How many places count.</param>
    public static double Ndcg(IReadOnlyList<double> gains, int depth)
    {
        ArgumentNullException.ThrowIfNull(gains);
        var ideal = Discounted(gains.OrderDescending(), depth);
        return ideal > 0 ? Discounted(gains, depth) / ideal : 0;
    }

    /// <summary>Pearson's correlation; 0 when one side does not vary.</summary>
    public static double Correlation(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var (meanA, meanB) = (a.Average(), b.Average());
        double product = 0, squaresA = 0, squaresB = 0;
        for (var i = 0; i < a.Count; i++)
        {
            product += (a[i] - meanA) * (b[i] - meanB);
            squaresA += Math.Pow(a[i] - meanA, 2);
            squaresB += Math.Pow(b[i] - meanB, 2);
        }
        return squaresA > 0 && squaresB > 0 ? product / Math.Sqrt(squaresA * squaresB) : 0;
    }

    /// <summary>Spearman's rank correlation; equal values share their mean rank.</summary>
    public static double RankCorrelation(IReadOnlyList<double> a, IReadOnlyList<double> b) => Correlation(Ranks(a), Ranks(b));

    /// <summary>The share of pairs of a wanted and an unwanted item that the scores order rightly (the area under the ROC
    /// curve); 0.5 when one kind is missing.</summary>
    public static double Auc(IReadOnlyList<double> scores, IReadOnlyList<bool> wanted)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(wanted);
        var ranks = Ranks(scores);
        var positives = wanted.Count(w => w);
        if (positives == 0 || positives == wanted.Count)
            return 0.5;
        var sum = Enumerable.Range(0, ranks.Length).Where(i => wanted[i]).Sum(i => ranks[i]);
        return (sum - positives * (positives + 1) / 2.0) / ((double)positives * (wanted.Count - positives));
    }

    private static double Discounted(IEnumerable<double> gains, int depth) =>
        gains.Take(depth).Select((gain, i) => gain / Math.Log2(i + 2)).Sum();

    private static double[] Ranks(IReadOnlyList<double> values)
    {
        var order = Enumerable.Range(0, values.Count).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Count];
        for (int first = 0, next; first < order.Length; first = next)
        {
            for (next = first + 1; next < order.Length && values[order[next]] == values[order[first]]; next++)
                continue;
            for (var k = first; k < next; k++)
                ranks[order[k]] = (first + 1 + next) / 2.0;
        }
        return ranks;
    }
}
