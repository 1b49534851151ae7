using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace Affekt.Imaging.OtherFormats;

/// <summary>How a row of ImageSharp's pixels becomes a row of ours. Implemented by structs without state, so that the walk over
/// a picture is written once and compiled for each.</summary>
/// <typeparam name="TPixel">ImageSharp's pixel.</typeparam>
internal interface IPixelRow<TPixel>
    where TPixel : unmanaged, IPixel<TPixel>
{
    /// <summary>Channels of our picture.</summary>
    static abstract int Channels { get; }

    /// <param name="row">[width].</param>
    /// <param name="pixels">[width, channels].</param>
    static abstract void Convert(ReadOnlySpan<TPixel> row, Span<byte> pixels);
}

internal readonly struct GrayRow : IPixelRow<L8>
{
    public static int Channels => 1;

    public static void Convert(ReadOnlySpan<L8> row, Span<byte> pixels) => MemoryMarshal.AsBytes(row).CopyTo(pixels);
}

internal readonly struct GrayOnWhiteRow : IPixelRow<La16>
{
    public static int Channels => 1;

    public static void Convert(ReadOnlySpan<La16> row, Span<byte> pixels)
    {
        for (int x = 0; x < row.Length; x++)
            pixels[x] = OnWhite.Compose(row[x].L, row[x].A);
    }
}

internal readonly struct RgbRow : IPixelRow<Rgb24>
{
    public static int Channels => 3;

    public static void Convert(ReadOnlySpan<Rgb24> row, Span<byte> pixels) => MemoryMarshal.AsBytes(row).CopyTo(pixels);
}

internal readonly struct RgbOnWhiteRow : IPixelRow<Rgba32>
{
    public static int Channels => 3;

    public static void Convert(ReadOnlySpan<Rgba32> row, Span<byte> pixels)
    {
        for (int x = 0, to = 0; x < row.Length; x++, to += 3)
        {
            Rgba32 pixel = row[x];
            (pixels[to], pixels[to + 1], pixels[to + 2]) = (
                OnWhite.Compose(pixel.R, pixel.A), OnWhite.Compose(pixel.G, pixel.A), OnWhite.Compose(pixel.B, pixel.A));
        }
    }
}

/// <summary>Many programs state an alpha field of a bitmap and leave it all zero; such a picture is opaque.</summary>
internal readonly struct RgbWithoutAlphaRow : IPixelRow<Rgba32>
{
    public static int Channels => 3;

    public static void Convert(ReadOnlySpan<Rgba32> row, Span<byte> pixels)
    {
        for (int x = 0, to = 0; x < row.Length; x++, to += 3)
            (pixels[to], pixels[to + 1], pixels[to + 2]) = (row[x].R, row[x].G, row[x].B);
    }
}
