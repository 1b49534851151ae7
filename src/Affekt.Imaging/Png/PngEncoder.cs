using System.Buffers.Binary;
using System.IO.Compression;
using Affekt.Imaging.Png;

namespace Affekt.Imaging;

/// <summary>Writes PNG files (ISO/IEC 15948): 8-bit gray or RGB, not interlaced.</summary>
public static class PngEncoder
{
    /// <summary>Codes a picture as a PNG file, without loss. Each row takes the filter that leaves the smallest differences
    /// (12.8 of the standard).</summary>
    /// <param name="image">Gray or RGB.</param>
    /// <param name="level">How hard to compress.</param>
    public static byte[] Encode(Image image, CompressionLevel level = CompressionLevel.Optimal)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\x1A\n"u8]);
        byte[] header = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels == 1 ? PngColor.Gray : PngColor.Rgb);
        WriteChunk(file, PngChunk.Header, header);
        WriteChunk(file, PngChunk.ImageData, Compress(image, level));
        WriteChunk(file, PngChunk.End, []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, uint type, ReadOnlySpan<byte> content)
    {
        byte[] typed = new byte[4 + content.Length];
        BinaryPrimitives.WriteUInt32BigEndian(typed, type);
        content.CopyTo(typed.AsSpan(4));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Compute(typed));
        file.Write(number);
    }

    private static byte[] Compress(Image image, CompressionLevel level)
    {
        int rowBytes = image.Width * image.Channels;
        using var compressed = new MemoryStream();
        using (var deflate = new ZLibStream(compressed, level))
        {
            byte[] best = new byte[1 + rowBytes];
            byte[] trial = new byte[1 + rowBytes];
            ReadOnlySpan<byte> previous = new byte[rowBytes];
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * rowBytes, rowBytes);
                long least = long.MaxValue;
                for (byte filter = PngFilter.None; filter <= PngFilter.Paeth; filter++)
                {
                    trial[0] = filter;
                    PngFilter.Apply(filter, row, previous, image.Channels, trial.AsSpan(1));
                    long cost = PngFilter.Cost(trial.AsSpan(1));
                    if (cost >= least)
                        continue;
                    least = cost;
                    (best, trial) = (trial, best);
                }
                deflate.Write(best);
                previous = row;
            }
        }
        return compressed.ToArray();
    }
}
