namespace Affekt.Imaging.Jpeg;

/// <summary>
/// From coefficients to pixels, a strip (one row of MCUs) at a time. Upsampling looks a row up and down, so pixels
/// of a strip are made when the next one has arrived; three strips of samples are kept.
/// </summary>
internal sealed class JpegOutput
{
    private readonly JpegFrame _frame;
    private readonly JpegColor _color;
    private readonly DecodeBudget _budget;
    private readonly ChromaUpsampling[] _upsampling;
    private readonly long _working;

    public JpegOutput(JpegFrame frame, JpegColor color, DecodeBudget budget)
    {
        (_frame, _color, _budget) = (frame, color, budget);
        foreach (JpegComponent c in frame.Components)
            _working += ((long)c.RingRows * c.SampleStride) + ChromaUpsampling.BytesFor(c, frame);
        budget.Reserve(_working + ((long)frame.OutputWidth * frame.OutputHeight * frame.Channels));

        foreach (JpegComponent c in frame.Components)
            c.Samples = new byte[(c.RingRows * c.SampleStride) + ChromaUpsampling.Slack];
        _upsampling = Array.ConvertAll(frame.Components, c => new ChromaUpsampling(c, frame));
        Image = Image.Uninitialized(frame.OutputWidth, frame.OutputHeight, frame.Channels);
    }

    public Image Image { get; }

    /// <summary>Transforms a block into the current strip.</summary>
    /// <param name="component">The component.</param>
    /// <param name="block">All 64 coefficients.</param>
    /// <param name="row">Row of blocks.</param>
    /// <param name="column">Block in the row.</param>
    public static void AddBlock(JpegComponent component, ReadOnlySpan<short> block, int row, int column)
    {
        int stride = component.SampleStride;
        int side = component.Side;
        Span<byte> samples = component.Samples.AsSpan((row * side % component.RingRows * stride) + (column * side));
        if (side == 8)
            InverseDct.Transform(block, component.Quantization, samples, stride);
        else
            ReducedDct.Transform(block, component.Quantization, samples, stride, side);
    }

    /// <summary>To be called after the last block of each strip: makes the pixels of the strip before.</summary>
    public void CompleteStrip(int strip)
    {
        if (strip > 0)
            Emit(strip - 1);
    }

    /// <summary>Makes the pixels of the last strip and lets go of the samples.</summary>
    public void Complete()
    {
        Emit(_frame.McusDown - 1);
        foreach (JpegComponent c in _frame.Components)
            c.Samples = [];
        _budget.Release(_working);
    }

    private void Emit(int strip)
    {
        int height = _frame.Side * _frame.MaxVertical;
        int rowBytes = Image.Width * Image.Channels;
        int end = Math.Min((strip + 1) * height, Image.Height);
        for (int y = strip * height; y < end; y++)
        {
            Span<byte> row = Image.Pixels.AsSpan(y * rowBytes, rowBytes);
            if (_color == JpegColor.Gray)
                _upsampling[0].Row(y)[..rowBytes].CopyTo(row);
            else if (_color is JpegColor.YCbCr or JpegColor.Ycck)
                RowInterleaving.FromYCbCr(_upsampling[0].Row(y), _upsampling[1].Row(y), _upsampling[2].Row(y), row);
            else
                RowInterleaving.FromRgb(_upsampling[0].Row(y), _upsampling[1].Row(y), _upsampling[2].Row(y), row);
            if (_color is JpegColor.Cmyk or JpegColor.Ycck)
                RowInterleaving.Blacken(row, _upsampling[3].Row(y), invert: _color == JpegColor.Ycck);
        }
    }
}
