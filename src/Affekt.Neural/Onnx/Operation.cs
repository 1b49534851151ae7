namespace Affekt.Neural.Onnx;

/// <summary>One node while it is turned into layers: its inputs and attributes, checked as they are asked for.</summary>
internal sealed class Operation
{
    private readonly GraphImporter _importer;
    private readonly OnnxNode _node;
    private readonly Dictionary<string, OnnxAttribute> _attributes = [];
    private readonly HashSet<string> _read = [];

    public Operation(GraphImporter importer, OnnxNode node)
    {
        (_importer, _node) = (importer, node);
        foreach (var attribute in node.Attributes)
            if (!_attributes.TryAdd(attribute.Name, attribute))
                throw Error($"has attribute {attribute.Name} twice");
    }

    public OnnxNode Node => _node;

    public GraphImporter Importer => _importer;

    /// <summary>A fresh name for a layer of this node.</summary>
    public string Name => _importer.LayerName(_node, "");

    /// <summary>A fresh name for a layer that only prepares an input.</summary>
    public string HelperName => _importer.LayerName(_node, "/input");

    public long Opset => _importer.Opset;

    public ModelLimits Limits => _importer.Limits;

    public int InputCount => _node.Inputs.Count;

    /// <summary>One line that names the node.</summary>
    public ModelFormatException Error(string problem) => new($"{_node.Title} {problem}.");

    /// <summary>The same for what may be right, but cannot be run here.</summary>
    public UnsupportedModelException Unsupported(string problem) => new($"{_node.Title} {problem}.");

    public bool HasInput(int index) => index < _node.Inputs.Count && _node.Inputs[index].Length > 0;

    public bool InputsAreConstant => _node.Inputs.TrueForAll(i => i.Length == 0 || _importer.FindConstant(i) is not null);

    public bool IsConstant(int index) => HasInput(index) && _importer.FindConstant(_node.Inputs[index]) is not null;

    /// <summary>An input that depends on the images.</summary>
    public GraphValue Value(int index)
    {
        if (!HasInput(index))
            throw Error($"has no input {index}; expected one");
        return _importer.FindValue(_node.Inputs[index])
            ?? throw Error(_importer.FindConstant(_node.Inputs[index]) is null
                ? $"reads {_node.Inputs[index]}, which is neither an initialiser nor made by any node"
                : $"reads the constant {_node.Inputs[index]}; expected a value computed from the graph's input");
    }

    /// <summary>A map [1, channels, height, width].</summary>
    public Layer Map(int index) => Layouts.ToMap(this, Value(index)).Layer;

    public Constant Constant(int index)
    {
        if (!HasInput(index))
            throw Error($"has no input {index}; expected a constant");
        return _importer.FindConstant(_node.Inputs[index])
            ?? throw (_importer.FindValue(_node.Inputs[index]) is null
                ? Error($"reads {_node.Inputs[index]}, which is neither an initialiser nor made by any node")
                : Unsupported($"reads {_node.Inputs[index]}, which is computed from the graph's input; expected a constant"));
    }

    /// <summary>Learnt numbers: real, finite, and of one shape. A -1 in the shape stands for any size.</summary>
    public float[] Weights(int index, params int[] dimensions)
    {
        var constant = Constant(index);
        var name = _node.Inputs[index];
        if (constant.IsInteger)
            throw Error($"has integers in {name}; expected real numbers");
        if (constant.Dimensions.Length != dimensions.Length
            || constant.Dimensions.Zip(dimensions).Any(d => d.Second >= 0 && d.First != d.Second) || constant.Count == 0)
            throw Error($"has {name} of shape {string.Join('x', constant.Dimensions)}; expected " +
                $"{string.Join('x', dimensions.Select(d => d < 0 ? "any" : $"{d}"))}");
        var values = constant.Floats;
        var bad = Array.FindIndex(values, v => !float.IsFinite(v));
        return bad < 0 ? values : throw Error($"has {values[bad]} in {name} at index {bad}; expected finite numbers");
    }

    public bool HasAttribute(string name) => _attributes.ContainsKey(name);

    public long Integer(string name, long fallback) => Find(name, AttributeKind.Int)?.Int ?? fallback;

    public float Float(string name, float fallback)
    {
        var value = Find(name, AttributeKind.Float)?.Float ?? fallback;
        return float.IsFinite(value) ? value : throw Error($"has {name} {value}; expected a finite number");
    }

    public string Text(string name, string fallback) => Find(name, AttributeKind.String)?.Text ?? fallback;

    public OnnxTensor? Tensor(string name) => Find(name, AttributeKind.Tensor)?.Tensor;

    public IReadOnlyList<long>? Integers(string name) => Find(name, AttributeKind.Ints)?.Ints;

    public IReadOnlyList<float>? Floats(string name) => Find(name, AttributeKind.Floats)?.Floats;

    /// <summary>A list of <paramref name="count"/> sizes, each within the bounds.</summary>
    public int[] Sizes(string name, int count, int least, int most, int fallback)
    {
        if (Integers(name) is not { } values)
            return [.. Enumerable.Repeat(fallback, count)];
        if (values.Count != count || values.Any(v => v < least || v > most))
            throw Error($"has {name} [{string.Join(", ", values.Take(16))}]; expected {count} numbers from {least} to {most}");
        return [.. values.Select(v => (int)v)];
    }

    /// <summary>An axis in [0, rank), counted from the end when negative.</summary>
    public int Axis(long axis, int rank)
    {
        var result = axis < 0 ? axis + rank : axis;
        return result >= 0 && result < rank ? (int)result : throw Error($"has axis {axis}; expected one of {rank} dimensions");
    }

    public void Require(bool condition, string problem)
    {
        if (!condition)
            throw Error(problem);
    }

    /// <summary>An attribute that nobody asked for would change the meaning unseen.</summary>
    public void RequireAllRead()
    {
        foreach (var name in _attributes.Keys)
            if (!_read.Contains(name))
                throw Unsupported($"has an attribute {name} that this operator does not have in opset {Opset}, or that is not supported");
    }

    public T Add<T>(T layer) where T : Layer => _importer.Add(layer, this);

    public void Set(GraphValue value, int output = 0) => _importer.Set(_node.Outputs[output], value);

    public void Set(Constant constant, int output = 0) => _importer.Set(_node.Outputs[output], constant);

    /// <summary>Counts the numbers of a constant that is about to be computed against the limit.</summary>
    public int Take(long count) => _importer.TakeConstant(count, this);

    private OnnxAttribute? Find(string name, AttributeKind kind)
    {
        _read.Add(name);
        var attribute = _attributes.GetValueOrDefault(name);
        // Files older than IR version 2 do not say the kind.
        return attribute is null || attribute.Kind == kind || attribute.Kind == AttributeKind.Undefined ? attribute
            : throw Error($"has attribute {name} of kind {attribute.Kind}; expected {kind}");
    }
}
