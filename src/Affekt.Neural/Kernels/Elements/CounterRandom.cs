namespace Affekt.Neural.Kernels.Elements;

/// <summary>Random numbers that depend on a counter alone, so that every thread draws the same ones.</summary>
internal static class CounterRandom
{
    /// <summary>The output function of SplitMix64 (Steele, Lea and Flood, 2014): a bijection whose bits look random.</summary>
    public static ulong Mix(ulong counter)
    {
        var z = counter + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from the standard normal distribution (Box and Muller, 1958).</summary>
    public static double Normal(ulong seed, ulong counter)
    {
        var radius = 1 - (Mix(seed ^ Mix(2 * counter)) >> 11) * (1.0 / (1UL << 53));
        var angle = (Mix(seed ^ Mix(2 * counter + 1)) >> 11) * (1.0 / (1UL << 53));
        return Math.Sqrt(-2 * Math.Log(radius)) * Math.Cos(2 * Math.PI * angle);
    }
}
