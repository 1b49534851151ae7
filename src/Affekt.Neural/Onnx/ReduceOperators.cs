using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Operators that leave one number of many.</summary>
internal static class ReduceOperators
{
    public static void Reduce(Operation operation, Reduction reduction)
    {
        var value = operation.Value(0);
        var (axes, keeps) = Axes(operation, value.Dimensions.Length, reduction == Reduction.Sum ? 13 : 18);
        operation.Set(Reduce(operation, value, reduction, axes, keeps));
    }

    /// <summary>The square root of the sum of squares.</summary>
    public static void ReduceL2(Operation operation)
    {
        var value = operation.Value(0);
        var (axes, keeps) = Axes(operation, value.Dimensions.Length, 18);
        var square = value with
        {
            Layer = operation.Add(
            new BinaryLayer(operation.HelperName, BinaryOperation.Mul, value.Layer, value.Layer))
        };
        var sum = Reduce(operation, square, Reduction.Sum, axes, keeps);
        operation.Set(sum with { Layer = operation.Add(new ActivationLayer(operation.Name, sum.Layer, Activation.Sqrt)) });
    }

    private static (int[] Axes, bool Keeps) Axes(Operation operation, int rank, int asInputSince)
    {
        var keeps = operation.Integer("keepdims", 1) != 0;
        var isNothing = operation.Integer("noop_with_empty_axes", 0) != 0;
        var given = ShapeOperators.Axes(operation, asInputSince);
        return (given is { Count: > 0 } ? [.. given.Select(a => operation.Axis(a, rank)).Distinct().Order()] : isNothing ? []
            : [.. Enumerable.Range(0, rank)], keeps);
    }

    private static GraphValue Reduce(Operation operation, GraphValue value, Reduction reduction, int[] axes, bool keeps)
    {
        int[] reduced = [.. axes.Where(a => value.Dimensions[a] > 1)];
        if (reduced.Length > 0 && value.Order == ValueOrder.Spatial)
            value = GraphValue.OfMap(operation.Add<Layer>(reduction == Reduction.Mean && reduced is [2, 3]
                ? new GlobalAveragePoolLayer(operation.Name, value.Layer)
                : new ReduceLayer(operation.Name, value.Layer, reduction, reduced.Contains(2), reduced.Contains(3), reduced.Contains(1))));
        else if (reduced.Length > 0)
        {
            value = Layouts.ToPlain(operation, value);
            foreach (var axis in reduced)
            {
                var layer = operation.Add(new ReduceLayer(
                    operation.Name, Layouts.AroundAxis(operation, value, axis), reduction, overHeight: false, overWidth: true,
                    overChannels: false));
                value = GraphValue.OfPlain(layer, [.. value.Dimensions[..axis], 1, .. value.Dimensions[(axis + 1)..]]);
            }
        }
        if (keeps)
            return value;
        value = Layouts.ToPlain(operation, value);
        int[] dimensions = [.. value.Dimensions.Where((_, i) => !axes.Contains(i))];
        return GraphValue.OfPlain(
            dimensions is [1, var channels] ? Layouts.AsShape(operation, value.Layer, new Shape(1, 1, channels)) : value.Layer, dimensions);
    }
}
