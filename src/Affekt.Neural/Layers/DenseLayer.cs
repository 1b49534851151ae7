using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>A fully connected layer: a convolution of one tap on a map of one pixel.</summary>
public sealed class DenseLayer : ConvolutionLayer
{
    internal DenseLayer(string name, Layer input, int outputs, bool hasBias = true, bool hasRelu = false)
        : base(name, RequireVector(input), outputs, kernelSize: 1, stride: 1, padding: 0, hasBias, hasRelu)
    {
    }

    internal override FilterLayer Rebuild(Layer input, bool hasBias, bool hasRelu) =>
        new DenseLayer(Name, input, Shape.Channels, hasBias, hasRelu);

    private static Layer RequireVector(Layer input) => input.Shape.Pixels == 1
        ? input
        : throw new ArgumentException(
            $"A dense layer reads a vector, not {input.Shape} ({input.Name}); pool globally or flatten first.", nameof(input));
}
