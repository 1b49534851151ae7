namespace Affekt.Training.Expressions.Evaluation;

/// <summary>What is gained by answering "unsure" below a confidence: fewer answers, more of them right.</summary>
/// <param name="Points">From the most confident answers alone to all answers.</param>
public sealed record CoverageCurve(IReadOnlyList<CoveragePoint> Points)
{
    /// <summary>Judges probabilities by their largest value.</summary>
    /// <param name="probabilities">[n, 7].</param>
    /// <param name="labels">[n].</param>
    /// <param name="steps">Points on the curve, evenly spaced in coverage.</param>
    public static CoverageCurve From(ReadOnlySpan<float> probabilities, ReadOnlySpan<Emotion> labels, int steps = 100)
    {
        Predictions.Check(probabilities, labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var n = labels.Length;
        var confidences = new float[n];
        var right = new bool[n];
        for (var i = 0; i < n; i++)
        {
            var row = probabilities.Slice(i * Emotions.Count, Emotions.Count);
            var top = Predictions.Top(row);
            confidences[i] = -row[top];
            right[i] = top == (int)labels[i];
        }
        Array.Sort(confidences, right);
        var points = new List<CoveragePoint>();
        int taken = 0, correct = 0;
        for (var step = 1; step <= steps; step++)
        {
            var wanted = (int)(((long)n * step + steps - 1) / steps);
            // Answers of equal confidence are given or withheld together.
            while (taken < n && (taken < wanted || confidences[taken] == confidences[taken - 1]))
                correct += right[taken++] ? 1 : 0;
            if (points.Count == 0 || points[^1].Coverage < (double)taken / n)
                points.Add(new CoveragePoint((double)taken / n, (double)correct / taken, -confidences[taken - 1]));
        }
        return new CoverageCurve(points);
    }

    /// <summary>The first point that answers at least <paramref name="coverage"/> (0 to 1) of the faces.</summary>
    public CoveragePoint AtCoverage(double coverage) => Points.First(p => p.Coverage >= coverage - 1e-9);
}

/// <summary>One threshold of confidence.</summary>
/// <param name="Coverage">The share of faces that are answered.</param>
/// <param name="Accuracy">The share of right ones among them.</param>
/// <param name="Threshold">The smallest confidence that is still answered.</param>
public readonly record struct CoveragePoint(double Coverage, double Accuracy, double Threshold);
