using Affekt.Neural.Operations;

namespace Affekt.Neural;

/// <summary>A convolution of each channel on its own (Sifre and Mallat, 2014), optionally with a bias and a ReLU.</summary>
public sealed class DepthwiseConvolutionLayer : FilterLayer
{
    internal DepthwiseConvolutionLayer(string name, Layer input, Window window, bool hasBias, bool hasRelu = false)
        : base(name, input, window.OutputShape(input.Shape, input.Shape.Channels),
            [window.Height, window.Width, 1, input.Shape.Channels], hasBias, hasRelu) =>
        Window = window;

    /// <summary>How the kernel moves.</summary>
    public Window Window { get; }

    internal override int InputBorder => Window.LargestPadding;

    internal override int GradientBorder => Window.TransposedBorder;

    internal override FilterLayer Rebuild(Layer input, bool hasBias, bool hasRelu) =>
        new DepthwiseConvolutionLayer(Name, input, Window, hasBias, hasRelu);

    internal override void Forward(LayerContext context) =>
        context.Kernel.Depthwise.Forward(Window, context.Value(Inputs[0]), Weight.Buffer, Bias?.Buffer, HasRelu, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        var outputGradient = context.Gradient(this);
        if (context.ParameterGradients!.Of(Weight) is { } weightGradient)
            context.Kernel.Depthwise.BackwardWeights(Window, context.Value(Inputs[0]), outputGradient, weightGradient);
        AccumulateBiasGradient(context);
        if (context.InputGradient(this, 0, out var accumulate) is { } inputGradient)
            context.Kernel.Depthwise.BackwardInput(Window, outputGradient, Weight.Buffer, accumulate, inputGradient);
    }
}
