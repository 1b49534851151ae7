using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Pooling, and what all operators with a window have in common.</summary>
internal static class WindowOperators
{
    private const int MostPixels = 1 << 14;

    public static void MaxPool(Operation operation)
    {
        var input = operation.Map(0);
        operation.Require(operation.Integer("storage_order", 0) == 0, "has a storage order; expected 0");
        var window = PoolWindowOf(operation, input.Shape);
        operation.Set(GraphValue.OfMap(operation.Add(new MaxPoolLayer(operation.Name, input, window.Extended))));
    }

    public static void AveragePool(Operation operation)
    {
        var input = operation.Map(0);
        var countsPadding = operation.Integer("count_include_pad", 0) != 0;
        var window = PoolWindowOf(operation, input.Shape);
        operation.Require(!countsPadding
            || window.Extended == window.Declared, "rounds up and counts padding at once; expected one of them");
        operation.Set(GraphValue.OfMap(operation.Add(new AveragePoolLayer(operation.Name, input, window.Extended, countsPadding))));
    }

    public static void GlobalAveragePool(Operation operation) =>
        operation.Set(GraphValue.OfMap(operation.Add(new GlobalAveragePoolLayer(operation.Name, operation.Map(0)))));

    /// <summary>The mean over all pixels, as some exporters write global average pooling.</summary>
    public static void ReduceMean(Operation operation)
    {
        var value = operation.Value(0);
        var keeps = operation.Integer("keepdims", 1) != 0;
        int[] axes = [.. (ShapeOperators.Axes(operation, 18) ?? []).Select(axis => operation.Axis(axis, value.Dimensions.Length)).Order()];
        if (value.Order != ValueOrder.Spatial || axes is not [2, 3])
            throw operation.Unsupported("takes the mean of something else than the rows and columns of a map");
        var mean = GraphValue.OfMap(operation.Add(new GlobalAveragePoolLayer(operation.Name, value.Layer)));
        operation.Set(keeps ? mean : Layouts.ToPlain(operation, mean) with { Dimensions = [1, mean.Dimensions[1]] });
    }

    /// <summary>The window that a node's attributes describe.</summary>
    /// <param name="operation">The node.</param>
    /// <param name="height">Rows of the kernel.</param>
    /// <param name="width">Columns of the kernel.</param>
    /// <param name="input">The map, for padding that depends on it.</param>
    public static Window WindowOf(Operation operation, int height, int width, Shape input)
    {
        var size = operation.Sizes("kernel_shape", 2, 1, MostPixels, 0);
        operation.Require(operation.Integers("kernel_shape") is null
            || (size[0] == height && size[1] == width), $"has kernel_shape {size[0]}x{size[1]}, but weights of {height}x{width}");
        var strides = operation.Sizes("strides", 2, 1, MostPixels, 1);
        var dilations = operation.Sizes("dilations", 2, 1, MostPixels, 1);
        var window = new Window(height, width)
        {
            StrideY = strides[0],
            StrideX = strides[1],
            DilationY = dilations[0],
            DilationX = dilations[1]
        };
        operation.Require((height - 1L) * dilations[0] < MostPixels
            && (width - 1L) * dilations[1] < MostPixels,
            $"has a window of {height}x{width} dilated by {dilations[0]}x{dilations[1]}; expected at most {MostPixels} pixels");
        var pads = operation.Sizes("pads", 4, 0, Math.Max(window.ReachY, window.ReachX) - 1, 0);
        var automatic = operation.Text("auto_pad", "NOTSET");
        switch (automatic)
        {
            case "" or "NOTSET":
                break;
            case "VALID":
                pads = [0, 0, 0, 0];
                break;
            case "SAME_UPPER" or "SAME_LOWER":
                var (top, bottom) = Same(input.Height, window.StrideY, window.ReachY);
                var (left, right) = Same(input.Width, window.StrideX, window.ReachX);
                pads = automatic == "SAME_UPPER" ? [top, left, bottom, right] : [bottom, right, top, left];
                break;
            default:
                throw operation.Error($"has auto_pad {automatic}; expected NOTSET, VALID, SAME_UPPER or SAME_LOWER");
        }
        return window with { Top = pads[0], Left = pads[1], Bottom = pads[2], Right = pads[3] };
    }

    /// <summary>Padding that makes ceil(size / stride) windows, the odd one at the end.</summary>
    private static (int Before, int After) Same(int size, int stride, int reach)
    {
        var total = (int)Math.Max(((size + (long)stride - 1) / stride - 1) * stride + reach - size, 0);
        return (total / 2, total - total / 2);
    }

    private static (Window Declared, Window Extended) PoolWindowOf(Operation operation, Shape input)
    {
        operation.Require(operation.Integers("kernel_shape") is not null, "has no kernel_shape; expected two numbers");
        var size = operation.Sizes("kernel_shape", 2, 1, MostPixels, 1);
        var window = WindowOf(operation, size[0], size[1], input);
        return operation.Integer("ceil_mode", 0) == 0
            ? (window, window)
            : (window, window with
            {
                Bottom = Extend(input.Height, window.StrideY, window.ReachY, window.Top, window.Bottom),
                Right = Extend(input.Width, window.StrideX, window.ReachX, window.Left, window.Right),
            });
    }

    /// <summary>Padding at the end for one more window where one would be cut off, unless it would begin behind the image.</summary>
    private static int Extend(int size, int stride, int reach, int before, int after)
    {
        var rest = (size + before + after - reach) % stride;
        if (rest <= 0)
            return after;
        var start = size + before + after - reach - rest + stride;
        return start >= size + before ? after : after + stride - rest;
    }
}
