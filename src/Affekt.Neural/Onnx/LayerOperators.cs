namespace Affekt.Neural.Onnx;

/// <summary>Operators with weights, and pooling.</summary>
internal static class LayerOperators
{
    private const int MostPixels = 1 << 14;

    public static void Conv(Operation operation)
    {
        var input = operation.Map(0);
        var group = operation.Integer("group", 1);
        operation.Require(group == 1, $"has group {group}; expected 1");
        var weights = operation.Weights(1, -1, input.Shape.Channels, -1, -1);
        var dimensions = operation.Constant(1).Dimensions;
        var (outputs, inputs, height, width) = (dimensions[0], dimensions[1], dimensions[2], dimensions[3]);
        var bias = operation.HasInput(2) ? operation.Weights(2, outputs) : null;
        var (stride, padding) = Window(operation, height, width);
        var layer = new ConvolutionLayer(operation.Name, input, outputs, height, stride, padding, bias is not null);
        // [output, input, height, width] to [height, width, input, output].
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
        operation.Require(value.Dimensions is [1, _], $"reads shape {value.Title}; expected batch x values");
        var inputs = value.Dimensions[1];
        var isTransposed = transB != 0;
        var weights = isTransposed ? operation.Weights(1, -1, inputs) : operation.Weights(1, inputs, -1);
        var outputs = operation.Constant(1).Dimensions[isTransposed ? 0 : 1];
        var bias = operation.HasInput(2) ? BiasOf(operation, outputs) : null;
        var layer = new DenseLayer(operation.Name, value.Layer, outputs, bias is not null);
        var target = layer.Weight.Values;
        for (var i = 0; i < inputs; i++)
        {
            var row = value.Order == ValueOrder.Flattened ? RowInMemory(i, value.Map) : i;
            for (var o = 0; o < outputs; o++)
                target[row * outputs + o] = alpha * weights[isTransposed ? o * inputs + i : i * outputs + o];
        }
        for (var o = 0; o < outputs && bias is not null; o++)
            layer.Bias!.Values[o] = beta * bias[o];
        operation.Set(GraphValue.OfPlain(operation.Add(layer), [1, outputs]));
    }

    public static void BatchNormalization(Operation operation)
    {
        var value = operation.Value(0);
        operation.Float("momentum", 0.9f);
        operation.Require(operation.Integer("training_mode", 0) == 0 && operation.Integer("spatial", 1) == 1, "is in training mode or not spatial; expected inference over channels");
        operation.Require(operation.Node.Outputs.Skip(1).All(o => o.Length == 0 || operation.Importer.OnlyConsumer(o) is null), "has outputs besides the first that are read; expected inference");
        operation.Require(value.Order == ValueOrder.Spatial || value is { Order: ValueOrder.Plain, Dimensions.Length: 2 }, $"reads shape {value.Title}; expected batch x channels x height x width");
        var epsilon = operation.Float("epsilon", 1e-5f);
        operation.Require(epsilon > 0, $"has epsilon {epsilon}; expected a number above 0");
        var channels = value.Layer.Shape.Channels;
        float[][] values = [.. Enumerable.Range(1, 4).Select(i => operation.Weights(i, channels))];
        operation.Require(Array.TrueForAll(values[3], v => v >= 0), "has a negative variance; expected 0 or more");
        var hasRelu = operation.Importer.OnlyConsumer(operation.Node.Outputs[0]) is { Operator: "Relu", Domain: "" };
        var layer = new BatchNormLayer(operation.Name, value.Layer, hasRelu, epsilon);
        foreach (var (source, parameter) in values.Zip(layer.Parameters))
            source.CopyTo(parameter.Values);
        operation.Set(value with { Layer = operation.Add(layer) });
    }

    public static void MaxPool(Operation operation)
    {
        var input = operation.Map(0);
        operation.Require(operation.Integer("ceil_mode", 0) == 0 && operation.Integer("storage_order", 0) == 0, "rounds up or has a storage order; expected ceil_mode 0 and storage_order 0");
        operation.Require(operation.Integers("kernel_shape") is not null, "has no kernel_shape; expected two numbers");
        var size = operation.Sizes("kernel_shape", 2, 1, MostPixels, 1);
        var (stride, padding) = Window(operation, size[0], size[1]);
        operation.Set(GraphValue.OfMap(operation.Add(new MaxPoolLayer(operation.Name, input, size[0], stride, padding))));
    }

    public static void GlobalAveragePool(Operation operation) =>
        operation.Set(GraphValue.OfMap(operation.Add(new GlobalAveragePoolLayer(operation.Name, operation.Map(0)))));

    /// <summary>[output, input, taps] to [taps, input, output].</summary>
    private static void Permute(float[] source, Span<float> target, int outputs, int inputs, int taps)
    {
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                for (var t = 0; t < taps; t++)
                    target[(t * inputs + i) * outputs + o] = source[(o * inputs + i) * taps + t];
    }

    /// <summary>Where memory (height, width, channels) keeps value <paramref name="index"/> of channels x height x width.</summary>
    public static int RowInMemory(int index, Shape map) => index % map.Pixels * map.Channels + index / map.Pixels;

    private static float[] BiasOf(Operation operation, int outputs)
    {
        var constant = operation.Constant(2);
        if (constant.Count == 1)
            return [.. Enumerable.Repeat(constant.Floats[0], outputs)];
        return constant.Dimensions.Length == 2 ? operation.Weights(2, 1, outputs) : operation.Weights(2, outputs);
    }

    private static (int Stride, int Padding) Window(Operation operation, int height, int width)
    {
        var size = operation.Sizes("kernel_shape", 2, 1, MostPixels, 0);
        operation.Require(operation.Integers("kernel_shape") is null || (size[0] == height && size[1] == width), $"has kernel_shape {size[0]}x{size[1]}, but weights of {height}x{width}");
        operation.Require(height == width, $"has a window of {height}x{width}; expected a square");
        var strides = operation.Sizes("strides", 2, 1, MostPixels, 1);
        operation.Require(strides[0] == strides[1], $"has strides {strides[0]} and {strides[1]}; expected equal ones");
        operation.Require(Array.TrueForAll(operation.Sizes("dilations", 2, 1, MostPixels, 1), d => d == 1), "is dilated; expected dilations 1");
        var pads = operation.Sizes("pads", 4, 0, height - 1, 0);
        var automatic = operation.Text("auto_pad", "NOTSET");
        operation.Require(automatic is "NOTSET" or "VALID", $"has auto_pad {automatic}; expected NOTSET or VALID");
        operation.Require(Array.TrueForAll(pads, p => p == pads[0]), $"has pads {string.Join(", ", pads)}; expected the same on all sides");
        return (strides[0], pads[0]);
    }
}
