using Affekt.Neural.Operations;

namespace Affekt.Neural.Inference;

/// <summary>Makes a network for inference: batch normalisation and ReLU become part of the convolution before them, dropout goes.</summary>
public static class Folding
{
    /// <summary>
    /// A new network with the same outputs up to rounding: no batch normalisation behind a convolution, no layer that no
    /// output needs.
    /// </summary>
    public static Network Fold(this Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var result = new Network(network.Input.Shape, inputName: network.Input.Name);
        var live = LiveLayers(network);
        var readers = live.SelectMany(l => l.Inputs, (reader, input) => (reader, input)).ToLookup(r => r.input, r => r.reader);
        var outputs = network.Outputs.Values.ToHashSet();
        var map = new Layer?[network.Layers.Count];
        map[network.Input.Index] = result.Input;
        foreach (var layer in network.Layers.Skip(1).Where(live.Contains))
        {
            if (map[layer.Index] is not null)
                continue; // A convolution has taken it in.
            if (layer is DropoutLayer)
                map[layer.Index] = map[layer.Inputs[0].Index];
            else if (layer is FilterLayer convolution)
                Merge(result, convolution, map, l => outputs.Contains(l) || readers[l].Count() != 1 ? null : readers[l].First());
            else
                map[layer.Index] = Copy(result, layer, map);
        }
        foreach (var (name, layer) in network.Outputs)
            result.AddOutput(name, map[layer.Index]!);
        return result;
    }

    private static HashSet<Layer> LiveLayers(Network network)
    {
        var live = network.Outputs.Values.Append(network.Input).ToHashSet();
        foreach (var layer in network.Layers.Reverse().Where(live.Contains))
            live.UnionWith(layer.Inputs);
        return live;
    }

    private static void Merge(Network result, FilterLayer convolution, Layer?[] map, Func<Layer, Layer?> onlyReader)
    {
        Layer last = convolution;
        var norm = convolution.HasRelu ? null : onlyReader(last) as BatchNormLayer;
        last = norm ?? last;
        var relu = convolution.HasRelu || norm is { HasRelu: true };
        var activation = relu ? null : onlyReader(last) is ActivationLayer { Function: var f } next && f == Activation.Relu ? next : null;
        var target = result.Add(convolution.Rebuild(
            map[convolution.Inputs[0].Index]!, norm is not null || convolution.Bias is not null, relu || activation is not null));
        map[convolution.Index] = target;
        if (norm is not null)
            map[norm.Index] = target;
        if (activation is not null)
            map[activation.Index] = target;

        CopyValues(convolution, target);
        if (norm is null)
            return;
        var outputs = convolution.Shape.Channels;
        var weights = target.Weight.Values;
        for (var c = 0; c < outputs; c++)
        {
            var (scale, shift) = norm.Affine(c);
            for (var i = c; i < weights.Length; i += outputs)
                weights[i] = (float)(weights[i] * scale);
            target.Bias!.Values[c] = (float)((convolution.Bias is null ? 0 : convolution.Bias.Values[c] * scale) + shift);
        }
    }

    /// <summary>The layer in another network, on what the map gives for its inputs.</summary>
    internal static Layer Copy(Network result, Layer layer, Layer?[] map)
    {
        var copy = result.Add(layer.Rebuild([.. layer.Inputs.Select(i => map[i.Index]!)]));
        CopyValues(layer, copy);
        return copy;
    }

    private static void CopyValues(Layer from, Layer to)
    {
        foreach (var (source, target) in from.Parameters.Zip(to.Parameters))
            source.Values.CopyTo(target.Values);
    }
}
