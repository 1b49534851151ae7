using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Operators with weights, and normalisation.</summary>
internal static class LayerOperators
{
    public static void Conv(Operation operation)
    {
        var input = operation.Map(0);
        var group = operation.Integer("group", 1);
        operation.Require(group >= 1
            && input.Shape.Channels % group == 0, $"has group {group}; expected a divisor of {input.Shape.Channels} channels");
        var groups = (int)group;
        var weights = operation.Weights(1, -1, input.Shape.Channels / groups, -1, -1);
        var dimensions = operation.Constant(1).Dimensions;
        var (outputs, inputs, height, width) = (dimensions[0], dimensions[1], dimensions[2], dimensions[3]);
        var bias = operation.HasInput(2) ? operation.Weights(2, outputs) : null;
        var window = WindowOperators.WindowOf(operation, height, width, input.Shape);
        var hasBias = bias is not null;
        FilterLayer layer;
        if (groups > 1 && inputs == 1 && outputs == input.Shape.Channels)
            layer = new DepthwiseConvolutionLayer(operation.Name, input, window, hasBias);
        else if (groups == 1 && window is { DilationY: 1, DilationX: 1 } && height == width && window.StrideY == window.StrideX)
        {
            if (!window.IsSquare)
            {
                input = operation.Add(new PadLayer(operation.HelperName, input, window.Top, window.Bottom, window.Left, window.Right, 0));
                window = Window.Square(height, window.StrideY);
            }
            layer = new ConvolutionLayer(operation.Name, input, outputs, height, window.StrideY, window.Top, hasBias);
        }
        else
            layer = new GroupedConvolutionLayer(operation.Name, input, outputs, window, groups, hasBias);
        Permute(weights, layer.Weight.Values, outputs, inputs, height * width);
        bias?.CopyTo(layer.Bias!.Values);
        operation.Set(GraphValue.OfMap(operation.Add(layer)));
    }

    public static void Gemm(Operation operation)
    {
        var (alpha, beta) = (operation.Float("alpha", 1), operation.Float("beta", 1));
        var (transA, transB) = (operation.Integer("transA", 0), operation.Integer("transB", 0));
        var value = operation.Value(0);
        operation.Require(transA == 0, "transposes its first input; expected transA 0");
        operation.Require(value.Dimensions.Length == 2, $"reads shape {value.Title}; expected batch x values");
        var inputs = value.Dimensions[1];
        var isTransposed = transB != 0;
        var weights = isTransposed ? operation.Weights(1, -1, inputs) : operation.Weights(1, inputs, -1);
        var outputs = operation.Constant(1).Dimensions[isTransposed ? 0 : 1];
        var bias = operation.HasInput(2) ? BiasOf(operation, outputs) : null;
        for (var o = 0; o < outputs && bias is not null; o++)
            bias[o] *= beta;
        AddDense(operation, value, outputs, (i, o) => alpha * weights[isTransposed ? o * inputs + i : i * outputs + o], bias);
    }

    public static void MatMul(Operation operation)
    {
        var value = operation.Value(0);
        operation.Require(value.Dimensions.Length >= 2, $"multiplies {value.Title}; expected a matrix on the left");
        var weights = operation.Weights(1, value.Dimensions[^1], -1);
        var outputs = operation.Constant(1).Dimensions[1];
        AddDense(operation, value, outputs, (i, o) => weights[i * outputs + o], null);
    }

    /// <summary>Multiplies the last dimension by a matrix; a flattened map keeps its order and the matrix changes its own.</summary>
    private static void AddDense(Operation operation, GraphValue value, int outputs, Func<int, int, float> weight, float[]? bias)
    {
        if (value.Order == ValueOrder.Spatial)
            value = Layouts.ToPlain(operation, value);
        var inputs = value.Dimensions[^1];
        var rows = value.Layer.Shape.Count / inputs;
        var input = Layouts.AsShape(operation, value.Layer, new Shape(rows, 1, inputs));
        var layer = rows == 1
            ? new DenseLayer(operation.Name, input, outputs, bias is not null)
            : new ConvolutionLayer(operation.Name, input, outputs, 1, 1, 0, bias is not null);
        var target = layer.Weight.Values;
        for (var i = 0; i < inputs; i++)
        {
            var row = value.Order == ValueOrder.Flattened ? RowInMemory(i, value.Map) : i;
            for (var o = 0; o < outputs; o++)
                target[row * outputs + o] = weight(i, o);
        }
        bias?.CopyTo(layer.Bias!.Values);
        operation.Set(GraphValue.OfPlain(operation.Add(layer), [.. value.Dimensions[..^1], outputs]));
    }

    public static void BatchNormalization(Operation operation)
    {
        var value = operation.Value(0);
        operation.Float("momentum", 0.9f);
        operation.Require(operation.Integer("training_mode", 0) == 0
            && operation.Integer("spatial", 1) == 1, "is in training mode or not spatial; expected inference over channels");
        if (value is not { Order: ValueOrder.Plain, Dimensions: [1, _] })
            value = Layouts.ToMap(operation, value);
        var epsilon = operation.Float("epsilon", 1e-5f);
        operation.Require(epsilon > 0, $"has epsilon {epsilon}; expected a number above 0");
        var channels = value.Dimensions[1];
        float[][] values = [.. Enumerable.Range(1, 4).Select(i => operation.Weights(i, channels))];
        operation.Require(Array.TrueForAll(values[3], v => v >= 0), "has a negative variance; expected 0 or more");
        var hasRelu = operation.Importer.OnlyConsumer(operation.Node.Outputs[0]) is { Operator: "Relu", Domain: "" };
        var input = value.Order == ValueOrder.Plain ? Layouts.AsShape(operation, value.Layer, new Shape(1, 1, channels)) : value.Layer;
        var layer = new BatchNormLayer(operation.Name, input, hasRelu, epsilon);
        foreach (var (source, parameter) in values.Zip(layer.Parameters))
            source.CopyTo(parameter.Values);
        operation.Set(value with { Layer = operation.Add(layer) });
    }

    /// <summary>Where memory (height, width, channels) keeps value <paramref name="index"/> of channels x height x width.</summary>
    public static int RowInMemory(int index, Shape map) => index % map.Pixels * map.Channels + index / map.Pixels;

    /// <summary>[output, input, taps] to [taps, input, output].</summary>
    private static void Permute(float[] source, Span<float> target, int outputs, int inputs, int taps)
    {
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                for (var t = 0; t < taps; t++)
                    target[(t * inputs + i) * outputs + o] = source[(o * inputs + i) * taps + t];
    }

    private static float[] BiasOf(Operation operation, int outputs)
    {
        var constant = operation.Constant(2);
        if (constant.Count == 1)
            return [.. Enumerable.Repeat(constant.Floats[0], outputs)];
        return [.. constant.Dimensions.Length == 2 ? operation.Weights(2, 1, outputs) : operation.Weights(2, outputs)];
    }
}
