using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Elements;

/// <summary>Values that change their place only. The way back adds each gradient where its value came from.</summary>
internal static unsafe class MoveKernels
{
    /// <summary>Copies a whole tensor to a place inside a larger one.</summary>
    /// <param name="source">The smaller.</param>
    /// <param name="y">The row of its first pixel there.</param>
    /// <param name="x">The column.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="target">The larger.</param>
    public static void Insert(in TensorView source, int y, int x, int channel, in TensorView target)
    {
        var isWholeRow = source.Channels == target.Channels;
        for (var image = 0; image < source.Images; image++)
            for (var row = 0; row < source.Height; row++)
            {
                var from = ElementKernels.RowOf(source, image, row);
                var to = ElementKernels.RowOf(target, image, y + row)[(x * target.Channels + channel)..];
                if (isWholeRow)
                    from.CopyTo(to);
                else
                    for (var column = 0; column < source.Width; column++)
                        from.Slice(column * source.Channels, source.Channels).CopyTo(to[(column * target.Channels)..]);
            }
    }

    /// <summary>The opposite of <see cref="Insert"/>.</summary>
    public static void Extract(in TensorView source, int y, int x, int channel, bool accumulate, in TensorView target)
    {
        for (var image = 0; image < target.Images; image++)
            for (var row = 0; row < target.Height; row++)
            {
                var from = ElementKernels.RowOf(source, image, y + row)[(x * source.Channels + channel)..];
                var to = ElementKernels.RowOf(target, image, row);
                for (var column = 0; column < target.Width; column++)
                    CopyOrAdd(from.Slice(column * source.Channels, target.Channels), accumulate,
                        to.Slice(column * target.Channels, target.Channels));
            }
    }

    /// <summary>The same numbers in the same order, in another shape.</summary>
    public static void Reshape(in TensorView source, bool accumulate, in TensorView target)
    {
        var length = Math.Min(source.Width * source.Channels, target.Width * target.Channels);
        for (var image = 0; image < source.Images; image++)
        {
            int y = 0, x = 0, toY = 0, toX = 0;
            while (y < source.Height)
            {
                var from = ElementKernels.RowOf(source, image, y);
                var to = ElementKernels.RowOf(target, image, toY);
                var count = Math.Min(Math.Min(from.Length - x, to.Length - toX), length);
                CopyOrAdd(from.Slice(x, count), accumulate, to.Slice(toX, count));
                if ((x += count) == from.Length)
                    (y, x) = (y + 1, 0);
                if ((toX += count) == to.Length)
                    (toY, toX) = (toY + 1, 0);
            }
        }
    }

    /// <summary>
    /// Exchanges axes: the numbers in memory order, seen as <paramref name="sizes"/>, go to an order in which axis i walks
    /// with <paramref name="strides"/>[i] through the source.
    /// </summary>
    /// <param name="source">Any shape.</param>
    /// <param name="sizes">Of the result, outermost first.</param>
    /// <param name="strides">Through the source's memory order.</param>
    /// <param name="back">Adds the target to the source instead.</param>
    /// <param name="target">As many numbers as the source.</param>
    public static void Transpose(in TensorView source, int[] sizes, int[] strides, bool back, in TensorView target)
    {
        var (sourceRow, targetRow) = (source.Width * source.Channels, target.Width * target.Channels);
        var inner = sizes[^1];
        var innerStride = strides[^1];
        var isFlat = IsFlat(source) && IsFlat(target);
        for (var image = 0; image < source.Images; image++)
        {
            var counter = new int[sizes.Length - 1];
            var (from, to) = (0, 0);
            while (to < target.Height * targetRow)
            {
                if (isFlat)
                {
                    float* f = source.Row(image, 0) + from, t = target.Row(image, 0) + to;
                    for (var i = 0; i < inner; i++, f += innerStride)
                        if (back)
                            *f += t[i];
                        else
                            t[i] = *f;
                }
                for (var i = 0; i < inner && !isFlat; i++)
                {
                    var (fromY, fromX) = Math.DivRem(from + i * innerStride, sourceRow);
                    var (toY, toX) = Math.DivRem(to + i, targetRow);
                    if (back)
                        source.Row(image, fromY)[fromX] += target.Row(image, toY)[toX];
                    else
                        target.Row(image, toY)[toX] = source.Row(image, fromY)[fromX];
                }
                to += inner;
                for (var axis = counter.Length - 1; axis >= 0; axis--)
                {
                    from += strides[axis];
                    if (++counter[axis] < sizes[axis])
                        break;
                    from -= strides[axis] * sizes[axis];
                    counter[axis] = 0;
                }
            }
        }
    }

    /// <summary>True when the rows of an image follow each other without a gap.</summary>
    private static bool IsFlat(in TensorView view) => view.Height == 1 || view.RowStride == (nint)view.Width * view.Channels;

    private static void CopyOrAdd(ReadOnlySpan<float> source, bool accumulate, Span<float> target)
    {
        if (accumulate)
            ElementKernels.Add(source, target, target);
        else
            source.CopyTo(target);
    }
}
