using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Operators that change each value alone, and softmax.</summary>
internal static class ActivationOperators
{
    public static void Apply(Operation operation, Activation function)
    {
        var value = operation.Value(0);
        operation.Set(value with { Layer = operation.Add(new ActivationLayer(operation.Name, value.Layer, function)) });
    }

    public static void Relu(Operation operation)
    {
        var value = operation.Value(0);
        if (value.Layer is BatchNormLayer { HasRelu: true })
            operation.Set(value); // The normalisation has taken it in.
        else
            Apply(operation, Activation.Relu);
    }

    public static void Sigmoid(Operation operation)
    {
        if (!IsGateOfItsInput(operation))
            Apply(operation, Activation.Sigmoid);
    }

    public static void HardSigmoid(Operation operation)
    {
        var (slope, offset) = (operation.Float("alpha", 0.2f), operation.Float("beta", 0.5f));
        if (!IsGateOfItsInput(operation))
            Apply(operation, IsSixth(slope, offset) ? Activation.HardSigmoid : Activation.HardSigmoidOf(slope, offset));
    }

    public static void Clip(Operation operation)
    {
        var isOld = operation.Opset < 11;
        var least = isOld ? operation.Float("min", float.MinValue) : Bound(operation, 1, float.NegativeInfinity);
        var most = isOld ? operation.Float("max", float.MaxValue) : Bound(operation, 2, float.PositiveInfinity);
        operation.Require(least <= most, $"clips to {least} and {most}; expected the smaller first");
        Apply(operation, least == 0 && most >= float.MaxValue ? Activation.Relu : Activation.Clip(least, most));
    }

    /// <summary>Exporters write SiLU as x * Sigmoid(x) and hard-swish as x * HardSigmoid(x); null when a product is neither.</summary>
    public static (string Input, Activation Function)? GatedInput(GraphImporter importer, OnnxNode product)
    {
        for (var i = 0; i < 2 && product.Inputs.Count == 2; i++)
            if (importer.Producer(product.Inputs[i]) is { Operator: "Sigmoid" or "HardSigmoid", Inputs: [var input] } gate
                && input == product.Inputs[1 - i])
            {
                if (gate.Operator == "Sigmoid")
                    return (input, Activation.Silu);
                var (slope, offset) = (0.2f, 0.5f);
                foreach (var attribute in gate.Attributes)
                    (slope, offset) = attribute.Name == "alpha" ? (attribute.Float, offset) : (slope, attribute.Float);
                if (IsSixth(slope, offset))
                    return (input, Activation.HardSwish);
            }
        return null;
    }

    public static void Softmax(Operation operation)
    {
        var value = operation.Value(0);
        var rank = value.Dimensions.Length;
        var axis = operation.Axis(operation.Integer("axis", operation.Opset >= 13 ? -1 : 1), rank);
        // Before opset 13 all dimensions from the axis on were taken as one.
        var isJoint = operation.Opset < 13 && value.Dimensions.Skip(axis + 1).Any(d => d > 1);
        GraphValue result;
        if (value.Order == ValueOrder.Spatial && axis == 1 && !isJoint)
            result = value with { Layer = operation.Add(new SoftmaxLayer(operation.Name, value.Layer)) };
        else
        {
            value = Layouts.ToPlain(operation, value);
            var around = Layouts.AroundAxis(value.Dimensions, axis);
            var isInner = isJoint || around.Channels == 1;
            if (isInner)
                around = new Shape(around.Height, 1, around.Width * around.Channels);
            var layer = Layouts.AsShape(operation, value.Layer, around);
            if (!isInner)
                layer = operation.Add(new TransposeLayer(
                    operation.HelperName, layer, [around.Height, around.Width, around.Channels], [0, 2, 1],
                    new Shape(around.Height, around.Channels, around.Width)));
            layer = operation.Add(new SoftmaxLayer(operation.Name, layer));
            if (!isInner)
                layer = operation.Add(new TransposeLayer(
                    operation.HelperName, layer, [around.Height, around.Channels, around.Width], [0, 2, 1], around));
            result = value with { Layer = layer };
        }
        operation.Set(result);
    }

    /// <summary>True when the product that reads the result will become one activation, so that no layer is needed here.</summary>
    private static bool IsGateOfItsInput(Operation operation) =>
        operation.Importer.OnlyConsumer(operation.Node.Outputs[0]) is { Operator: "Mul" } product
            && GatedInput(operation.Importer, product) is not null;

    private static bool IsSixth(float slope, float offset) => Math.Abs(slope - 1 / 6f) < 1e-6f && offset == 0.5f;

    private static float Bound(Operation operation, int index, float fallback)
    {
        if (!operation.HasInput(index))
            return fallback;
        var bound = operation.Constant(index);
        operation.Require(bound.Count == 1
            && !float.IsNaN(bound.Floats[0]), $"has bounds of shape {string.Join('x', bound.Dimensions)}; expected one number");
        return bound.Floats[0];
    }
}
