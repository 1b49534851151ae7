namespace Affekt.Sound;

/// <summary>Means and standard deviations of rows of figures that come one by one (Welford 1962).</summary>
/// <param name="width">Figures a row.</param>
internal sealed class RunningStatistics(int width)
{
    private readonly double[] _means = new double[width];
    private readonly double[] _squares = new double[width];

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Takes in a row.</summary>
    public void Add(ReadOnlySpan<float> row)
    {
        Count++;
        for (var i = 0; i < width; i++)
        {
            var distance = row[i] - _means[i];
            _means[i] += distance / Count;
            _squares[i] += distance * (row[i] - _means[i]);
        }
    }

    /// <summary>The mean of a figure; 0 without rows.</summary>
    public float Mean(int figure) => (float)_means[figure];

    /// <summary>The standard deviation of a figure; 0 with fewer than two rows.</summary>
    public float Deviation(int figure) => Count < 2 ? 0 : (float)Math.Sqrt(_squares[figure] / (Count - 1));

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_means);
        Array.Clear(_squares);
    }
}
