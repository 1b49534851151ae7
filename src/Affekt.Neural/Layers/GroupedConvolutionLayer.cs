using Affekt.Neural.Kernels.Depthwise;
using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>
/// The general convolution: channels in groups that do not see each other, any window, dilation and padding. Slower than
/// <see cref="ConvolutionLayer"/>, which serves square windows over all channels.
/// </summary>
public sealed class GroupedConvolutionLayer : FilterLayer
{
    internal GroupedConvolutionLayer(
        string name, Layer input, int outputChannels, Window window, int groups, bool hasBias, bool hasRelu = false)
        : base(name, input, window.OutputShape(input.Shape, outputChannels),
            [window.Height, window.Width, InputsOf(name, input, outputChannels, groups), outputChannels], hasBias, hasRelu) =>
        (Window, Groups) = (window, groups);

    /// <summary>How the kernel moves.</summary>
    public Window Window { get; }

    /// <summary>Into how many groups input and output channels are divided.</summary>
    public int Groups { get; }

    internal override int InputBorder => Window.LargestPadding;

    internal override FilterLayer Rebuild(Layer input, bool hasBias, bool hasRelu) =>
        new GroupedConvolutionLayer(Name, input, Shape.Channels, Window, Groups, hasBias, hasRelu);

    internal override void Forward(LayerContext context) =>
        GroupedConvolution.Forward(Window, Groups, context.Value(Inputs[0]), Weight.Buffer, Bias?.Buffer, HasRelu, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        var outputGradient = context.Gradient(this);
        if (context.ParameterGradients!.Of(Weight) is { } weightGradient)
            GroupedConvolution.BackwardWeights(Window, Groups, context.Value(Inputs[0]), outputGradient, weightGradient);
        AccumulateBiasGradient(context);
        if (context.InputGradient(this, 0, out var accumulate) is not { } inputGradient)
            return;
        if (!accumulate)
            ElementKernels.Clear(inputGradient);
        GroupedConvolution.BackwardInput(Window, Groups, outputGradient, Weight.Buffer, inputGradient);
    }

    private static int InputsOf(string name, Layer input, int outputChannels, int groups) =>
        groups >= 1 && input.Shape.Channels % groups == 0 && outputChannels % groups == 0
            ? input.Shape.Channels / groups
            : throw new ArgumentException(
                $"{groups} groups divide {input.Shape.Channels} input and {outputChannels} output channels unevenly ({name}).",
                nameof(groups));
}
