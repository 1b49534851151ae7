using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Affekt.Imaging.Jpeg;

/// <summary>
/// From the lowest frequencies of an 8x8 block straight to 4x4, 2x2 or 1 samples: the inverse DCT of that size, of the same
/// cosines. It costs a fraction of the full transform, and the samples are those of a properly shrunk picture.
/// </summary>
internal static class ReducedDct
{
    private const int FractionBits = 13;
    private const int PassBits = 2;

    // sqrt(2) cos(pi / 8) and sqrt(2) cos(3 pi / 8), as round(c * 2^13).
    private const int Cos1 = 10703;
    private const int Cos3 = 4433;

    /// <summary>Dequantises and transforms a block, adds 128 and clamps to bytes.</summary>
    /// <param name="block">[8, 8] coefficients, natural order; only the first <paramref name="side"/> rows and columns count.</param>
    /// <param name="quantization">[8, 8] factors, natural order.</param>
    /// <param name="destination">From the block's top left sample.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="side">4, 2 or 1.</param>
    public static void Transform(ReadOnlySpan<short> block, ReadOnlySpan<int> quantization, Span<byte> destination, int stride, int side)
    {
        if (side == 4)
            Transform4(block, quantization, destination, stride);
        else if (side == 2)
            Transform2(block, quantization, destination, stride);
        else
            destination[0] = ToByte(((block[0] * quantization[0]) + 4) >> 3);
    }

    private static void Transform2(ReadOnlySpan<short> block, ReadOnlySpan<int> quantization, Span<byte> destination, int stride)
    {
        int top = (block[0] * quantization[0]) + 4;
        int down = block[8] * quantization[8];
        int right = block[1] * quantization[1];
        int both = block[9] * quantization[9];
        destination[0] = ToByte((top + right + down + both) >> 3);
        destination[1] = ToByte((top - right + down - both) >> 3);
        destination[stride] = ToByte((top + right - down - both) >> 3);
        destination[stride + 1] = ToByte((top - right - down + both) >> 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transform4(ReadOnlySpan<short> block, ReadOnlySpan<int> quantization, Span<byte> destination, int stride)
    {
        ref short c = ref MemoryMarshal.GetReference(block[..64]);
        ref int q = ref MemoryMarshal.GetReference(quantization[..64]);
        Span<int> columns = stackalloc int[16];
        for (int x = 0; x < 4; x++)
        {
            Pass(
                Unsafe.Add(ref c, x) * Unsafe.Add(ref q, x), Unsafe.Add(ref c, x + 8) * Unsafe.Add(ref q, x + 8),
                Unsafe.Add(ref c, x + 16) * Unsafe.Add(ref q, x + 16), Unsafe.Add(ref c, x + 24) * Unsafe.Add(ref q, x + 24),
                FractionBits - PassBits, out columns[x], out columns[4 + x], out columns[8 + x], out columns[12 + x]);
        }
        for (int y = 0; y < 4; y++)
        {
            Span<int> row = columns.Slice(4 * y, 4);
            Pass(row[0], row[1], row[2], row[3], FractionBits + PassBits + 3, out int s0, out int s1, out int s2, out int s3);
            Span<byte> samples = destination.Slice(y * stride, 4);
            samples[3] = ToByte(s3);
            samples[0] = ToByte(s0);
            samples[1] = ToByte(s1);
            samples[2] = ToByte(s2);
        }
    }

    /// <summary>One transform of four values, times sqrt(2); the result is shifted right with rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(int v0, int v1, int v2, int v3, int shift, out int s0, out int s1, out int s2, out int s3)
    {
        int rounding = 1 << (shift - 1);
        int even0 = ((v0 + v2) << FractionBits) + rounding;
        int even1 = ((v0 - v2) << FractionBits) + rounding;
        int odd0 = (v1 * Cos1) + (v3 * Cos3);
        int odd1 = (v1 * Cos3) - (v3 * Cos1);
        s0 = (even0 + odd0) >> shift;
        s3 = (even0 - odd0) >> shift;
        s1 = (even1 + odd1) >> shift;
        s2 = (even1 - odd1) >> shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte ToByte(int sample) => (byte)Math.Clamp(sample + 128, 0, 255);
}
