using System.Runtime.CompilerServices;

namespace Affekt.Imaging;

public sealed partial class Image
{
    /// <summary>Cuts a rectangle out.</summary>
    /// <param name="x">Left edge, 0 or more.</param>
    /// <param name="y">Top edge, 0 or more.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty or not wholly inside the picture; to cross its
    /// border, use <see cref="Warp"/>.</exception>
    public Image Crop(int x, int y, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, Width - x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Height - y);

        Image result = Uninitialized(width, height, Channels);
        int rowBytes = width * Channels;
        for (int row = 0; row < height; row++)
        {
            Pixels.AsSpan((((y + row) * Width) + x) * Channels, rowBytes)
                .CopyTo(result.Pixels.AsSpan(row * rowBytes, rowBytes));
        }
        return result;
    }

    /// <summary>The mirror image, left and right exchanged.</summary>
    public Image FlipHorizontal() => Orient(Orientation.FlipHorizontal);

    /// <summary>Top and bottom exchanged.</summary>
    public Image FlipVertical() => Orient(Orientation.FlipVertical);

    /// <summary>Turns the picture by quarters.</summary>
    /// <param name="quarterTurns">Turns of 90 degrees clockwise, any number; negative is counter-clockwise.</param>
    public Image Rotate(int quarterTurns) => Orient((quarterTurns & 3) switch
    {
        1 => Orientation.Rotate90,
        2 => Orientation.Rotate180,
        3 => Orientation.Rotate270,
        _ => Orientation.Normal,
    });

    /// <summary>Flips and turns a stored picture as its orientation says. <see cref="Orientation.Normal"/> returns the picture
    /// itself.</summary>
    /// <param name="orientation">One of the eight.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not one of the eight.</exception>
    public Image Orient(Orientation orientation)
    {
        if (orientation is < Orientation.Normal or > Orientation.Rotate270)
            throw new ArgumentOutOfRangeException(nameof(orientation), orientation, "An orientation is 1 to 8.");
        if (orientation == Orientation.Normal)
            return this;

        // Where the result's first pixel comes from, and what a step right and a step down in it mean.
        int last = Pixels.Length - Channels;
        int rowBytes = Width * Channels;
        int topRight = rowBytes - Channels;
        int bottomLeft = last - topRight;
        (int start, int right, int down) = orientation switch
        {
            Orientation.FlipHorizontal => (topRight, -Channels, rowBytes),
            Orientation.Rotate180 => (last, -Channels, -rowBytes),
            Orientation.FlipVertical => (bottomLeft, Channels, -rowBytes),
            Orientation.Transpose => (0, rowBytes, Channels),
            Orientation.Rotate90 => (bottomLeft, -rowBytes, Channels),
            Orientation.Transverse => (last, -rowBytes, -Channels),
            _ => (topRight, rowBytes, -Channels),
        };
        Image result = orientation.SwapsSides() ? Uninitialized(Height, Width, Channels) : Uninitialized(Width, Height, Channels);
        CopyStepping(start, right, down, result);
        return result;
    }

    internal static Image Uninitialized(int width, int height, int channels) =>
        new(width, height, channels, GC.AllocateUninitializedArray<byte>(checked(width * height * channels)));

    /// <summary>The end of a decode: the turned copy is part of its budget.</summary>
    internal Image TakeOriented(Orientation orientation, DecodeBudget budget)
    {
        if (orientation == Orientation.Normal)
            return this;
        budget.Reserve(Pixels.LongLength);
        budget.Tick();
        return Orient(orientation);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CopyStepping(int start, int right, int down, Image result)
    {
        // In tiles, since rows that become columns would otherwise miss the cache at every pixel.
        const int Tile = 32;
        ReadOnlySpan<byte> source = Pixels;
        Span<byte> destination = result.Pixels;
        int channels = Channels;
        for (int tileY = 0; tileY < result.Height; tileY += Tile)
        {
            for (int tileX = 0; tileX < result.Width; tileX += Tile)
            {
                int endX = Math.Min(tileX + Tile, result.Width);
                int endY = Math.Min(tileY + Tile, result.Height);
                for (int y = tileY; y < endY; y++)
                {
                    int from = start + (y * down) + (tileX * right);
                    int to = ((y * result.Width) + tileX) * channels;
                    for (int x = tileX; x < endX; x++, from += right, to += channels)
                    {
                        destination[to] = source[from];
                        if (channels == 3)
                        {
                            destination[to + 1] = source[from + 1];
                            destination[to + 2] = source[from + 2];
                        }
                    }
                }
            }
        }
    }
}
