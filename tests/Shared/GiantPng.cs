using System.Buffers.Binary;
using Affekt.Imaging;

namespace Affekt.Testing;

/// <summary>A small PNG whose header promises enormous sides.</summary>
internal static class GiantPng
{
    /// <summary>Makes the file.</summary>
    public static byte[] Make(int width, int height)
    {
        var png = PngEncoder.Encode(new Image(8, 8, 1));
        // Signature (8), length (4), "IHDR" (4), width, height, five more bytes, then the checksum over type and data.
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc32(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
