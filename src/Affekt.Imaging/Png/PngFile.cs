using System.Buffers.Binary;

namespace Affekt.Imaging.Png;

/// <summary>The chunks of a file, checked (CRC, order, lengths) and sorted out; compressed data stays where it is.</summary>
internal sealed class PngFile
{
    private const int SignatureLength = 8;

    /// <summary>Length, type and CRC around a chunk's data.</summary>
    private const int ChunkOverhead = 12;

    public required PngHeader Header { get; init; }

    /// <summary>Offset and length of each IDAT's data in the file.</summary>
    public List<(int Offset, int Length)> ImageData { get; } = [];

    /// <summary>Red, green, blue of each index; null where there is none.</summary>
    public byte[]? Palette { get; private set; }

    /// <summary>The tRNS chunk: alpha by index, or the transparent gray or colour in 16 bits a sample.</summary>
    public byte[]? Transparency { get; private set; }

    public Orientation Orientation { get; private set; } = Orientation.Normal;

    /// <summary>Reads all chunks up to IEND.</summary>
    public static PngFile Read(ReadOnlySpan<byte> data) => Read(data, toImageDataOnly: false);

    /// <summary>For identification: what stands before the picture, and what of the rest is there.</summary>
    public static PngFile ReadAvailable(ReadOnlySpan<byte> data) => Read(data, toImageDataOnly: true);

    private static PngFile Read(ReadOnlySpan<byte> data, bool toImageDataOnly)
    {
        PngFile? file = null;
        int position = SignatureLength;
        while (true)
        {
            bool enough = toImageDataOnly && file is not null;
            if (data.Length - position < ChunkOverhead)
                return enough ? file! : throw PngError.Truncated();
            uint length = BinaryPrimitives.ReadUInt32BigEndian(data[position..]);
            if (length > int.MaxValue)
                throw PngError.Damaged("a chunk of negative length");
            if (length > data.Length - position - ChunkOverhead)
                return enough ? file! : throw PngError.Truncated();

            ReadOnlySpan<byte> typed = data.Slice(position + 4, 4 + (int)length);
            if (Crc32.Compute(typed) != BinaryPrimitives.ReadUInt32BigEndian(data[(position + 8 + (int)length)..]))
                throw PngError.Damaged("a checksum is wrong");
            uint type = BinaryPrimitives.ReadUInt32BigEndian(typed);
            if (type == PngChunk.End)
                return file ?? throw PngError.Damaged("no header");
            if (file is null)
            {
                if (type != PngChunk.Header || length != PngHeader.Length)
                    throw PngError.Damaged("no header");
                file = new PngFile { Header = PngHeader.Read(typed[4..]) };
            }
            else
            {
                file.Add(type, typed[4..], position + 8);
            }
            position += ChunkOverhead + (int)length;
        }
    }

    private void Add(uint type, ReadOnlySpan<byte> content, int offset)
    {
        switch (type)
        {
            case PngChunk.ImageData:
                ImageData.Add((offset, content.Length));
                break;
            case PngChunk.Palette:
                if (content.Length % 3 != 0 || content.Length is 0 or > 768 || Palette is not null || ImageData.Count > 0)
                    throw PngError.Damaged("a bad palette");
                Palette = content.ToArray();
                break;
            case PngChunk.Transparency when ImageData.Count == 0:
                Transparency = content.ToArray();
                break;
            case PngChunk.Exif:
                Orientation = ExifReader.ReadOrientation(content);
                break;
            case PngChunk.Header:
                throw PngError.Damaged("a second header");
            default:
                if (PngChunk.IsCritical(type))
                    throw PngError.Damaged("an unknown critical chunk");
                break;
        }
    }
}

/// <summary>Chunk types as big-endian numbers.</summary>
internal static class PngChunk
{
    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint ImageData = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND
    public const uint Transparency = 0x74524E53; // tRNS
    public const uint Exif = 0x65584966; // eXIf

    /// <summary>Bit 5 of the first byte: lower case is ancillary (5.4).</summary>
    public static bool IsCritical(uint type) => (type & 0x20000000) == 0;
}
