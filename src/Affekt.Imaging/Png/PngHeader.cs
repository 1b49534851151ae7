using System.Buffers.Binary;

namespace Affekt.Imaging.Png;

/// <summary>The colour types of IHDR (ISO/IEC 15948, 11.2.2).</summary>
internal enum PngColor : byte
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

/// <summary>The IHDR chunk.</summary>
internal sealed record PngHeader(int Width, int Height, int Depth, PngColor Color, bool Interlaced)
{
    public const int Length = 13;

    /// <summary>Samples a pixel as stored.</summary>
    public int Samples => Color switch
    {
        PngColor.Rgb => 3,
        PngColor.GrayAlpha => 2,
        PngColor.Rgba => 4,
        _ => 1,
    };

    /// <summary>Channels of the decoded picture.</summary>
    public int Channels => Color is PngColor.Gray or PngColor.GrayAlpha ? 1 : 3;

    /// <summary>Bytes of a row without its filter byte.</summary>
    public int RowBytes(int width) => checked((int)((((long)width * Samples * Depth) + 7) / 8));

    /// <summary>Bytes of all passes, inflated.</summary>
    public long RawLength => Passes.Sum(p => p.Height * (1L + RowBytes(p.Width)));

    /// <summary>The parts of the picture in file order, empty ones left out (8.2).</summary>
    public IEnumerable<PngPass> Passes => Interlaced
        ? PngPass.Adam7.Select(p => p.Of(Width, Height)).Where(p => p is { Width: > 0, Height: > 0 })
        : [new PngPass(0, 0, 1, 1, Width, Height)];

    public static PngHeader Read(ReadOnlySpan<byte> data)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            throw PngError.Damaged($"a size of {width} x {height} pixels");
        int depth = data[8];
        var color = (PngColor)data[9];
        bool known = color switch
        {
            PngColor.Gray => depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GrayAlpha or PngColor.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known)
            throw PngError.Damaged($"colour type {data[9]} with {depth} bits does not exist");
        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw PngError.Damaged("an unknown compression, filter or interlace method");
        return new PngHeader((int)width, (int)height, depth, color, data[12] == 1);
    }
}

/// <summary>A reduced picture of every <see cref="StepX"/>th pixel of every <see cref="StepY"/>th row.</summary>
internal sealed record PngPass(int X, int Y, int StepX, int StepY, int Width = 0, int Height = 0)
{
    /// <summary>The seven passes (8.2).</summary>
    public static PngPass[] Adam7 { get; } =
    [
        new(0, 0, 8, 8),
        new(4, 0, 8, 8),
        new(0, 4, 4, 8),
        new(2, 0, 4, 4),
        new(0, 2, 2, 4),
        new(1, 0, 2, 2),
        new(0, 1, 1, 2),
    ];

    public PngPass Of(int width, int height) =>
        this with { Width = (width - X + StepX - 1) / StepX, Height = (height - Y + StepY - 1) / StepY };
}
