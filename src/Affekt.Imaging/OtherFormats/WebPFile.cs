using System.Buffers.Binary;

namespace Affekt.Imaging.OtherFormats;

/// <summary>The RIFF container of WebP: its length, and the orientation in its EXIF chunk.</summary>
internal static class WebPFile
{
    private const int HeaderLength = 12;
    private const int ChunkHeaderLength = 8;

    /// <summary>Whether the file is as long as it says.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) + 8L <= data.Length;

    public static Orientation OrientationOf(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> rest = data[HeaderLength..];
        while (rest.Length >= ChunkHeaderLength)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - ChunkHeaderLength)
                break;
            if (rest.StartsWith("EXIF"u8))
            {
                ReadOnlySpan<byte> content = rest.Slice(ChunkHeaderLength, (int)length);
                // Some programs keep the prefix that JPEG needs.
                return ExifReader.ReadOrientation(content.StartsWith("Exif\0\0"u8) ? content[6..] : content);
            }
            rest = rest[Math.Min(ChunkHeaderLength + (int)length + (int)(length & 1), rest.Length)..];
        }
        return Orientation.Normal;
    }
}
