using System.Buffers.Binary;

namespace Affekt.Imaging.Png;

/// <summary>The chunks of a file, checked (CRC, order, lengths) and sorted out; compressed data stays where it is.</summary>
internal sealed class PngFile
{
    private const int SignatureLength = 8;

    /// <summary>Length, type and CRC around a chunk's data.</summary>
    private const int ChunkOverhead = 12;

    private int _paletteColors;

    public required PngHeader Header { get; init; }

    /// <summary>Offset and length of each IDAT's data in the file.</summary>
    public List<(int Offset, int Length)> ImageData { get; } = [];

    /// <summary>Offset and length of the parts of the file that make the pixels: signature and whole chunks, as a file of
    /// their own.</summary>
    public List<(int Offset, int Length)> Pictures { get; } = [(0, SignatureLength)];

    /// <summary>Offset and length of the whole chunks that say what colours samples are.</summary>
    public List<(int Offset, int Length)> ColorChunks { get; } = [];

    public bool HasPalette => _paletteColors > 0;

    /// <summary>Pixels can name colours beyond the palette.</summary>
    public bool HasShortPalette => Header.Color == PngColor.Palette && _paletteColors < 1 << Header.Depth;

    /// <summary>A tRNS chunk that is used.</summary>
    public bool HasTransparency { get; private set; }

    /// <summary>The IEND chunk is there.</summary>
    public bool HasEnd { get; private set; }

    public Orientation Orientation { get; private set; } = Orientation.Normal;

    /// <summary>Reads all chunks up to IEND; damage beside the pixels is noted.</summary>
    public static PngFile Read(ReadOnlySpan<byte> data, DecodeBudget budget) => ReadChunks(data, budget);

    /// <summary>For identification: what stands before the picture, and what of the rest is there.</summary>
    public static PngFile ReadAvailable(ReadOnlySpan<byte> data) => ReadChunks(data, null);

    /// <param name="data">The file, or its beginning.</param>
    /// <param name="budget">Takes the notes; null to read only as much as there is.</param>
    private static PngFile ReadChunks(ReadOnlySpan<byte> data, DecodeBudget? budget)
    {
        PngFile? file = null;
        int position = SignatureLength;
        while (true)
        {
            bool isCut = data.Length - position < ChunkOverhead;
            uint length = isCut ? 0 : BinaryPrimitives.ReadUInt32BigEndian(data[position..]);
            if (!isCut && length > int.MaxValue && budget is not null)
                throw PngError.Damaged("a chunk of negative length");
            if (isCut || length > data.Length - position - ChunkOverhead)
                return EndEarly(file, data[Math.Min(position, data.Length)..], budget);

            ReadOnlySpan<byte> typed = data.Slice(position + 4, 4 + (int)length);
            uint type = BinaryPrimitives.ReadUInt32BigEndian(typed);
            bool isWhole = Crc32.Compute(typed) == BinaryPrimitives.ReadUInt32BigEndian(data[(position + 8 + (int)length)..]);
            if (!isWhole && PngChunk.IsCritical(type))
                throw PngError.Damaged("a checksum is wrong");
            if (!isWhole)
            {
                budget?.Note("A chunk of the PNG beside its pixels is damaged and was left out.");
            }
            else if (type == PngChunk.End)
            {
                (file ?? throw PngError.Damaged("no header")).HasEnd = true;
                file.Keep(position, ChunkOverhead);
                return file;
            }
            else if (file is null)
            {
                if (type != PngChunk.Header || length != PngHeader.Length)
                    throw PngError.Damaged("no header");
                file = new PngFile { Header = PngHeader.Read(typed[4..]) };
                file.Keep(position, ChunkOverhead + (int)length);
            }
            else
            {
                file.Add(type, typed[4..], position);
            }
            position += ChunkOverhead + (int)length;
        }
    }

    /// <summary>The file ends without IEND: well where the pixels are there; whether they all are is found out later.</summary>
    /// <param name="file">What was read before.</param>
    /// <param name="rest">The beginning of a chunk, or nothing.</param>
    /// <param name="budget">Null to take what there is.</param>
    private static PngFile EndEarly(PngFile? file, ReadOnlySpan<byte> rest, DecodeBudget? budget)
    {
        if (file is null)
            throw PngError.Truncated();
        if (budget is null)
            return file;
        bool isPixels = rest.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(rest[4..]) == PngChunk.ImageData;
        if (isPixels || file.ImageData.Count == 0)
            throw PngError.Truncated();
        budget.Note("The PNG ends without its end chunk; the picture is whole.");
        return file;
    }

    private void Add(uint type, ReadOnlySpan<byte> content, int position)
    {
        switch (type)
        {
            case PngChunk.ImageData:
                ImageData.Add((position + 8, content.Length));
                break;
            case PngChunk.Palette:
                if (content.Length % 3 != 0 || content.Length is 0 or > 768 || HasPalette || ImageData.Count > 0)
                    throw PngError.Damaged("a bad palette");
                _paletteColors = content.Length / 3;
                break;
            case PngChunk.Transparency when ImageData.Count == 0 && !HasTransparency:
                HasTransparency = Header.Color switch
                {
                    PngColor.Palette => HasPalette,
                    PngColor.Gray or PngColor.Rgb => content.Length >= 2 * Header.Samples
                        ? true : throw PngError.Damaged("a transparent colour cut short"),
                    _ => false,
                };
                if (!HasTransparency)
                    return;
                break;
            case PngChunk.Exif:
                Orientation = ExifReader.ReadOrientation(content);
                return;
            case PngChunk.Header:
                throw PngError.Damaged("a second header");
            default:
                if (PngChunk.IsCritical(type))
                    throw PngError.Damaged("an unknown critical chunk");
                return;
        }
        if (type != PngChunk.ImageData)
            ColorChunks.Add((position, ChunkOverhead + content.Length));
        Keep(position, ChunkOverhead + content.Length);
    }

    private void Keep(int offset, int length)
    {
        (int lastOffset, int lastLength) = Pictures[^1];
        if (lastOffset + lastLength == offset)
            Pictures[^1] = (lastOffset, lastLength + length);
        else
            Pictures.Add((offset, length));
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
