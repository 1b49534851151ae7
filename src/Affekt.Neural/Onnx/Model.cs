using System.Security.Cryptography;
using Affekt.Neural.Inference;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;

namespace Affekt.Neural.Onnx;

/// <summary>A network with its metadata, as it lies in an ONNX file.</summary>
/// <example>
/// <code>
/// var model = Model.Load("emotion.onnx");
/// var logits = model.Predictor.Run(pixels, count: 1)["class"];
/// </code>
/// </example>
public sealed class Model
{
    private readonly Lazy<Predictor> _predictor;
    private readonly Lazy<IReadOnlyDictionary<string, int>> _operators;

    /// <summary>Joins a network with what a reader of its file should know, ready to be saved.</summary>
    /// <param name="network">With at least one output.</param>
    /// <param name="metadata">Goes into the file.</param>
    public Model(Network network, IReadOnlyDictionary<string, string>? metadata = null)
        : this(network, metadata ?? new Dictionary<string, string>(), Describe(network), "Affekt", OnnxWriter.Opset, "")
    {
    }

    private Model(Network network, IReadOnlyDictionary<string, string> metadata,
        (ModelInput Input, IReadOnlyList<ModelOutput> Outputs) values, string producer, long opset, string sha256,
        IReadOnlyDictionary<string, int>? operators = null)
    {
        (Network, Metadata, Input, Outputs, Producer, Opset, Sha256) = (
            network, metadata, values.Input, values.Outputs, producer, opset, sha256);
        _operators = new Lazy<IReadOnlyDictionary<string, int>>(
            () => operators ?? CountOperators(new GraphExporter(Network.Fold()).Export()));
        _predictor = new Lazy<Predictor>(() => new Predictor(Network));
    }

    /// <summary>The network; a model from a file may be changed and trained further.</summary>
    public Network Network { get; }

    /// <summary>What the file says about itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The input as the file describes it.</summary>
    public ModelInput Input { get; }

    /// <summary>The results as the file describes them.</summary>
    public IReadOnlyList<ModelOutput> Outputs { get; }

    /// <summary>Who wrote the file, as it says itself.</summary>
    public string Producer { get; }

    /// <summary>The version of the standard operators.</summary>
    public long Opset { get; }

    /// <summary>How many nodes of each operator the file has.</summary>
    public IReadOnlyDictionary<string, int> Operators => _operators.Value;

    /// <summary>The hash of the file in lower-case hexadecimal; empty for a model that did not come from one.</summary>
    public string Sha256 { get; }

    /// <summary>Runs the network as it was when this was first asked for.</summary>
    public Predictor Predictor => _predictor.Value;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="sha256">The hash it must have, in hexadecimal; null accepts any.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="freeDimensions">Sizes for the input's dimensions that the file leaves free, by position; the batch's is
    /// not looked at.</param>
    /// <exception cref="ModelFormatException">The file is no model that can be run here, or not the expected one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Model Load(string path, string? sha256 = null, ModelLimits? limits = null, IReadOnlyList<int>? freeDimensions = null)
    {
        limits ??= ModelLimits.Default;
        var length = new FileInfo(path).Length;
        if (length > limits.MaxFileBytes)
            throw new ModelFormatException($"Model {path} has {length} bytes; at most {limits.MaxFileBytes} are read.");
        try
        {
            var model = Parse(File.ReadAllBytes(path), limits, freeDimensions: freeDimensions);
            return sha256 is null || model.Sha256.Equals(sha256, StringComparison.OrdinalIgnoreCase) ? model
                : throw new ModelFormatException($"its SHA-256 is {model.Sha256}, but {sha256} is expected; fetch the file again.");
        }
        catch (UnsupportedModelException exception)
        {
            throw new UnsupportedModelException($"Model {path}: {exception.Message}", exception);
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException($"Model {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="inputSize">Rows and columns to take the input at, for networks of convolutions that run at any size; null
    /// takes the file's.</param>
    /// <param name="freeDimensions">Sizes for the input's dimensions that the file leaves free, by position; the batch's is
    /// not looked at.</param>
    /// <exception cref="ModelFormatException">The bytes are no model that can be run here.</exception>
    public static Model Parse(
        byte[] bytes, ModelLimits? limits = null, (int Height, int Width)? inputSize = null, IReadOnlyList<int>? freeDimensions = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        limits ??= ModelLimits.Default;
        var file = OnnxParser.Parse(bytes, limits);
        var graph = GraphImporter.Import(file, limits, inputSize, freeDimensions);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in file.Metadata)
            if (!metadata.TryAdd(key, value))
                throw new ModelFormatException($"The metadata has two entries named {key}; expected one.");
        return new Model(graph.Network, metadata, (graph.Input, graph.Outputs),
            $"{file.ProducerName} {file.ProducerVersion}".Trim(), GraphImporter.OpsetOf(file),
            Convert.ToHexStringLower(SHA256.HashData(bytes)), CountOperators(file.Graph!));
    }

    /// <summary>Runs the model on numbers in the file's own order and gives the results in theirs.</summary>
    /// <param name="input">As <see cref="Input"/> says, with any batch.</param>
    /// <param name="pool">Shares the images among threads; null runs on the calling thread.</param>
    /// <param name="cancellationToken">Looked at between groups of images.</param>
    /// <returns>In the order of <see cref="Outputs"/>.</returns>
    /// <exception cref="ArgumentException">The shape is another.</exception>
    public IReadOnlyList<(string Name, Tensor Value)> Run(
        Tensor input, WorkerPool? pool = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        var expected = Input.Dimensions;
        if (input.Dimensions.Count != expected.Count || !input.Dimensions.Skip(1).SequenceEqual(expected.Skip(1))
            || input.Dimensions[0] < 1 || (Input.IsBatchFixed && input.Dimensions[0] != 1))
            throw new ArgumentException(
                $"Input {Input.Name} is {string.Join('x', expected.Select((d, i) => i == 0 && !Input.IsBatchFixed ? "batch" : $"{d}"))}, not {input}.", nameof(input));
        var count = input.Dimensions[0];
        var results = Predictor.Run(
            Input.IsMap ? Tensor.ChannelsLast(input.Values, count, Network.Input.Shape) : input.Values, count, pool, cancellationToken);
        return [.. Outputs.Select(o =>
        {
            var values = o.IsMap ? Tensor.ChannelsFirst(results[o.Name], count, Network.Outputs[o.Name].Shape) : results[o.Name];
            return (o.Name, new Tensor([.. o.Dimensions.Select((d, i) => i == 0 && d == 1 ? count : d)], values));
        })];
    }

    /// <summary>The bytes of an ONNX file; always the same for the same model.</summary>
    /// <param name="precision">How exactly the weights of convolutions are written.</param>
    public byte[] ToBytes(WeightPrecision precision = WeightPrecision.Single) => OnnxWriter.Write(Network, Metadata, precision);

    /// <summary>Writes an ONNX file; one that is there is replaced when the new one is complete.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var partial = path + ".partial";
        File.WriteAllBytes(partial, ToBytes());
        File.Move(partial, path, overwrite: true);
    }

    internal static SortedDictionary<string, int> CountOperators(OnnxGraph graph) =>
        new(graph.Nodes.CountBy(n => n.Operator).ToDictionary(), StringComparer.Ordinal);

    private static (ModelInput, IReadOnlyList<ModelOutput>) Describe(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var ranks = GraphExporter.RanksOf(network);
        int[] Dimensions(Layer layer) =>
            ranks[layer.Index] == 2 ? [1, layer.Shape.Channels] : [1, layer.Shape.Channels, layer.Shape.Height, layer.Shape.Width];
        return (new ModelInput(network.Input.Name, Dimensions(network.Input), IsMap: true, IsBatchFixed: false),
            [.. network.Outputs.Select(
                o => new ModelOutput(o.Key, Dimensions(o.Value), IsMap: ranks[o.Value.Index] == 4, IsBatchFixed: false))]);
    }
}
