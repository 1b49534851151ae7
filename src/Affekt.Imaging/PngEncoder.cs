using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SharpEncoder = SixLabors.ImageSharp.Formats.Png.PngEncoder;
using SharpImage = SixLabors.ImageSharp.Image;

namespace Affekt.Imaging;

/// <summary>Writes PNG files (ISO/IEC 15948): 8-bit gray or RGB, not interlaced.</summary>
public static class PngEncoder
{
    private static readonly Configuration s_configuration = new();

    /// <summary>Codes a picture as a PNG file, without loss.</summary>
    /// <param name="image">Gray or RGB.</param>
    public static byte[] Encode(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Channels == 1 ? Encode<L8>(image, PngColorType.Grayscale) : Encode<Rgb24>(image, PngColorType.Rgb);
    }

    private static byte[] Encode<TPixel>(Image image, PngColorType color)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        using var wrapped = SharpImage.WrapMemory<TPixel>(s_configuration, image.Pixels, image.Width, image.Height);
        using var file = new MemoryStream();
        wrapped.Save(file, new SharpEncoder
        {
            ColorType = color,
            BitDepth = PngBitDepth.Bit8,
            FilterMethod = PngFilterMethod.Adaptive,
            ChunkFilter = PngChunkFilter.ExcludeAll,
        });
        return file.ToArray();
    }
}
