namespace Affekt.Neural.Onnx;

/// <summary>Operators on two values.</summary>
internal static class ArithmeticOperators
{
    public static void Add(Operation operation)
    {
        var (left, right) = (operation.Value(0), operation.Value(1));
        operation.Require(left.Dimensions.AsSpan().SequenceEqual(right.Dimensions) && left.Order == right.Order, $"adds {left.Title} and {right.Title}; expected equal shapes");
        operation.Set(left with { Layer = operation.Add(new AddLayer(operation.Name, left.Layer, right.Layer)) });
    }

    public static void Multiply(Operation operation)
    {
        if (ActivationOperators.GatedInput(operation.Importer, operation.Node) is { } gated && operation.Importer.FindValue(gated.Input) is { } input)
        {
            operation.Set(input with { Layer = operation.Add(new ActivationLayer(operation.Name, input.Layer, gated.Function)) });
            return;
        }
        var (left, right) = (operation.Value(0), operation.Value(1));
        if (left.Layer.Shape.Pixels == 1 && right.Layer.Shape.Pixels > 1)
            (left, right) = (right, left);
        operation.Require(left.Order == right.Order && left.Dimensions.Length == right.Dimensions.Length, $"multiplies {left.Title} by {right.Title}; expected a map and factors of batch x channels x 1 x 1");
        operation.Set(left with { Layer = operation.Add(new ScaleLayer(operation.Name, left.Layer, right.Layer)) });
    }
}
