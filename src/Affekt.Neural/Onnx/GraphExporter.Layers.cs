using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <content>One method for each kind of layer.</content>
internal sealed partial class GraphExporter
{
    private void Write(Layer layer)
    {
        var rank = RankOf(layer);
        switch (layer)
        {
            case DenseLayer dense:
                WriteDense(dense);
                break;
            case ConvolutionLayer convolution:
                WriteConvolution(convolution, Window.Square(convolution.KernelSize, convolution.Stride, convolution.Padding), 1);
                break;
            case DepthwiseConvolutionLayer depthwise:
                WriteConvolution(depthwise, depthwise.Window, depthwise.Shape.Channels);
                break;
            case GroupedConvolutionLayer grouped:
                WriteConvolution(grouped, grouped.Window, grouped.Groups);
                break;
            case BatchNormLayer norm:
                Define(norm, rank, norm.HasRelu, output => Node(
                    "BatchNormalization", [Value(norm.Inputs[0]),
                    .. norm.Parameters.Select(p => Initializer(p.Name, p.Values, p.Values.Length))], output, norm.Name,
                    Attribute("epsilon", norm.Epsilon)));
                break;
            case ActivationLayer activation:
                WriteActivation(activation, rank);
                break;
            case AddLayer:
                WriteBinary(layer, "Add", rank);
                break;
            case ScaleLayer:
                WriteBinary(layer, "Mul", rank);
                break;
            case BinaryLayer binary:
                WriteBinary(layer, binary.Operation.ToString(), rank);
                break;
            case ConstantLayer constant:
                _values[(constant, 4)] = Initializer(constant.Name, ChannelsFirst(constant.Values.Values, constant.Shape), 1,
                    constant.Shape.Channels, constant.Shape.Height, constant.Shape.Width);
                break;
            case ConcatLayer concat:
                Define(layer, rank, false, output => Node(
                    "Concat", layer.Inputs.Select(i => Value(i, rank)), output, layer.Name, Attribute("axis", OnnxAxis(concat.Axis))));
                break;
            case PadLayer pad:
                Define(layer, 4, false, output => Node("Pad",
                    [Value(layer.Inputs[0], 4), Integers(layer.Name + "/pads", 0, 0, pad.Top, pad.Left, 0, 0, pad.Bottom,
                    pad.Right), Initializer(layer.Name + "/value", [pad.Value])], output, layer.Name));
                break;
            case ResizeLayer resize:
                WriteResize(resize);
                break;
            case ReshapeLayer:
                WriteTranspose(layer, null, null);
                break;
            case TransposeLayer transpose:
                WriteTranspose(layer, transpose.Sizes, transpose.Order);
                break;
            case MaxPoolLayer pool:
                Define(pool, 4, false, output => Node("MaxPool", [Value(pool.Inputs[0], 4)], output, pool.Name, Attributes(pool.Window)));
                break;
            case AveragePoolLayer pool:
                Define(pool, 4, false, output => Node("AveragePool", [Value(pool.Inputs[0], 4)], output, pool.Name,
                    [.. Attributes(pool.Window), Attribute("count_include_pad", pool.CountsPadding ? 1 : 0)]));
                break;
            case GlobalAveragePoolLayer:
                Define(layer, 4, false, output => Node("GlobalAveragePool", [Value(layer.Inputs[0], 4)], output, layer.Name));
                break;
            case SoftmaxLayer:
                Define(layer, rank, false, output => Node("Softmax", [Value(layer.Inputs[0])], output, layer.Name, Attribute("axis", 1)));
                break;
            case FlattenLayer:
                WriteFlatten(layer);
                break;
            default:
                throw new NotSupportedException($"Layer {layer.Name} ({layer.GetType().Name}) has no ONNX form.");
        }
    }

    private void WriteConvolution(FilterLayer layer, Window window, int groups)
    {
        var (taps, inputs, outputs) = (window.Taps, layer.Inputs[0].Shape.Channels / groups, layer.Shape.Channels);
        var source = layer.Weight.Values;
        // [height, width, input, output] to [output, input, height, width].
        var weights = new float[source.Length];
        for (var t = 0; t < taps; t++)
            for (var i = 0; i < inputs; i++)
                for (var o = 0; o < outputs; o++)
                    weights[(o * inputs + i) * taps + t] = source[(t * inputs + i) * outputs + o];
        List<string> names = [Value(layer.Inputs[0], 4), Weights(layer.Weight.Name, weights, outputs, inputs, window.Height, window.Width)];
        if (layer.Bias is { } bias)
            names.Add(Initializer(bias.Name, bias.Values, outputs));
        var attributes = Attributes(window);
        if (groups > 1)
            attributes.Add(Attribute("group", groups));
        Define(layer, 4, layer.HasRelu, output => Node("Conv", names, output, layer.Name, attributes));
    }

    private void WriteDense(DenseLayer layer)
    {
        var (inputs, outputs) = (layer.Inputs[0].Shape.Channels, layer.Shape.Channels);
        var weights = layer.Weight.Values.ToArray();
        if (layer.Inputs[0] is FlattenLayer flatten && IsWrittenAsFlatten(flatten))
        {
            var map = flatten.Inputs[0].Shape;
            for (var i = 0; i < inputs; i++)
                layer.Weight.Values.Slice(LayerOperators.RowInMemory(i, map) * outputs, outputs).CopyTo(weights.AsSpan(i * outputs));
        }
        List<string> names = [Value(layer.Inputs[0], 2), Initializer(layer.Weight.Name, weights, inputs, outputs)];
        if (layer.Bias is { } bias)
            names.Add(Initializer(bias.Name, bias.Values, outputs));
        Define(layer, 2, layer.HasRelu, output => Node("Gemm", names, output, layer.Name));
    }

    /// <summary>ONNX flattens channels first, memory has them last; when only dense layers read it, their weights change order
    /// instead.</summary>
    private bool IsWrittenAsFlatten(FlattenLayer layer) =>
        network.Layers.All(l => l is DenseLayer || !l.Inputs.Contains(layer)) && !network.Outputs.Values.Contains(layer);

    private void WriteFlatten(Layer layer)
    {
        var source = Value(layer.Inputs[0], 4);
        if (!IsWrittenAsFlatten((FlattenLayer)layer))
        {
            var last = Unique(layer.Name + "/last");
            Node("Transpose", [source], last, last, Attribute("perm", [0, 2, 3, 1]));
            source = last;
        }
        Define(layer, 2, false, output => Node("Flatten", [source], output, layer.Name, Attribute("axis", 1)));
    }

    private void WriteActivation(ActivationLayer layer, int rank)
    {
        var source = Value(layer.Inputs[0]);
        var function = layer.Function;
        Define(layer, rank, false, output =>
        {
            switch (function.Name)
            {
                case "Silu":
                    var gate = Unique(layer.Name + "/gate");
                    Node("Sigmoid", [source], gate, gate);
                    Node("Mul", [source, gate], output, layer.Name);
                    break;
                case "HardSigmoid":
                    Node("HardSigmoid", [source], output, layer.Name, Attribute("alpha", function.Arguments[0]),
                        Attribute("beta", function.Arguments[1]));
                    break;
                case "LeakyRelu":
                    Node(function.Name, [source], output, layer.Name, Attribute("alpha", function.Arguments[0]));
                    break;
                case "Clip":
                    Node("Clip", [source, Initializer(layer.Name + "/least", [function.Arguments[0]]),
                        Initializer(layer.Name + "/most", [function.Arguments[1]])], output, layer.Name);
                    break;
                default:
                    Node(function.Name, [source], output, layer.Name);
                    break;
            }
        });
    }

    private void WriteBinary(Layer layer, string type, int rank) =>
        Define(layer, rank, false, output => Node(type, [Value(layer.Inputs[0], rank), Value(layer.Inputs[1], rank)], output, layer.Name));

    private void WriteResize(ResizeLayer layer)
    {
        var input = layer.Inputs[0].Shape;
        var scales = Initializer(layer.Name + "/scales",
            [1, 1, ScaleFor(input.Height, layer.Shape.Height, layer.ScaleY), ScaleFor(input.Width, layer.Shape.Width, layer.ScaleX)], 4);
        List<OnnxAttribute> attributes =
        [
            Attribute("mode", layer.Rounding is null ? "linear" : "nearest"),
            Attribute("coordinate_transformation_mode", layer.Coordinates switch
            {
                ResizeCoordinates.HalfPixel => "half_pixel",
                ResizeCoordinates.PytorchHalfPixel => "pytorch_half_pixel",
                ResizeCoordinates.AlignCorners => "align_corners",
                _ => "asymmetric",
            }),
        ];
        if (layer.Rounding is { } rounding)
            attributes.Add(Attribute("nearest_mode", rounding switch
            {
                ResizeRounding.PreferFloor => "round_prefer_floor",
                ResizeRounding.PreferCeiling => "round_prefer_ceil",
                ResizeRounding.Floor => "floor",
                _ => "ceil",
            }));
        Define(layer, 4, false, output => Node("Resize", [Value(layer.Inputs[0], 4), "", scales], output, layer.Name, attributes));
    }

    /// <summary>The single-precision scale whose product with the input, rounded down, is the output.</summary>
    private static float ScaleFor(int input, int output, double scale)
    {
        var result = (float)scale;
        while (MathF.Floor(input * result) < output)
            result = MathF.BitIncrement(result);
        return result;
    }

    /// <summary>What our memory order means to ONNX: channels to the end, the box, its new order, and channels back to the front.</summary>
    private void WriteTranspose(Layer layer, IReadOnlyList<int>? sizes, IReadOnlyList<int>? order)
    {
        string Step(string type, string part, IEnumerable<string> inputs, params IEnumerable<OnnxAttribute> attributes)
        {
            var name = Unique($"{layer.Name}/{part}");
            Node(type, inputs, name, name, attributes);
            return name;
        }
        var value = Step("Transpose", "last", [Value(layer.Inputs[0], 4)], Attribute("perm", [0, 2, 3, 1]));
        if (sizes is not null && order is not null)
        {
            value = Step("Reshape", "box", [value, Integers(layer.Name + "/sizes", [0, .. sizes.Select(s => (long)s)])]);
            value = Step("Transpose", "turned", [value], Attribute("perm", [0, .. order.Select(a => a + 1L)]));
        }
        value = Step("Reshape", "shaped",
            [value, Integers(layer.Name + "/shape", 0, layer.Shape.Height, layer.Shape.Width, layer.Shape.Channels)]);
        Define(layer, 4, false, output => Node("Transpose", [value], output, layer.Name, Attribute("perm", [0, 3, 1, 2])));
    }

    private static float[] ChannelsFirst(ReadOnlySpan<float> values, Shape shape)
    {
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = values[LayerOperators.RowInMemory(i, shape)];
        return result;
    }

    private static int OnnxAxis(Axis axis) => axis switch { Axis.Channels => 1, Axis.Height => 2, _ => 3 };

    private static List<OnnxAttribute> Attributes(Window window)
    {
        List<OnnxAttribute> attributes =
        [
            Attribute("kernel_shape", [window.Height, window.Width]),
            Attribute("pads", [window.Top, window.Left, window.Bottom, window.Right]),
            Attribute("strides", [window.StrideY, window.StrideX]),
        ];
        if (window.DilationY != 1 || window.DilationX != 1)
            attributes.Add(Attribute("dilations", [window.DilationY, window.DilationX]));
        return attributes;
    }

    private static OnnxAttribute Attribute(string name, string text) => new() { Name = name, Kind = AttributeKind.String, Text = text };
}
