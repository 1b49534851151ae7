using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Brings values into the memory order that a layer needs; nothing is copied where the order is right already.</summary>
internal static class Layouts
{
    /// <summary>The same value, row-major as ONNX has it.</summary>
    public static GraphValue ToPlain(Operation operation, GraphValue value)
    {
        if (value.Order == ValueOrder.Plain)
            return value;
        var map = value.Order == ValueOrder.Flattened ? value.Map : value.Layer.Shape;
        if (map.Pixels == 1 || map.Channels == 1)
            return GraphValue.OfPlain(value.Layer, value.Dimensions);
        var shape = value.Order == ValueOrder.Flattened ? value.Layer.Shape : new Shape(map.Channels, map.Height, map.Width);
        return GraphValue.OfPlain(operation.Add(
            new TransposeLayer(operation.HelperName, value.Layer, [map.Pixels, map.Channels], [1, 0], shape)), value.Dimensions);
    }

    /// <summary>The same value as a map with its channels last in memory; it must have four dimensions, the first of them 1.</summary>
    public static GraphValue ToMap(Operation operation, GraphValue value)
    {
        if (value.Order == ValueOrder.Spatial)
            return value;
        if (value is not { Order: ValueOrder.Plain, Dimensions: [1, var channels, var height, var width] })
            throw operation.Error($"reads a value of shape {value.Title}; expected batch x channels x height x width");
        var shape = new Shape(height, width, channels);
        return GraphValue.OfMap(shape.Pixels == 1 || channels == 1
            ? AsShape(operation, value.Layer, shape)
            : operation.Add(new TransposeLayer(operation.HelperName, value.Layer, [channels, shape.Pixels], [1, 0], shape)));
    }

    /// <summary>The same numbers in the same order, in a shape of the same count.</summary>
    /// <param name="operation">The node.</param>
    /// <param name="layer">Has the numbers.</param>
    /// <param name="shape">What to make of them.</param>
    /// <param name="isOwn">True when this is what the node itself does, so that the layer bears its name.</param>
    public static Layer AsShape(Operation operation, Layer layer, Shape shape, bool isOwn = false)
    {
        if (layer.Shape == shape)
            return layer;
        var name = isOwn ? operation.Name : operation.HelperName;
        return shape.Pixels == 1 && shape.Count == layer.Shape.Count
            ? operation.Add(new FlattenLayer(name, layer))
            : operation.Add(new ReshapeLayer(name, layer, shape));
    }

    /// <summary>A row-major value as rows, one axis, and what lies behind it, which makes that axis the width.</summary>
    public static Layer AroundAxis(Operation operation, GraphValue value, int axis) =>
        AsShape(operation, value.Layer, AroundAxis(value.Dimensions, axis));

    public static Shape AroundAxis(int[] dimensions, int axis) =>
        new(Product(dimensions.AsSpan(0, axis)), dimensions[axis], Product(dimensions.AsSpan(axis + 1)));

    public static int Product(ReadOnlySpan<int> sizes)
    {
        var product = 1;
        foreach (var size in sizes)
            product = checked(product * size);
        return product;
    }
}
