using Affekt.Neural.Tensors;

namespace Affekt.Neural.Operations;

/// <summary>
/// How a window moves over an image, for convolutions of every kind and for pooling. Padding is counted on each side of
/// the image; bottom and right padding only decide how many windows there are.
/// </summary>
/// <param name="Height">Rows, 1 or more.</param>
/// <param name="Width">Columns, 1 or more.</param>
public sealed record Window(int Height, int Width)
{
    /// <summary>Input rows from one window to the next.</summary>
    public int StrideY { get; init; } = 1;

    /// <summary>Input columns from one window to the next.</summary>
    public int StrideX { get; init; } = 1;

    /// <summary>Input rows from one row of the window to the next.</summary>
    public int DilationY { get; init; } = 1;

    /// <summary>Input columns from one column of the window to the next.</summary>
    public int DilationX { get; init; } = 1;

    /// <summary>Rows above the image that windows may reach to.</summary>
    public int Top { get; init; }

    /// <summary>Rows below the image.</summary>
    public int Bottom { get; init; }

    /// <summary>Columns left of the image.</summary>
    public int Left { get; init; }

    /// <summary>Columns right of the image.</summary>
    public int Right { get; init; }

    /// <summary>Positions in the window.</summary>
    public int Taps => Height * Width;

    /// <summary>The most rows or columns of padding on any side.</summary>
    public int LargestPadding => Math.Max(Math.Max(Top, Bottom), Math.Max(Left, Right));

    /// <summary>Rows that the window covers, gaps included.</summary>
    public int ReachY => (Height - 1) * DilationY + 1;

    /// <summary>Columns that the window covers, gaps included.</summary>
    public int ReachX => (Width - 1) * DilationX + 1;

    /// <summary>How far beyond the outputs the gradient of an input at the edge reads; 0 where strides leave gaps.</summary>
    internal int TransposedBorder => StrideX != 1 || StrideY != 1 ? 0
        : Math.Max(0, Math.Max(ReachY - 1 - Math.Min(Top, Bottom), ReachX - 1 - Math.Min(Left, Right)));

    /// <summary>True when both directions are alike, nothing is dilated and the padding is the same on all sides.</summary>
    public bool IsSquare => Height == Width && StrideY == StrideX && DilationY == 1 && DilationX == 1 && Top == Bottom
        && Top == Left && Top == Right;

    /// <summary>A window that is alike in both directions.</summary>
    /// <param name="size">Rows and columns.</param>
    /// <param name="stride">From one window to the next.</param>
    /// <param name="padding">On every side.</param>
    /// <param name="dilation">From one tap to the next.</param>
    public static Window Square(int size, int stride = 1, int padding = 0, int dilation = 1) => new(size, size)
    {
        StrideY = stride,
        StrideX = stride,
        DilationY = dilation,
        DilationX = dilation,
        Top = padding,
        Bottom = padding,
        Left = padding,
        Right = padding,
    };

    /// <summary>How many windows fit on an image.</summary>
    /// <exception cref="ArgumentException">A number is out of range, or no window fits.</exception>
    internal Shape OutputShape(Shape input, int channels)
    {
        if (Height < 1 || Width < 1 || StrideY < 1 || StrideX < 1 || DilationY < 1 || DilationX < 1 || Top < 0 || Bottom < 0
            || Left < 0 || Right < 0)
            throw new ArgumentException($"A window has a size, stride or dilation below 1, or a negative padding: {this}.");
        var (height, width) = (input.Height + Top + Bottom - ReachY, input.Width + Left + Right - ReachX);
        if (height < 0 || width < 0)
            throw new ArgumentException($"A window that covers {ReachY}x{ReachX} does not fit on {input} with its padding.");
        return new Shape(height / StrideY + 1, width / StrideX + 1, channels);
    }
}
