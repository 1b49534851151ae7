namespace Affekt.Imaging.Jpeg;

/// <summary>One colour component of a frame, with what decoding it needs.</summary>
internal sealed class JpegComponent(byte id, int horizontal, int vertical, int quantizationId)
{
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

    /// <summary>Blocks that hold picture samples: the extent of a scan of this component alone.</summary>
    public int BlocksAcross => (Width + 7) / 8;

    /// <inheritdoc cref="BlocksAcross"/>
    public int BlocksDown => (Height + 7) / 8;

    /// <summary>Blocks a row, filled up to whole MCUs.</summary>
    public int BlockStride { get; set; }

    /// <summary>The table in force at the component's first scan, natural order; null before it.</summary>
    public int[]? Quantization { get; set; }

    /// <summary>[block row, block column, 64] in natural order; null where blocks go straight to samples.</summary>
    public short[]? Coefficients { get; set; }

    public JpegHuffmanTable? DcTable { get; set; }

    public JpegHuffmanTable? AcTable { get; set; }

    /// <summary>The DC value of the block before, shifted as coded.</summary>
    public int Prediction { get; set; }

    public bool HasDc { get; set; }

    /// <summary>
    /// The three latest strips of samples, [<see cref="RingRows"/>, <see cref="SampleStride"/>]: picture row y stands
    /// at row y modulo <see cref="RingRows"/>. Some bytes follow, so that vectors may read past a row.
    /// </summary>
    public byte[] Samples { get; set; } = [];

    /// <inheritdoc cref="Samples"/>
    public int RingRows => 3 * 8 * Vertical;

    /// <inheritdoc cref="Samples"/>
    public int SampleStride => 8 * BlockStride;

    public Span<short> Block(int row, int column) =>
        Coefficients.AsSpan(((row * BlockStride) + column) * 64, 64);
}

/// <summary>A frame header (T.81 B.2.2) and the geometry that follows from it.</summary>
internal sealed class JpegFrame
{
    public JpegFrame(int width, int height, bool progressive, JpegComponent[] components)
    {
        (Width, Height, Progressive, Components) = (width, height, progressive, components);
        if (components is [var only])
        {
            // One component is never interleaved, so its factors mean nothing (T.81 A.2.2).
            only.Horizontal = only.Vertical = 1;
        }
        MaxHorizontal = components.Max(c => c.Horizontal);
        MaxVertical = components.Max(c => c.Vertical);
        McusAcross = DivideUp(width, 8 * MaxHorizontal);
        McusDown = DivideUp(height, 8 * MaxVertical);
        foreach (JpegComponent c in components)
        {
            c.Width = DivideUp(width * c.Horizontal, MaxHorizontal);
            c.Height = DivideUp(height * c.Vertical, MaxVertical);
            c.BlockStride = McusAcross * c.Horizontal;
        }
    }

    public int Width { get; }

    public int Height { get; }

    public bool Progressive { get; }

    public JpegComponent[] Components { get; }

    public int MaxHorizontal { get; }

    public int MaxVertical { get; }

    public int McusAcross { get; }

    public int McusDown { get; }

    /// <summary>Blocks that are stored, those that only fill up MCUs included.</summary>
    public long BlockCount => Components.Sum(c => (long)c.BlockStride * McusDown * c.Vertical);

    /// <summary>Blocks that every scan order must code.</summary>
    public long PictureBlockCount => Components.Sum(c => (long)c.BlocksAcross * c.BlocksDown);

    private static int DivideUp(int value, int by) => (value + by - 1) / by;
}
