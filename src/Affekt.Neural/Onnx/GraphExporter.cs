namespace Affekt.Neural.Onnx;

/// <summary>Turns a folded network into an ONNX graph.</summary>
internal sealed class GraphExporter(Network network)
{
    private readonly OnnxGraph _graph = new() { Name = "affekt" };
    private readonly HashSet<string> _names = [];
    private readonly int[] _ranks = RanksOf(network);
    private readonly Dictionary<(Layer, int Rank), string> _values = [];

    public OnnxGraph Export()
    {
        var input = network.Input;
        _names.UnionWith(network.Outputs.Keys);
        _names.UnionWith(network.Layers.Select(l => l.Name));
        _values[(input, 4)] = input.Name;
        _graph.Inputs.Add(Describe(input.Name, input.Shape, 4));
        foreach (var layer in network.Layers.Skip(1))
            Write(layer);
        foreach (var (name, layer) in network.Outputs)
        {
            var rank = RankOf(layer);
            if (_values[(layer, rank)] != name)
                Node("Identity", [_values[(layer, rank)]], name, Unique(name + "/identity"));
            _graph.Outputs.Add(Describe(name, layer.Shape, rank));
        }
        return _graph;
    }

    private void Write(Layer layer)
    {
        switch (layer)
        {
            case DenseLayer dense:
                WriteDense(dense);
                break;
            case ConvolutionLayer convolution:
                WriteConvolution(convolution);
                break;
            case BatchNormLayer norm:
                Define(norm, RankOf(norm), norm.HasRelu, output => Node("BatchNormalization", [Value(norm.Inputs[0]), .. norm.Parameters.Select(p => Initializer(p.Name, p.Values, p.Values.Length))], output, norm.Name, Attribute("epsilon", norm.Epsilon)));
                break;
            case ActivationLayer activation:
                WriteActivation(activation);
                break;
            case AddLayer:
                var rank = RankOf(layer);
                Define(layer, rank, false, output => Node("Add", [Value(layer.Inputs[0], rank), Value(layer.Inputs[1], rank)], output, layer.Name));
                break;
            case ScaleLayer:
                rank = RankOf(layer);
                Define(layer, rank, false, output => Node("Mul", [Value(layer.Inputs[0], rank), Value(layer.Inputs[1], rank)], output, layer.Name));
                break;
            case MaxPoolLayer pool:
                Define(pool, 4, false, output => Node("MaxPool", [Value(pool.Inputs[0], 4)], output, pool.Name, Window(pool.Size, pool.Stride, pool.Padding)));
                break;
            case GlobalAveragePoolLayer:
                Define(layer, 4, false, output => Node("GlobalAveragePool", [Value(layer.Inputs[0], 4)], output, layer.Name));
                break;
            case SoftmaxLayer:
                Define(layer, RankOf(layer), false, output => Node("Softmax", [Value(layer.Inputs[0])], output, layer.Name, Attribute("axis", 1)));
                break;
            case FlattenLayer:
                WriteFlatten(layer);
                break;
            default:
                throw new NotSupportedException($"Layer {layer.Name} ({layer.GetType().Name}) has no ONNX form.");
        }
    }

    /// <summary>How many dimensions the value of each layer has, by index: 2 for vectors behind a dense or flatten layer, else 4.</summary>
    public static int[] RanksOf(Network network)
    {
        var ranks = new int[network.Layers.Count];
        foreach (var layer in network.Layers)
            ranks[layer.Index] = layer switch
            {
                DenseLayer or FlattenLayer => 2,
                ActivationLayer or BatchNormLayer or SoftmaxLayer or AddLayer or ScaleLayer or DropoutLayer => layer.Inputs.Max(i => ranks[i.Index]),
                _ => 4,
            };
        return ranks;
    }

    private int RankOf(Layer layer) => _ranks[layer.Index];

    private string Value(Layer layer) => Value(layer, RankOf(layer));

    /// <summary>The name of a layer's value with 2 or 4 dimensions, which a vector can have both.</summary>
    private string Value(Layer layer, int rank)
    {
        if (_values.TryGetValue((layer, rank), out var name))
            return name;
        name = Unique($"{layer.Name}/{(rank == 2 ? "vector" : "map")}");
        if (rank == 2)
            Node("Flatten", [_values[(layer, 4)]], name, name, Attribute("axis", 1));
        else
            Node("Unsqueeze", [_values[(layer, 2)], Axes()], name, name);
        return _values[(layer, rank)] = name;
    }

    private string Axes()
    {
        const string Name = "axes/height-width";
        if (_names.Add(Name))
            _graph.Initializers.Add(OnnxWriter.Tensor(Name, [2, 3]));
        return Name;
    }

    /// <summary>Names a layer's value, and puts the ReLU behind it that it has taken in.</summary>
    private void Define(Layer layer, int rank, bool hasRelu, Action<string> write)
    {
        // The value of an output bears the output's name, if it has one alone that is no other layer's.
        var outputs = network.Outputs.Where(o => o.Value == layer).Select(o => o.Key).ToList();
        var name = outputs is [var only] && (only == layer.Name || network.Layers.All(l => l.Name != only)) ? only
            : network.Outputs.ContainsKey(layer.Name) ? Unique(layer.Name + "/value") : layer.Name;
        _values[(layer, rank)] = name;
        if (!hasRelu)
        {
            write(name);
            return;
        }
        var before = Unique(layer.Name + "/sum");
        write(before);
        Node("Relu", [before], name, Unique(layer.Name + "/relu"));
    }

    private void WriteConvolution(ConvolutionLayer layer)
    {
        var (taps, inputs, outputs) = (layer.KernelSize * layer.KernelSize, layer.Inputs[0].Shape.Channels, layer.Shape.Channels);
        var source = layer.Weight.Values;
        // [height, width, input, output] to [output, input, height, width].
        var weights = new float[source.Length];
        for (var t = 0; t < taps; t++)
            for (var i = 0; i < inputs; i++)
                for (var o = 0; o < outputs; o++)
                    weights[(o * inputs + i) * taps + t] = source[(t * inputs + i) * outputs + o];
        List<string> names = [Value(layer.Inputs[0], 4), Initializer(layer.Weight.Name, weights, outputs, inputs, layer.KernelSize, layer.KernelSize)];
        if (layer.Bias is { } bias)
            names.Add(Initializer(bias.Name, bias.Values, outputs));
        Define(layer, 4, layer.HasRelu, output => Node("Conv", names, output, layer.Name, Window(layer.KernelSize, layer.Stride, layer.Padding)));
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

    /// <summary>ONNX flattens channels first, memory has them last; when only dense layers read it, their weights change order instead.</summary>
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

    private void WriteActivation(ActivationLayer layer)
    {
        var source = Value(layer.Inputs[0]);
        Define(layer, RankOf(layer), false, output =>
        {
            if (layer.Function == Activation.Silu)
            {
                var gate = Unique(layer.Name + "/gate");
                Node("Sigmoid", [source], gate, gate);
                Node("Mul", [source, gate], output, layer.Name);
            }
            else if (layer.Function == Activation.HardSigmoid)
                Node("HardSigmoid", [source], output, layer.Name, Attribute("alpha", 1 / 6f), Attribute("beta", 0.5f));
            else
                Node(layer.Function.Name, [source], output, layer.Name);
        });
    }

    private string Initializer(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> dimensions)
    {
        var unique = Unique(name);
        _graph.Initializers.Add(OnnxWriter.Tensor(unique, values, dimensions));
        return unique;
    }

    private string Unique(string name)
    {
        var result = name;
        for (var i = 2; !_names.Add(result); i++)
            result = $"{name}/{i}";
        return result;
    }

    private void Node(string type, IEnumerable<string> inputs, string output, string name, params IEnumerable<OnnxAttribute> attributes)
    {
        var node = new OnnxNode { Operator = type, Name = name };
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(output);
        node.Attributes.AddRange(attributes);
        _graph.Nodes.Add(node);
    }

    private static OnnxValueInfo Describe(string name, Shape shape, int rank) => new()
    {
        Name = name,
        Type = ElementType.Float,
        Dimensions = rank == 2 ? [(null, "batch"), (shape.Channels, "")] : [(null, "batch"), (shape.Channels, ""), (shape.Height, ""), (shape.Width, "")],
    };

    private static IEnumerable<OnnxAttribute> Window(int size, int stride, int padding) =>
        [Attribute("kernel_shape", [size, size]), Attribute("pads", [padding, padding, padding, padding]), Attribute("strides", [stride, stride])];

    private static OnnxAttribute Attribute(string name, float value) => new() { Name = name, Kind = AttributeKind.Float, Float = value };

    private static OnnxAttribute Attribute(string name, long value) => new() { Name = name, Kind = AttributeKind.Int, Int = value };

    private static OnnxAttribute Attribute(string name, ReadOnlySpan<long> values)
    {
        var attribute = new OnnxAttribute { Name = name, Kind = AttributeKind.Ints };
        foreach (var value in values)
            attribute.Ints.Add(value);
        return attribute;
    }
}
