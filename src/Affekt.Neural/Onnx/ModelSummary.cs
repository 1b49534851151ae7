using System.Security.Cryptography;

namespace Affekt.Neural.Onnx;

/// <summary>What a model file says about itself, whether this engine can run it or not.</summary>
/// <param name="Producer">Who wrote it.</param>
/// <param name="Opset">The version of the standard operators; 0 where none is named.</param>
/// <param name="Sha256">The hash of the file in lower-case hexadecimal.</param>
/// <param name="Operators">How many nodes of each operator it has.</param>
/// <param name="Parameters">Numbers in its initialisers.</param>
public sealed record ModelSummary(
    string Producer, long Opset, string Sha256, IReadOnlyDictionary<string, int> Operators, long Parameters)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ModelFormatException">It is no ONNX file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ModelSummary Read(string path, ModelLimits? limits = null)
    {
        limits ??= ModelLimits.Default;
        var length = new FileInfo(path).Length;
        if (length > limits.MaxFileBytes)
            throw new ModelFormatException($"Model {path} has {length} bytes; at most {limits.MaxFileBytes} are read.");
        var bytes = File.ReadAllBytes(path);
        var file = OnnxParser.Parse(bytes, limits);
        var graph = file.Graph ?? throw new ModelFormatException($"Model {path} has no graph; expected an ONNX file.");
        return new ModelSummary($"{file.ProducerName} {file.ProducerVersion}".Trim(),
            file.Opsets.FirstOrDefault(o => o.Domain is "" or "ai.onnx").Version, Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Model.CountOperators(graph), graph.Initializers.Sum(t => t.Dimensions.Aggregate(1L, (count, size) => count * size)));
    }
}
