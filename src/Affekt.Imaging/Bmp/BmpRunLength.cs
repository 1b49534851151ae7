namespace Affekt.Imaging.Bmp;

/// <summary>The run-length codes RLE8 and RLE4 of Windows bitmaps.</summary>
internal static class BmpRunLength
{
    private const byte EndOfLine = 0;
    private const byte EndOfBitmap = 1;
    private const byte Delta = 2;

    /// <summary>Palette indices [height, width], bottom row first as stored; pixels passed over are index 0.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> data, BmpHeader header, DecodeBudget budget)
    {
        byte[] indices = new byte[header.Width * header.Height];
        bool nibbles = header.Compression == BmpCompression.Rle4;
        int x = 0;
        int y = 0;
        int at = 0;
        while (true)
        {
            if (data.Length - at < 2)
            {
                // Some programs leave out the end code after the last pixel.
                bool isComplete = y >= header.Height || (y == header.Height - 1 && x == header.Width);
                return isComplete ? indices : throw BmpError.Truncated();
            }
            int count = data[at];
            byte value = data[at + 1];
            at += 2;
            if (count > 0)
            {
                Span<byte> run = Place(indices, header, x, y, count);
                for (int i = 0; i < count; i++)
                    run[i] = nibbles ? Nibble(value, i) : value;
                x += count;
            }
            else if (value == EndOfLine)
            {
                budget.Tick();
                x = 0;
                y++;
            }
            else if (value == EndOfBitmap)
            {
                return indices;
            }
            else if (value == Delta)
            {
                if (data.Length - at < 2)
                    throw BmpError.Truncated();
                x += data[at];
                y += data[at + 1];
                at += 2;
                if (x > header.Width || y > header.Height)
                    throw BmpError.Damaged("a jump beyond the picture");
            }
            else
            {
                int bytes = nibbles ? (value + 1) / 2 : value;
                if (data.Length - at < bytes)
                    throw BmpError.Truncated();
                Span<byte> run = Place(indices, header, x, y, value);
                for (int i = 0; i < value; i++)
                    run[i] = nibbles ? Nibble(data[at + (i / 2)], i) : data[at + i];
                x += value;
                // Literal runs are filled up to whole words.
                at += (bytes + 1) & ~1;
            }
        }
    }

    private static Span<byte> Place(byte[] indices, BmpHeader header, int x, int y, int count)
    {
        if (y >= header.Height || x + count > header.Width)
            throw BmpError.Damaged("a run beyond the picture");
        return indices.AsSpan((y * header.Width) + x, count);
    }

    private static byte Nibble(byte pair, int index) => (byte)((index & 1) == 0 ? pair >> 4 : pair & 15);
}
