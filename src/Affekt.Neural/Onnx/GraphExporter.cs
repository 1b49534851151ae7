using Affekt.Neural.Kernels.Convolution;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Turns a folded network into an ONNX graph.</summary>
internal sealed partial class GraphExporter(Network network, WeightPrecision precision = WeightPrecision.Single)
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

    /// <summary>How many dimensions the value of each layer has, by index: 2 for vectors behind a dense or flatten layer, else 4.</summary>
    public static int[] RanksOf(Network network)
    {
        var ranks = new int[network.Layers.Count];
        foreach (var layer in network.Layers)
            ranks[layer.Index] = layer switch
            {
                DenseLayer or FlattenLayer => 2,
                ActivationLayer or BatchNormLayer or SoftmaxLayer or AddLayer
                    or ScaleLayer or BinaryLayer or DropoutLayer
                    or ConcatLayer { Axis: Axis.Channels } => layer.Inputs.Max(i => ranks[i.Index]),
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

    private string Initializer(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> dimensions)
    {
        var unique = Unique(name);
        _graph.Initializers.Add(OnnxWriter.Tensor(unique, values, dimensions));
        return unique;
    }

    /// <summary>The weights of a convolution, [output channels, ...], as <paramref name="dimensions"/> says.</summary>
    private string Weights(string name, float[] values, params ReadOnlySpan<int> dimensions)
    {
        if (precision == WeightPrecision.Single)
            return Initializer(name, values, dimensions);
        var (outputs, ofAnOutput) = (dimensions[0], values.Length / dimensions[0]);
        var (steps, counts) = (new float[outputs], new sbyte[values.Length]);
        for (var output = 0; output < outputs; output++)
        {
            var largest = 0f;
            foreach (var weight in values.AsSpan(output * ofAnOutput, ofAnOutput))
                largest = Math.Max(largest, Math.Abs(weight));
            steps[output] = PackedWeights.Int8StepOf(largest);
        }
        for (var i = 0; i < values.Length; i++)
            counts[i] = (sbyte)MathF.Round(values[i] / steps[i / ofAnOutput]);
        var (whole, single, result) = (Unique(name + "/int8"), Unique(name + "/steps"), Unique(name));
        _graph.Initializers.Add(OnnxWriter.Int8Tensor(whole, counts, dimensions));
        Node("Cast", [whole], single, single, Attribute("to", (long)ElementType.Float));
        Node("Mul", [single, Initializer(name + "/step", steps, [outputs, .. Enumerable.Repeat(1, dimensions.Length - 1)])],
            result, result);
        return result;
    }

    private string Integers(string name, params ReadOnlySpan<long> values)
    {
        var unique = Unique(name);
        _graph.Initializers.Add(OnnxWriter.Tensor(unique, values));
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
        Dimensions = rank == 2 ? [(null, "batch"), (shape.Channels, "")]
            : [(null, "batch"), (shape.Channels, ""), (shape.Height, ""), (shape.Width, "")],
    };

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
