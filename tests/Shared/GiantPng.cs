using System.Buffers.Binary;
using System.IO.Compression;
using Affekt.Imaging;

namespace Affekt.Testing;

/// <summary>Small PNGs that promise or hide enormous ones.</summary>
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

    /// <summary>A PNG of 8 x 8 pixels whose compressed data swells to <paramref name="bytes"/> zeros.</summary>
    public static byte[] Swelling(int bytes)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var block = new byte[1 << 16];
            for (var left = bytes; left > 0; left -= block.Length)
                zlib.Write(block, 0, Math.Min(left, block.Length));
        }
        var png = new MemoryStream();
        // Signature and header of a picture that is none of this.
        png.Write(PngEncoder.Encode(new Image(8, 8, 1)).AsSpan(0, 33));
        Chunk(png, "IDAT"u8, packed.ToArray());
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, data.Length);
        png.Write(four);
        var start = (int)png.Position;
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(four, Crc32(png.GetBuffer().AsSpan(start, (int)png.Position - start)));
        png.Write(four);
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
