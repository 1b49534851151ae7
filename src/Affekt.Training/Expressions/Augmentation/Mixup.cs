using Affekt.Training.Augmentation;

namespace Affekt.Training.Expressions.Augmentation;

/// <summary>
/// Blends the faces of a batch in pairs, and their targets alike (Zhang et al., "mixup: beyond empirical risk minimization", 2018):
/// with noisy labels a network then learns less of single faces by heart.
/// </summary>
/// <remarks>The first half of a batch is paired with the second; the last face of an odd batch stays as it is.</remarks>
public sealed class Mixup
{
    private readonly float[] _shares;
    private readonly int _half;

    /// <summary>Draws how a batch is blended.</summary>
    /// <param name="count">Faces in the batch.</param>
    /// <param name="alpha">Shares come from Beta(alpha, alpha): above 0 and at most 1, small for mostly one face, 1 for evenly.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="step">The step in the epoch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The alpha lies outside its range.</exception>
    public Mixup(int count, double alpha, ulong seed, int epoch, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, 1);
        var random = new SeededRandom(~seed, epoch, step);
        _half = count / 2;
        _shares = new float[_half];
        foreach (ref var share in _shares.AsSpan())
            share = DrawBeta(ref random, alpha);
    }

    /// <summary>Blends rows in place: x_i becomes s x_i + (1 - s) x_j, and x_j the reverse.</summary>
    /// <param name="rows">[count, width]: faces, or distributions over classes.</param>
    /// <param name="width">Numbers a row.</param>
    public void Blend(Span<float> rows, int width)
    {
        for (var i = 0; i < _half; i++)
        {
            var share = _shares[i];
            var first = rows.Slice(i * width, width);
            var second = rows.Slice((i + _half) * width, width);
            for (var k = 0; k < width; k++)
                (first[k], second[k]) = (share * first[k] + (1 - share) * second[k], share * second[k] + (1 - share) * first[k]);
        }
    }

    /// <summary>Blends targets whose rows count differently: a row that counts nothing lends nothing.</summary>
    /// <param name="targets">[count, width] distributions.</param>
    /// <param name="weights">[count]; blended as well.</param>
    /// <param name="width">Classes.</param>
    public void Blend(Span<float> targets, Span<float> weights, int width)
    {
        for (var row = 0; row < weights.Length; row++)
            Scale(targets.Slice(row * width, width), weights[row]);
        Blend(targets, width);
        Blend(weights, 1);
        for (var row = 0; row < weights.Length; row++)
            if (weights[row] > 0)
                Scale(targets.Slice(row * width, width), 1 / weights[row]);
    }

    private static void Scale(Span<float> row, float factor)
    {
        foreach (ref var value in row)
            value *= factor;
    }

    /// <summary>Jöhnk's method (1964), which suits an alpha of at most 1.</summary>
    private static float DrawBeta(ref SeededRandom random, double alpha)
    {
        while (true)
        {
            var (x, y) = (Math.Pow(random.NextFloat(), 1 / alpha), Math.Pow(random.NextFloat(), 1 / alpha));
            if (x + y is > 0 and <= 1)
                return (float)(x / (x + y));
        }
    }
}
