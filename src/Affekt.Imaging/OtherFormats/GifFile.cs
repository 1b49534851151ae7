using System.Buffers.Binary;

namespace Affekt.Imaging.OtherFormats;

/// <summary>As much of the structure of GIF 89a as tells whether the first frame is there.</summary>
internal static class GifFile
{
    private const int HeaderLength = 13;
    private const byte Extension = 0x21;
    private const byte Frame = 0x2C;

    /// <summary>The size of the canvas.</summary>
    /// <exception cref="ImageFormatException">The file ends before.</exception>
    public static (int Width, int Height) Size(ReadOnlySpan<byte> data) => data.Length >= HeaderLength
        ? (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]), BinaryPrimitives.ReadUInt16LittleEndian(data[8..]))
        : throw new ImageFormatException("The GIF ends before its picture does; the file is truncated. Copy or save it again.");

    /// <summary>Whether the data of the first frame ends before the file does.</summary>
    public static bool HoldsFirstFrame(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> rest = Skip(data, HeaderLength + TableLength(data[10]));
        while (!rest.IsEmpty)
        {
            if (rest[0] == Frame)
            {
                // Place, size and flags, a colour table, the code size, and blocks up to an empty one.
                int table = rest.Length > 9 ? TableLength(rest[9]) : 0;
                return SkipBlocks(Skip(rest, 11 + table), out _);
            }
            if (rest[0] == Extension)
            {
                if (!SkipBlocks(Skip(rest, 2), out rest))
                    return false;
            }
            else
            {
                rest = rest[1..];
            }
        }
        return false;
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> data, int count) => data.Length >= count ? data[count..] : [];

    private static bool SkipBlocks(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> rest)
    {
        while (!data.IsEmpty && data[0] != 0)
            data = Skip(data, 1 + data[0]);
        rest = Skip(data, 1);
        return !data.IsEmpty;
    }
}
