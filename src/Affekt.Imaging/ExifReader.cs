using System.Buffers.Binary;

namespace Affekt.Imaging;

/// <summary>Reads the one EXIF tag that changes the picture.</summary>
internal static class ExifReader
{
    private const ushort OrientationTag = 0x0112;
    private const ushort TypeShort = 3;

    /// <summary>
    /// The orientation in a TIFF structure (the payload of APP1 after "Exif\0\0", or of PNG's eXIf).
    /// Damaged metadata never spoils a good picture: it reads as <see cref="Orientation.Normal"/>.
    /// </summary>
    public static Orientation ReadOrientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
            return Orientation.Normal;
        bool little = tiff[0] == 'I' && tiff[1] == 'I';
        if (!little && !(tiff[0] == 'M' && tiff[1] == 'M'))
            return Orientation.Normal;
        if (Read16(tiff[2..], little) != 42)
            return Orientation.Normal;

        uint directory = Read32(tiff[4..], little);
        if (directory > tiff.Length - 2)
            return Orientation.Normal;
        int count = Read16(tiff[(int)directory..], little);
        ReadOnlySpan<byte> entries = tiff[((int)directory + 2)..];
        for (int i = 0; i < count && entries.Length >= 12; i++, entries = entries[12..])
        {
            if (Read16(entries, little) != OrientationTag)
                continue;
            int value = Read16(entries[8..], little);
            bool valid = Read16(entries[2..], little) == TypeShort && value is >= 1 and <= 8;
            return valid ? (Orientation)value : Orientation.Normal;
        }
        return Orientation.Normal;
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Read32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
