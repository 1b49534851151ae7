using System.Buffers.Binary;
using System.Numerics;

namespace Affekt.Imaging.Bmp;

/// <summary>How pixel data is coded (the BI_ values of BITMAPINFOHEADER).</summary>
internal enum BmpCompression
{
    None = 0,
    Rle8 = 1,
    Rle4 = 2,
    BitFields = 3,
    Jpeg = 4,
    Png = 5,
    AlphaBitFields = 6,
}

/// <summary>The file header and any of the information headers: OS/2 1 and 2, Windows 3 to 5.</summary>
internal sealed class BmpHeader
{
    private const int FileHeaderLength = 14;
    private const int CoreLength = 12;
    private const int InfoLength = 40;

    private BmpHeader() { }

    public int Width { get; private init; }

    public int Height { get; private init; }

    public bool TopDown { get; private init; }

    public int Depth { get; private init; }

    public BmpCompression Compression { get; private init; }

    /// <summary>Where the pixel data starts in the file.</summary>
    public int DataOffset { get; private init; }

    /// <summary>Where the palette starts, its entries and the bytes of one (blue, green, red).</summary>
    public int PaletteOffset { get; private init; }

    /// <inheritdoc cref="PaletteOffset"/>
    public int PaletteEntries { get; private init; }

    /// <inheritdoc cref="PaletteOffset"/>
    public int PaletteEntryBytes { get; private init; }

    /// <summary>Red, green, blue, alpha; 0 where there is none. For 16 and 32 bits only.</summary>
    public uint[] Masks { get; private init; } = [0, 0, 0, 0];

    /// <summary>Bytes of an uncompressed row: whole groups of four.</summary>
    public long RowBytes => (((long)Width * Depth) + 31) / 32 * 4;

    public static BmpHeader Read(ReadOnlySpan<byte> data)
    {
        if (data.Length < FileHeaderLength + 4)
            throw BmpError.Truncated();
        uint dataOffset = BinaryPrimitives.ReadUInt32LittleEndian(data[10..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(data[FileHeaderLength..]);
        if (length is not (CoreLength or 16 or InfoLength or 52 or 56 or 64 or 108 or 124))
            throw BmpError.Damaged($"a header of {length} bytes");
        ReadOnlySpan<byte> info = data[FileHeaderLength..];
        if (info.Length < length)
            throw BmpError.Truncated();
        BmpHeader header = length == CoreLength ? ReadCore(info, dataOffset) : ReadInfo(data, info[..(int)length], dataOffset);
        header.Validate();
        return header;
    }

    private static BmpHeader ReadCore(ReadOnlySpan<byte> info, uint dataOffset)
    {
        int depth = BinaryPrimitives.ReadUInt16LittleEndian(info[10..]);
        const int PaletteOffset = FileHeaderLength + CoreLength;
        return new BmpHeader
        {
            Width = BinaryPrimitives.ReadUInt16LittleEndian(info[4..]),
            Height = BinaryPrimitives.ReadUInt16LittleEndian(info[6..]),
            Depth = depth,
            DataOffset = ToOffset(dataOffset),
            PaletteOffset = PaletteOffset,
            // OS/2 has no entry count; the palette fills what the offset leaves.
            PaletteEntries = depth <= 8 ? (int)Math.Clamp(((long)dataOffset - PaletteOffset) / 3, 0, 1 << depth) : 0,
            PaletteEntryBytes = 3,
        };
    }

    private static BmpHeader ReadInfo(ReadOnlySpan<byte> data, ReadOnlySpan<byte> info, uint dataOffset)
    {
        int height = BinaryPrimitives.ReadInt32LittleEndian(info[8..]);
        int depth = BinaryPrimitives.ReadUInt16LittleEndian(info[14..]);
        bool isShort = info.Length == 16;
        uint compression = isShort ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(info[16..]);
        uint colors = isShort ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(info[32..]);
        if (info.Length == 64 && compression > 2)
            throw BmpError.Unsupported("an OS/2 bitmap with Huffman or 24-bit run-length coding");
        if (height == int.MinValue)
            throw BmpError.Damaged("a height beyond all bounds");

        var coded = (BmpCompression)compression;
        bool hasFields = coded is BmpCompression.BitFields or BmpCompression.AlphaBitFields;
        // The plain header keeps its masks outside, between itself and the palette.
        int fieldsOutside = info.Length == InfoLength && hasFields ? (coded == BmpCompression.AlphaBitFields ? 4 : 3) : 0;
        return new BmpHeader
        {
            Width = BinaryPrimitives.ReadInt32LittleEndian(info[4..]),
            Height = Math.Abs(height),
            TopDown = height < 0,
            Depth = depth,
            Compression = coded,
            DataOffset = ToOffset(dataOffset),
            PaletteOffset = FileHeaderLength + info.Length + (4 * fieldsOutside),
            PaletteEntries = depth > 8 ? 0 : colors == 0 ? 1 << depth : (int)Math.Min(colors, 1u << depth),
            PaletteEntryBytes = 4,
            Masks = ReadMasks(data, info, depth, hasFields, fieldsOutside),
        };
    }

    private static uint[] ReadMasks(ReadOnlySpan<byte> data, ReadOnlySpan<byte> info, int depth, bool hasFields, int fieldsOutside)
    {
        if (!hasFields)
        {
            return depth switch
            {
                16 => [0x7C00, 0x03E0, 0x001F, 0],
                32 => [0x00FF0000, 0x0000FF00, 0x000000FF, 0],
                _ => [0, 0, 0, 0],
            };
        }
        int count = fieldsOutside > 0 ? fieldsOutside : info.Length >= 56 ? 4 : 3;
        if (data.Length < FileHeaderLength + InfoLength + (4 * count))
            throw BmpError.Truncated();
        uint[] masks = new uint[4];
        for (int i = 0; i < count; i++)
        {
            masks[i] = BinaryPrimitives.ReadUInt32LittleEndian(data[(FileHeaderLength + InfoLength + (4 * i))..]);
            uint shifted = masks[i] >> BitOperations.TrailingZeroCount(masks[i]);
            if (masks[i] != 0 && (shifted & (shifted + 1)) != 0)
                throw BmpError.Damaged("a colour mask with gaps");
        }
        return masks;
    }

    private static int ToOffset(uint offset) => offset <= int.MaxValue ? (int)offset : throw BmpError.Truncated();

    private void Validate()
    {
        if (Width < 1 || Height < 1)
            throw BmpError.Damaged($"a size of {Width} x {Height} pixels");
        if (Compression is BmpCompression.Jpeg or BmpCompression.Png)
            throw BmpError.Unsupported($"a BMP with an embedded {Compression.ToString().ToUpperInvariant()}");
        bool known = Compression switch
        {
            BmpCompression.None => Depth is 1 or 4 or 8 or 16 or 24 or 32,
            BmpCompression.Rle8 => Depth == 8 && !TopDown,
            BmpCompression.Rle4 => Depth == 4 && !TopDown,
            BmpCompression.BitFields or BmpCompression.AlphaBitFields => Depth is 16 or 32,
            _ => false,
        };
        if (!known)
            throw BmpError.Damaged($"{Depth} bits with compression {(uint)Compression} do not exist");
    }
}

/// <summary>The ways a BMP fails, worded once.</summary>
internal static class BmpError
{
    public static ImageFormatException Truncated() =>
        new("The BMP ends before its picture does; the file is truncated. Copy or save it again.");

    public static ImageFormatException Damaged(string what) =>
        new($"The BMP is damaged ({what}). Copy or save it again.");

    public static ImageFormatException Unsupported(string what) =>
        new($"This is {what}, which Affekt does not read; save it as JPEG or PNG.");
}
