using System.Buffers;

namespace Affekt.Training.Expressions.Augmentation;

/// <summary>Softens square pictures, as a lens out of focus or a small face that was enlarged does.</summary>
internal static class GaussianBlur
{
    /// <param name="picture">[side, side]; blurred in place. Beyond its border it goes on with its last pixels.</param>
    /// <param name="side">Pixels across and down.</param>
    /// <param name="deviation">In pixels, above 0.</param>
    public static void Apply(Span<float> picture, int side, float deviation)
    {
        var radius = (int)MathF.Ceiling(2.5f * deviation);
        Span<float> kernel = stackalloc float[2 * radius + 1];
        var sum = 0f;
        for (var i = 0; i < kernel.Length; i++)
            sum += kernel[i] = MathF.Exp(-(i - radius) * (i - radius) / (2 * deviation * deviation));
        foreach (ref var weight in kernel)
            weight /= sum;
        var rented = ArrayPool<float>.Shared.Rent(picture.Length);
        var across = rented.AsSpan(0, picture.Length);
        Along(picture, across, side, kernel, step: 1, line: side);
        Along(across, picture, side, kernel, step: side, line: 1);
        ArrayPool<float>.Shared.Return(rented);
    }

    private static void Along(ReadOnlySpan<float> from, Span<float> to, int side, ReadOnlySpan<float> kernel, int step, int line)
    {
        var radius = kernel.Length / 2;
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var value = 0f;
                for (var k = 0; k < kernel.Length; k++)
                    value += kernel[k] * from[y * line + Math.Clamp(x + k - radius, 0, side - 1) * step];
                to[y * line + x * step] = value;
            }
    }
}
