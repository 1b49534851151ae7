using System.Buffers.Binary;
using System.Numerics;

namespace Affekt.Imaging.Bmp;

/// <summary>
/// Decodes Windows and OS/2 bitmaps of 1, 4, 8, 16, 24 and 32 bits, with bit fields and run lengths.
/// The result is RGB; an alpha field, where any pixel uses it, is composed on white.
/// </summary>
internal static class BmpDecoder
{
    public static ImageInfo Identify(ReadOnlySpan<byte> data)
    {
        BmpHeader header = BmpHeader.Read(data);
        return new ImageInfo(ImageFormat.Bmp, header.Width, header.Height, 3, Orientation.Normal);
    }

    public static Image Decode(ReadOnlySpan<byte> data, DecodeBudget budget)
    {
        BmpHeader header = BmpHeader.Read(data);
        budget.CheckSize(header.Width, header.Height);
        bool runs = header.Compression is BmpCompression.Rle8 or BmpCompression.Rle4;
        if (header.DataOffset > data.Length || (!runs && data.Length - header.DataOffset < header.RowBytes * header.Height))
            throw BmpError.Truncated();
        byte[] palette = ReadPalette(data, header);
        long indexBytes = runs ? (long)header.Width * header.Height : 0;
        budget.Reserve(((long)header.Width * header.Height * 3) + indexBytes);

        ReadOnlySpan<byte> pixels = data[header.DataOffset..];
        Image image = Image.Uninitialized(header.Width, header.Height, 3);
        if (runs)
        {
            byte[] indices = BmpRunLength.Decode(pixels, header, budget);
            ConvertRows(indices, header.Width, header, budget, image, (row, rgb) => FromIndices(row, 8, palette, rgb));
            return image;
        }

        Action<ReadOnlySpan<byte>, Span<byte>> convert = header.Depth switch
        {
            24 => FromBlueGreenRed,
            16 or 32 => FromFields(header, pixels),
            _ => (row, rgb) => FromIndices(row, header.Depth, palette, rgb),
        };
        ConvertRows(pixels, (int)header.RowBytes, header, budget, image, convert);
        return image;
    }

    private static void ConvertRows(
        ReadOnlySpan<byte> rows, int rowBytes, BmpHeader header, DecodeBudget budget, Image image,
        Action<ReadOnlySpan<byte>, Span<byte>> convert)
    {
        for (int i = 0; i < header.Height; i++)
        {
            budget.Tick();
            int y = header.TopDown ? i : header.Height - 1 - i;
            convert(rows.Slice(i * rowBytes, rowBytes), image.Pixels.AsSpan(y * 3 * header.Width, 3 * header.Width));
        }
    }

    /// <summary>Red, green, blue by index, black for entries that are not there.</summary>
    private static byte[] ReadPalette(ReadOnlySpan<byte> data, BmpHeader header)
    {
        byte[] palette = new byte[768];
        for (int i = 0; i < header.PaletteEntries; i++)
        {
            int at = header.PaletteOffset + (i * header.PaletteEntryBytes);
            if (at + 3 > data.Length)
                throw BmpError.Truncated();
            (palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]) = (data[at + 2], data[at + 1], data[at]);
        }
        return palette;
    }

    private static void FromIndices(ReadOnlySpan<byte> row, int depth, byte[] palette, Span<byte> rgb)
    {
        int mask = (1 << depth) - 1;
        for (int x = 0; x < rgb.Length / 3; x++)
        {
            int bit = x * depth;
            int index = (row[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            palette.AsSpan(3 * index, 3).CopyTo(rgb[(3 * x)..]);
        }
    }

    private static void FromBlueGreenRed(ReadOnlySpan<byte> row, Span<byte> rgb)
    {
        for (int x = 0; x < rgb.Length; x += 3)
            (rgb[x], rgb[x + 1], rgb[x + 2]) = (row[x + 2], row[x + 1], row[x]);
    }

    private static Action<ReadOnlySpan<byte>, Span<byte>> FromFields(BmpHeader header, ReadOnlySpan<byte> pixels)
    {
        int bytes = header.Depth / 8;
        uint red = header.Masks[0];
        uint green = header.Masks[1];
        uint blue = header.Masks[2];
        // Many programs state an alpha field and leave it all zero; such a picture is opaque.
        uint alpha = header.Masks[3] != 0 && UsesAlpha(pixels, header) ? header.Masks[3] : 0;
        return (row, rgb) =>
        {
            for (int x = 0; x < rgb.Length; x += 3, row = row[bytes..])
            {
                uint pixel = ReadPixel(row, bytes);
                byte opacity = alpha == 0 ? (byte)255 : Field(pixel, alpha);
                rgb[x] = OnWhite.Compose(Field(pixel, red), opacity);
                rgb[x + 1] = OnWhite.Compose(Field(pixel, green), opacity);
                rgb[x + 2] = OnWhite.Compose(Field(pixel, blue), opacity);
            }
        };
    }

    private static bool UsesAlpha(ReadOnlySpan<byte> pixels, BmpHeader header)
    {
        int bytes = header.Depth / 8;
        for (int y = 0; y < header.Height; y++)
        {
            ReadOnlySpan<byte> row = pixels.Slice((int)(y * header.RowBytes), header.Width * bytes);
            for (; !row.IsEmpty; row = row[bytes..])
            {
                if ((ReadPixel(row, bytes) & header.Masks[3]) != 0)
                    return true;
            }
        }
        return false;
    }

    private static uint ReadPixel(ReadOnlySpan<byte> row, int bytes) =>
        bytes == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(row) : BinaryPrimitives.ReadUInt32LittleEndian(row);

    /// <summary>The bits under a mask, scaled from their own range to 0-255 and rounded.</summary>
    private static byte Field(uint pixel, uint mask)
    {
        if (mask == 0)
            return 0;
        int shift = BitOperations.TrailingZeroCount(mask);
        ulong most = mask >> shift;
        return (byte)((((pixel & mask) >> shift) * 255UL + (most / 2)) / most);
    }
}
