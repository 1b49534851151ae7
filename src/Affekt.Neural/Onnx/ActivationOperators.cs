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
        operation.Require(Math.Abs(slope - 1 / 6f) < 1e-6f && offset == 0.5f, $"has alpha {slope} and beta {offset}; expected 1/6 and 0.5");
        if (!IsGateOfItsInput(operation))
            Apply(operation, Activation.HardSigmoid);
    }

    /// <summary>Exporters write SiLU as x * Sigmoid(x) and hard-swish as x * HardSigmoid(x); null when a product is neither.</summary>
    public static (string Input, Activation Function)? GatedInput(GraphImporter importer, OnnxNode product)
    {
        for (var i = 0; i < 2 && product.Inputs.Count == 2; i++)
            if (importer.Producer(product.Inputs[i]) is { Operator: "Sigmoid" or "HardSigmoid", Inputs: [var input] } gate && input == product.Inputs[1 - i])
                return (input, gate.Operator == "Sigmoid" ? Activation.Silu : Activation.HardSwish);
        return null;
    }

    public static void Softmax(Operation operation)
    {
        var value = operation.Value(0);
        var axis = operation.Axis(operation.Integer("axis", operation.Opset >= 13 ? -1 : 1), value.Dimensions.Length);
        operation.Require(axis == 1 && value.Layer.Shape.Pixels == 1 && value.Order != ValueOrder.Flattened, $"works along axis {axis} of shape {value.Title}; expected the second of two dimensions");
        operation.Set(value with { Layer = operation.Add(new SoftmaxLayer(operation.Name, value.Layer)) });
    }

    /// <summary>True when the product that reads the result will become one activation, so that no layer is needed here.</summary>
    private static bool IsGateOfItsInput(Operation operation) =>
        operation.Importer.OnlyConsumer(operation.Node.Outputs[0]) is { Operator: "Mul" } product && GatedInput(operation.Importer, product) is not null;
}
