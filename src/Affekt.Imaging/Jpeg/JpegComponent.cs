using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Affekt.Imaging.Jpeg;

/// <summary>One colour component of a frame, with what decoding it needs.</summary>
internal sealed class JpegComponent(byte id, int horizontal, int vertical, int quantizationId)
{
    private readonly short[] _whole = new short[64];

    public byte Id { get; } = id;

    /// <summary>Sampling factors (T.81 A.1.1), 1 to 4.</summary>
    public int Horizontal { get; set; } = horizontal;

    /// <inheritdoc cref="Horizontal"/>
    public int Vertical { get; set; } = vertical;

    public int QuantizationId { get; } = quantizationId;

    /// <summary>Samples across and down that belong to the picture.</summary>
    public int Width { get; set; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; set; }

    /// <inheritdoc cref="JpegFrame.Side"/>
    public int Side { get; set; }

    /// <summary><see cref="Width"/> and <see cref="Height"/> at the size that is decoded.</summary>
    public int SampleWidth { get; set; }

    /// <inheritdoc cref="SampleWidth"/>
    public int SampleHeight { get; set; }

    /// <summary>Blocks that hold picture samples: the extent of a scan of this component alone.</summary>
    public int BlocksAcross => (Width + 7) / 8;

    /// <inheritdoc cref="BlocksAcross"/>
    public int BlocksDown => (Height + 7) / 8;

    /// <summary>Blocks a row, filled up to whole MCUs.</summary>
    public int BlockStride { get; set; }

    /// <summary>The table in force at the component's first scan, natural order; null before it.</summary>
    public int[]? Quantization { get; set; }

    /// <summary>
    /// [block row, block column, <see cref="Side"/>, <see cref="Side"/>]: the lowest frequencies in natural order; null where
    /// blocks go straight to samples.
    /// </summary>
    public short[]? Coefficients { get; set; }

    /// <summary>
    /// [block row, block column]: a bit in natural order for each coefficient beyond the kept ones that is not zero; null where
    /// all are kept.
    /// </summary>
    public ulong[]? Marks { get; set; }

    public JpegHuffmanTable? DcTable { get; set; }

    public JpegHuffmanTable? AcTable { get; set; }

    /// <summary>The DC value of the block before, shifted as coded.</summary>
    public int Prediction { get; set; }

    public bool HasDc { get; set; }

    /// <summary>A bit in zigzag order for each coefficient that the scans so far brought in full precision.</summary>
    public ulong Finished { get; set; }

    /// <summary>
    /// The three latest strips of samples, [<see cref="RingRows"/>, <see cref="SampleStride"/>]: picture row y stands
    /// at row y modulo <see cref="RingRows"/>. Some bytes follow, so that vectors may read past a row.
    /// </summary>
    public byte[] Samples { get; set; } = [];

    /// <inheritdoc cref="Samples"/>
    public int RingRows => 3 * Side * Vertical;

    /// <inheritdoc cref="Samples"/>
    public int SampleStride => Side * BlockStride;

    /// <summary>What is kept of a block: [<see cref="Side"/>, <see cref="Side"/>].</summary>
    public Span<short> Block(int row, int column) =>
        Coefficients.AsSpan(((row * BlockStride) + column) * Side * Side, Side * Side);

    /// <summary>All 64 coefficients of a block, to read or to work on; what was changed is kept by <see cref="Close"/>. Those
    /// that are not kept are 1 where they are not zero.</summary>
    public Span<short> Open(int row, int column)
    {
        Span<short> kept = Block(row, column);
        if (Side == 8)
            return kept;
        Array.Clear(_whole);
        for (int y = 0; y < Side; y++)
            kept.Slice(y * Side, Side).CopyTo(_whole.AsSpan(8 * y));
        for (ulong marks = Marks?[(row * BlockStride) + column] ?? 0; marks != 0; marks &= marks - 1)
            _whole[BitOperations.TrailingZeroCount(marks)] = 1;
        return _whole;
    }

    /// <summary>Keeps what was done to an opened block.</summary>
    public void Close(int row, int column)
    {
        if (Side == 8)
            return;
        Span<short> kept = Block(row, column);
        ReadOnlySpan<Vector128<short>> rows = MemoryMarshal.Cast<short, Vector128<short>>(_whole);
        ulong marks = 0;
        for (int y = 0; y < 8; y++)
        {
            ulong zero = Vector128.Equals(rows[y], Vector128<short>.Zero).ExtractMostSignificantBits();
            marks |= (~zero & 0xFF) << (8 * y);
        }
        for (int y = 0; y < Side; y++)
        {
            _whole.AsSpan(8 * y, Side).CopyTo(kept[(y * Side)..]);
            marks &= ~(((1UL << Side) - 1) << (8 * y));
        }
        if (Marks is not null)
            Marks[(row * BlockStride) + column] = marks;
    }
}
