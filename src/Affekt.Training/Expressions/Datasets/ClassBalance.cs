using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>What <c>affekt dataset balance</c> would do about classes of unequal size; made to be written as JSON.</summary>
/// <param name="Split">The split that is balanced; the others are never touched.</param>
/// <param name="Before">Faces a class, keyed by the emotion's name.</param>
/// <param name="After">Faces a class after down-sampling.</param>
/// <param name="Limit">The most faces that a class may keep.</param>
/// <param name="InverseWeights">Loss weights n / (classes * n_c), the alternative that keeps every face; 0 for a class without
/// faces.</param>
/// <param name="EffectiveWeights">Milder weights by the effective number of samples (Cui et al., 2019, beta .999), of mean 1
/// over the faces.</param>
/// <param name="KeptRows">The rows of the source to keep, in order.</param>
/// <param name="DroppedRows">The rows of the source to leave out, in order.</param>
public sealed record ClassBalance(
    string Split, IReadOnlyDictionary<string, int> Before, IReadOnlyDictionary<string, int> After, int Limit,
    IReadOnlyDictionary<string, double> InverseWeights, IReadOnlyDictionary<string, double> EffectiveWeights,
    IReadOnlyList<int> KeptRows, IReadOnlyList<int> DroppedRows)
{
    private const double Beta = .999;

    /// <summary>Plans down-sampling and weights. Nothing is changed; see <see cref="KeptRows"/>.</summary>
    /// <param name="faces">The data set.</param>
    /// <param name="limit">The most faces that a class may keep; null for the size of the smallest class that has any.</param>
    /// <param name="seed">Equal seeds keep equal rows.</param>
    /// <param name="split">The split to balance.</param>
    /// <exception cref="DatasetException">The split is empty.</exception>
    public static ClassBalance Plan(FaceDataset faces, int? limit = null, int seed = 1, Split split = Data.Split.Training)
    {
        ArgumentNullException.ThrowIfNull(faces);
        if (limit is { } asked)
            ArgumentOutOfRangeException.ThrowIfLessThan(asked, 1, nameof(limit));
        var classes = faces.IndicesOf(split).ToLookup(i => faces.Labels[i]);
        if (classes.Count == 0)
            throw new DatasetException($"{faces.Source} has no rows in {split.Name()}; choose another split.");
        var most = limit ?? classes.Min(c => c.Count());
        var random = new Random(seed);
        var kept = new List<int>();
        var dropped = new List<int>();
        foreach (var emotion in Emotions.All)
        {
            var rows = classes[emotion].Select(i => faces.Rows[i]).ToArray();
            random.Shuffle(rows);
            kept.AddRange(rows.Take(most));
            dropped.AddRange(rows.Skip(most));
        }
        kept.Sort();
        dropped.Sort();
        var before = ByName(e => classes[e].Count());
        return new ClassBalance(
            split.Name(), before, ByName(e => Math.Min(most, classes[e].Count())), most,
            ByName(e => Inverse(before, e)), Effective(before), kept, dropped);
    }

    /// <summary>The faces without those that are left out.</summary>
    public FaceDataset Apply(FaceDataset faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var dropped = DroppedRows.ToHashSet();
        return faces.Select([.. Enumerable.Range(0, faces.Count).Where(i => !dropped.Contains(faces.Rows[i]))]);
    }

    private static double Inverse(Dictionary<string, int> counts, Emotion emotion)
    {
        var present = counts.Values.Count(c => c > 0);
        var own = counts[emotion.Name()];
        return own == 0 ? 0 : (double)counts.Values.Sum() / (present * own);
    }

    private static Dictionary<string, double> Effective(Dictionary<string, int> counts)
    {
        var raw = ByName(e => counts[e.Name()] == 0 ? 0 : (1 - Beta) / (1 - Math.Pow(Beta, counts[e.Name()])));
        var mean = raw.Sum(w => w.Value * counts[w.Key]) / counts.Values.Sum();
        return ByName(e => raw[e.Name()] / mean);
    }

    private static Dictionary<string, T> ByName<T>(Func<Emotion, T> value) => Emotions.All.ToDictionary(e => e.Name(), value);
}
