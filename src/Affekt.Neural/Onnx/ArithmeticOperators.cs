using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Operators on two values, or a value and a constant, with ONNX's rules for repeating dimensions of 1.</summary>
internal static class ArithmeticOperators
{
    public static void Apply(Operation operation, BinaryOperation function)
    {
        if (operation.InputCount == 1)
        {
            operation.Set(operation.Value(0));
            return;
        }
        operation.Require(operation.InputCount >= 2, "has no inputs; expected at least one");
        var result = Combine(operation, function, Operand(operation, 0), Operand(operation, 1));
        for (var i = 2; i < operation.InputCount; i++)
            result = Combine(operation, function, result, Operand(operation, i));
        operation.Set(result);
    }

    public static void Multiply(Operation operation)
    {
        if (ActivationOperators.GatedInput(operation.Importer, operation.Node) is { } gated
            && operation.Importer.FindValue(gated.Input) is { } input)
            operation.Set(input with { Layer = operation.Add(new ActivationLayer(operation.Name, input.Layer, gated.Function)) });
        else if (!IsHardSwish(operation))
            Apply(operation, BinaryOperation.Mul);
    }

    public static void Divide(Operation operation)
    {
        if (!IsHardSwish(operation))
            Apply(operation, BinaryOperation.Div);
    }

    /// <summary>The layers of the parts are in the network already; nobody reads them, so that folding drops them.</summary>
    private static bool IsHardSwish(Operation operation)
    {
        if (HardSwishPattern.InputOf(operation.Importer, operation.Node) is not { } name
            || operation.Importer.FindValue(name) is not { } input)
            return false;
        operation.Set(input with { Layer = operation.Add(new ActivationLayer(operation.Name, input.Layer, Activation.HardSwish)) });
        return true;
    }

    private static GraphValue Operand(Operation operation, int index)
    {
        if (!operation.IsConstant(index))
            return operation.Value(index);
        var constant = operation.Constant(index);
        operation.Require(constant.Count > 0, $"reads the empty constant {operation.Node.Inputs[index]}; expected numbers");
        var layer = new ConstantLayer(operation.HelperName, new Shape(1, 1, constant.Count));
        constant.Floats.CopyTo(layer.Values.Values);
        return GraphValue.OfPlain(operation.Add(layer), constant.Dimensions);
    }

    private static GraphValue Combine(Operation operation, BinaryOperation function, GraphValue left, GraphValue right)
    {
        // One number changes nothing about the order of the others.
        if (right.Layer.Shape.Count == 1 && right.Dimensions.Length <= left.Dimensions.Length)
            return left with { Layer = Add(operation, function, left.Layer, Layouts.AsShape(operation, right.Layer, new Shape(1, 1, 1))) };
        if (left.Layer.Shape.Count == 1 && left.Dimensions.Length <= right.Dimensions.Length)
            return right with { Layer = Add(operation, function, Layouts.AsShape(operation, left.Layer, new Shape(1, 1, 1)), right.Layer) };
        if (left.Order == right.Order && left.Map == right.Map && left.Dimensions.AsSpan().SequenceEqual(right.Dimensions))
            return left with { Layer = Add(operation, function, left.Layer, Layouts.AsShape(operation, right.Layer, left.Layer.Shape)) };

        var rank = Math.Max(left.Dimensions.Length, right.Dimensions.Length);
        var (l, r) = (Padded(left.Dimensions, rank), Padded(right.Dimensions, rank));
        if (rank == 4 && (left.Order == ValueOrder.Spatial || right.Order == ValueOrder.Spatial) && l[0] == 1 && r[0] == 1
            && left.Order != ValueOrder.Flattened && right.Order != ValueOrder.Flattened)
            return GraphValue.OfMap(Add(operation, function, MapOf(operation, left, l), MapOf(operation, right, r)));

        (left, right) = (Layouts.ToPlain(operation, left), Layouts.ToPlain(operation, right));
        var dimensions = new int[rank];
        var (leftSizes, rightSizes, isLeft, isRight) = (new List<int>(), new List<int>(), false, false);
        for (var i = 0; i < rank; i++)
        {
            operation.Require(l[i] == r[i] || l[i] == 1
                || r[i] == 1, $"combines {left.Title} and {right.Title}; expected dimensions that are equal or 1");
            dimensions[i] = Math.Max(l[i], r[i]);
            if (dimensions[i] == 1)
                continue;
            // Neighbouring dimensions that are repeated alike are one.
            if (leftSizes.Count > 0 && isLeft == l[i] > 1 && isRight == r[i] > 1)
                (leftSizes[^1], rightSizes[^1]) = (checked(leftSizes[^1] * l[i]), checked(rightSizes[^1] * r[i]));
            else
            {
                leftSizes.Add(l[i]);
                rightSizes.Add(r[i]);
            }
            (isLeft, isRight) = (l[i] > 1, r[i] > 1);
        }
        operation.Require(leftSizes.Count <= 3, $"combines {left.Title} and {right.Title}; expected a simpler repetition");
        return GraphValue.OfPlain(Add(operation, function, Layouts.AsShape(operation, left.Layer, ShapeOf(leftSizes)),
            Layouts.AsShape(operation, right.Layer, ShapeOf(rightSizes))), dimensions);
    }

    private static Layer Add(Operation operation, BinaryOperation function, Layer left, Layer right)
    {
        if (function == BinaryOperation.Add && left.Shape == right.Shape)
            return operation.Add(new AddLayer(operation.Name, left, right));
        if (function == BinaryOperation.Mul && right.Shape.Pixels > 1
            && left.Shape == right.Shape with { Height = 1, Width = 1 } && left is not ConstantLayer)
            (left, right) = (right, left);
        if (function == BinaryOperation.Mul && right.Shape == left.Shape with { Height = 1, Width = 1 } && right is not ConstantLayer)
            return operation.Add(new ScaleLayer(operation.Name, left, right));
        return operation.Add(new BinaryLayer(operation.Name, function, left, right));
    }

    private static Layer MapOf(Operation operation, GraphValue value, int[] dimensions) => value.Order == ValueOrder.Spatial
        ? value.Layer
        : Layouts.ToMap(operation, GraphValue.OfPlain(value.Layer, dimensions)).Layer;

    private static int[] Padded(int[] dimensions, int rank) => [.. Enumerable.Repeat(1, rank - dimensions.Length), .. dimensions];

    private static Shape ShapeOf(List<int> sizes) =>
        new(sizes.Count > 2 ? sizes[^3] : 1, sizes.Count > 1 ? sizes[^2] : 1, sizes.Count > 0 ? sizes[^1] : 1);
}
