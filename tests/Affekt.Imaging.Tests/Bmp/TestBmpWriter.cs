namespace Affekt.Imaging.Tests.Bmp;

/// <summary>Puts bitmap files together: any header length, any compression, any pixel bytes.</summary>
internal sealed record TestBmpWriter(int Width, int Height, int Depth)
{
    public int HeaderLength { get; init; } = 40;

    public int Compression { get; init; }

    /// <summary>Red, green, blue of each entry.</summary>
    public byte[] Palette { get; init; } = [];

    /// <summary>Inside long headers, after a plain one.</summary>
    public uint[] Masks { get; init; } = [];

    public byte[] Write(byte[] pixels)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        bool core = HeaderLength == 12;
        int masksOutside = HeaderLength == 40 ? 4 * Masks.Length : 0;
        int paletteBytes = Palette.Length / 3 * (core ? 3 : 4);
        int offset = 14 + HeaderLength + masksOutside + paletteBytes;
        writer.Write("BM"u8);
        writer.Write(offset + pixels.Length);
        writer.Write(0);
        writer.Write(offset);

        writer.Write(HeaderLength);
        if (core)
        {
            writer.Write((ushort)Width);
            writer.Write((ushort)Height);
            writer.Write((ushort)1);
            writer.Write((ushort)Depth);
        }
        else
        {
            writer.Write(Width);
            writer.Write(Height);
            writer.Write((ushort)1);
            writer.Write((ushort)Depth);
            writer.Write(Compression);
            writer.Write(pixels.Length);
            writer.Write(2835);
            writer.Write(2835);
            writer.Write(Palette.Length / 3);
            writer.Write(0);
            foreach (uint mask in Masks)
                writer.Write(mask);
            writer.Write(new byte[offset - paletteBytes - (int)file.Position]);
        }
        for (int i = 0; i < Palette.Length; i += 3)
        {
            writer.Write([Palette[i + 2], Palette[i + 1], Palette[i]]);
            if (!core)
                writer.Write((byte)0);
        }
        writer.Write(pixels);
        return file.ToArray();
    }

    /// <summary>Rows of packed values, bottom row first (or as given where the height is negative), filled up to four bytes.</summary>
    public byte[] Pack(uint[] values)
    {
        int height = Math.Abs(Height);
        int rowBytes = ((Width * Depth) + 31) / 32 * 4;
        byte[] packed = new byte[rowBytes * height];
        for (int y = 0; y < height; y++)
        {
            int row = Height < 0 ? y : height - 1 - y;
            for (int x = 0; x < Width; x++)
            {
                uint value = values[(y * Width) + x];
                if (Depth < 8)
                    packed[(row * rowBytes) + (x * Depth / 8)] |= (byte)(value << (8 - Depth - (x * Depth % 8)));
                else
                    BitConverter.GetBytes(value).AsSpan(0, Depth / 8).CopyTo(packed.AsSpan((row * rowBytes) + (x * Depth / 8)));
            }
        }
        return packed;
    }
}
