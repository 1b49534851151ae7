using System.IO.Compression;

namespace Affekt.Imaging.Png;

/// <summary>Decodes PNG (ISO/IEC 15948) row by row; of an animated PNG the default picture.</summary>
internal static unsafe class PngDecoder
{
    /// <summary>Deflate cannot shrink further: 258 bytes take two bits at least (RFC 1951).</summary>
    private const long MostInflation = 1032;

    public static ImageInfo Identify(ReadOnlySpan<byte> data)
    {
        PngFile file = PngFile.ReadAvailable(data);
        PngHeader header = file.Header;
        return ImageInfo.FromStored(ImageFormat.Png, header.Width, header.Height, header.Channels, file.Orientation);
    }

    public static Image Decode(ReadOnlySpan<byte> data, DecodeBudget budget)
    {
        PngFile file = PngFile.Read(data);
        PngHeader header = file.Header;
        budget.CheckSize(header.Width, header.Height);
        long compressed = file.ImageData.Sum(d => (long)d.Length);
        if (header.RawLength > compressed * MostInflation)
            throw PngError.Truncated();

        int rowBytes = header.RowBytes(header.Width);
        budget.Reserve(((long)header.Width * header.Height * header.Channels) + (2L * rowBytes) + (header.Width * header.Channels));
        var converter = new PngRowConverter(file);
        Image image = Image.Uninitialized(header.Width, header.Height, header.Channels);
        fixed (byte* pinned = data)
        {
            using var inflated = new ZLibStream(new ImageDataStream(pinned, file.ImageData), CompressionMode.Decompress);
            try
            {
                foreach (PngPass pass in header.Passes)
                    ReadPass(inflated, header, pass, converter, image, budget);
                // Reads over the checksum that ends the stream, so that it is verified.
                inflated.ReadByte();
            }
            catch (InvalidDataException e)
            {
                throw PngError.Damaged("the compressed data", e);
            }
        }
        return image.TakeOriented(file.Orientation, budget);
    }

    private static void ReadPass(
        Stream inflated, PngHeader header, PngPass pass, PngRowConverter converter, Image image, DecodeBudget budget)
    {
        int length = header.RowBytes(pass.Width);
        int channels = image.Channels;
        byte[] row = new byte[1 + length];
        byte[] previous = new byte[1 + length];
        Span<byte> pixels = new byte[pass.Width * channels];
        for (int y = 0; y < pass.Height; y++)
        {
            budget.Tick();
            if (inflated.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                throw PngError.Truncated();
            PngFilter.Undo(row[0], row.AsSpan(1), previous.AsSpan(1), header.PixelStep);

            Span<byte> destination = image.Pixels.AsSpan((pass.Y + (y * pass.StepY)) * image.Width * channels, image.Width * channels);
            if (pass.StepX == 1)
            {
                converter.Convert(row.AsSpan(1), destination);
            }
            else
            {
                converter.Convert(row.AsSpan(1), pixels);
                for (int x = 0; x < pass.Width; x++)
                    pixels.Slice(x * channels, channels).CopyTo(destination[((pass.X + (x * pass.StepX)) * channels)..]);
            }
            (row, previous) = (previous, row);
        }
    }
}
