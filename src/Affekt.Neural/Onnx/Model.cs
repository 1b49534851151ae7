using System.Security.Cryptography;
using Affekt.Neural.Inference;

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

    /// <summary>Joins a network with what a reader of its file should know, ready to be saved.</summary>
    /// <param name="network">With at least one output.</param>
    /// <param name="metadata">Goes into the file.</param>
    public Model(Network network, IReadOnlyDictionary<string, string>? metadata = null)
        : this(network, metadata ?? new Dictionary<string, string>(), Describe(network), "Affekt", OnnxWriter.Opset, "")
    {
    }

    private Model(Network network, IReadOnlyDictionary<string, string> metadata, (ModelInput Input, IReadOnlyList<ModelOutput> Outputs) values, string producer, long opset, string sha256)
    {
        (Network, Metadata, Input, Outputs, Producer, Opset, Sha256) = (network, metadata, values.Input, values.Outputs, producer, opset, sha256);
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

    /// <summary>The hash of the file in lower-case hexadecimal; empty for a model that did not come from one.</summary>
    public string Sha256 { get; }

    /// <summary>Runs the network as it was when this was first asked for.</summary>
    public Predictor Predictor => _predictor.Value;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="sha256">The hash it must have, in hexadecimal; null accepts any.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ModelFormatException">The file is no model that can be run here, or not the expected one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Model Load(string path, string? sha256 = null, ModelLimits? limits = null)
    {
        limits ??= ModelLimits.Default;
        var length = new FileInfo(path).Length;
        if (length > limits.MaxFileBytes)
            throw new ModelFormatException($"Model {path} has {length} bytes; at most {limits.MaxFileBytes} are read.");
        try
        {
            var model = Parse(File.ReadAllBytes(path), limits);
            return sha256 is null || model.Sha256.Equals(sha256, StringComparison.OrdinalIgnoreCase) ? model
                : throw new ModelFormatException($"its SHA-256 is {model.Sha256}, but {sha256} is expected; fetch the file again.");
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException($"Model {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ModelFormatException">The bytes are no model that can be run here.</exception>
    public static Model Parse(byte[] bytes, ModelLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        limits ??= ModelLimits.Default;
        var file = OnnxParser.Parse(bytes, limits);
        var graph = GraphImporter.Import(file, limits);
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in file.Metadata)
            if (!metadata.TryAdd(key, value))
                throw new ModelFormatException($"The metadata has two entries named {key}; expected one.");
        return new Model(graph.Network, metadata, (graph.Input, graph.Outputs), $"{file.ProducerName} {file.ProducerVersion}".Trim(), GraphImporter.OpsetOf(file), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>The bytes of an ONNX file; always the same for the same model.</summary>
    public byte[] ToBytes() => OnnxWriter.Write(Network, Metadata);

    /// <summary>Writes an ONNX file; one that is there is replaced when the new one is complete.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var partial = path + ".partial";
        File.WriteAllBytes(partial, ToBytes());
        File.Move(partial, path, overwrite: true);
    }

    private static (ModelInput, IReadOnlyList<ModelOutput>) Describe(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var ranks = GraphExporter.RanksOf(network);
        int[] Dimensions(Layer layer) => ranks[layer.Index] == 2 ? [1, layer.Shape.Channels] : [1, layer.Shape.Channels, layer.Shape.Height, layer.Shape.Width];
        return (new ModelInput(network.Input.Name, Dimensions(network.Input), IsMap: true, IsBatchFixed: false),
            [.. network.Outputs.Select(o => new ModelOutput(o.Key, Dimensions(o.Value), IsMap: ranks[o.Value.Index] == 4, IsBatchFixed: false))]);
    }
}
