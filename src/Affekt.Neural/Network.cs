using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>
/// A feed-forward network: layers in order of execution, each added by a method that returns it for use as the input of the
/// next. Results that a caller wants are named by <see cref="AddOutput"/>.
/// </summary>
/// <example>
/// <code>
/// var network = new Network(new Shape(48, 48, 1), seed: 1);
/// var x = network.BatchNorm(network.Convolution(network.Input, 32, kernelSize: 3), relu: true);
/// network.AddOutput("class", network.Dense(network.GlobalAveragePool(x), 7));
/// </code>
/// </example>
public sealed class Network
{
    private readonly List<Layer> _layers = [];
    private readonly Dictionary<string, Layer> _outputs = [];
    private readonly HashSet<string> _names = [];
    private readonly ulong _seed;

    /// <param name="input">The shape of one image.</param>
    /// <param name="seed">Decides the initial weights.</param>
    /// <param name="inputName">The input's name in files.</param>
    public Network(Shape input, ulong seed = 0, string inputName = "input")
    {
        _seed = seed;
        Input = Add(new InputLayer(Unique(inputName, "input"), input));
    }

    /// <summary>The images.</summary>
    public Layer Input { get; }

    /// <summary>All layers in order of execution, the input first.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The results that a caller wants, by name.</summary>
    public IReadOnlyDictionary<string, Layer> Outputs => _outputs;

    /// <summary>All parameters in order of execution.</summary>
    public IEnumerable<Parameter> Parameters => _layers.SelectMany(l => l.Parameters);

    /// <summary>Multiply-adds for one image.</summary>
    public long MultiplyAdds => _layers.Sum(l => l.MultiplyAdds);

    /// <summary>Numbers that training may change.</summary>
    public long ParameterCount => Parameters.Where(p => p.Kind != ParameterKind.Statistic).Sum(p => (long)p.Values.Length);

    /// <summary>Names a result that a caller wants.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the layer belongs to another network.</exception>
    public void AddOutput(string name, Layer layer)
    {
        RequireOwn(layer);
        if (!_outputs.TryAdd(name, layer))
            throw new ArgumentException($"There is already an output named {name}.", nameof(name));
    }

    /// <summary>A square convolution with weights drawn as He et al. (2015) advise for ReLU networks.</summary>
    /// <param name="input">What it reads.</param>
    /// <param name="outputChannels">How many channels it makes.</param>
    /// <param name="kernelSize">Rows and columns of the kernel.</param>
    /// <param name="stride">Input pixels from one output pixel to the next.</param>
    /// <param name="padding">Zeros around the input; by default as many as keep the size when the stride is 1.</param>
    /// <param name="bias">Add a learnt number to each channel; of no use before batch normalisation.</param>
    /// <param name="name">Unique; made up when null.</param>
    public Layer Convolution(
        Layer input, int outputChannels, int kernelSize, int stride = 1, int? padding = null, bool bias = false, string? name = null) =>
        Initialise(new ConvolutionLayer(
            Unique(name, "conv"), RequireOwn(input), outputChannels, kernelSize, stride, padding ?? kernelSize / 2, bias));

    /// <summary>A convolution of any window, with channels in groups that do not see each other, weights drawn as He et al.
    /// advise.</summary>
    /// <param name="input">What it reads.</param>
    /// <param name="outputChannels">How many channels it makes; a multiple of the groups.</param>
    /// <param name="window">Size, stride, dilation and padding.</param>
    /// <param name="groups">Divides the input's channels.</param>
    /// <param name="bias">Add a learnt number to each channel.</param>
    /// <param name="name">Unique; made up when null.</param>
    public Layer GroupedConvolution(
        Layer input, int outputChannels, Window window, int groups = 1, bool bias = false, string? name = null) =>
        Initialise(new GroupedConvolutionLayer(Unique(name, "conv"), RequireOwn(input), outputChannels, window, groups, bias));

    /// <summary>A square convolution of each channel on its own, by default keeping the size when the stride is 1.</summary>
    public Layer DepthwiseConvolution(
        Layer input, int kernelSize, int stride = 1, int? padding = null, bool bias = false, string? name = null) =>
        DepthwiseConvolution(input, Window.Square(kernelSize, stride, padding ?? kernelSize / 2), bias, name);

    /// <summary>A convolution of each channel on its own, with any window.</summary>
    public Layer DepthwiseConvolution(Layer input, Window window, bool bias = false, string? name = null) =>
        Initialise(new DepthwiseConvolutionLayer(Unique(name, "conv"), RequireOwn(input), window, bias));

    /// <summary>A fully connected layer on a vector, its weights drawn with variance 1 / inputs.</summary>
    public Layer Dense(Layer input, int outputs, bool bias = true, string? name = null) =>
        Initialise(new DenseLayer(Unique(name, "dense"), RequireOwn(input), outputs, bias));

    /// <summary>Batch normalisation, by default with the ReLU that follows it.</summary>
    public Layer BatchNorm(Layer input, bool relu = true, string? name = null, float epsilon = BatchNormLayer.DefaultEpsilon) =>
        Add(new BatchNormLayer(Unique(name, "norm"), RequireOwn(input), relu, epsilon));

    /// <summary>A function of each value.</summary>
    public Layer Activation(Layer input, Activation function, string? name = null) =>
        Add(new ActivationLayer(Unique(name, "activation"), RequireOwn(input), function));

    /// <summary>The sum of two results of one shape.</summary>
    public Layer Sum(Layer left, Layer right, string? name = null) =>
        Add(new AddLayer(Unique(name, "add"), RequireOwn(left), RequireOwn(right)));

    /// <summary>Two results number by number; one of size 1 along an axis is repeated there.</summary>
    public Layer Binary(BinaryOperation operation, Layer left, Layer right, string? name = null) =>
        Add(new BinaryLayer(Unique(name, "binary"), operation, RequireOwn(left), RequireOwn(right)));

    /// <summary>Results side by side along an axis; their shapes agree otherwise.</summary>
    public Layer Concat(Axis axis, IReadOnlyList<Layer> inputs, string? name = null) =>
        Add(new ConcatLayer(Unique(name, "concat"), axis, [.. inputs.Select(RequireOwn)]));

    /// <summary>A frame of zeros around the image.</summary>
    public Layer Pad(Layer input, int top, int bottom, int left, int right, string? name = null) =>
        Add(new PadLayer(Unique(name, "pad"), RequireOwn(input), top, bottom, left, right, 0));

    /// <summary>The image in another size, by bilinear interpolation or the nearest pixel.</summary>
    public Layer Resize(Layer input, int height, int width, bool nearest = false, string? name = null) =>
        Add(new ResizeLayer(Unique(name, "resize"), RequireOwn(input), height, width, nearest ? ResizeRounding.Floor
            : null, nearest ? ResizeCoordinates.Asymmetric : ResizeCoordinates.HalfPixel));

    /// <summary>The same numbers in memory order (height, width, channels), in another shape.</summary>
    public Layer Reshape(Layer input, Shape shape, string? name = null) =>
        Add(new ReshapeLayer(Unique(name, "reshape"), RequireOwn(input), shape));

    /// <summary>Each channel times its factor; <paramref name="factors"/> has shape 1x1xchannels.</summary>
    public Layer Scale(Layer input, Layer factors, string? name = null) =>
        Add(new ScaleLayer(Unique(name, "scale"), RequireOwn(input), RequireOwn(factors)));

    /// <summary>The largest value of each square window.</summary>
    public Layer MaxPool(Layer input, int size = 2, int? stride = null, int padding = 0, string? name = null) =>
        Add(new MaxPoolLayer(Unique(name, "pool"), RequireOwn(input), Window.Square(size, stride ?? size, padding)));

    /// <summary>The largest value of each window.</summary>
    public Layer MaxPool(Layer input, Window window, string? name = null) =>
        Add(new MaxPoolLayer(Unique(name, "pool"), RequireOwn(input), window));

    /// <summary>The mean of each window; padding counts as zeros when <paramref name="countsPadding"/> says so.</summary>
    public Layer AveragePool(Layer input, Window window, bool countsPadding = false, string? name = null) =>
        Add(new AveragePoolLayer(Unique(name, "pool"), RequireOwn(input), window, countsPadding));

    /// <summary>The mean over all pixels: a vector of channels.</summary>
    public Layer GlobalAveragePool(Layer input, string? name = null) =>
        Add(new GlobalAveragePoolLayer(Unique(name, "average"), RequireOwn(input)));

    /// <summary>All values of an image as one vector.</summary>
    public Layer Flatten(Layer input, string? name = null) => Add(new FlattenLayer(Unique(name, "flatten"), RequireOwn(input)));

    /// <summary>Sets values to zero at random while training.</summary>
    public Layer Dropout(Layer input, double rate, string? name = null) =>
        Add(new DropoutLayer(Unique(name, "dropout"), RequireOwn(input), rate));

    /// <summary>Gives every dropout layer another rate: 0 turns it off.</summary>
    /// <param name="rate">At least 0 and below 1.</param>
    /// <returns>How many such layers there are.</returns>
    public int SetDropout(double rate)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The dropout rate lies in [0, 1).");
        var layers = _layers.OfType<DropoutLayer>().ToList();
        foreach (var layer in layers)
            layer.Rate = rate;
        return layers.Count;
    }

    /// <summary>Logits to probabilities.</summary>
    public Layer Softmax(Layer input, string? name = null) => Add(new SoftmaxLayer(Unique(name, "softmax"), RequireOwn(input)));

    /// <summary>Copies the parameter values of a network of the same structure.</summary>
    /// <exception cref="ArgumentException">The structures differ.</exception>
    public void CopyParametersFrom(Network other)
    {
        foreach (var (mine, theirs) in Parameters.Zip(other.Parameters))
        {
            if (mine.Name != theirs.Name || mine.Values.Length != theirs.Values.Length)
                throw new ArgumentException(
                    $"The networks differ: {mine.Name} {string.Join('x', mine.Dimensions)} here, {theirs.Name} " +
                    $"{string.Join('x', theirs.Dimensions)} there.", nameof(other));
            theirs.Values.CopyTo(mine.Values);
        }
    }

    internal T Add<T>(T layer) where T : Layer
    {
        layer.Index = _layers.Count;
        _names.Add(layer.Name);
        _layers.Add(layer);
        return layer;
    }

    private string Unique(string? name, string kind)
    {
        var result = name ?? Enumerable.Range(1, int.MaxValue).Select(i => $"{kind}{i}").First(n => !_names.Contains(n));
        return _names.Add(result) ? result : throw new ArgumentException($"There is already a layer named {result}.", nameof(name));
    }

    private Layer RequireOwn(Layer layer) => layer.Index >= 0 && layer.Index < _layers.Count && ReferenceEquals(_layers[layer.Index], layer)
        ? layer
        : throw new ArgumentException($"Layer {layer.Name} belongs to another network.", nameof(layer));

    private FilterLayer Initialise(FilterLayer layer)
    {
        var inputs = layer.Weight.Dimensions[0] * layer.Weight.Dimensions[1] * layer.Weight.Dimensions[2];
        var deviation = Math.Sqrt((layer is DenseLayer ? 1.0 : 2.0) / inputs);
        var seed = CounterRandom.Mix(_seed ^ CounterRandom.Mix((ulong)_layers.Count));
        var values = layer.Weight.Values;
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)(deviation * CounterRandom.Normal(seed, (ulong)i));
        return Add(layer);
    }
}
