namespace Affekt.Imaging;

/// <summary>Along one axis, which source pixels make each result pixel and with what weight.</summary>
internal sealed class ResamplingWeights
{
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly float[] _weights;

    /// <param name="sourceLength">Source pixels along the axis.</param>
    /// <param name="length">Result pixels along the axis.</param>
    /// <param name="resampling">The filter.</param>
    public ResamplingWeights(int sourceLength, int length, Resampling resampling)
    {
        double ratio = (double)sourceLength / length;
        double stretch = Math.Max(ratio, 1);
        double support = Radius(resampling) * stretch;
        MaxCount = (int)Math.Min(Math.Ceiling(2 * support) + 1, sourceLength);
        _starts = new int[length];
        _counts = new int[length];
        _weights = new float[(long)length * MaxCount];

        Span<double> exact = new double[MaxCount];
        for (int i = 0; i < length; i++)
        {
            double centre = (i + 0.5) * ratio;
            int start = Math.Max((int)Math.Floor(centre - support), 0);
            int end = Math.Min((int)Math.Ceiling(centre + support), sourceLength);
            int count = Math.Min(end - start, MaxCount);
            double sum = 0;
            for (int j = 0; j < count; j++)
            {
                // A box weighs the exact overlap of areas, so that fractional ratios leave no pattern.
                exact[j] = resampling == Resampling.Box
                    ? Overlap(start + j, centre, stretch / 2)
                    : Kernel(resampling, (start + j + 0.5 - centre) / stretch);
                sum += exact[j];
            }
            for (int j = 0; j < count; j++)
                _weights[(i * MaxCount) + j] = (float)(exact[j] / sum);
            (_starts[i], _counts[i]) = (start, count);
        }
    }

    public int MaxCount { get; }

    /// <summary>First source pixel and the weights from it on, which sum to 1.</summary>
    public ReadOnlySpan<float> For(int index, out int start)
    {
        start = _starts[index];
        return _weights.AsSpan(index * MaxCount, _counts[index]);
    }

    private static double Radius(Resampling resampling) => resampling switch
    {
        Resampling.Box => 0.5,
        Resampling.Bilinear => 1,
        Resampling.CatmullRom => 2,
        Resampling.Lanczos3 => 3,
        _ => throw new ArgumentOutOfRangeException(nameof(resampling), resampling, "No such filter."),
    };

    private static double Overlap(int pixel, double centre, double half)
    {
        // Enlarging, a box is as wide as a source pixel and picks the nearest one.
        if (half <= 0.5)
            return pixel == Math.Floor(centre) ? 1 : 0;
        return Math.Max(Math.Min(pixel + 1, centre + half) - Math.Max(pixel, centre - half), 0);
    }

    private static double Kernel(Resampling resampling, double x)
    {
        x = Math.Abs(x);
        return resampling switch
        {
            Resampling.Bilinear => Math.Max(1 - x, 0),
            Resampling.CatmullRom when x < 1 => (((1.5 * x) - 2.5) * x * x) + 1,
            Resampling.CatmullRom when x < 2 => ((((-0.5 * x) + 2.5) * x - 4) * x) + 2,
            Resampling.Lanczos3 when x < 3 => Sinc(x) * Sinc(x / 3),
            _ => 0,
        };
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
