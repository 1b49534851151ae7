using System.Buffers.Binary;
using System.IO.Compression;

namespace Affekt.Imaging.Png;

/// <summary>Puts plain PNG files together from the parts of one that ImageSharp would read wrongly.</summary>
internal static class PngAssembly
{
    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The same picture with all compressed data in one chunk.</summary>
    public static MemoryStream JoinData(ReadOnlySpan<byte> data, PngFile file, DecodeBudget budget)
    {
        // The data joined, as a chunk, and in the file.
        budget.Reserve(3 * file.ImageData.Sum(d => (long)d.Length));
        var joined = new MemoryStream();
        foreach ((int offset, int length) in file.ImageData)
            joined.Write(data.Slice(offset, length));
        return Assemble(data, file, file.Header, joined);
    }

    /// <summary>One pass of an interlaced picture as a picture of its own; its rows are coded the same way.</summary>
    /// <param name="data">The interlaced file.</param>
    /// <param name="file">Its parts.</param>
    /// <param name="pass">With its size.</param>
    /// <param name="rows">Filtered, as they came out of the compressed data.</param>
    public static MemoryStream OfPass(ReadOnlySpan<byte> data, PngFile file, PngPass pass, ReadOnlySpan<byte> rows)
    {
        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.NoCompression, leaveOpen: true))
            zlib.Write(rows);
        PngHeader header = file.Header with { Width = pass.Width, Height = pass.Height, Interlaced = false };
        return Assemble(data, file, header, compressed);
    }

    private static MemoryStream Assemble(ReadOnlySpan<byte> data, PngFile file, PngHeader header, MemoryStream compressed)
    {
        byte[] content = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(content, header.Width);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), header.Height);
        (content[8], content[9], content[12]) = ((byte)header.Depth, (byte)header.Color, (byte)(header.Interlaced ? 1 : 0));
        var assembled = new MemoryStream();
        assembled.Write(Signature);
        WriteChunk(assembled, PngChunk.Header, content);
        foreach ((int offset, int length) in file.ColorChunks)
            assembled.Write(data.Slice(offset, length));
        WriteChunk(assembled, PngChunk.ImageData, compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        WriteChunk(assembled, PngChunk.End, []);
        assembled.Position = 0;
        return assembled;
    }

    private static void WriteChunk(MemoryStream stream, uint type, ReadOnlySpan<byte> content)
    {
        byte[] chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4), type);
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc32.Compute(chunk.AsSpan(4, 4 + content.Length)));
        stream.Write(chunk);
    }
}
