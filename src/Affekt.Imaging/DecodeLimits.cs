using System.Globalization;
using Affekt.Imaging.Decoding;

namespace Affekt.Imaging;

/// <summary>
/// What one decode may cost. Each limit is checked before the memory or work it guards is taken;
/// passing one is an <see cref="ImageFormatException"/> that names it. No limit looks at a clock, so
/// a busy machine reads the same files as an idle one.
/// </summary>
public sealed record DecodeLimits
{
    /// <summary>The limits used where a caller gives none.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Largest width times height, in pixels. The default takes the cameras that are sold as 61 megapixels.</summary>
    public long MaxPixels { get; init; } = 61_000_000;

    /// <summary>Largest width and largest height, in pixels.</summary>
    public int MaxSide { get; init; } = 20_000;

    /// <summary>Most scans of one JPEG; a progressive file normally has about ten.</summary>
    public int MaxScans { get; init; } = 100;

    /// <summary>
    /// Most work of one decode, in JPEG blocks (64 samples) summed over all scans. A progressive photo of 60 megapixels
    /// takes about 14 million.
    /// </summary>
    public long MaxBlocks { get; init; } = 50_000_000;

    /// <summary>Most memory one decode may hold at a time, the picture included, in bytes.</summary>
    public long MaxMemoryBytes { get; init; } = 256L << 20;

    /// <summary>Largest file that <see cref="ImageDecoder.Load"/> reads, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>What one array can hold, up to 16 bytes a pixel, whatever the limits say.</summary>
    private const long MostPixels = int.MaxValue / 16;

    /// <summary>Refuses a picture whose stated size is zero or beyond the limits.</summary>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <exception cref="ImageFormatException">It is.</exception>
    public void RequireSize(long width, long height)
    {
        if (width < 1 || height < 1)
            throw new ImageFormatException(
                $"The image states a size of {width} x {height} pixels, which holds no picture; the file is damaged.");
        if (width > MaxSide || height > MaxSide)
            throw new ImageFormatException(
                $"The image is {width} x {height} pixels; a side may have at most {MaxSide}. Make it smaller.");
        long most = Math.Min(MaxPixels, MostPixels);
        if (width * height > most)
            throw new ImageFormatException(
                $"The image is {width} x {height} pixels ({Mega(width * height)} megapixels); at most {Mega(most)} are " +
                $"read. Make it smaller.");
    }

    private static string Mega(long pixels) => (pixels / 1e6).ToString("0.#", CultureInfo.InvariantCulture);
}
