using System.Security.Cryptography;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;
using Affekt.Neural.Weights;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>Weights from a file, by the names of a network's parameters; docs/reference/training.md says which files fit.</summary>
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

    /// <summary>The file's hash in lower-case hexadecimal; of several, their hashes with + between.</summary>
    public string Sha256 { get; }

    /// <summary>Reads a safetensors file, or the initialisers of an ONNX file (ending in .onnx).</summary>
    /// <exception cref="ModelFormatException">It is neither.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PretrainedWeights Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var isOnnx = Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);
        if (new FileInfo(path).Length > ModelLimits.Default.MaxFileBytes)
            throw new ModelFormatException(
                $"Weights {path} have more than {ModelLimits.Default.MaxFileBytes >> 20} MiB; name a file of weights.");
        var bytes = File.ReadAllBytes(path);
        try
        {
            var tensors = isOnnx ? WeightLoader.ReadInitializers(bytes) : SafeTensors.Parse(bytes);
            // A finished model of ours holds its weights folded and perhaps in eight bits; read as a network, it has them as they
            // count.
            var isFinished = isOnnx && tensors.ContainsKey(Recipe.LabelOutput + ".weight");
            if (isFinished)
                tensors = Model.Parse(bytes).Network.Parameters
                    .ToDictionary(p => p.Name, p => new Tensor(p.Dimensions, p.Values.ToArray()));
            var isLast = !isOnnx && tensors.Any(
                t => t.Key.StartsWith(Stem, StringComparison.Ordinal) && t.Value.Dimensions is [StemSize, StemSize, _, _]);
            return new PretrainedWeights(path, tensors, isLast || isFinished ? WeightLayout.ChannelsLast
                : WeightLayout.ChannelsFirst, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException($"Weights {path}: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// The mean of several files of one network's weights, as after runs that set out from the same weights (Wortsman et al.,
    /// "Model soups", 2022). What its normalisations know of their inputs is only nearly right: a short run at a low rate mends that.
    /// </summary>
    /// <param name="paths">One file or more.</param>
    /// <exception cref="ModelFormatException">One is no file of weights, or they have other tensors than the first.</exception>
    /// <exception cref="IOException">One cannot be read.</exception>
    public static PretrainedWeights Mean(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfZero(paths.Count);
        var all = paths.Select(Load).ToList();
        var first = all[0];
        if (all.Count == 1)
            return first;
        foreach (var other in all.Skip(1))
            if (other._layout != first._layout || other._tensors.Count != first._tensors.Count
                || first._tensors.FirstOrDefault(t => !other._tensors.TryGetValue(t.Key, out var same)
                    || !same.Dimensions.SequenceEqual(t.Value.Dimensions)) is { Key: not null })
                throw new ModelFormatException(
                    $"Weights {other._source} have other tensors than {first._source}: the mean is of runs of one recipe.");
        var mean = first._tensors.ToDictionary(t => t.Key,
            t => new Tensor(t.Value.Dimensions, [.. t.Value.Values.Select((_, i) => all.Average(a => a._tensors[t.Key].Values[i]))]));
        return new PretrainedWeights(string.Join(" and ", paths), mean, first._layout, string.Join('+', all.Select(a => a.Sha256)));
    }

    /// <summary>Fills a whole network, its trunk or its head. A head that the file does not have stays as it is.</summary>
    /// <exception cref="ModelFormatException">A tensor is missing or has another shape; the network is unchanged.</exception>
    public void Fill(Network network)
    {
        var hasHead = _tensors.Keys.Any(k => k.StartsWith(Recipe.LabelOutput + ".", StringComparison.Ordinal)
            || k.StartsWith(Recipe.LabelOutput + "/", StringComparison.Ordinal));
        try
        {
            WeightLoader.Load(network, _tensors, IsOwn(network) ? WeightLayout.ChannelsLast
                : _layout, layer => layer != Recipe.LabelOutput || hasHead);
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException($"Weights {_source} do not fit: {exception.Message}", exception);
        }
    }

    /// <summary>Our own files hold each parameter as the network does.</summary>
    private bool IsOwn(Network network) =>
        network.Parameters.All(p => _tensors.TryGetValue(p.Name, out var tensor) && tensor.Dimensions.SequenceEqual(p.Dimensions));

    /// <summary>Writes a network's parameters so that <see cref="Load"/> reads them.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var tensors = network.Parameters.ToDictionary(p => p.Name, p => new Tensor(p.Dimensions, p.Values.ToArray()));
        AtomicFile.Write(path, stream => SafeTensors.Write(stream, tensors));
    }
}
