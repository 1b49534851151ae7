using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Evaluation;

/// <summary>How a model does on the groups of one column; made to be written as JSON in camelCase.</summary>
/// <param name="Groups">Figures a group, keyed by the column's value.</param>
/// <param name="AccuracyGap">The best group's accuracy less the worst's.</param>
/// <param name="AccuracyGapInterval">Its 95 % bootstrap interval; a gap of chance alone also lies above 0.</param>
/// <param name="OpportunityGaps">
/// The largest difference of recall between two groups, by emotion (equal opportunity: Hardt et al., 2016), over groups with
/// at least <see cref="FewestFaces"/> faces of it; null where fewer than two have.
/// </param>
/// <param name="MeanOpportunityGap">The mean of those; null when there are none.</param>
public sealed record GroupMetrics(
    IReadOnlyDictionary<string, GroupFigures> Groups, double AccuracyGap, Interval AccuracyGapInterval,
    IReadOnlyDictionary<string, double?> OpportunityGaps, double? MeanOpportunityGap)
{
    /// <summary>Groups, and emotions within them, with fewer faces than this are not compared.</summary>
    public const int FewestFaces = 10;

    /// <summary>A column of more values than this names single faces rather than groups.</summary>
    public const int MostGroups = 20;

    /// <summary>Judges each column that divides the faces into two to <see cref="MostGroups"/> groups; faces without a value
    /// are left out.</summary>
    /// <param name="probabilities">[n, 7].</param>
    /// <param name="faces">n faces with group columns, if any.</param>
    /// <param name="cancellation">Stops the drawing of samples.</param>
    /// <returns>Figures by column; empty without such columns.</returns>
    public static IReadOnlyDictionary<string, GroupMetrics> From(
        float[] probabilities, FaceDataset faces, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(faces);
        Predictions.Check(probabilities, faces.Labels);
        var result = new Dictionary<string, GroupMetrics>();
        foreach (var (column, values) in faces.Groups)
        {
            var rows = Enumerable.Range(0, faces.Count).Where(i => values[i].Length > 0).ToLookup(i => values[i]);
            var members = rows.Where(g => g.Count() >= FewestFaces).OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.ToArray());
            if (rows.Count <= MostGroups && members.Count >= 2)
                result[column] = Compare(probabilities, faces.Labels, members, cancellation);
        }
        return result;
    }

    private static GroupMetrics Compare(
        float[] probabilities, Emotion[] labels, Dictionary<string, int[]> members, CancellationToken cancellation)
    {
        var groups = members.ToDictionary(g => g.Key,
            g => GroupFigures.From(Metrics(probabilities, labels, g.Value), RightOf(probabilities, labels, g.Value), cancellation));
        var gaps = Emotions.Names.ToDictionary(name => name,
            name => Gap([.. groups.Values.Where(g => g.PerClass[name].Support >= FewestFaces).Select(g => g.PerClass[name].Recall)]));
        return new GroupMetrics(
            groups,
            Gap([.. groups.Values.Select(g => g.Accuracy)]) ?? 0,
            GapInterval([.. members.Values.Select(rows => RightOf(probabilities, labels, rows))], cancellation),
            gaps,
            gaps.Values.Average());
    }

    private static double? Gap(double[] values) => values.Length < 2 ? null : values.Max() - values.Min();

    private static ClassificationMetrics Metrics(float[] probabilities, Emotion[] labels, int[] rows) => ClassificationMetrics.From(
        [.. rows.SelectMany(row => probabilities.AsSpan(row * Emotions.Count, Emotions.Count).ToArray())],
            Array.ConvertAll(rows, row => labels[row]));

    private static bool[] RightOf(float[] probabilities, Emotion[] labels, int[] rows) =>
        Array.ConvertAll(rows, row => Predictions.Top(probabilities.AsSpan(row * Emotions.Count, Emotions.Count)) == (int)labels[row]);

    /// <summary>Draws each group anew, so that a small one is as uncertain as it is.</summary>
    private static Interval GapInterval(bool[][] right, CancellationToken cancellation) =>
        Bootstrap.EstimateOfGroups(Array.ConvertAll(right, group => group.Length), drawn =>
    {
        var accuracies = right.Zip(drawn, (group, rows) => rows.Count(row => group[row]) / (double)rows.Length).ToArray();
        return accuracies.Max() - accuracies.Min();
    }, cancellation: cancellation);
}

/// <summary>How a model does on one group.</summary>
/// <param name="N">Faces in it.</param>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="AccuracyInterval">Its 95 % bootstrap interval.</param>
/// <param name="MacroF1">The mean F1 of the emotions that occur in it.</param>
/// <param name="PerClass">Figures by emotion.</param>
public sealed record GroupFigures(
    int N, double Accuracy, Interval AccuracyInterval, double MacroF1, IReadOnlyDictionary<string, ClassMetrics> PerClass)
{
    internal static GroupFigures From(ClassificationMetrics metrics, bool[] right, CancellationToken cancellation) => new(
        metrics.N, metrics.Accuracy, Bootstrap.Estimate(
            right.Length, rows => rows.Count(row => right[row]) / (double)rows.Length, cancellation: cancellation),
            metrics.MacroF1, metrics.PerClass);
}
