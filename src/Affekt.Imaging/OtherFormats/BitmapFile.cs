using System.Buffers.Binary;
using System.Numerics;

namespace Affekt.Imaging.OtherFormats;

/// <summary>The headers of a bitmap (BMP): what ImageSharp must not get, or not as it is.</summary>
internal static class BitmapFile
{
    private const int FileHeaderLength = 14;
    private const int CoreHeaderLength = 12;
    private const int InfoHeaderLength = 40;

    /// <summary>Where the masks of red, green and blue stand: inside long headers, or behind a plain one.</summary>
    private const int MasksAt = FileHeaderLength + InfoHeaderLength;

    /// <summary>Whether bit fields (BI_BITFIELDS, BI_ALPHABITFIELDS) are stated; only with them has a bitmap an alpha channel.</summary>
    public static bool HasFields(ReadOnlySpan<byte> data) => HasInfoHeader(data) && Compression(data) is 3 or 6;

    /// <summary>The size that the header states. ImageSharp would allocate everything up to the pixels for it, wherever a header of
    /// 50 bytes says that they begin.</summary>
    /// <exception cref="ImageFormatException">There is no such header, or it states no size.</exception>
    public static (int Width, int Height) Size(ReadOnlySpan<byte> data)
    {
        bool isCore = data.Length >= 26 && BinaryPrimitives.ReadInt32LittleEndian(data[FileHeaderLength..]) == CoreHeaderLength;
        if (data.Length < 26)
            throw new ImageFormatException("The BMP is damaged or truncated. Copy or save it again.");
        int width = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(data[18..]) : BinaryPrimitives.ReadInt32LittleEndian(data[18..]);
        int height = isCore ? BinaryPrimitives.ReadUInt16LittleEndian(data[20..]) : BinaryPrimitives.ReadInt32LittleEndian(data[22..]);
        // A negative height says that the first row is the top one.
        if (width < 0 || height == int.MinValue)
            throw new ImageFormatException("The BMP is damaged or truncated. Copy or save it again.");
        return (width, Math.Abs(height));
    }

    /// <summary>Books what ImageSharp allocates outside its allocator: everything between the headers and the pixels.</summary>
    public static void ReservePalette(ReadOnlySpan<byte> data, DecodeBudget budget) =>
        budget.Reserve(BinaryPrimitives.ReadUInt32LittleEndian(data[10..]));

    /// <summary>Rows are whole groups of four bytes; run lengths may take any number of them.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> data, int width, int height)
    {
        if (data.Length < FileHeaderLength + 16)
            return false;
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(data[10..]);
        bool isCore = BinaryPrimitives.ReadInt32LittleEndian(data[FileHeaderLength..]) == CoreHeaderLength;
        int depth = BinaryPrimitives.ReadUInt16LittleEndian(data[(isCore ? 24 : 28)..]);
        bool hasRuns = !isCore && data.Length >= 34 && Compression(data) is 1 or 2 or 4;
        long rowBytes = (((long)width * depth) + 31) / 32 * 4;
        return offset <= data.Length && (hasRuns || data.Length - offset >= rowBytes * height);
    }

    /// <summary>ImageSharp scales fields of 5 and 6 bits in 16, and of 8 or more in 32; others it reads wrong.</summary>
    /// <exception cref="ImageFormatException">A field is of another width, or has gaps.</exception>
    public static void RequireReadableFields(ReadOnlySpan<byte> data)
    {
        if (!HasFields(data) || Depth(data) is not (16 or 32) || data.Length < MasksAt + 12)
            return;
        for (int at = MasksAt; at < MasksAt + 12; at += 4)
        {
            uint mask = BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
            int bits = BitOperations.PopCount(mask);
            bool hasGaps = bits + BitOperations.LeadingZeroCount(mask) + BitOperations.TrailingZeroCount(mask) != 32;
            if (hasGaps || (Depth(data) == 16 ? bits is not (5 or 6) : bits < 8))
                throw new ImageFormatException(
                    "The BMP has colour fields of an odd width, which Affekt does not read; save it as PNG or JPEG.");
        }
    }

    /// <summary>A copy whose palette is filled up with black where it is shorter than the pixels may name, as browsers show it; else
    /// null.</summary>
    public static byte[]? FillPalette(ReadOnlySpan<byte> data, DecodeBudget budget)
    {
        if (!HasInfoHeader(data) || data.Length < MasksAt || Depth(data) is not (1 or 2 or 4 or 8))
            return null;
        long start = FileHeaderLength + BinaryPrimitives.ReadUInt32LittleEndian(data[FileHeaderLength..]);
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(data[10..]);
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(data[46..]);
        int most = 1 << Depth(data);
        if (stated == 0 || stated >= most || offset > data.Length || start + (4 * stated) > offset)
            return null;
        int end = (int)(start + (4 * stated));
        int newOffset = (int)start + (4 * most);
        budget.Reserve((long)newOffset + data.Length - offset);
        byte[] filled = new byte[newOffset + data.Length - (int)offset];
        data[..end].CopyTo(filled);
        data[(int)offset..].CopyTo(filled.AsSpan(newOffset));
        BinaryPrimitives.WriteInt32LittleEndian(filled.AsSpan(10), newOffset);
        BinaryPrimitives.WriteInt32LittleEndian(filled.AsSpan(46), most);
        return filled;
    }

    private static bool HasInfoHeader(ReadOnlySpan<byte> data) =>
        data.Length >= 34 && BinaryPrimitives.ReadInt32LittleEndian(data[FileHeaderLength..]) >= InfoHeaderLength;

    private static int Depth(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16LittleEndian(data[28..]);

    private static int Compression(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadInt32LittleEndian(data[30..]);
}
