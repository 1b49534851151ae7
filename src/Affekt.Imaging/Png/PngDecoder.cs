using System.IO.Compression;
using Affekt.Imaging.OtherFormats;
using SharpDecoder = SixLabors.ImageSharp.Formats.Png.PngDecoder;

namespace Affekt.Imaging.Png;

/// <summary>
/// Decodes PNG (ISO/IEC 15948); of an animated PNG the default picture. We check the chunks and take metadata from them;
/// ImageSharp gets only those that make pixels, so nothing else in the file can cost time or memory.
/// </summary>
internal static unsafe class PngDecoder
{
    /// <summary>Deflate cannot shrink further: 258 bytes take two bits at least (RFC 1951).</summary>
    private const long MostInflation = 1032;

    /// <summary>The second pass of an interlaced picture begins in the fifth column; ImageSharp 2.1 loops for ever without one.</summary>
    private const int LeastInterlacedWidth = 5;

    public static ImageInfo Identify(ReadOnlySpan<byte> data)
    {
        PngFile file = PngFile.ReadAvailable(data);
        PngHeader header = file.Header;
        return ImageInfo.FromStored(ImageFormat.Png, header.Width, header.Height, header.Channels, file.Orientation);
    }

    public static DecodedPicture Decode(ReadOnlySpan<byte> data, DecodeBudget budget)
    {
        PngFile file = PngFile.Read(data, budget);
        PngHeader header = file.Header;
        budget.CheckSize(header.Width, header.Height);
        if (header.Color == PngColor.Palette && !file.HasPalette)
            throw PngError.Damaged("the palette is missing");
        CheckCompression(data, file);

        fixed (byte* pinned = data)
        {
            Image image = header.Interlaced && header.Width < LeastInterlacedWidth
                ? DecodePasses(pinned, data, file, budget)
                : DecodeWhole(pinned, data, file, budget);
            (int width, int height) = file.Orientation.SwapsSides() ? (header.Height, header.Width) : (header.Width, header.Height);
            return new DecodedPicture(image.TakeOriented(file.Orientation, budget), width, height, budget.Notes);
        }
    }

    private static Image DecodeWhole(byte* pinned, ReadOnlySpan<byte> data, PngFile file, DecodeBudget budget)
    {
        PngHeader header = file.Header;
        // ImageSharp 2.1 also loops for ever where the data of an interlaced picture ends early.
        if (header.Interlaced || !file.HasEnd)
            RequireAllRows(pinned, file, budget);
        // It takes an empty chunk for the end, and wants the two bytes before the compressed data in one chunk.
        // A colour that a short palette lacks would be its last one.
        using Stream stream = file.HasShortPalette || file.ImageData.Exists(d => d.Length < 2)
            ? PngAssembly.Rebuild(data, file, budget)
            : new SegmentStream(pinned, file.Pictures, budget);
        Image image = SharpPicture.Decode(
            stream, new SharpDecoder { IgnoreMetadata = true }, KindOf(file), "PNG", budget,
            budget.Reduction(header.Width, header.Height), out bool lastRowIsEmpty);
        // ImageSharp leaves rows empty for which the data ends early. A black last row may also be one of the picture.
        if (lastRowIsEmpty)
            RequireAllRows(pinned, file, budget);
        return image;
    }

    /// <summary>Decodes each pass as a picture of its own and puts their pixels in place; for narrow pictures.</summary>
    private static Image DecodePasses(byte* pinned, ReadOnlySpan<byte> data, PngFile file, DecodeBudget budget)
    {
        PngHeader header = file.Header;
        // The picture, and its largest pass three times while it is decoded.
        budget.Reserve(((long)header.Width * header.Height * header.Channels) + (3 * header.RawLength));
        var image = new Image(header.Width, header.Height, header.Channels);
        using ZLibStream inflated = Inflate(pinned, file, budget);
        foreach (PngPass pass in header.Passes)
        {
            byte[] rows = new byte[pass.Height * (1 + header.RowBytes(pass.Width))];
            ReadExactly(inflated, rows);
            using MemoryStream stream = PngAssembly.OfPass(data, file, pass, rows);
            Image part = SharpPicture.Decode(
                stream, new SharpDecoder { IgnoreMetadata = true }, KindOf(file), "PNG", budget, reduction: 1, out _);
            for (int y = 0; y < pass.Height; y++)
            {
                for (int x = 0; x < pass.Width; x++)
                {
                    int from = ((y * pass.Width) + x) * part.Channels;
                    int to = (((pass.Y + (y * pass.StepY)) * image.Width) + pass.X + (x * pass.StepX)) * image.Channels;
                    part.Pixels.AsSpan(from, part.Channels).CopyTo(image.Pixels.AsSpan(to));
                }
            }
        }
        return image;
    }

    /// <summary>What the first two bytes and the length of the compressed data already tell (RFC 1950).</summary>
    private static void CheckCompression(ReadOnlySpan<byte> data, PngFile file)
    {
        long compressed = file.ImageData.Sum(d => (long)d.Length);
        if (file.Header.RawLength > compressed * MostInflation)
            throw PngError.Truncated();
        (int offset, int length) = file.ImageData.Find(d => d.Length > 0);
        if (length < 2)
            return;
        if ((data[offset] & 15) != 8 || ((data[offset] << 8) | data[offset + 1]) % 31 != 0)
            throw PngError.Damaged("the compressed data");
        if ((data[offset + 1] & 0x20) != 0)
            throw PngError.Damaged("the compressed data asks for a preset dictionary, which PNG does not have");
    }

    private static PixelKind KindOf(PngFile file) => file.Header.Color switch
    {
        PngColor.Gray => file.HasTransparency ? PixelKind.GrayAlpha : PixelKind.Gray,
        PngColor.GrayAlpha => PixelKind.GrayAlpha,
        PngColor.Rgba => PixelKind.Rgba,
        _ => file.HasTransparency ? PixelKind.Rgba : PixelKind.Rgb,
    };

    /// <summary>Counts the bytes that come out of the compressed data.</summary>
    private static void RequireAllRows(byte* pinned, PngFile file, DecodeBudget budget)
    {
        using ZLibStream inflated = Inflate(pinned, file, budget);
        byte[] buffer = new byte[1 << 16];
        for (long left = file.Header.RawLength; left > 0; left -= Math.Min(left, buffer.Length))
            ReadExactly(inflated, buffer.AsSpan(0, (int)Math.Min(left, buffer.Length)));
    }

    private static ZLibStream Inflate(byte* pinned, PngFile file, DecodeBudget budget) =>
        new(new SegmentStream(pinned, file.ImageData, budget), CompressionMode.Decompress);

    private static void ReadExactly(ZLibStream inflated, Span<byte> buffer)
    {
        try
        {
            inflated.ReadExactly(buffer);
        }
        catch (EndOfStreamException)
        {
            throw PngError.Truncated();
        }
        catch (InvalidDataException e)
        {
            throw PngError.Damaged("the compressed data", e);
        }
    }
}
