namespace Affekt;

/// <summary>A range that holds the true value with a stated confidence.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The 95 % interval of a proportion (Wilson, 1927), sensible also near 0 and 1 and for few rows.</summary>
    /// <param name="successes">0 to <paramref name="n"/>.</param>
    /// <param name="n">1 or more.</param>
    public static Interval Wilson(int successes, int n)
    {
        const double z = 1.959963984540054;
        var p = (double)successes / n;
        var centre = p + z * z / (2 * n);
        var half = z * Math.Sqrt(p * (1 - p) / n + z * z / (4.0 * n * n));
        var scale = 1 + z * z / n;
        return new Interval(Math.Max(0, (centre - half) / scale), Math.Min(1, (centre + half) / scale));
    }
}

/// <summary>A figure with the interval that holds its true value with 95 % confidence.</summary>
/// <param name="Value">The figure itself.</param>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
public sealed record Estimate(double Value, double Low, double High);
