namespace Affekt.Music.Affect;

/// <summary>
/// Kernel ridge regression with a Gaussian kernel, approximated by random cosines (Rahimi and Recht 2007), beside the plain linear terms.
/// </summary>
public sealed class RandomFeatureRegression
{
    private const int Cosines = 256;
    private const double Gamma = 0.03;
    private const double Penalty = 10;
    private const double LinearShare = 0.15;

    private readonly double[][] _directions; // [cosines][inputs], the phase last
    private readonly double[] _weights; // [cosines + inputs]
    private readonly double _bias;

    private RandomFeatureRegression(double[][] directions, double[] weights, double bias) =>
        (_directions, _weights, _bias) = (directions, weights, bias);

    /// <summary>Learns from examples.</summary>
    public static RandomFeatureRegression Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> values, int seed)
    {
        var random = new Random(seed);
        var directions = new double[Cosines][];
        for (var i = 0; i < Cosines; i++)
        {
            directions[i] = new double[FeatureScaling.Width + 1];
            for (var j = 0; j < FeatureScaling.Width; j++)
                directions[i][j] = Math.Sqrt(2 * Gamma) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(
                    2 * Math.PI * random.NextDouble());
            directions[i][^1] = 2 * Math.PI * random.NextDouble();
        }
        var mapped = rows.Select(row => Map(directions, row)).ToArray();
        var means = new double[mapped[0].Length];
        foreach (var row in mapped)
        {
            for (var p = 0; p < means.Length; p++)
                means[p] += row[p] / mapped.Length;
        }
        foreach (var row in mapped)
        {
            for (var p = 0; p < means.Length; p++)
                row[p] -= means[p];
        }
        var mean = values.Average();
        var weights = LinearSystem.Ridge(mapped, [.. values.Select(value => value - mean)], Penalty);
        return new RandomFeatureRegression(directions, weights, mean - weights.Zip(means, (w, m) => w * m).Sum());
    }

    /// <summary>The value for one song.</summary>
    public double Predict(double[] row)
    {
        var sum = _bias;
        var mapped = Map(_directions, row);
        for (var p = 0; p < mapped.Length; p++)
            sum += _weights[p] * mapped[p];
        return sum;
    }

    /// <summary>Reads what Write wrote.</summary>
    public static RandomFeatureRegression Read(TextReader reader)
    {
        var flat = ModelText.Numbers(reader, "directions", Cosines * (FeatureScaling.Width + 1));
        var weights = ModelText.Numbers(reader, "weights", Cosines + FeatureScaling.Width);
        return new RandomFeatureRegression([.. flat.Chunk(FeatureScaling.Width + 1)], weights, ModelText.Numbers(reader, "bias", 1)[0]);
    }

    /// <summary>Writes it as text that a diff can show.</summary>
    public void Write(TextWriter writer)
    {
        ModelText.Write(writer, "directions", _directions.SelectMany(direction => direction));
        ModelText.Write(writer, "weights", _weights);
        ModelText.Write(writer, "bias", [_bias]);
    }

    private static double[] Map(double[][] directions, double[] row)
    {
        var mapped = new double[directions.Length + row.Length];
        var scale = Math.Sqrt(2.0 / directions.Length);
        for (var i = 0; i < directions.Length; i++)
        {
            var angle = directions[i][^1];
            for (var j = 0; j < row.Length; j++)
                angle += directions[i][j] * row[j];
            mapped[i] = scale * Math.Cos(angle);
        }
        for (var j = 0; j < row.Length; j++)
            mapped[directions.Length + j] = LinearShare * row[j];
        return mapped;
    }
}
