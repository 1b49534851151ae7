namespace Affekt.Music.Affect;

/// <summary>Stochastic gradient boosting of small regression trees under squared loss (Friedman 2002).</summary>
public sealed class BoostedTrees
{
    private const int Trees = 500;
    private const int Depth = 3;
    private const double Rate = 0.02;
    private const int SmallestLeaf = 20;
    private const double RowShare = 0.5;
    private const double InputShare = 0.6;
    private const double LeafPenalty = 5;
    private const int Nodes = (1 << (Depth + 1)) - 1;
    private const double Leaf = -1;

    private readonly double[] _tree; // [trees][nodes][input or -1, threshold or value]; the children of node i are 2i + 1 and 2i + 2
    private readonly double _bias;

    private BoostedTrees(double[] tree, double bias) => (_tree, _bias) = (tree, bias);

    /// <summary>Learns from examples.</summary>
    public static BoostedTrees Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> values, int seed)
    {
        var random = new Random(seed);
        var bias = values.Average();
        var rest = values.Select(value => value - bias).ToArray();
        var order = Enumerable.Range(0, rows[0].Length)
            .Select(input => Enumerable.Range(0, rows.Count).OrderBy(i => rows[i][input]).ToArray()).ToArray();
        var trees = new double[Trees * Nodes * 2];
        for (var t = 0; t < Trees; t++)
        {
            var tree = trees.AsSpan(t * Nodes * 2, Nodes * 2);
            Grow(tree, rows, rest, order, random);
            for (var i = 0; i < rest.Length; i++)
                rest[i] -= Value(tree, rows[i]);
        }
        return new BoostedTrees(trees, bias);
    }

    /// <summary>The value for one song.</summary>
    public double Predict(double[] row)
    {
        var sum = _bias;
        for (var t = 0; t < Trees; t++)
            sum += Value(_tree.AsSpan(t * Nodes * 2, Nodes * 2), row);
        return sum;
    }

    /// <summary>Reads what Write wrote.</summary>
    public static BoostedTrees Read(TextReader reader)
    {
        var tree = ModelText.Numbers(reader, "trees", Trees * Nodes * 2);
        return new BoostedTrees(tree, ModelText.Numbers(reader, "bias", 1)[0]);
    }

    /// <summary>Writes it as text that a diff can show.</summary>
    public void Write(TextWriter writer)
    {
        ModelText.Write(writer, "trees", _tree);
        ModelText.Write(writer, "bias", [_bias]);
    }

    private static double Value(ReadOnlySpan<double> tree, double[] row)
    {
        var node = 0;
        while (tree[2 * node] != Leaf)
            node = 2 * node + (row[(int)tree[2 * node]] > tree[2 * node + 1] ? 2 : 1);
        return tree[2 * node + 1];
    }

    private static void Grow(Span<double> tree, IReadOnlyList<double[]> rows, double[] rest, int[][] order, Random random)
    {
        var node = new int[rows.Count]; // where each row stands; -1 when it is left out of this tree
        for (var i = 0; i < node.Length; i++)
            node[i] = random.NextDouble() < RowShare ? 0 : -1;
        for (var depth = 0; depth <= Depth; depth++)
        {
            var first = (1 << depth) - 1;
            var width = 1 << depth;
            var sums = new double[width];
            var counts = new int[width];
            for (var i = 0; i < node.Length; i++)
            {
                if (node[i] < first)
                    continue;
                sums[node[i] - first] += rest[i];
                counts[node[i] - first]++;
            }
            var splits = new (double Gain, int Input, double Threshold)[width];
            for (var input = 0; depth < Depth && input < order.Length; input++)
            {
                if (random.NextDouble() < InputShare)
                    FindSplits(splits, input, order[input], rows, rest, node, first, sums, counts);
            }
            for (var k = 0; k < width; k++)
            {
                var (gain, input, threshold) = splits[k];
                tree[2 * (first + k)] = gain > 0 ? input : Leaf;
                tree[2 * (first + k) + 1] = gain > 0 ? threshold : counts[k] > 0 ? Rate * sums[k] / (counts[k] + LeafPenalty) : 0;
            }
            for (var i = 0; i < node.Length; i++)
            {
                if (node[i] >= first && splits[node[i] - first] is { Gain: > 0 } split)
                    node[i] = 2 * node[i] + (rows[i][split.Input] > split.Threshold ? 2 : 1);
            }
        }
    }

    private static void FindSplits(
        (double Gain, int Input, double Threshold)[] splits, int input, int[] order, IReadOnlyList<double[]> rows, double[] rest,
            int[] node, int first, double[] sums, int[] counts)
    {
        var left = new double[sums.Length];
        var seen = new int[sums.Length];
        var last = new double[sums.Length];
        foreach (var i in order)
        {
            var k = node[i] - first;
            if (k < 0)
                continue;
            var value = rows[i][input];
            var right = counts[k] - seen[k];
            if (seen[k] >= SmallestLeaf && right >= SmallestLeaf && value > last[k])
            {
                var gain = left[k] * left[k] / (seen[k] + LeafPenalty) + (sums[k] - left[k]) * (sums[k] - left[k]) / (right + LeafPenalty)
                    - sums[k] * sums[k] / (counts[k] + LeafPenalty);
                if (gain > splits[k].Gain)
                    splits[k] = (gain, input, (value + last[k]) / 2);
            }
            left[k] += rest[i];
            seen[k]++;
            last[k] = value;
        }
    }
}
