namespace Affekt.Training.Expressions.Evaluation;

/// <summary>How many of a class are found for how many false alarms, as the threshold on its probability falls.</summary>
/// <param name="Emotion">The class against the rest.</param>
/// <param name="Points">From (0, 0) to (1, 1); equal probabilities make one point.</param>
/// <param name="Auc">The area under the curve: .5 is chance, 1 is perfect.</param>
public sealed record RocCurve(Emotion Emotion, IReadOnlyList<RocPoint> Points, double Auc)
{
    /// <summary>The curve of one class.</summary>
    /// <param name="probabilities">[n, 7].</param>
    /// <param name="labels">[n].</param>
    /// <param name="emotion">The class.</param>
    /// <returns>Null when no face has the class, or all have.</returns>
    public static RocCurve? From(ReadOnlySpan<float> probabilities, ReadOnlySpan<Emotion> labels, Emotion emotion)
    {
        Predictions.Check(probabilities, labels);
        var scores = new float[labels.Length];
        var order = new int[labels.Length];
        var positives = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = -probabilities[i * Emotions.Count + (int)emotion];
            order[i] = i;
            if (labels[i] == emotion)
                positives++;
        }
        var negatives = labels.Length - positives;
        if (positives == 0 || negatives == 0)
            return null;
        Array.Sort(scores, order);
        var points = new List<RocPoint> { new(0, 0) };
        int found = 0, falseAlarms = 0;
        double area = 0;
        for (var i = 0; i < order.Length;)
        {
            int foundBefore = found, falseBefore = falseAlarms;
            for (var score = scores[i]; i < order.Length && scores[i] == score; i++)
            {
                if (labels[order[i]] == emotion)
                    found++;
                else
                    falseAlarms++;
            }
            area += (double)(falseAlarms - falseBefore) * (found + foundBefore) / 2;
            points.Add(new RocPoint((double)falseAlarms / negatives, (double)found / positives));
        }
        return new RocCurve(emotion, points, area / ((double)positives * negatives));
    }

    internal static double? AreaOf(ReadOnlySpan<float> probabilities, ReadOnlySpan<Emotion> labels, Emotion emotion) =>
        From(probabilities, labels, emotion)?.Auc;
}

/// <summary>One threshold.</summary>
/// <param name="FalsePositiveRate">The share of other faces that are taken for the class.</param>
/// <param name="TruePositiveRate">The share of the class's faces that are found.</param>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate);
