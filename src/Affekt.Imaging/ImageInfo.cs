using Affekt.Imaging.Decoding;

namespace Affekt.Imaging;

/// <summary>The file types that <see cref="ImageDecoder"/> reads.</summary>
public enum ImageFormat
{
    /// <summary>JPEG, ITU-T T.81: baseline, extended sequential and progressive Huffman, 8 bit; gray, colour and CMYK.</summary>
    Jpeg,

    /// <summary>PNG, ISO/IEC 15948.</summary>
    Png,

    /// <summary>Windows and OS/2 bitmap.</summary>
    Bmp,

    /// <summary>GIF 87a and 89a; of several frames the first.</summary>
    Gif,

    /// <summary>WebP, lossy and lossless, not animated.</summary>
    WebP,

    /// <summary>TIFF 6.0; of several pages the first.</summary>
    Tiff,
}

/// <summary>What a file's header says about the picture.</summary>
/// <param name="Format">The file type, by its first bytes.</param>
/// <param name="Width">Pixels across as <see cref="ImageDecoder.Decode"/> returns them, orientation applied.</param>
/// <param name="Height">Pixels down as <see cref="ImageDecoder.Decode"/> returns them, orientation applied.</param>
/// <param name="Channels">Channels that <see cref="ImageDecoder.Decode"/> returns: 1 for gray, 3 for RGB.</param>
/// <param name="Orientation">How the stored picture is turned for display.</param>
public sealed record ImageInfo(ImageFormat Format, int Width, int Height, int Channels, Orientation Orientation)
{
    internal static ImageInfo FromStored(ImageFormat format, int width, int height, int channels, Orientation orientation) =>
        orientation.SwapsSides()
            ? new ImageInfo(format, height, width, channels, orientation)
            : new ImageInfo(format, width, height, channels, orientation);
}
