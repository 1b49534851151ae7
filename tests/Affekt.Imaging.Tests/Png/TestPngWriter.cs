using System.Buffers.Binary;
using System.IO.Compression;

namespace Affekt.Imaging.Tests.Png;

/// <summary>Writes PNG files of every colour type, depth, filter and interlacing, apart from the code under test.</summary>
internal sealed record TestPngWriter(int Width, int Height, int ColorType, int Depth)
{
    private static readonly (int X, int Y, int Dx, int Dy)[] s_adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public bool Interlaced { get; init; }

    /// <summary>0-4, or -1 for one after the other.</summary>
    public int Filter { get; init; } = -1;

    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    public byte[]? Exif { get; init; }

    /// <summary>Bytes of each IDAT.</summary>
    public int ChunkSize { get; init; } = int.MaxValue;

    public int Samples => ColorType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    public ushort[] RandomSamples(int seed, int below = int.MaxValue)
    {
        var random = new Random(seed);
        int most = Math.Min(1 << Depth, below);
        return Enumerable.Range(0, Width * Height * Samples).Select(_ => (ushort)random.Next(most)).ToArray();
    }

    /// <param name="samples">[height, width, samples].</param>
    public byte[] Write(ushort[] samples) => Assemble(Compress(samples));

    /// <summary>The zlib stream of all rows.</summary>
    public byte[] Compress(ushort[] samples)
    {
        using var raw = new MemoryStream();
        foreach ((int x0, int y0, int dx, int dy) in Interlaced ? s_adam7 : [(0, 0, 1, 1)])
            WritePass(raw, samples, x0, y0, dx, dy);
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
            zlib.Write(raw.ToArray());
        return compressed.ToArray();
    }

    public byte[] Assemble(byte[] compressed)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n\x1A\n"u8]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)Depth, (byte)ColorType, (byte)(Interlaced ? 1 : 0));
        file.Write(Chunk("IHDR", header));
        file.Write(Chunk("gAMA", [0, 0, 0xB1, 0x8F]));
        if (Palette is not null)
            file.Write(Chunk("PLTE", Palette));
        if (Transparency is not null)
            file.Write(Chunk("tRNS", Transparency));
        if (Exif is not null)
            file.Write(Chunk("eXIf", Exif));
        foreach (byte[] part in compressed.Chunk(Math.Min(ChunkSize, compressed.Length)))
            file.Write(Chunk("IDAT", part));
        file.Write(Chunk("tEXt", "Comment\0made by a test"u8.ToArray()));
        file.Write(Chunk("IEND", []));
        return file.ToArray();
    }

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] chunk = new byte[12 + content.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        for (int i = 0; i < 4; i++)
            chunk[4 + i] = (byte)type[i];
        content.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + content.Length), Crc(chunk.AsSpan(4, 4 + content.Length)));
        return chunk;
    }

    /// <summary>Makes the checksum of every chunk right again, so that changes behind it are seen.</summary>
    public static void RepairChecksums(byte[] file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            long length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (at + 12 + length > file.Length)
                return;
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(at + 8 + length)), Crc(file.AsSpan((int)at + 4, 4 + (int)length)));
            at += 12 + length;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return ~crc;
    }

    private void WritePass(MemoryStream raw, ushort[] samples, int x0, int y0, int dx, int dy)
    {
        int width = (Width - x0 + dx - 1) / dx;
        if (width <= 0)
            return;
        int step = Math.Max(Samples * Depth / 8, 1);
        byte[] previous = new byte[((width * Samples * Depth) + 7) / 8];
        int count = 0;
        for (int y = y0; y < Height; y += dy, count++)
        {
            byte[] row = new byte[previous.Length];
            int bit = 0;
            for (int x = x0; x < Width; x += dx)
            {
                for (int s = 0; s < Samples; s++, bit += Depth)
                    Put(row, bit, samples[(((y * Width) + x) * Samples) + s]);
            }
            int filter = Filter >= 0 ? Filter : count % 5;
            raw.WriteByte((byte)filter);
            raw.Write(Apply(filter, row, previous, step));
            previous = row;
        }
    }

    private void Put(byte[] row, int bit, int value)
    {
        if (Depth == 16)
            (row[bit / 8], row[(bit / 8) + 1]) = ((byte)(value >> 8), (byte)value);
        else
            row[bit / 8] |= (byte)(value << (8 - Depth - (bit % 8)));
    }

    private static byte[] Apply(int filter, byte[] row, byte[] previous, int step)
    {
        byte[] filtered = new byte[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            int a = i >= step ? row[i - step] : 0;
            int b = previous[i];
            int c = i >= step ? previous[i - step] : 0;
            int p = a + b - c;
            int paeth = new[] { a, b, c }.MinBy(v => Math.Abs(p - v));
            int prediction = filter switch { 1 => a, 2 => b, 3 => (a + b) / 2, 4 => paeth, _ => 0 };
            filtered[i] = (byte)(row[i] - prediction);
        }
        return filtered;
    }
}
