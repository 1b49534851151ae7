using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Affekt.Imaging;

public sealed partial class Image
{
    /// <summary>Scales the picture to a size; sides may scale differently. Pixel areas are mapped onto each other, borders to
    /// borders. To its own size, the picture itself is returned.</summary>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="resampling">The filter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side below 1 or no such filter.</exception>
    public Image Resize(int width, int height, Resampling resampling = Resampling.Bilinear)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var across = new ResamplingWeights(Width, width, resampling);
        var down = new ResamplingWeights(Height, height, resampling);
        if (width == Width && height == Height)
            return this;

        // Row by row: a weighted sum of source rows, then of its pixels. Only one row of floats is held.
        Image result = Uninitialized(width, height, Channels);
        float[] row = new float[(Width * Channels) + Vector<float>.Count + 4];
        int rowBytes = Width * Channels;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> weights = down.For(y, out int start);
            SumRows(Pixels.AsSpan(start * rowBytes), rowBytes, weights, row);
            Span<byte> destination = result.Pixels.AsSpan(y * width * Channels, width * Channels);
            if (Channels == 3)
                SumPixelsRgb(row, across, destination);
            else
                SumPixelsGray(row, across, destination);
        }
        return result;
    }

    /// <summary>sum[x] = sum over i of weights[i] rows[i, x].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumRows(ReadOnlySpan<byte> rows, int rowBytes, ReadOnlySpan<float> weights, Span<float> sum)
    {
        ref byte source = ref MemoryMarshal.GetReference(rows[..(weights.Length * rowBytes)]);
        ref float destination = ref MemoryMarshal.GetReference(sum[..rowBytes]);
        int x = 0;
        for (; x <= rowBytes - 16; x += 16)
        {
            Vector256<float> a = Vector256<float>.Zero;
            Vector256<float> b = Vector256<float>.Zero;
            for (int i = 0; i < weights.Length; i++)
            {
                Vector128<byte> bytes = Vector128.LoadUnsafe(ref source, (nuint)((i * rowBytes) + x));
                Vector256<ushort> wide = Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
                Vector256<float> weight = Vector256.Create(weights[i]);
                a += Vector256.ConvertToSingle(Vector256.WidenLower(wide).AsInt32()) * weight;
                b += Vector256.ConvertToSingle(Vector256.WidenUpper(wide).AsInt32()) * weight;
            }
            a.StoreUnsafe(ref destination, (nuint)x);
            b.StoreUnsafe(ref destination, (nuint)x + 8);
        }
        for (; x < rowBytes; x++)
        {
            float total = 0;
            for (int i = 0; i < weights.Length; i++)
                total += Unsafe.Add(ref source, (i * rowBytes) + x) * weights[i];
            sum[x] = total;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPixelsRgb(ReadOnlySpan<float> row, ResamplingWeights across, Span<byte> destination)
    {
        ref float source = ref MemoryMarshal.GetReference(row);
        for (int x = 0; x < destination.Length / 3; x++)
        {
            ReadOnlySpan<float> weights = across.For(x, out int start);
            // Four lanes for three channels: the last is the next pixel's red and is dropped.
            Vector128<float> sum = Vector128.Create(0.5f);
            for (int i = 0; i < weights.Length; i++)
                sum += Vector128.LoadUnsafe(ref source, (nuint)(3 * (start + i))) * weights[i];
            Vector128<int> rounded = Vector128.ConvertToInt32(
                Vector128.Min(Vector128.Max(sum, Vector128<float>.Zero), Vector128.Create(255f)));
            destination[3 * x] = (byte)rounded[0];
            destination[(3 * x) + 1] = (byte)rounded[1];
            destination[(3 * x) + 2] = (byte)rounded[2];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumPixelsGray(ReadOnlySpan<float> row, ResamplingWeights across, Span<byte> destination)
    {
        for (int x = 0; x < destination.Length; x++)
        {
            ReadOnlySpan<float> weights = across.For(x, out int start);
            ReadOnlySpan<float> pixels = row.Slice(start, weights.Length);
            float sum = 0.5f;
            for (int i = 0; i < pixels.Length; i++)
                sum += pixels[i] * weights[i];
            destination[x] = (byte)Math.Clamp(sum, 0, 255);
        }
    }
}
