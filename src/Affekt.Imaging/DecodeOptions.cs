namespace Affekt.Imaging;

/// <summary>What a caller needs of a picture, and what it may cost.</summary>
public sealed record DecodeOptions
{
    /// <summary>What the decode may cost.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>
    /// The number of pixels that is enough. A larger picture is decoded at 1/2, 1/4 or 1/8 of its sides, as long as that
    /// many pixels are left. Null decodes every picture at its own size.
    /// </summary>
    public long? EnoughPixels { get; init; }

    /// <summary>By how much both sides of a picture are divided (1, 2, 4 or 8) so that enough pixels are left.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    public int Reduction(int width, int height)
    {
        if (EnoughPixels is not { } enough)
            return 1;
        int by = 8;
        while (by > 1 && (long)DecodeBudget.DivideUp(width, by) * DecodeBudget.DivideUp(height, by) < enough)
            by /= 2;
        return by;
    }
}

/// <summary>A decoded picture and what its file says about it.</summary>
/// <param name="Image">The pixels, upright; perhaps at a reduced size (see <see cref="DecodeOptions.EnoughPixels"/>).</param>
/// <param name="Width">Pixels across of the picture itself, upright.</param>
/// <param name="Height">Pixels down of the picture itself, upright.</param>
/// <param name="Notes">What was wrong with the file and could be overlooked, one sentence each; mostly empty.</param>
public sealed record DecodedPicture(Image Image, int Width, int Height, IReadOnlyList<string> Notes)
{
    /// <summary>Pixels of the picture for one of <see cref="Image"/>, across; 1 where it was not reduced.</summary>
    public double ScaleX => (double)Width / Image.Width;

    /// <summary>Pixels of the picture for one of <see cref="Image"/>, down; 1 where it was not reduced.</summary>
    public double ScaleY => (double)Height / Image.Height;
}
