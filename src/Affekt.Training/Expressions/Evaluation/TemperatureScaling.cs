namespace Affekt.Training.Expressions.Evaluation;

/// <summary>
/// One number that makes probabilities honest: softmax(logits / temperature) (Guo et al., 2017). It changes no answer, only the confidence.
/// Fit it on a split that is neither trained on nor reported.
/// </summary>
public static class TemperatureScaling
{
    private const double Coldest = .02, Hottest = 50;

    /// <summary>The temperature that minimises the mean negative log likelihood of labels.</summary>
    /// <param name="logits">[n, classes], before the softmax.</param>
    /// <param name="labels">[n]: classes counted from 0.</param>
    /// <param name="classes">2 or more.</param>
    /// <returns>.02 to 50; above 1 for a network that is too sure.</returns>
    public static double Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        CheckLength(logits, labels.Length, classes);
        double aligned = 0;
        for (var i = 0; i < labels.Length; i++)
            aligned += logits[i * classes + labels[i]];
        return Solve(logits, classes, aligned);
    }

    /// <summary>The temperature that minimises the cross-entropy with soft targets, such as FER+ votes.</summary>
    /// <param name="logits">[n, classes], before the softmax.</param>
    /// <param name="targets">[n, classes]; each row adds up to one.</param>
    /// <param name="classes">2 or more.</param>
    /// <returns>.02 to 50.</returns>
    public static double Fit(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets, int classes)
    {
        CheckLength(logits, targets.Length / classes, classes);
        double aligned = 0;
        for (var i = 0; i < targets.Length; i++)
            aligned += (double)logits[i] * targets[i];
        return Solve(logits, classes, aligned);
    }

    /// <summary>softmax(logits / temperature), row by row.</summary>
    /// <param name="logits">[n, classes].</param>
    /// <param name="classes">2 or more.</param>
    /// <param name="temperature">Above 0.</param>
    /// <returns>[n, classes]; each row adds up to one.</returns>
    public static float[] Apply(ReadOnlySpan<float> logits, int classes, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        CheckLength(logits, logits.Length / classes, classes);
        var probabilities = new float[logits.Length];
        Span<double> shares = stackalloc double[classes];
        for (var start = 0; start < logits.Length; start += classes)
        {
            Softmax(logits.Slice(start, classes), 1 / temperature, shares);
            for (var k = 0; k < classes; k++)
                probabilities[start + k] = (float)shares[k];
        }
        return probabilities;
    }

    /// <summary>
    /// In the inverse temperature b the loss is convex with the slope "sum of expected logits - sum of the targets' logits",
    /// so bisection on the slope's sign cannot miss the minimum.
    /// </summary>
    private static double Solve(ReadOnlySpan<float> logits, int classes, double aligned)
    {
        double low = Math.Log(1 / Hottest), high = Math.Log(1 / Coldest);
        Span<double> shares = stackalloc double[classes];
        for (var step = 0; step < 40; step++)
        {
            var middle = (low + high) / 2;
            double expected = 0;
            for (var start = 0; start < logits.Length; start += classes)
            {
                var row = logits.Slice(start, classes);
                Softmax(row, Math.Exp(middle), shares);
                for (var k = 0; k < classes; k++)
                    expected += shares[k] * row[k];
            }
            if (expected < aligned)
                low = middle;
            else
                high = middle;
        }
        return Math.Exp(-(low + high) / 2);
    }

    private static void Softmax(ReadOnlySpan<float> row, double inverseTemperature, Span<double> shares)
    {
        double largest = row[Predictions.Top(row)], sum = 0;
        for (var k = 0; k < row.Length; k++)
            sum += shares[k] = Math.Exp((row[k] - largest) * inverseTemperature);
        for (var k = 0; k < row.Length; k++)
            shares[k] /= sum;
    }

    private static void CheckLength(ReadOnlySpan<float> logits, int rows, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (rows == 0 || logits.Length != rows * classes)
            throw new ArgumentException($"{rows} rows of {classes} classes do not fit {logits.Length} logits.", nameof(logits));
        foreach (var value in logits)
            if (!float.IsFinite(value))
                throw new ArgumentException($"A logit is {value}; the network's output is broken.", nameof(logits));
    }
}
