using System.Reflection;
using System.Runtime.InteropServices;
using Affekt.Neural.Inference;

namespace Affekt.Neural.Onnx;

/// <summary>How the weights of convolutions lie in a file.</summary>
public enum WeightPrecision
{
    /// <summary>As they are: 32 bits each.</summary>
    Single,

    /// <summary>
    /// 8 bits each, as the nearest multiple of a step that each output channel has for itself, its largest weight divided by
    /// 127: a quarter of the size. Nodes turn them back, which a runtime does once, when it loads the file.
    /// </summary>
    Int8,
}

/// <summary>
/// Writes a network, folded for inference, as ONNX that any runtime reads: opset 17, images as [batch, channels, height,
/// width], convolution weights as [output, input, height, width]. The same network gives the same bytes.
/// </summary>
public static class OnnxWriter
{
    /// <summary>The version of the standard operators that is written.</summary>
    public const int Opset = 17;

    private const int IrVersion = 8;

    /// <param name="network">What to write; must have an output.</param>
    /// <param name="metadata">Goes into the file's metadata_props, sorted by key.</param>
    /// <param name="precision">How exactly the weights of convolutions are written.</param>
    /// <exception cref="ArgumentException">The network has no output, or one that bears the input's name.</exception>
    public static byte[] Write(
        Network network, IReadOnlyDictionary<string, string>? metadata = null, WeightPrecision precision = WeightPrecision.Single)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Outputs.Count == 0)
            throw new ArgumentException("The network has no output; name one with AddOutput.", nameof(network));
        if (network.Outputs.ContainsKey(network.Input.Name))
            throw new ArgumentException($"Output {network.Input.Name} bears the name of the input; give it another.", nameof(network));
        var file = new OnnxFile
        {
            IrVersion = IrVersion,
            ProducerName = "Affekt",
            ProducerVersion = typeof(
                OnnxWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "",
            Graph = new GraphExporter(network.Fold(), precision).Export(),
        };
        file.Opsets.Add(("", Opset));
        foreach (var (key, value) in (metadata ?? new Dictionary<string, string>()).OrderBy(m => m.Key, StringComparer.Ordinal))
            file.Metadata.Add((key, value));
        return OnnxSerializer.Serialize(file);
    }

    internal static OnnxTensor Tensor(string name, ReadOnlySpan<float> values, params ReadOnlySpan<int> dimensions) =>
        Tensor(name, ElementType.Float, LittleEndian(values), dimensions);

    internal static OnnxTensor Int8Tensor(string name, ReadOnlySpan<sbyte> values, params ReadOnlySpan<int> dimensions) =>
        Tensor(name, ElementType.Int8, MemoryMarshal.AsBytes(values).ToArray(), dimensions);

    internal static OnnxTensor Tensor(string name, ReadOnlySpan<long> values) =>
        Tensor(name, ElementType.Int64, LittleEndian(values), values.Length);

    private static OnnxTensor Tensor(string name, ElementType type, byte[] raw, params ReadOnlySpan<int> dimensions)
    {
        var tensor = new OnnxTensor { Name = name, Type = type, Raw = raw };
        foreach (var dimension in dimensions)
            tensor.Dimensions.Add(dimension);
        return tensor;
    }

    private static byte[] LittleEndian<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values).ToArray();
        if (!BitConverter.IsLittleEndian)
            for (var i = 0; i < values.Length; i++)
                Array.Reverse(bytes, i * Marshal.SizeOf<T>(), Marshal.SizeOf<T>());
        return bytes;
    }
}
