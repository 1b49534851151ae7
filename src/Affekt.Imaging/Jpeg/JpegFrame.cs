namespace Affekt.Imaging.Jpeg;

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
        McusAcross = DecodeBudget.DivideUp(width, 8 * MaxHorizontal);
        McusDown = DecodeBudget.DivideUp(height, 8 * MaxVertical);
        foreach (JpegComponent c in components)
        {
            c.Width = DecodeBudget.DivideUp(width * c.Horizontal, MaxHorizontal);
            c.Height = DecodeBudget.DivideUp(height * c.Vertical, MaxVertical);
            c.BlockStride = McusAcross * c.Horizontal;
        }
        Reduce(1);
    }

    public int Width { get; }

    public int Height { get; }

    public bool Progressive { get; }

    public JpegComponent[] Components { get; }

    public int MaxHorizontal { get; }

    public int MaxVertical { get; }

    public int McusAcross { get; }

    public int McusDown { get; }

    /// <summary>Pixels that each side of a block becomes: 8, or 4, 2 or 1 where the picture is decoded at a reduced size.</summary>
    public int Side { get; private set; }

    /// <summary>Size of the decoded picture.</summary>
    public int OutputWidth { get; private set; }

    /// <inheritdoc cref="OutputWidth"/>
    public int OutputHeight { get; private set; }

    /// <summary>Channels of the decoded picture.</summary>
    public int Channels => Components.Length == 1 ? 1 : 3;

    /// <summary>Blocks that every scan order must code.</summary>
    public long PictureBlockCount => Components.Sum(c => (long)c.BlocksAcross * c.BlocksDown);

    /// <summary>Memory for the coefficients of all blocks, those that only fill up MCUs included.</summary>
    public long CoefficientBytes => BlockCount * ((Side * Side * sizeof(short)) + (KeepsMarks ? sizeof(ulong) : 0));

    private long BlockCount => Components.Sum(c => (long)c.BlockStride * McusDown * c.Vertical);

    /// <summary>Refinement needs to know of every coefficient whether it is zero, of those that are not kept, too.</summary>
    private bool KeepsMarks => Progressive && Side < 8;

    /// <summary>Has the picture decoded at a fraction of its sides: 1, 2, 4 or 8.</summary>
    public void Reduce(int by)
    {
        Side = 8 / by;
        OutputWidth = DecodeBudget.DivideUp(Width, by);
        OutputHeight = DecodeBudget.DivideUp(Height, by);
        foreach (JpegComponent c in Components)
        {
            c.Side = Side;
            c.SampleWidth = DecodeBudget.DivideUp(c.Width, by);
            c.SampleHeight = DecodeBudget.DivideUp(c.Height, by);
        }
    }

    public void AllocateCoefficients()
    {
        foreach (JpegComponent c in Components)
        {
            long blocks = (long)c.BlockStride * McusDown * c.Vertical;
            c.Coefficients = new short[blocks * Side * Side];
            c.Marks = KeepsMarks ? new ulong[blocks] : null;
        }
    }

    public void ReleaseCoefficients()
    {
        foreach (JpegComponent c in Components)
            (c.Coefficients, c.Marks) = (null, null);
    }
}
