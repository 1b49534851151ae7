using System.Buffers.Binary;
using System.IO.Compression;

namespace Affekt.Imaging.Png;

/// <summary>Puts plain PNG files together from the parts of one that ImageSharp would read wrongly.</summary>
internal static class PngAssembly
{
    /// <summary>Signature, header, end, the overhead of a chunk and a whole palette.</summary>
    private const int MostAdded = 1024;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The same picture with all compressed data in one chunk and the whole palette that its depth allows.</summary>
    public static MemoryStream Rebuild(ReadOnlySpan<byte> data, PngFile file, DecodeBudget budget)
    {
        long length = file.ImageData.Sum(d => (long)d.Length) + file.ColorChunks.Sum(c => (long)c.Length) + MostAdded;
        budget.Reserve(length);
        var assembled = new MemoryStream((int)length);
        WriteStart(assembled, data, file, file.Header);
        int start = BeginChunk(assembled);
        foreach ((int offset, int count) in file.ImageData)
            assembled.Write(data.Slice(offset, count));
        EndChunk(assembled, start, PngChunk.ImageData);
        return Finish(assembled);
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
        var assembled = new MemoryStream();
        WriteStart(assembled, data, file, header);
        WriteChunk(assembled, PngChunk.ImageData, compressed.GetBuffer().AsSpan(0, (int)compressed.Length));
        return Finish(assembled);
    }

    private static void WriteStart(MemoryStream assembled, ReadOnlySpan<byte> data, PngFile file, PngHeader header)
    {
        byte[] content = new byte[PngHeader.Length];
        BinaryPrimitives.WriteInt32BigEndian(content, header.Width);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), header.Height);
        (content[8], content[9], content[12]) = ((byte)header.Depth, (byte)header.Color, (byte)(header.Interlaced ? 1 : 0));
        assembled.Write(Signature);
        WriteChunk(assembled, PngChunk.Header, content);
        foreach ((int offset, int length) in file.ColorChunks)
        {
            ReadOnlySpan<byte> chunk = data.Slice(offset, length);
            if (file.HasShortPalette && BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]) == PngChunk.Palette)
                WriteWholePalette(assembled, chunk[8..^4], header.Depth);
            else
                assembled.Write(chunk);
        }
    }

    /// <summary>Colours that the palette lacks are black, as in browsers; ImageSharp would take its last one.</summary>
    private static void WriteWholePalette(MemoryStream assembled, ReadOnlySpan<byte> colors, int depth)
    {
        byte[] filled = new byte[3 << depth];
        colors.CopyTo(filled);
        WriteChunk(assembled, PngChunk.Palette, filled);
    }

    private static MemoryStream Finish(MemoryStream assembled)
    {
        WriteChunk(assembled, PngChunk.End, []);
        assembled.Position = 0;
        return assembled;
    }

    private static void WriteChunk(MemoryStream stream, uint type, ReadOnlySpan<byte> content)
    {
        int start = BeginChunk(stream);
        stream.Write(content);
        EndChunk(stream, start, type);
    }

    /// <summary>Leaves room for length and type, and gives where the chunk starts.</summary>
    private static int BeginChunk(MemoryStream stream)
    {
        int start = (int)stream.Length;
        stream.Write(stackalloc byte[8]);
        return start;
    }

    private static void EndChunk(MemoryStream stream, int start, uint type)
    {
        Span<byte> chunk = stream.GetBuffer().AsSpan(start, (int)stream.Length - start);
        BinaryPrimitives.WriteInt32BigEndian(chunk, chunk.Length - 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], type);
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Compute(chunk[4..]));
        stream.Write(checksum);
    }
}
