using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>
/// Turns an ONNX graph into a network: sorts the nodes that the outputs need, computes what depends on constants alone, and
/// makes layers of the rest.
/// </summary>
internal sealed class GraphImporter
{
    public const int OldestOpset = 9;
    public const int NewestOpset = 21;

    private const long FreeConstants = 1 << 20;

    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, Constant> _constants = [];
    private readonly Dictionary<string, GraphValue> _values = [];
    private readonly Dictionary<string, OnnxNode> _producers = [];
    private readonly Dictionary<string, List<OnnxNode>> _consumers = [];
    private readonly HashSet<string> _layerNames = [];
    private readonly List<int> _borders = [];
    private Network? _network;
    private (int Height, int Width)? _inputSize;
    private IReadOnlyList<int> _freeDimensions = [];
    private long _activations;
    private long _folded;
    private long _initializerElements;

    private GraphImporter(OnnxFile file, ModelLimits limits)
    {
        Limits = limits;
        Opset = OpsetOf(file);
        _graph = file.Graph ?? throw new ModelFormatException("The model file has no graph; expected an ONNX file.");
    }

    public ModelLimits Limits { get; }

    public long Opset { get; }

    /// <exception cref="ModelFormatException">The graph cannot be run here.</exception>
    public static ImportedGraph Import(
        OnnxFile file, ModelLimits limits, (int Height, int Width)? inputSize = null, IReadOnlyList<int>? freeDimensions = null) =>
        new GraphImporter(file, limits) { _inputSize = inputSize, _freeDimensions = freeDimensions ?? [] }.Import();

    /// <summary>The version of the standard operators.</summary>
    public static long OpsetOf(OnnxFile file)
    {
        var versions = file.Opsets.Where(o => o.Domain is "" or "ai.onnx").ToList();
        if (versions.Count != 1)
            throw new ModelFormatException($"The model file names {versions.Count} versions of the standard operators; expected one.");
        var version = versions[0].Version;
        return version < OldestOpset ? throw new ModelFormatException(
            $"The model file uses opset {version}, which is too old; expected {OldestOpset} to {NewestOpset}. Export it " +
            $"again with a newer opset.")
            : version > NewestOpset ? throw new ModelFormatException(
                $"The model file uses opset {version}, which is too new; expected {OldestOpset} to {NewestOpset}. Export it " +
                $"with an older opset, or use a newer Affekt.")
            : version;
    }

    public Constant? FindConstant(string name) => _constants.GetValueOrDefault(name);

    public GraphValue? FindValue(string name) => _values.GetValueOrDefault(name);

    /// <summary>The node that makes a value, or null.</summary>
    public OnnxNode? Producer(string name) => _producers.GetValueOrDefault(name);

    /// <summary>The only reader of a value that is not an output of the graph, or null.</summary>
    public OnnxNode? OnlyConsumer(string name) =>
        _graph.Outputs.TrueForAll(o => o.Name != name) && _consumers.GetValueOrDefault(name) is [var only] ? only : null;

    /// <summary>A name that no layer has.</summary>
    public string LayerName(OnnxNode node, string suffix)
    {
        var start = (node.Name.Length > 0 ? node.Name : node.Outputs[0]) + suffix;
        var name = start;
        for (var i = 2; !_layerNames.Add(name); i++)
            name = $"{start}/{i}";
        return name;
    }

    public T Add<T>(T layer, Operation? operation) where T : Layer
    {
        Take(layer.Shape, 0, operation);
        foreach (var input in layer.Inputs)
            if (layer.InputBorder > _borders[input.Index])
            {
                _activations -= Padded(input.Shape, _borders[input.Index]);
                _borders[input.Index] = layer.InputBorder;
                Take(input.Shape, layer.InputBorder, operation);
            }
        _borders.Add(0);
        return _network!.Add(layer);
    }

    public void Set(string name, GraphValue value) => _values.Add(name, value);

    public void Set(string name, Constant constant) => _constants.Add(name, constant);

    /// <summary>All constants that the graph computes share one limit that grows with the file, so that few bytes cannot ask
    /// for much work.</summary>
    public int TakeConstant(long count, Operation operation)
    {
        var most = FreeConstants + 4L * _initializerElements;
        if (count < 0 || (_folded += count) > most)
            throw operation.Error($"computes constants of more than {most} numbers, which is the limit for this file");
        return (int)count;
    }

    private ImportedGraph Import()
    {
        foreach (var tensor in _graph.Initializers)
        {
            var constant = Constant.From(tensor, $"Initialiser {tensor.Name}", Limits);
            if (tensor.Name.Length == 0 || !_constants.TryAdd(tensor.Name, constant))
                throw new ModelFormatException($"Initialiser \"{tensor.Name}\" has no name, or there are two of that name.");
            _initializerElements += constant.Count;
        }
        var inputs = _graph.Inputs.Where(i => !_constants.ContainsKey(i.Name)).ToList();
        if (inputs.Count != 1)
            throw new ModelFormatException($"The graph has {inputs.Count} inputs; expected one.");
        foreach (var node in _graph.Nodes)
        {
            if (node.Outputs.Count == 0 || node.Outputs[0].Length == 0)
                throw new ModelFormatException($"{node.Title} has no output.");
            foreach (var output in node.Outputs.Where(o => o.Length > 0))
                if (output == inputs[0].Name || _constants.ContainsKey(output) || !_producers.TryAdd(output, node))
                    throw new ModelFormatException($"{node.Title} makes {output}, but there is already a value of that name.");
        }
        if (_graph.Outputs.Count == 0)
            throw new ModelFormatException("The graph has no output; expected at least one.");

        var order = NodeOrder.Sort(_graph, _producers, name => name == inputs[0].Name || _constants.ContainsKey(name));
        foreach (var node in order)
            foreach (var input in node.Inputs.Where(i => i.Length > 0).Distinct())
                (_consumers.TryGetValue(input, out var list) ? list : _consumers[input] = []).Add(node);
        var description = AddInput(inputs[0]);
        foreach (var node in order)
            Convert(node);
        return new ImportedGraph(_network!, description, [.. _graph.Outputs.Select(o => Output(o, description))]);
    }

    private ModelInput AddInput(OnnxValueInfo info)
    {
        var title = $"Input {info.Name}";
        if (info.Name.Length == 0)
            throw new ModelFormatException("The graph's input has no name.");
        if (info.Type != ElementType.Float)
            throw new ModelFormatException($"{title} has element type {info.Type}; expected Float.");
        if (info.Dimensions is not { Count: >= 2 and <= 4 } declared)
            throw new ModelFormatException(
                $"{title} has {info.Dimensions?.Count ?? 0} dimensions; expected batch x channels x height x width, or two " +
                $"or three dimensions with the batch first.");
        if (declared[0].Size is { } batch and not (1 or 0 or -1))
            throw new ModelFormatException($"{title} has a batch of {batch}; expected 1 or a free dimension.");
        var dimensions = new int[declared.Count];
        dimensions[0] = 1;
        for (var i = 1; i < dimensions.Length; i++)
            dimensions[i] = SizeOf(declared[i], i, title);
        if (_inputSize is { } wanted)
        {
            if (dimensions.Length != 4)
                throw new ModelFormatException($"{title} is no map of pixels; it cannot be taken at {wanted.Height}x{wanted.Width}.");
            (dimensions[2], dimensions[3]) = wanted;
        }

        // Keras keeps channels last and begins with a transposition.
        var isMap = dimensions.Length == 4
            && !(_consumers.GetValueOrDefault(info.Name) is { } readers && readers.TrueForAll(TransposesToChannelsFirst));
        Shape shape;
        try
        {
            shape = isMap ? new Shape(dimensions[2], dimensions[3], dimensions[1]) : GraphValue.PlainShape(dimensions);
            Take(shape, 0, null);
        }
        catch (OverflowException exception)
        {
            throw new ModelFormatException($"{title} is too large: {string.Join('x', dimensions)}.", exception);
        }
        _network = new Network(shape, inputName: info.Name);
        _layerNames.Add(info.Name);
        _borders.Add(0);
        var value = isMap ? GraphValue.OfMap(_network.Input) : GraphValue.OfPlain(_network.Input, dimensions);
        _values.Add(info.Name, value);
        return new ModelInput(info.Name, dimensions, isMap, declared[0].Size == 1);
    }

    private int SizeOf((long? Size, string Name) declared, int position, string title)
    {
        var isFree = declared.Size is null or 0 or -1;
        var size = isFree ? _freeDimensions.ElementAtOrDefault(position) : declared.Size!.Value;
        if (size > 0 && size <= Limits.MaxActivationElements)
            return (int)size;
        throw new ModelFormatException(isFree && size == 0
            ? $"{title} leaves dimension {position} free ({(declared.Name.Length > 0 ? declared.Name : "unnamed")}): name " +
                $"its size, on the command line with --shape."
            : $"{title} has dimension {position} of {size}; expected a number from 1 to {Limits.MaxActivationElements}.");
    }

    private static bool TransposesToChannelsFirst(OnnxNode node) =>
        node.Operator == "Transpose" && node.Attributes is [{ Name: "perm", Ints: [0, 3, 1, 2] }];

    private void Convert(OnnxNode node)
    {
        var operation = new Operation(this, node);
        if (node.Domain is not ("" or "ai.onnx") || !OperatorTable.All.TryGetValue(node.Operator, out var convert))
            throw operation.Unsupported($"is of an operator that is not " +
                $"supported{(node.Domain.Length > 0 ? $" (domain {node.Domain})" : "")}; expected one of " +
                $"{string.Join(", ", OperatorTable.All.Keys.Order(StringComparer.Ordinal))}");
        foreach (var input in node.Inputs.Where(
            i => i.Length > 0 && FindValue(i) is null && FindConstant(i) is null && Producer(i) is { } producer
            && producer.Outputs[0] != i))
            throw operation.Error($"reads {input}, which {Producer(input)!.Operator} does not make here");
        try
        {
            if (!operation.InputsAreConstant || !ConstantOperators.TryFold(operation))
                convert(operation);
        }
        catch (Exception exception) when (exception is ArgumentException or OverflowException or InvalidOperationException)
        {
            throw new ModelFormatException($"{node.Title}: {exception.Message.Split('\n')[0]}", exception);
        }
        operation.RequireAllRead();
    }

    private ModelOutput Output(OnnxValueInfo info, ModelInput input)
    {
        var value = FindValue(info.Name)
            ?? throw new ModelFormatException($"Output {info.Name} is a constant; expected a value computed from the input.");
        if (!input.IsBatchFixed && value.Dimensions is not [1, ..])
            throw new ModelFormatException(
                $"Output {info.Name} has shape {value.Title} for one image; expected the batch as its first dimension.");
        if (value.Order == ValueOrder.Flattened)
            value = Layouts.ToPlain(new Operation(this, Producer(info.Name)!), value);
        try
        {
            _network!.AddOutput(info.Name, value.Layer);
        }
        catch (ArgumentException exception)
        {
            throw new ModelFormatException($"Output {info.Name} is listed twice.", exception);
        }
        return new ModelOutput(info.Name, value.Dimensions, value.Order == ValueOrder.Spatial, input.IsBatchFixed);
    }

    private void Take(Shape shape, int border, Operation? operation)
    {
        _activations += Padded(shape, border);
        if (_activations <= Limits.MaxActivationElements)
            return;
        var problem = $"brings the results for one image to more than {Limits.MaxActivationElements} numbers, which is the limit";
        throw operation is null ? new ModelFormatException($"The input {problem}.") : operation.Error(problem);
    }

    private static long Padded(Shape shape, int border) =>
        checked((shape.Height + 2L * border) * (shape.Width + 2L * border) * shape.Channels);
}

/// <summary>What an import gives.</summary>
internal sealed record ImportedGraph(Network Network, ModelInput Input, IReadOnlyList<ModelOutput> Outputs);
