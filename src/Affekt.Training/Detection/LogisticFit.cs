namespace Affekt.Training.Detection;

/// <summary>Fits a probability to examples: logistic regression by Newton's method, with a little weight decay.</summary>
internal static class LogisticFit
{
    private const int Rounds = 30;
    private const double Decay = 1e-3;

    /// <param name="examples">Each a few features and whether it is so.</param>
    /// <param name="start">The first weights, one a feature; the last feature is usually 1.</param>
    /// <returns>The weights.</returns>
    public static double[] Fit(IReadOnlyList<(double[] Features, bool IsSo)> examples, double[] start)
    {
        var weights = (double[])start.Clone();
        var n = weights.Length;
        for (var round = 0; round < Rounds; round++)
        {
            var slope = new double[n];
            var curvature = new double[n, n];
            for (var i = 0; i < n; i++)
                (slope[i], curvature[i, i]) = (Decay * (start[i] - weights[i]), Decay);
            foreach (var (features, isSo) in examples)
            {
                var sum = 0.0;
                for (var i = 0; i < n; i++)
                    sum += weights[i] * features[i];
                var p = 1 / (1 + Math.Exp(-sum));
                for (var i = 0; i < n; i++)
                {
                    slope[i] += ((isSo ? 1 : 0) - p) * features[i];
                    for (var j = 0; j < n; j++)
                        curvature[i, j] += p * (1 - p) * features[i] * features[j];
                }
            }
            var step = Solve(curvature, slope);
            var largest = step.Max(Math.Abs);
            for (var i = 0; i < n; i++)
                weights[i] += step[i] / Math.Max(1, largest);
            if (largest < 1e-9)
                break;
        }
        return weights;
    }

    /// <summary>Gauss's elimination; the matrix is symmetric and positive.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        for (var i = 0; i < n; i++)
            for (var row = i + 1; row < n; row++)
            {
                var factor = matrix[row, i] / matrix[i, i];
                for (var j = i; j < n; j++)
                    matrix[row, j] -= factor * matrix[i, j];
                right[row] -= factor * right[i];
            }
        var result = new double[n];
        for (var i = n - 1; i >= 0; i--)
        {
            var sum = right[i];
            for (var j = i + 1; j < n; j++)
                sum -= matrix[i, j] * result[j];
            result[i] = sum / matrix[i, i];
        }
        return result;
    }
}
