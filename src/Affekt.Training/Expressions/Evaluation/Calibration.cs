namespace Affekt.Training.Expressions.Evaluation;

/// <summary>Whether confidence means what it says (Guo et al., "On calibration of modern neural networks", 2017).</summary>
/// <param name="Ece">Expected calibration error: the mean distance of confidence and accuracy over the bins, weighted by their
/// faces.</param>
/// <param name="Bins">Equal steps of confidence from 0 to 1; empty bins are included.</param>
public sealed record Calibration(double Ece, IReadOnlyList<CalibrationBin> Bins)
{
    /// <summary>Judges probabilities.</summary>
    /// <param name="probabilities">[n, 7].</param>
    /// <param name="labels">[n].</param>
    /// <param name="bins">The number of bins.</param>
    public static Calibration From(ReadOnlySpan<float> probabilities, ReadOnlySpan<Emotion> labels, int bins = 15)
    {
        Predictions.Check(probabilities, labels);
        var distributions = new float[probabilities.Length];
        for (var i = 0; i < labels.Length; i++)
            distributions[i * Emotions.Count + (int)labels[i]] = 1;
        return From(probabilities, distributions, bins);
    }

    /// <summary>Judges probabilities by distributions: an answer is right to the share that its label has in the face's own,
    /// such as of a crowd's votes.</summary>
    /// <param name="probabilities">[n, 7].</param>
    /// <param name="distributions">[n, 7]; each row adds up to one.</param>
    /// <param name="bins">The number of bins.</param>
    public static Calibration From(ReadOnlySpan<float> probabilities, ReadOnlySpan<float> distributions, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(distributions.Length, probabilities.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        var n = probabilities.Length / Emotions.Count;
        var counts = new int[bins];
        var right = new double[bins];
        var confidence = new double[bins];
        for (var i = 0; i < n; i++)
        {
            var row = probabilities.Slice(i * Emotions.Count, Emotions.Count);
            var top = Predictions.Top(row);
            // A bin holds (low, high]: the confidence 1 belongs to the last.
            var bin = Math.Clamp((int)Math.Ceiling((double)row[top] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            confidence[bin] += row[top];
            right[bin] += distributions[i * Emotions.Count + top];
        }
        var result = new CalibrationBin[bins];
        double ece = 0;
        for (var b = 0; b < bins; b++)
        {
            var count = Math.Max(1, counts[b]);
            result[b] = new CalibrationBin((double)b / bins, (double)(b + 1) / bins, counts[b], confidence[b] / count, right[b] / count);
            ece += Math.Abs(confidence[b] - right[b]) / n;
        }
        return new Calibration(ece, result);
    }
}

/// <summary>The faces whose confidence lies in (Low, High].</summary>
/// <param name="Low">The lower end, excluded.</param>
/// <param name="High">The upper end, included.</param>
/// <param name="Count">Faces.</param>
/// <param name="Confidence">Their mean confidence; 0 when there are none.</param>
/// <param name="Accuracy">The share of right answers; 0 when there are none.</param>
public sealed record CalibrationBin(double Low, double High, int Count, double Confidence, double Accuracy);
