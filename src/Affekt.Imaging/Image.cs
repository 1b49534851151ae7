namespace Affekt.Imaging;

/// <summary>An 8-bit picture in memory: gray (1 channel) or RGB (3 channels), rows from top to bottom.</summary>
public sealed partial class Image
{
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="channels">1 for gray, 3 for red, green, blue.</param>
    /// <param name="pixels">[height, width, channels], interleaved; taken over, not copied.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other.</exception>
    public Image(int width, int height, int channels, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentNullException.ThrowIfNull(pixels);
        if (channels is not (1 or 3))
            throw new ArgumentException($"An image has 1 or 3 channels, not {channels}.", nameof(channels));
        if (pixels.LongLength != (long)width * height * channels)
            throw new ArgumentException(
                $"{width} x {height} x {channels} needs {(long)width * height * channels} bytes, got {pixels.LongLength}.", nameof(pixels));
        (Width, Height, Channels, Pixels) = (width, height, channels, pixels);
    }

    /// <summary>A black picture.</summary>
    public Image(int width, int height, int channels) : this(width, height, channels, new byte[(long)width * height * channels]) { }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>1 for gray, 3 for red, green, blue.</summary>
    public int Channels { get; }

    /// <summary>[height, width, channels], interleaved.</summary>
    public byte[] Pixels { get; }
}
