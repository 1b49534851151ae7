namespace Affekt.Neural.Inference;

/// <summary>Makes a network for inference: batch normalisation becomes part of the convolution before it, dropout goes.</summary>
public static class Folding
{
    /// <summary>A new network with the same outputs up to rounding, with no batch normalisation behind a convolution.</summary>
    public static Network Fold(this Network network)
    {
        var result = new Network(network.Input.Shape, inputName: network.Input.Name);
        var readers = network.Layers.SelectMany(l => l.Inputs).Concat(network.Outputs.Values).CountBy(l => l.Index).ToDictionary();
        var map = new Layer[network.Layers.Count];
        map[network.Input.Index] = result.Input;
        foreach (var layer in network.Layers.Skip(1))
        {
            // A convolution waits for the normalisation, or the ReLU, that alone reads it.
            if (layer is ConvolutionLayer waiting && ReaderToFold(network, waiting, readers) is not null)
                continue;
            map[layer.Index] = layer.Inputs[0] is ConvolutionLayer convolution && ReaderToFold(network, convolution, readers) == layer
                ? Merge(result, convolution, layer, map)
                : Copy(result, layer, map);
        }
        foreach (var (name, layer) in network.Outputs)
            result.AddOutput(name, map[layer.Index]);
        return result;
    }

    private static Layer? ReaderToFold(Network network, ConvolutionLayer convolution, Dictionary<int, int> readers)
    {
        if (convolution.HasRelu || readers.GetValueOrDefault(convolution.Index) != 1)
            return null;
        var reader = network.Layers.FirstOrDefault(l => l.Inputs.Contains(convolution));
        return reader is BatchNormLayer || reader is ActivationLayer { Function: var f } && f == Activation.Relu ? reader : null;
    }

    private static ConvolutionLayer Merge(Network result, ConvolutionLayer convolution, Layer reader, Layer[] map)
    {
        var relu = reader is not BatchNormLayer norm || norm.HasRelu;
        var target = result.Add(Like(convolution, map, hasBias: true, relu));
        var outputs = convolution.Shape.Channels;
        var source = convolution.Weight.Values;
        for (var c = 0; c < outputs; c++)
        {
            var (scale, shift) = reader is BatchNormLayer folded ? folded.Affine(c) : (1, 0);
            for (var i = c; i < source.Length; i += outputs)
                target.Weight.Values[i] = (float)(source[i] * scale);
            target.Bias!.Values[c] = (float)((convolution.Bias is null ? 0 : convolution.Bias.Values[c] * scale) + shift);
        }
        return target;
    }

    private static Layer Copy(Network result, Layer layer, Layer[] map)
    {
        Layer Input(int i) => map[layer.Inputs[i].Index];
        switch (layer)
        {
            case ConvolutionLayer convolution:
                var copy = result.Add(Like(convolution, map, convolution.Bias is not null, convolution.HasRelu));
                CopyValues(convolution, copy);
                return copy;
            case BatchNormLayer norm:
                var affine = result.BatchNorm(Input(0), norm.HasRelu, norm.Name);
                CopyValues(norm, affine);
                return affine;
            case DropoutLayer:
                return Input(0);
            case ActivationLayer activation:
                return result.Activation(Input(0), activation.Function, layer.Name);
            case AddLayer:
                return result.Sum(Input(0), Input(1), layer.Name);
            case ScaleLayer:
                return result.Scale(Input(0), Input(1), layer.Name);
            case MaxPoolLayer pool:
                return result.MaxPool(Input(0), pool.Size, pool.Stride, pool.Padding, layer.Name);
            case GlobalAveragePoolLayer:
                return result.GlobalAveragePool(Input(0), layer.Name);
            case FlattenLayer:
                return result.Flatten(Input(0), layer.Name);
            case SoftmaxLayer:
                return result.Softmax(Input(0), layer.Name);
            default:
                throw new NotSupportedException($"Layer {layer.Name} ({layer.GetType().Name}) cannot be made ready for inference.");
        }
    }

    private static ConvolutionLayer Like(ConvolutionLayer convolution, Layer[] map, bool hasBias, bool hasRelu)
    {
        var input = map[convolution.Inputs[0].Index];
        return convolution is DenseLayer
            ? new DenseLayer(convolution.Name, input, convolution.Shape.Channels, hasBias, hasRelu)
            : new ConvolutionLayer(convolution.Name, input, convolution.Shape.Channels, convolution.KernelSize, convolution.Stride, convolution.Padding, hasBias, hasRelu);
    }

    private static void CopyValues(Layer from, Layer to)
    {
        foreach (var (source, target) in from.Parameters.Zip(to.Parameters))
            source.Values.CopyTo(target.Values);
    }
}
