using System.Buffers.Binary;
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
    private const int FileHeaderLength = 14;

    public static ImageInfo Identify(ReadOnlySpan<byte> data, ImageFormat format)
    {
        var budget = new DecodeBudget(new DecodeOptions(), CancellationToken.None);
        fixed (byte* pinned = data)
        {
            (int width, int height) = SizeOf(pinned, data.Length, format, budget);
            return ImageInfo.FromStored(format, width, height, 3, OrientationOf(data, format));
        }
    }

    public static DecodedPicture Decode(ReadOnlySpan<byte> data, ImageFormat format, DecodeBudget budget)
    {
        fixed (byte* pinned = data)
        {
            (int width, int height) = SizeOf(pinned, data.Length, format, budget);
            budget.CheckSize(width, height);
            RequireWhole(data, format, width, height);
            IImageDecoder decoder = format switch
            {
                ImageFormat.Bmp => new BmpDecoder(),
                ImageFormat.Gif => new GifDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
                ImageFormat.Tiff => new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
                _ => new WebpDecoder { IgnoreMetadata = true },
            };
            using SegmentStream stream = Open(pinned, data.Length, budget);
            Image image = SharpPicture.Decode(
                stream, decoder, KindOf(data, format), NameOf(format), budget, budget.Reduction(width, height), out _);
            Orientation orientation = OrientationOf(data, format);
            if (orientation.SwapsSides())
                (width, height) = (height, width);
            return new DecodedPicture(image.TakeOriented(orientation, budget), width, height, budget.Notes);
        }
    }

    private static SegmentStream Open(byte* pinned, int length, DecodeBudget budget) => new(pinned, [(0, length)], budget);

    private static string NameOf(ImageFormat format) => format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant();

    private static (int Width, int Height) SizeOf(byte* pinned, int length, ImageFormat format, DecodeBudget budget)
    {
        // The canvas of a GIF stands in its first bytes; ImageSharp would walk through all frames for it.
        if (format == ImageFormat.Gif)
            return GifFile.Size(new ReadOnlySpan<byte>(pinned, length));
        IImageInfoDetector detector = format switch
        {
            ImageFormat.Bmp => new BmpDecoder(),
            ImageFormat.Tiff => new TiffDecoder { IgnoreMetadata = true, DecodingMode = FrameDecodingMode.First },
            _ => new WebpDecoder { IgnoreMetadata = true },
        };
        using SegmentStream stream = Open(pinned, length, budget);
        return SharpPicture.Identify(stream, detector, NameOf(format), budget);
    }

    private static Orientation OrientationOf(ReadOnlySpan<byte> data, ImageFormat format) => format switch
    {
        ImageFormat.Tiff => ExifReader.ReadOrientation(data),
        ImageFormat.WebP => WebPFile.OrientationOf(data),
        _ => Orientation.Normal,
    };

    private static PixelKind KindOf(ReadOnlySpan<byte> data, ImageFormat format)
    {
        if (format != ImageFormat.Bmp)
            return PixelKind.Rgba;
        // Only with bit fields (BI_BITFIELDS, BI_ALPHABITFIELDS) has a bitmap an alpha channel.
        bool hasFields = data.Length >= 34 && BinaryPrimitives.ReadInt32LittleEndian(data[FileHeaderLength..]) >= 40
            && BinaryPrimitives.ReadInt32LittleEndian(data[30..]) is 3 or 6;
        return hasFields ? PixelKind.RgbaUnlessUnset : PixelKind.Rgb;
    }

    private static void RequireWhole(ReadOnlySpan<byte> data, ImageFormat format, int width, int height)
    {
        bool isWhole = format switch
        {
            ImageFormat.Bmp => IsWholeBitmap(data, width, height),
            ImageFormat.Gif => GifFile.HoldsFirstFrame(data),
            ImageFormat.WebP => WebPFile.IsWhole(data),
            _ => true,
        };
        if (!isWhole)
            throw new ImageFormatException(
                $"The {NameOf(format)} ends before its picture does; the file is truncated. Copy or save it again.");
    }

    /// <summary>Rows are whole groups of four bytes; run lengths may take any number of them.</summary>
    private static bool IsWholeBitmap(ReadOnlySpan<byte> data, int width, int height)
    {
        if (data.Length < FileHeaderLength + 16)
            return false;
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(data[10..]);
        bool isCore = BinaryPrimitives.ReadInt32LittleEndian(data[FileHeaderLength..]) == 12;
        int depth = BinaryPrimitives.ReadUInt16LittleEndian(data[(isCore ? 24 : 28)..]);
        bool hasRuns = !isCore && data.Length >= 34 && BinaryPrimitives.ReadInt32LittleEndian(data[30..]) is 1 or 2 or 4;
        long rowBytes = (((long)width * depth) + 31) / 32 * 4;
        return offset <= data.Length && (hasRuns || data.Length - offset >= rowBytes * height);
    }
}
