using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>
/// A layer with weights whose last dimension is the output channel, so that a batch normalisation or a ReLU behind it can
/// become part of it.
/// </summary>
public abstract class FilterLayer : Layer
{
    private protected FilterLayer(string name, Layer input, Shape shape, int[] weightDimensions, bool hasBias, bool hasRelu)
        : base(name, shape, input)
    {
        if (shape.Height < 1 || shape.Width < 1)
            throw new ArgumentException(
                $"A {weightDimensions[0]}x{weightDimensions[1]} convolution does not fit on {input.Shape} with its padding " +
                $"({name}).", nameof(input));
        Weight = new Parameter(name + ".weight", weightDimensions, ParameterKind.Weight);
        Bias = hasBias ? new Parameter(name + ".bias", [shape.Channels], ParameterKind.Offset) : null;
        HasRelu = hasRelu;
    }

    /// <summary>[kernel height, kernel width, input channels that one output channel reads, output channels].</summary>
    public Parameter Weight { get; }

    /// <summary>[output channels], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>True when negative results become zero; only in networks made for inference.</summary>
    public bool HasRelu { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Bias is null ? [Weight] : [Weight, Bias];

    /// <inheritdoc/>
    public override long MultiplyAdds => (long)Shape.Pixels * Weight.Values.Length;

    internal override bool BackwardReadsInputs => true;

    internal sealed override Layer Rebuild(IReadOnlyList<Layer> inputs) => Rebuild(inputs[0], Bias is not null, HasRelu);

    /// <summary>The same layer, perhaps with a bias or ReLU of its own, the parameters fresh.</summary>
    internal abstract FilterLayer Rebuild(Layer input, bool hasBias, bool hasRelu);

    /// <summary>Adds the bias's gradient: the sum over all pixels.</summary>
    private protected void AccumulateBiasGradient(LayerContext context)
    {
        if (Bias is not null && context.ParameterGradients!.Of(Bias) is { } gradient)
            ChannelKernels.AccumulateSums(context.Gradient(this), gradient);
    }
}
