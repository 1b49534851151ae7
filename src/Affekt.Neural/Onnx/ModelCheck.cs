using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>How far two tensors of one shape are apart.</summary>
/// <param name="LargestAbsolute">The largest |actual - expected|; NaN where only one of a pair is a number.</param>
/// <param name="LargestRelative">The largest |actual - expected| / max(|expected|, 1e-6).</param>
/// <param name="Index">Where the absolute difference is largest.</param>
public sealed record TensorDifference(double LargestAbsolute, double LargestRelative, int Index)
{
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static TensorDifference Between(Tensor expected, Tensor actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        if (!expected.Dimensions.SequenceEqual(actual.Dimensions))
            throw new ArgumentException($"{expected} numbers cannot be compared with {actual}.", nameof(actual));
        var (absolute, relative, index) = (0.0, 0.0, 0);
        for (var i = 0; i < expected.Values.Length; i++)
        {
            var (e, a) = (expected.Values[i], actual.Values[i]);
            if (e.Equals(a))
                continue;
            var difference = Math.Abs((double)a - e);
            if (double.IsNaN(difference))
                return new TensorDifference(double.NaN, double.NaN, i);
            if (difference > absolute)
                (absolute, index) = (difference, i);
            relative = Math.Max(relative, difference / Math.Max(Math.Abs(e), 1e-6));
        }
        return new TensorDifference(absolute, relative, index);
    }
}

/// <summary>How long a model takes.</summary>
public static class ModelTimer
{
    /// <summary>The median time of one run in milliseconds, on the calling thread, after one run that is not counted.</summary>
    /// <param name="run">Runs it once.</param>
    /// <param name="repeats">How often; 1 or more.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="cancellationToken">Looked at between runs.</param>
    public static double MedianMilliseconds(
        Action run, int repeats, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        run();
        var times = new double[repeats];
        for (var i = 0; i < repeats; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = clock.GetTimestamp();
            run();
            times[i] = clock.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return (times[(repeats - 1) / 2] + times[repeats / 2]) / 2;
    }
}
