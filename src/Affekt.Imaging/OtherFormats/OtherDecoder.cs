using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata;

namespace Affekt.Imaging.OtherFormats;

/// <summary>Decodes BMP, GIF, TIFF and WebP with ImageSharp. The container is checked first, since ImageSharp fills with
/// nothing what a truncated file lacks.</summary>
internal static unsafe class OtherDecoder
{
    public static ImageInfo Identify(ReadOnlySpan<byte> data, ImageFormat format)
    {
        var budget = new DecodeBudget(new DecodeOptions(), CancellationToken.None);
        fixed (byte* pinned = data)
        {
            (int width, int height) = SizeOf(pinned, PartsOf(data, format), format, budget);
            return ImageInfo.FromStored(format, width, height, 3, OrientationOf(data, format));
        }
    }

    public static DecodedPicture Decode(ReadOnlySpan<byte> data, ImageFormat format, DecodeBudget budget)
    {
        if (format == ImageFormat.Bmp)
        {
            BitmapFile.RequireReadableFields(data);
            if (BitmapFile.FillPalette(data, budget) is { } filled)
                data = filled;
        }
        fixed (byte* pinned = data)
        {
            List<(int Offset, int Length)> parts = PartsOf(data, format);
            (int width, int height) = SizeOf(pinned, parts, format, budget);
            budget.CheckSize(width, height);
            RequireWhole(data, format, width, height);
            if (format == ImageFormat.Bmp)
                BitmapFile.ReservePalette(data, budget);
            long tables = format == ImageFormat.WebP ? ReserveTables(data, width, height, budget) : 0;
            IImageDecoder decoder = format switch
            {
                ImageFormat.Bmp => new BmpDecoder(),
                ImageFormat.Gif => new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
                ImageFormat.Tiff => new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
                _ => new WebpDecoder { IgnoreMetadata = true },
            };
            using var stream = new SegmentStream(pinned, parts, budget);
            Image image = SharpPicture.Decode(
                stream, decoder, KindOf(data, format), NameOf(format), budget, budget.Reduction(width, height), out _);
            budget.Release(tables);
            Orientation orientation = OrientationOf(data, format);
            if (orientation.SwapsSides())
                (width, height) = (height, width);
            return new DecodedPicture(image.TakeOriented(orientation, budget), width, height, budget.Notes);
        }
    }

    /// <summary>What ImageSharp gets to see.</summary>
    private static List<(int Offset, int Length)> PartsOf(ReadOnlySpan<byte> data, ImageFormat format) =>
        format == ImageFormat.WebP ? WebPFile.Read(data).Pictures : [(0, data.Length)];

    /// <summary>Books the tables that ImageSharp takes outside its allocator.</summary>
    private static long ReserveTables(ReadOnlySpan<byte> data, int width, int height, DecodeBudget budget)
    {
        long bytes = 0;
        foreach ((int offset, int length) in WebPFile.Read(data).LosslessStreams)
            bytes += LosslessWebP.TableBytes(data.Slice(offset, length), width, height, budget);
        budget.Reserve(bytes);
        return bytes;
    }

    private static string NameOf(ImageFormat format) => format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant();

    private static (int Width, int Height) SizeOf(
        byte* pinned, List<(int Offset, int Length)> parts, ImageFormat format, DecodeBudget budget)
    {
        // The canvas of a GIF stands in its first bytes; ImageSharp would walk through all frames for it.
        if (format == ImageFormat.Gif)
            return GifFile.Size(new ReadOnlySpan<byte>(pinned, parts[0].Length));
        if (format == ImageFormat.Bmp)
            return BitmapFile.Size(new ReadOnlySpan<byte>(pinned, parts[0].Length));
        IImageInfoDetector detector = format == ImageFormat.Tiff
            ? new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First }
            : new WebpDecoder { IgnoreMetadata = true };
        using var stream = new SegmentStream(pinned, parts, budget);
        return SharpPicture.Identify(stream, detector, NameOf(format), budget);
    }

    private static Orientation OrientationOf(ReadOnlySpan<byte> data, ImageFormat format) => format switch
    {
        ImageFormat.Tiff => ExifReader.ReadOrientation(data),
        ImageFormat.WebP => WebPFile.Read(data).Orientation,
        _ => Orientation.Normal,
    };

    private static PixelKind KindOf(ReadOnlySpan<byte> data, ImageFormat format)
    {
        if (format != ImageFormat.Bmp)
            return PixelKind.Rgba;
        return BitmapFile.HasFields(data) ? PixelKind.RgbaUnlessUnset : PixelKind.Rgb;
    }

    private static void RequireWhole(ReadOnlySpan<byte> data, ImageFormat format, int width, int height)
    {
        bool isWhole = format switch
        {
            ImageFormat.Bmp => BitmapFile.IsWhole(data, width, height),
            ImageFormat.Gif => GifFile.HoldsFirstFrame(data),
            ImageFormat.WebP => WebPFile.Read(data).IsWhole,
            _ => true,
        };
        if (!isWhole)
            throw new ImageFormatException(
                $"The {NameOf(format)} ends before its picture does; the file is truncated. Copy or save it again.");
    }
}
