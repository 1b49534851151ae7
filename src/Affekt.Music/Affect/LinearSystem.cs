namespace Affekt.Music.Affect;

/// <summary>Least squares with a penalty on the weights, by Cholesky's decomposition of the normal equations.</summary>
public static class LinearSystem
{
    /// <summary>Solves A x = b for a symmetric, positive definite A, which is overwritten by its decomposition.</summary>
    public static double[] Solve(double[,] a, double[] b)
    {
        var n = b.Length;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++)
                    sum -= a[i, k] * a[j, k];
                a[i, j] = i == j ? Math.Sqrt(sum) : sum / a[j, j];
            }
        }
        var x = new double[n];
        for (var i = 0; i < n; i++)
        {
            var sum = b[i];
            for (var k = 0; k < i; k++)
                sum -= a[i, k] * x[k];
            x[i] = sum / a[i, i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            var sum = x[i];
            for (var k = i + 1; k < n; k++)
                sum -= a[k, i] * x[k];
            x[i] = sum / a[i, i];
        }
        return x;
    }

    /// <summary>The ridge weights for rows and values that both have mean zero.</summary>
    /// <param name="rows">[examples][inputs]</param>
    /// <param name="values">[examples]</param>
    /// <param name="penalty">What is added to the diagonal.</param>
    public static double[] Ridge(IReadOnlyList<double[]> rows, IReadOnlyList<double> values, double penalty)
    {
        var width = rows[0].Length;
        var gram = new double[width, width];
        var moment = new double[width];
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            for (var p = 0; p < width; p++)
            {
                moment[p] += row[p] * values[i];
                for (var q = 0; q <= p; q++)
                    gram[p, q] += row[p] * row[q];
            }
        }
        for (var p = 0; p < width; p++)
        {
            gram[p, p] += penalty;
            for (var q = 0; q < p; q++)
                gram[q, p] = gram[p, q];
        }
        return Solve(gram, moment);
    }
}
