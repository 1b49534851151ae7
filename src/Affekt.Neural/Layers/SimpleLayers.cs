using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>The images that a network is given.</summary>
public sealed class InputLayer : Layer
{
    internal InputLayer(string name, Shape shape) : base(name, shape) { }

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new InputLayer(Name, Shape);

    internal override void Forward(LayerContext context) { }

    internal override void Backward(LayerContext context) { }
}

/// <summary>A function of each value.</summary>
public sealed class ActivationLayer : Layer
{
    internal ActivationLayer(string name, Layer input, Activation function) : base(name, input.Shape, input) => Function = function;

    /// <summary>The function.</summary>
    public Activation Function { get; }

    internal override bool IsRecomputed => true;

    internal override bool BackwardReadsInputs => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new ActivationLayer(Name, inputs[0], Function);

    internal override void Forward(LayerContext context) => ElementKernels.Apply(Function, context.Value(Inputs[0]), context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } gradient)
            ElementKernels.ApplyGradient(Function, context.Value(Inputs[0]), context.Gradient(this), accumulate, gradient);
    }
}

/// <summary>The sum of two results of the same shape: the shortcut of a residual block.</summary>
public sealed class AddLayer : Layer
{
    internal AddLayer(string name, Layer left, Layer right) : base(name, left.Shape, left, right)
    {
        if (left.Shape != right.Shape)
            throw new ArgumentException(
                $"Only equal shapes can be added, not {left.Shape} ({left.Name}) and {right.Shape} ({right.Name}).", nameof(right));
    }

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new AddLayer(Name, inputs[0], inputs[1]);

    internal override void Forward(LayerContext context) =>
        ElementKernels.Add(context.Value(Inputs[0]), context.Value(Inputs[1]), context.Value(this));

    internal override void Backward(LayerContext context)
    {
        for (var i = 0; i < Inputs.Count; i++)
            if (context.InputGradient(this, i, out var accumulate) is { } gradient)
                ElementKernels.Copy(context.Gradient(this), accumulate, gradient);
    }
}

/// <summary>Each channel times a factor of its own: the end of a squeeze-excitation block (Hu, Shen and Sun, 2018).</summary>
public sealed class ScaleLayer : Layer
{
    internal ScaleLayer(string name, Layer input, Layer factors) : base(name, input.Shape, input, factors)
    {
        if (factors.Shape != new Shape(1, 1, input.Shape.Channels))
            throw new ArgumentException(
                $"Scaling {input.Shape} ({input.Name}) needs factors of shape 1x1x{input.Shape.Channels}, not " +
                $"{factors.Shape} ({factors.Name}).", nameof(factors));
    }

    internal override bool IsRecomputed => true;

    internal override bool BackwardReadsInputs => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new ScaleLayer(Name, inputs[0], inputs[1]);

    internal override void Forward(LayerContext context) =>
        ChannelKernels.Scale(context.Value(Inputs[0]), context.Value(Inputs[1]), accumulate: false, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } gradient)
            ChannelKernels.Scale(context.Gradient(this), context.Value(Inputs[1]), accumulate, gradient);
        if (context.InputGradient(this, 1, out accumulate) is { } factors)
            ChannelKernels.ScaleGradient(context.Value(Inputs[0]), context.Gradient(this), accumulate, factors);
    }
}

/// <summary>The end of a residual block in inference: each channel times a factor of its own, plus the shortcut, then ReLU, in
/// one pass over memory.</summary>
internal sealed class ResidualEndLayer : Layer
{
    internal ResidualEndLayer(string name, Layer input, Layer factors, Layer shortcut)
        : base(name, input.Shape, input, factors, shortcut) { }

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new ResidualEndLayer(Name, inputs[0], inputs[1], inputs[2]);

    internal override void Forward(LayerContext context) =>
        ChannelKernels.ScaleAndAdd(context.Value(Inputs[0]), context.Value(Inputs[1]), context.Value(Inputs[2]), context.Value(this));

    internal override void Backward(LayerContext context) => throw new NotSupportedException("Only made for inference.");
}

/// <summary>The mean over all pixels.</summary>
public sealed class GlobalAveragePoolLayer : Layer
{
    internal GlobalAveragePoolLayer(string name, Layer input) : base(name, new Shape(1, 1, input.Shape.Channels), input) { }

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new GlobalAveragePoolLayer(Name, inputs[0]);

    internal override void Forward(LayerContext context) => ChannelKernels.Average(context.Value(Inputs[0]), context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } gradient)
            ChannelKernels.AverageGradient(context.Gradient(this), accumulate, gradient);
    }
}

/// <summary>All values of an image as one vector, in the order height, width, channels.</summary>
public sealed class FlattenLayer : Layer
{
    internal FlattenLayer(string name, Layer input) : base(name, new Shape(1, 1, input.Shape.Count), input) { }

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new FlattenLayer(Name, inputs[0]);

    internal override void Forward(LayerContext context) => ElementKernels.Flatten(context.Value(Inputs[0]), context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } gradient)
            ElementKernels.FlattenGradient(context.Gradient(this), accumulate, gradient);
    }
}

/// <summary>Sets values to zero at random while training (Srivastava et al., 2014); does nothing otherwise.</summary>
public sealed class DropoutLayer : Layer
{
    internal DropoutLayer(string name, Layer input, double rate) : base(name, input.Shape, input)
    {
        if (!(rate >= 0 && rate < 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "The dropout rate lies in [0, 1).");
        Rate = rate;
    }

    /// <summary>The share of values that become zero.</summary>
    public double Rate { get; internal set; }

    internal override bool IsRecomputed => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new DropoutLayer(Name, inputs[0], Rate);

    internal override void Forward(LayerContext context) => Drop(context, context.Value(Inputs[0]), false, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } gradient)
            Drop(context, context.Gradient(this), accumulate, gradient);
    }

    private void Drop(LayerContext context, in TensorView source, bool accumulate, in TensorView target) =>
        ElementKernels.Dropout(source, Rate, CounterRandom.Mix(context.StepSeed ^ CounterRandom.Mix((ulong)Index)),
            context.FirstImage, accumulate, target);
}

/// <summary>Logits to probabilities over the channels of each pixel.</summary>
public sealed class SoftmaxLayer : Layer
{
    internal SoftmaxLayer(string name, Layer input) : base(name, input.Shape, input) { }

    internal override bool BackwardReadsOutput => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new SoftmaxLayer(Name, inputs[0]);

    internal override void Forward(LayerContext context) => ElementKernels.Softmax(context.Value(Inputs[0]), context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } gradient)
            ElementKernels.SoftmaxGradient(context.Value(this), context.Gradient(this), accumulate, gradient);
    }
}
