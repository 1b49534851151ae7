namespace Affekt.Training.Augmentation;

/// <summary>
/// A small generator that belongs to one (seed, epoch, row): it makes the same numbers whichever thread asks, and in whatever order.
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
/// </summary>
internal struct SeededRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    public SeededRandom(ulong seed, int epoch, int row)
    {
        _state = seed;
        _state = Next() ^ (uint)epoch;
        _state = Next() ^ (uint)row;
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var z = _state += Golden;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Evenly from [0, 1).</summary>
    public float NextFloat() => (Next() >> 40) * (1f / (1 << 24));

    /// <summary>Evenly from [low, high).</summary>
    public float Between(float low, float high) => low + (high - low) * NextFloat();

    /// <summary>Evenly from [-limit, limit).</summary>
    public float Within(float limit) => Between(-limit, limit);

    /// <summary>
    /// Nearly normal with mean 0 and deviation 1: four 16-bit uniform numbers added (Irwin-Hall), which ends at 3.46 and costs
    /// a tenth of Box-Muller.
    /// </summary>
    public float NextNormal()
    {
        var bits = Next();
        var sum = (int)(bits & 0xffff) + (int)((bits >> 16) & 0xffff) + (int)((bits >> 32) & 0xffff) + (int)(bits >> 48);
        return (sum - 2 * 65535) * (1.7320508f / 65535);
    }
}
