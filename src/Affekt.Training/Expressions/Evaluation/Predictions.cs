namespace Affekt.Training.Expressions.Evaluation;

/// <summary>What every figure needs of a matrix of probabilities.</summary>
internal static class Predictions
{
    /// <summary>Smaller probabilities count as this in a loss, which would otherwise be infinite for one sure mistake.</summary>
    public const double SmallestProbability = 1e-12;

    /// <summary>The index of the largest value; of equals, the first.</summary>
    public static int Top(ReadOnlySpan<float> row)
    {
        var top = 0;
        for (var k = 1; k < row.Length; k++)
            if (row[k] > row[top])
                top = k;
        return top;
    }

    public static void Check(ReadOnlySpan<float> probabilities, ReadOnlySpan<Emotion> labels)
    {
        if (labels.IsEmpty)
            throw new ArgumentException("There are no rows to judge.", nameof(labels));
        if (probabilities.Length != labels.Length * Emotions.Count)
            throw new ArgumentException(
                $"{labels.Length} labels need {labels.Length * Emotions.Count} probabilities, got {probabilities.Length}.",
                nameof(probabilities));
        foreach (var value in probabilities)
            if (!(value is >= 0 and <= 1.0001f))
                throw new ArgumentException($"{value} is no probability.", nameof(probabilities));
    }
}
