using System.Security.Cryptography;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Weights;

namespace Affekt.Training.Recipes;

/// <summary>Weights from a file, by the names of a network's parameters; docs/training.md says which files fit.</summary>
public sealed class PretrainedWeights
{
    // The stem is seven by seven: where these two sizes stand tells how the file orders numbers.
    private const string Stem = "conv1_conv";
    private const int StemSize = 7;

    private readonly string _source;
    private readonly IReadOnlyDictionary<string, Tensor> _tensors;
    private readonly WeightLayout _layout;

    private PretrainedWeights(string source, IReadOnlyDictionary<string, Tensor> tensors, WeightLayout layout, string sha256) =>
        (_source, _tensors, _layout, Sha256) = (source, tensors, layout, sha256);

    /// <summary>The file's hash in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Reads a safetensors file, or the initialisers of an ONNX file (ending in .onnx).</summary>
    /// <exception cref="ModelFormatException">It is neither.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PretrainedWeights Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var isOnnx = Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
        if (new FileInfo(path).Length > ModelLimits.Default.MaxFileBytes)
            throw new ModelFormatException($"Weights {path} have more than {ModelLimits.Default.MaxFileBytes >> 20} MiB; name a file of weights.");
        var bytes = File.ReadAllBytes(path);
        try
        {
            var tensors = isOnnx ? WeightLoader.ReadInitializers(bytes) : SafeTensors.Parse(bytes);
            var isLast = !isOnnx && tensors.Any(t => t.Key.StartsWith(Stem, StringComparison.Ordinal) && t.Value.Dimensions is [StemSize, StemSize, _, _]);
            return new PretrainedWeights(path, tensors, isLast ? WeightLayout.ChannelsLast : WeightLayout.ChannelsFirst, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException($"Weights {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Fills a whole network, its trunk or its head. A head that the file does not have stays as it is.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing or has another shape; the network is unchanged.</exception>
    public void Fill(Network network)
    {
        var hasHead = _tensors.Keys.Any(k => k.StartsWith(Recipe.LabelOutput + ".", StringComparison.Ordinal) || k.StartsWith(Recipe.LabelOutput + "/", StringComparison.Ordinal));
        try
        {
            WeightLoader.Load(network, _tensors, IsOwn(network) ? WeightLayout.ChannelsLast : _layout, layer => layer != Recipe.LabelOutput || hasHead);
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException($"Weights {_source} do not fit: {exception.Message}", exception);
        }
    }

    /// <summary>Our own files hold each parameter as the network does.</summary>
    private bool IsOwn(Network network) => network.Parameters.All(p => _tensors.TryGetValue(p.Name, out var tensor) && tensor.Dimensions.SequenceEqual(p.Dimensions));

    /// <summary>Writes a network's parameters so that <see cref="Load"/> reads them.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var tensors = network.Parameters.ToDictionary(p => p.Name, p => new Tensor(p.Dimensions, p.Values.ToArray()));
        Runs.AtomicFile.Write(path, stream => SafeTensors.Write(stream, tensors));
    }
}
