using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>One number for all along some axes, which get size 1.</summary>
public sealed class ReduceLayer : Layer
{
    internal ReduceLayer(string name, Layer input, Reduction reduction, bool overHeight, bool overWidth, bool overChannels)
        : base(name, new Shape(overHeight ? 1 : input.Shape.Height, overWidth ? 1 : input.Shape.Width, overChannels ? 1
            : input.Shape.Channels), input) =>
        Reduction = reduction;

    /// <summary>What the numbers become.</summary>
    public Reduction Reduction { get; }

    internal override bool BackwardReadsInputs => Reduction is Reduction.Max or Reduction.Min;

    internal override bool BackwardReadsOutput => BackwardReadsInputs;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) =>
        new ReduceLayer(Name, inputs[0], Reduction, Shape.Height != inputs[0].Shape.Height, Shape.Width != inputs[0].Shape.Width,
            Shape.Channels != inputs[0].Shape.Channels);

    internal override void Forward(LayerContext context) => ReduceKernels.Reduce(context.Value(Inputs[0]), Reduction, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is not { } gradient)
            return;
        if (!accumulate)
            ElementKernels.Clear(gradient);
        ReduceKernels.ReduceGradient(BackwardReadsInputs ? context.Value(Inputs[0]) : gradient, BackwardReadsInputs
            ? context.Value(this) : context.Gradient(this), Reduction, context.Gradient(this), gradient);
    }
}

/// <summary>Each pixel's channels brought to mean 0 and variance 1, then scaled and shifted (Ba, Kiros and Hinton, 2016).</summary>
public sealed class LayerNormLayer : Layer
{
    internal LayerNormLayer(string name, Layer input, float epsilon) : base(name, input.Shape, input)
    {
        Epsilon = epsilon;
        Gamma = new Parameter(name + ".gamma", [input.Shape.Channels], ParameterKind.Offset);
        Beta = new Parameter(name + ".beta", [input.Shape.Channels], ParameterKind.Offset);
        Gamma.Values.Fill(1);
    }

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; }

    /// <summary>[channels].</summary>
    public Parameter Gamma { get; }

    /// <summary>[channels].</summary>
    public Parameter Beta { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Gamma, Beta];

    internal override bool IsRecomputed => true;

    internal override bool BackwardReadsInputs => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new LayerNormLayer(Name, inputs[0], Epsilon);

    internal override void Forward(LayerContext context) =>
        ReduceKernels.LayerNorm(context.Value(Inputs[0]), Gamma.Values, Beta.Values, Epsilon, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        var gradient = context.InputGradient(this, 0, out var accumulate);
        ReduceKernels.LayerNormGradient(context.Value(Inputs[0]), Gamma.Values, Epsilon, context.Gradient(this),
            context.ParameterGradients!.Of(Gamma), context.ParameterGradients.Of(Beta), accumulate, gradient);
    }
}
