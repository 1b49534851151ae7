namespace Affekt.Neural.Onnx;

/// <summary>Operators that move values without changing them.</summary>
internal static class ShapeOperators
{
    public static void Identity(Operation operation)
    {
        operation.Float("ratio", 0);
        operation.Integer("seed", 0);
        operation.Require(operation.Node.Outputs.Skip(1).All(o => o.Length == 0 || operation.Importer.OnlyConsumer(o) is null), "has a mask that is read; expected inference");
        if (operation.IsConstant(0))
            operation.Set(operation.Constant(0));
        else
            operation.Set(operation.Value(0));
    }

    public static void Flatten(Operation operation)
    {
        var value = operation.Value(0);
        var axis = operation.Axis(operation.Integer("axis", 1), value.Dimensions.Length + 1);
        operation.Require(axis == 1 && value.Dimensions[0] == 1, $"flattens {value.Title} from axis {axis}; expected 1");
        var map = value.Layer.Shape;
        int[] dimensions = [1, map.Count];
        if (value.Order == ValueOrder.Flattened)
            operation.Set(value);
        else if (map.Pixels == 1)
            operation.Set(GraphValue.OfPlain(value.Layer, dimensions));
        else
        {
            var layer = operation.Add(new FlattenLayer(operation.Name, value.Layer));
            operation.Set(value.Order == ValueOrder.Plain || map.Channels == 1 ? GraphValue.OfPlain(layer, dimensions) : new GraphValue(layer, dimensions, ValueOrder.Flattened, map));
        }
    }

    public static void Transpose(Operation operation)
    {
        var value = operation.Value(0);
        var axes = operation.Integers("perm") ?? [.. Enumerable.Range(0, value.Dimensions.Length).Reverse().Select(i => (long)i)];
        if (value.Order == ValueOrder.Spatial && axes is [0, 2, 3, 1])
            operation.Set(GraphValue.OfPlain(value.Layer, [.. axes.Select(a => value.Dimensions[a])]));
        else if (value is { Order: ValueOrder.Plain, Dimensions.Length: 4 } && axes is [0, 3, 1, 2])
            operation.Set(GraphValue.OfMap(value.Layer));
        else
            throw operation.Error($"transposes {value.Title} to axes {string.Join(", ", axes)}; expected channels first to last, or back");
    }

    public static void Unsqueeze(Operation operation)
    {
        var value = operation.Value(0);
        var axes = (operation.Opset >= 13 ? operation.Constant(1).Integers : operation.Integers("axes")) ?? throw operation.Error("has no axes");
        operation.Require(value is { Order: ValueOrder.Plain, Dimensions: [1, _] } && axes is [2, 3], $"puts axes {string.Join(", ", axes)} into {value.Title}; expected 2 and 3 into batch x channels");
        operation.Set(GraphValue.OfMap(value.Layer));
    }
}
