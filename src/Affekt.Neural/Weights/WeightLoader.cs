using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Weights;

/// <summary>How a file orders the numbers of convolution and dense weights.</summary>
public enum WeightLayout
{
    /// <summary>[height, width, input, output] and [input, output], as Keras has it.</summary>
    ChannelsLast,
    /// <summary>[output, input, height, width] and [output, input], as PyTorch and ONNX have it.</summary>
    ChannelsFirst,
}

/// <summary>Fills a network's parameters with tensors of the same names from elsewhere.</summary>
public static class WeightLoader
{
    private static readonly Dictionary<string, string[]> Suffixes = new()
    {
        ["weight"] = ["weight", "kernel", "kernel:0", "depthwise_kernel", "depthwise_kernel:0", "W"],
        ["bias"] = ["bias", "bias:0", "B"],
        ["gamma"] = ["gamma", "gamma:0", "weight", "scale"],
        ["beta"] = ["beta", "beta:0", "bias", "B"],
        ["mean"] = ["mean", "moving_mean", "moving_mean:0", "running_mean"],
        ["variance"] = ["variance", "moving_variance", "moving_variance:0", "running_var"],
        ["slope"] = ["slope", "weight", "alpha"],
    };

    /// <summary>
    /// Fills every parameter whose layer <paramref name="accepts"/> takes. The parameter "conv1.weight" looks for conv1.weight,
    /// conv1/kernel:0 and the like; a name alone, as an initialiser bears it, must be the parameter's own.
    /// </summary>
    /// <param name="network">Changed in place, unless an exception is thrown.</param>
    /// <param name="tensors">From <see cref="SafeTensors"/> or <see cref="ReadInitializers"/>.</param>
    /// <param name="layout">How the file orders convolution and dense weights.</param>
    /// <param name="accepts">Which layers to fill, by name; null for all. Leave out a head with other classes.</param>
    /// <param name="layerName">Turns a layer's name into that of the file; null keeps it.</param>
    /// <returns>The names of tensors that no parameter took.</returns>
    /// <exception cref="ModelFormatException">A tensor is missing or has another shape.</exception>
    public static IReadOnlyList<string> Load(
        Network network, IReadOnlyDictionary<string, Tensor> tensors, WeightLayout layout, Func<string, bool>? accepts = null,
        Func<string, string>? layerName = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(tensors);
        var found = new List<(Parameter Parameter, float[] Values)>();
        var unused = tensors.Keys.ToHashSet();
        foreach (var layer in network.Layers.Where(l => accepts?.Invoke(l.Name) ?? true))
            foreach (var parameter in layer.Parameters)
            {
                var name = NameOf(parameter, layerName?.Invoke(layer.Name) ?? layer.Name, tensors)
                    ?? throw new ModelFormatException(
                        $"Parameter {parameter.Name} ({string.Join('x', parameter.Dimensions)}) has no tensor in the file, " +
                        $"which has {string.Join(", ", tensors.Keys.Order(StringComparer.Ordinal).Take(5))} and so on.");
                unused.Remove(name);
                found.Add((parameter, Arrange(parameter, name, tensors[name], layout, layer is DepthwiseConvolutionLayer)));
            }
        foreach (var (parameter, values) in found)
            values.CopyTo(parameter.Values);
        return [.. unused.Order(StringComparer.Ordinal)];
    }

    /// <summary>The initialisers of an ONNX file by name, whether its graph can be run here or not.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ModelFormatException">The bytes are no ONNX file.</exception>
    public static IReadOnlyDictionary<string, Tensor> ReadInitializers(byte[] bytes, ModelLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        limits ??= ModelLimits.Default;
        var graph = OnnxParser.Parse(bytes, limits).Graph
            ?? throw new ModelFormatException("The model file has no graph; expected an ONNX file.");
        var result = new Dictionary<string, Tensor>();
        foreach (var tensor in graph.Initializers)
        {
            var constant = Constant.From(tensor, $"Initialiser {tensor.Name}", limits);
            if (!result.TryAdd(tensor.Name, new Tensor(constant.Dimensions, constant.Floats)))
                throw new ModelFormatException($"There are two initialisers named {tensor.Name}.");
        }
        return result;
    }

    private static string? NameOf(Parameter parameter, string layer, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var suffix = parameter.Name[(parameter.Name.LastIndexOf('.') + 1)..];
        foreach (var candidate in Suffixes.GetValueOrDefault(suffix, [suffix]))
            foreach (var separator in new[] { ".", "/" })
                if (tensors.ContainsKey(layer + separator + candidate))
                    return layer + separator + candidate;
        return null;
    }

    private static float[] Arrange(Parameter parameter, string name, Tensor tensor, WeightLayout layout, bool isDepthwise)
    {
        int[] own = [.. parameter.Dimensions];
        if (own is not [var height, var width, var inputs, var outputs])
            return tensor.Values.Length == own[0] ? tensor.Values
                : throw new ModelFormatException($"Tensor {name} has {tensor}; parameter {parameter.Name} needs {own[0]}.");
        // Keras keeps depthwise kernels as [height, width, channels, 1].
        int[] expected = layout == WeightLayout.ChannelsFirst ? [outputs, inputs, height, width] : isDepthwise
            ? [height, width, outputs, inputs] : own;
        // Dense layers have no height and width elsewhere.
        var isDense = height * width == 1 && tensor.Dimensions.Count == 2;
        int[] wanted = isDense ? layout == WeightLayout.ChannelsFirst ? [outputs, inputs] : [inputs, outputs] : expected;
        if (!tensor.Dimensions.SequenceEqual(wanted))
            throw new ModelFormatException($"Tensor {name} is {tensor}; parameter {parameter.Name} needs {string.Join('x', wanted)}.");
        if (layout == WeightLayout.ChannelsLast)
            return tensor.Values;
        var taps = height * width;
        var result = new float[tensor.Values.Length];
        for (var o = 0; o < outputs; o++)
            for (var i = 0; i < inputs; i++)
                for (var t = 0; t < taps; t++)
                    result[(t * inputs + i) * outputs + o] = tensor.Values[(o * inputs + i) * taps + t];
        return result;
    }
}
