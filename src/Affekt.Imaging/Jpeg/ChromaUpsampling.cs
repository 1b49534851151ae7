using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Affekt.Imaging.Jpeg;

/// <summary>
/// Brings one row of a subsampled component to the picture's width. Factors of two are interpolated with a triangle
/// (3/4 near, 1/4 far sample, with libjpeg's alternating rounding); other ratios repeat the nearest sample.
/// </summary>
internal sealed class ChromaUpsampling
{
    /// <summary>Bytes that rows may be read and written beyond their end.</summary>
    public const int Slack = 32;

    private readonly JpegComponent _component;
    private readonly int _maxHorizontal;
    private readonly int _maxVertical;
    private readonly bool _doubleAcross;
    private readonly bool _doubleDown;
    private readonly byte[] _row;
    private readonly ushort[] _sums;

    public ChromaUpsampling(JpegComponent component, JpegFrame frame)
    {
        (_component, _maxHorizontal, _maxVertical) = (component, frame.MaxHorizontal, frame.MaxVertical);
        bool sameAcross = component.Horizontal == _maxHorizontal;
        bool sameDown = component.Vertical == _maxVertical;
        bool twiceAcross = 2 * component.Horizontal == _maxHorizontal;
        bool twiceDown = 2 * component.Vertical == _maxVertical;
        // libjpeg repeats samples of very narrow pictures, too.
        _doubleAcross = twiceAcross && (sameDown || twiceDown) && component.SampleWidth > 2;
        _doubleDown = twiceDown && (sameAcross || _doubleAcross);
        IsIdentity = sameAcross && sameDown;
        _row = IsIdentity ? [] : new byte[frame.OutputWidth + 1 + Slack];
        _sums = _doubleAcross || _doubleDown ? new ushort[component.SampleWidth + 2 + Slack] : [];
    }

    /// <summary>No work to do: rows are used where they stand.</summary>
    public bool IsIdentity { get; }

    /// <summary>Memory for a component's rows.</summary>
    public static long BytesFor(JpegComponent component, JpegFrame frame) => frame.OutputWidth + (2L * component.SampleWidth) + (4 * Slack);

    /// <summary>The component's samples of a picture row, at full width and with <see cref="Slack"/>.</summary>
    public ReadOnlySpan<byte> Row(int y)
    {
        if (IsIdentity)
            return Source(y);
        if (_doubleDown)
        {
            int near = y >> 1;
            bool upper = (y & 1) == 0;
            int far = Math.Clamp(upper ? near - 1 : near + 1, 0, _component.SampleHeight - 1);
            SumRows(Source(near), Source(far), _sums, _component.SampleWidth);
            if (_doubleAcross)
                DoubleAcross(_sums, _component.SampleWidth, _row, evenBias: 8, oddBias: 7, shift: 4);
            else
                Quarter(_sums, _component.SampleWidth, _row, upper ? 1 : 2);
        }
        else if (_doubleAcross)
        {
            WidenRow(Source(y * _component.Vertical / _maxVertical), _sums, _component.SampleWidth);
            DoubleAcross(_sums, _component.SampleWidth, _row, evenBias: 1, oddBias: 2, shift: 2);
        }
        else
        {
            ReadOnlySpan<byte> source = Source(y * _component.Vertical / _maxVertical);
            for (int x = 0; x < _row.Length - Slack - 1; x++)
                _row[x] = source[x * _component.Horizontal / _maxHorizontal];
        }
        return _row;
    }

    private ReadOnlySpan<byte> Source(int y) =>
        _component.Samples.AsSpan(y % _component.RingRows * _component.SampleStride);

    /// <summary>sums[1 + x] = 3 near[x] + far[x], with both ends repeated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumRows(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<ushort> sums, int width)
    {
        // 16 at a time, into the slack at the end.
        ref byte n = ref MemoryMarshal.GetReference(near[..(width + 15)]);
        ref byte f = ref MemoryMarshal.GetReference(far[..(width + 15)]);
        ref ushort s = ref MemoryMarshal.GetReference(sums[..(width + 16)]);
        for (nuint x = 0; x < (nuint)width; x += 16)
        {
            Vector128<byte> a = Vector128.LoadUnsafe(ref n, x);
            Vector128<byte> b = Vector128.LoadUnsafe(ref f, x);
            (Vector128.WidenLower(a) * 3 + Vector128.WidenLower(b)).StoreUnsafe(ref s, 1 + x);
            (Vector128.WidenUpper(a) * 3 + Vector128.WidenUpper(b)).StoreUnsafe(ref s, 9 + x);
        }
        (sums[0], sums[width + 1]) = (sums[1], sums[width]);
    }

    /// <summary>sums[1 + x] = row[x], with both ends repeated.</summary>
    private static void WidenRow(ReadOnlySpan<byte> row, Span<ushort> sums, int width)
    {
        ref byte r = ref MemoryMarshal.GetReference(row[..(width + 15)]);
        ref ushort s = ref MemoryMarshal.GetReference(sums[..(width + 16)]);
        for (nuint x = 0; x < (nuint)width; x += 16)
        {
            Vector128<byte> a = Vector128.LoadUnsafe(ref r, x);
            Vector128.WidenLower(a).StoreUnsafe(ref s, 1 + x);
            Vector128.WidenUpper(a).StoreUnsafe(ref s, 9 + x);
        }
        (sums[0], sums[width + 1]) = (sums[1], sums[width]);
    }

    /// <summary>Between every two sums, two samples: (3 near + far + bias) &gt;&gt; shift.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DoubleAcross(ReadOnlySpan<ushort> sums, int width, Span<byte> row, ushort evenBias, ushort oddBias, int shift)
    {
        ref ushort s = ref MemoryMarshal.GetReference(sums[..(width + 10)]);
        ref byte r = ref MemoryMarshal.GetReference(row[..((2 * width) + 14)]);
        Vector128<ushort> even = Vector128.Create(evenBias);
        Vector128<ushort> odd = Vector128.Create(oddBias);
        for (nuint x = 0; x < (nuint)width; x += 8)
        {
            Vector128<ushort> near = Vector128.LoadUnsafe(ref s, 1 + x) * 3;
            Vector128<ushort> left = (near + Vector128.LoadUnsafe(ref s, x) + even) >>> shift;
            Vector128<ushort> right = (near + Vector128.LoadUnsafe(ref s, 2 + x) + odd) >>> shift;
            // Little-endian lanes: the left sample comes first in memory.
            (left | (right << 8)).AsByte().StoreUnsafe(ref r, 2 * x);
        }
    }

    private static void Quarter(ReadOnlySpan<ushort> sums, int width, Span<byte> row, int bias)
    {
        for (int x = 0; x < width; x++)
            row[x] = (byte)((sums[1 + x] + bias) >> 2);
    }
}
