using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Affekt.Imaging.Jpeg;

/// <summary>
/// The 8x8 inverse DCT, fixed point, after C. Loeffler, A. Ligtenberg, G. Moschytz, "Practical fast 1-D DCT algorithms
/// with 11 multiplications", ICASSP 1989, with 13 fractional bits and 2 kept between the passes. Those are the numbers
/// of libjpeg's accurate transform, so pixels agree with it.
/// </summary>
internal static class InverseDct
{
    private const int FractionBits = 13;
    private const int PassBits = 2;

    /// <summary>Dequantises and transforms a block, adds 128 and clamps to bytes.</summary>
    /// <param name="block">[8, 8] coefficients, natural order.</param>
    /// <param name="quantization">[8, 8] factors, natural order.</param>
    /// <param name="destination">From the block's top left sample: 7 rows of <paramref name="stride"/> and 8 bytes.</param>
    /// <param name="stride">Bytes from row to row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(ReadOnlySpan<short> block, ReadOnlySpan<int> quantization, Span<byte> destination, int stride)
    {
        // The three slices are the bounds checks of everything below.
        ref short coefficients = ref MemoryMarshal.GetReference(block[..64]);
        ref int factors = ref MemoryMarshal.GetReference(quantization[..64]);
        ref byte output = ref MemoryMarshal.GetReference(destination[..((7 * stride) + 8)]);

        Vector128<short> row0 = Vector128.LoadUnsafe(ref coefficients);
        Vector128<short> row1 = Vector128.LoadUnsafe(ref coefficients, 8);
        Vector128<short> row2 = Vector128.LoadUnsafe(ref coefficients, 16);
        Vector128<short> row3 = Vector128.LoadUnsafe(ref coefficients, 24);
        Vector128<short> row4 = Vector128.LoadUnsafe(ref coefficients, 32);
        Vector128<short> row5 = Vector128.LoadUnsafe(ref coefficients, 40);
        Vector128<short> row6 = Vector128.LoadUnsafe(ref coefficients, 48);
        Vector128<short> row7 = Vector128.LoadUnsafe(ref coefficients, 56);
        Vector128<short> ac = row0.WithElement(0, (short)0) | row1 | row2 | row3 | row4 | row5 | row6 | row7;
        if (ac == Vector128<short>.Zero)
        {
            Flat(coefficients * factors, ref output, stride);
            return;
        }

        Vector256<int> v0 = Dequantize(row0, ref factors, 0);
        Vector256<int> v1 = Dequantize(row1, ref factors, 8);
        Vector256<int> v2 = Dequantize(row2, ref factors, 16);
        Vector256<int> v3 = Dequantize(row3, ref factors, 24);
        Vector256<int> v4 = Dequantize(row4, ref factors, 32);
        Vector256<int> v5 = Dequantize(row5, ref factors, 40);
        Vector256<int> v6 = Dequantize(row6, ref factors, 48);
        Vector256<int> v7 = Dequantize(row7, ref factors, 56);
        Pass(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, FractionBits - PassBits);
        Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        Pass(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7, FractionBits + PassBits + 3);
        Transpose(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
        Store(v0, v1, ref output, 0, stride);
        Store(v2, v3, ref output, 2, stride);
        Store(v4, v5, ref output, 4, stride);
        Store(v6, v7, ref output, 6, stride);
    }

    /// <summary>A block of one value, as most are in smooth areas.</summary>
    private static void Flat(int dc, ref byte output, int stride)
    {
        ulong eight = (byte)Math.Clamp(((dc + 4) >> 3) + 128, 0, 255) * 0x0101010101010101UL;
        for (int y = 0; y < 8; y++)
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, y * stride), eight);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Dequantize(Vector128<short> row, ref int factors, nuint at) =>
        Vector256.Create(Vector128.WidenLower(row), Vector128.WidenUpper(row)) * Vector256.LoadUnsafe(ref factors, at);

    /// <summary>Eight one-dimensional transforms at a time, one a lane; the result is shifted right with rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass(
        ref Vector256<int> v0, ref Vector256<int> v1, ref Vector256<int> v2, ref Vector256<int> v3,
        ref Vector256<int> v4, ref Vector256<int> v5, ref Vector256<int> v6, ref Vector256<int> v7, int shift)
    {
        // Even part. Constants are round(c * 2^13) for the c in the comment.
        Vector256<int> z1 = (v2 + v6) * 4433; // 0.541196100
        Vector256<int> even2 = z1 - (v6 * 15137); // 1.847759065
        Vector256<int> even3 = z1 + (v2 * 6270); // 0.765366865
        Vector256<int> rounding = Vector256.Create(1 << (shift - 1));
        Vector256<int> even0 = ((v0 + v4) << FractionBits) + rounding;
        Vector256<int> even1 = ((v0 - v4) << FractionBits) + rounding;
        Vector256<int> a0 = even0 + even3;
        Vector256<int> a3 = even0 - even3;
        Vector256<int> a1 = even1 + even2;
        Vector256<int> a2 = even1 - even2;

        // Odd part.
        Vector256<int> z3 = v7 + v3;
        Vector256<int> z4 = v5 + v1;
        Vector256<int> z5 = (z3 + z4) * 9633; // 1.175875602
        z3 = z5 - (z3 * 16069); // 1.961570560
        z4 = z5 - (z4 * 3196); // 0.390180644
        z1 = (v7 + v1) * 7373; // 0.899976223
        Vector256<int> z2 = (v5 + v3) * 20995; // 2.562915447
        Vector256<int> b3 = (v7 * 2446) - z1 + z3; // 0.298631336
        Vector256<int> b2 = (v5 * 16819) - z2 + z4; // 2.053119869
        Vector256<int> b1 = (v3 * 25172) - z2 + z3; // 3.072711026
        Vector256<int> b0 = (v1 * 12299) - z1 + z4; // 1.501321110

        v0 = (a0 + b0) >> shift;
        v7 = (a0 - b0) >> shift;
        v1 = (a1 + b1) >> shift;
        v6 = (a1 - b1) >> shift;
        v2 = (a2 + b2) >> shift;
        v5 = (a2 - b2) >> shift;
        v3 = (a3 + b3) >> shift;
        v4 = (a3 - b3) >> shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<int> v0, ref Vector256<int> v1, ref Vector256<int> v2, ref Vector256<int> v3,
        ref Vector256<int> v4, ref Vector256<int> v5, ref Vector256<int> v6, ref Vector256<int> v7)
    {
        if (!Avx2.IsSupported)
        {
            TransposePortable(ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7);
            return;
        }
        Vector256<long> a0 = Avx2.UnpackLow(v0, v1).AsInt64();
        Vector256<long> a1 = Avx2.UnpackHigh(v0, v1).AsInt64();
        Vector256<long> a2 = Avx2.UnpackLow(v2, v3).AsInt64();
        Vector256<long> a3 = Avx2.UnpackHigh(v2, v3).AsInt64();
        Vector256<long> a4 = Avx2.UnpackLow(v4, v5).AsInt64();
        Vector256<long> a5 = Avx2.UnpackHigh(v4, v5).AsInt64();
        Vector256<long> a6 = Avx2.UnpackLow(v6, v7).AsInt64();
        Vector256<long> a7 = Avx2.UnpackHigh(v6, v7).AsInt64();
        Vector256<int> b0 = Avx2.UnpackLow(a0, a2).AsInt32();
        Vector256<int> b1 = Avx2.UnpackHigh(a0, a2).AsInt32();
        Vector256<int> b2 = Avx2.UnpackLow(a1, a3).AsInt32();
        Vector256<int> b3 = Avx2.UnpackHigh(a1, a3).AsInt32();
        Vector256<int> b4 = Avx2.UnpackLow(a4, a6).AsInt32();
        Vector256<int> b5 = Avx2.UnpackHigh(a4, a6).AsInt32();
        Vector256<int> b6 = Avx2.UnpackLow(a5, a7).AsInt32();
        Vector256<int> b7 = Avx2.UnpackHigh(a5, a7).AsInt32();
        v0 = Avx2.Permute2x128(b0, b4, 0x20);
        v1 = Avx2.Permute2x128(b1, b5, 0x20);
        v2 = Avx2.Permute2x128(b2, b6, 0x20);
        v3 = Avx2.Permute2x128(b3, b7, 0x20);
        v4 = Avx2.Permute2x128(b0, b4, 0x31);
        v5 = Avx2.Permute2x128(b1, b5, 0x31);
        v6 = Avx2.Permute2x128(b2, b6, 0x31);
        v7 = Avx2.Permute2x128(b3, b7, 0x31);
    }

    private static void TransposePortable(
        ref Vector256<int> v0, ref Vector256<int> v1, ref Vector256<int> v2, ref Vector256<int> v3,
        ref Vector256<int> v4, ref Vector256<int> v5, ref Vector256<int> v6, ref Vector256<int> v7)
    {
        Span<Vector256<int>> rows = [v0, v1, v2, v3, v4, v5, v6, v7];
        Span<int> values = MemoryMarshal.Cast<Vector256<int>, int>(rows);
        for (int y = 1; y < 8; y++)
        {
            for (int x = 0; x < y; x++)
                (values[(8 * y) + x], values[(8 * x) + y]) = (values[(8 * x) + y], values[(8 * y) + x]);
        }
        (v0, v1, v2, v3) = (rows[0], rows[1], rows[2], rows[3]);
        (v4, v5, v6, v7) = (rows[4], rows[5], rows[6], rows[7]);
    }

    /// <summary>Two rows of samples: + 128, clamped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> upper, Vector256<int> lower, ref byte output, int row, int stride)
    {
        Vector128<ushort> first = Clamp(upper);
        Vector128<ushort> second = Clamp(lower);
        Vector128<ulong> bytes = Vector128.Narrow(first, second).AsUInt64();
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, row * stride), bytes.GetElement(0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref output, (row + 1) * stride), bytes.GetElement(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Clamp(Vector256<int> row)
    {
        row = Vector256.Min(Vector256.Max(row + Vector256.Create(128), Vector256<int>.Zero), Vector256.Create(255));
        return Vector128.Narrow(row.GetLower(), row.GetUpper()).AsUInt16();
    }
}
