using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Affekt.Imaging.Jpeg;

/// <summary>
/// Makes interleaved RGB of three component rows. YCbCr by JFIF 1.02 (ITU-R BT.601, full range) in 16-bit fixed point:
/// R = Y + 1.402 Cr, G = Y - 0.344136 Cb - 0.714136 Cr, B = Y + 1.772 Cb, with Cb and Cr less 128.
/// </summary>
internal static class RowInterleaving
{
    private const int Step = 16;

    /// <param name="yRow">Luma; like the others at least <see cref="ChromaUpsampling.Slack"/> longer than the row.</param>
    /// <param name="cbRow">Blue difference.</param>
    /// <param name="crRow">Red difference.</param>
    /// <param name="rgb">[width, 3].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromYCbCr(ReadOnlySpan<byte> yRow, ReadOnlySpan<byte> cbRow, ReadOnlySpan<byte> crRow, Span<byte> rgb)
    {
        int width = rgb.Length / 3;
        ref byte y = ref MemoryMarshal.GetReference(yRow[..(width + Step - 1)]);
        ref byte cb = ref MemoryMarshal.GetReference(cbRow[..(width + Step - 1)]);
        ref byte cr = ref MemoryMarshal.GetReference(crRow[..(width + Step - 1)]);
        for (int x = 0; x < width; x += Step)
        {
            Vector128<byte> luma = Vector128.LoadUnsafe(ref y, (nuint)x);
            Vector128<byte> blue = Vector128.LoadUnsafe(ref cb, (nuint)x);
            Vector128<byte> red = Vector128.LoadUnsafe(ref cr, (nuint)x);
            Convert(Vector128.WidenLower(luma), Vector128.WidenLower(blue), Vector128.WidenLower(red),
                out Vector128<short> r0, out Vector128<short> g0, out Vector128<short> b0);
            Convert(Vector128.WidenUpper(luma), Vector128.WidenUpper(blue), Vector128.WidenUpper(red),
                out Vector128<short> r1, out Vector128<short> g1, out Vector128<short> b1);
            Store(Clamp(r0, r1), Clamp(g0, g1), Clamp(b0, b1), rgb[(3 * x)..]);
        }
    }

    /// <summary>For files whose components are red, green and blue themselves.</summary>
    public static void FromRgb(ReadOnlySpan<byte> red, ReadOnlySpan<byte> green, ReadOnlySpan<byte> blue, Span<byte> rgb)
    {
        for (int x = 0; x < rgb.Length / 3; x++)
            (rgb[3 * x], rgb[(3 * x) + 1], rgb[(3 * x) + 2]) = (red[x], green[x], blue[x]);
    }

    /// <summary>
    /// Makes RGB of inks in place. Programs store inks inverted, 255 for none, so paper times black is the light that is left.
    /// </summary>
    /// <param name="inks">[width, 3]: cyan, magenta, yellow; RGB afterwards.</param>
    /// <param name="black">[width].</param>
    /// <param name="invert">The inks come from YCCK, whose transform leaves them the other way round.</param>
    public static void Blacken(Span<byte> inks, ReadOnlySpan<byte> black, bool invert)
    {
        int flip = invert ? 255 : 0;
        for (int i = 0; i < inks.Length; i++)
            inks[i] = (byte)((((inks[i] ^ flip) * black[i / 3]) + 127) / 255);
    }

    /// <summary>
    /// With 16 fractional bits and exact rounding; whole multiples are split off so that factors fit 16 bits:
    /// 1.402 = 1 + 26345/65536, 1.772 = 2 - 14942/65536, -0.714136 = -1 + 18734/65536, -0.344136 = -22554/65536.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Convert(
        Vector128<ushort> yLane, Vector128<ushort> cbLane, Vector128<ushort> crLane,
        out Vector128<short> r, out Vector128<short> g, out Vector128<short> b)
    {
        Vector128<short> y = yLane.AsInt16();
        Vector128<short> cb = cbLane.AsInt16() - Vector128.Create((short)128);
        Vector128<short> cr = crLane.AsInt16() - Vector128.Create((short)128);
        r = y + cr + Scale(cr, 26345);
        g = y - cr + ScaleBoth(cb, -22554, cr, 18734);
        b = y + cb + cb + Scale(cb, -14942);
    }

    /// <summary>(value * factor + 32768) &gt;&gt; 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Scale(Vector128<short> value, short factor)
    {
        if (Sse2.IsSupported)
        {
            // floor((floor(2vf / 2^16) + 1) / 2) is the rounded product, and 2v fits.
            return (Sse2.MultiplyHigh(value + value, Vector128.Create(factor)) + Vector128<short>.One) >> 1;
        }
        Vector128<int> half = Vector128.Create(1 << 15);
        return Vector128.Narrow(
            ((Vector128.WidenLower(value) * factor) + half) >> 16,
            ((Vector128.WidenUpper(value) * factor) + half) >> 16);
    }

    /// <summary>(a * factorA + b * factorB + 32768) &gt;&gt; 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> ScaleBoth(Vector128<short> a, short factorA, Vector128<short> b, short factorB)
    {
        Vector128<int> half = Vector128.Create(1 << 15);
        if (Sse2.IsSupported)
        {
            Vector128<short> factors = Vector128.Create((factorB << 16) | (ushort)factorA).AsInt16();
            return Sse2.PackSignedSaturate(
                (Sse2.MultiplyAddAdjacent(Sse2.UnpackLow(a, b), factors) + half) >> 16,
                (Sse2.MultiplyAddAdjacent(Sse2.UnpackHigh(a, b), factors) + half) >> 16);
        }
        return Vector128.Narrow(
            ((Vector128.WidenLower(a) * factorA) + (Vector128.WidenLower(b) * factorB) + half) >> 16,
            ((Vector128.WidenUpper(a) * factorA) + (Vector128.WidenUpper(b) * factorB) + half) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Clamp(Vector128<short> lower, Vector128<short> upper)
    {
        if (Sse2.IsSupported)
            return Sse2.PackUnsignedSaturate(lower, upper);
        Vector128<short> most = Vector128.Create((short)255);
        return Vector128.Narrow(
            Vector128.Min(Vector128.Max(lower, Vector128<short>.Zero), most).AsUInt16(),
            Vector128.Min(Vector128.Max(upper, Vector128<short>.Zero), most).AsUInt16());
    }

    /// <summary>16 pixels, or as many as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<byte> r, Vector128<byte> g, Vector128<byte> b, Span<byte> rgb)
    {
        // An index of 255 gives 0, so that the three parts can be joined.
        Vector128<byte> first =
            Vector128.Shuffle(r, Vector128.Create((byte)0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255, 5)) |
            Vector128.Shuffle(g, Vector128.Create((byte)255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255)) |
            Vector128.Shuffle(b, Vector128.Create((byte)255, 255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255));
        Vector128<byte> second =
            Vector128.Shuffle(r, Vector128.Create((byte)255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10, 255)) |
            Vector128.Shuffle(g, Vector128.Create((byte)5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10)) |
            Vector128.Shuffle(b, Vector128.Create((byte)255, 5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255));
        Vector128<byte> third =
            Vector128.Shuffle(r, Vector128.Create((byte)255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255, 255)) |
            Vector128.Shuffle(g, Vector128.Create((byte)255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255)) |
            Vector128.Shuffle(b, Vector128.Create((byte)10, 255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15));
        if (rgb.Length >= 48)
        {
            ref byte output = ref MemoryMarshal.GetReference(rgb);
            first.StoreUnsafe(ref output);
            second.StoreUnsafe(ref output, 16);
            third.StoreUnsafe(ref output, 32);
            return;
        }
        Span<byte> all = stackalloc byte[48];
        first.CopyTo(all);
        second.CopyTo(all[16..]);
        third.CopyTo(all[32..]);
        all[..rgb.Length].CopyTo(rgb);
    }
}
