using Affekt.Neural.Kernels;

namespace Affekt.Neural;

/// <summary>A square two-dimensional convolution, optionally with a bias and a ReLU.</summary>
public class ConvolutionLayer : FilterLayer
{
    private readonly ConvolutionGeometry _geometry;
    private PackedWeights? _packed;
    private PackedWeights? _packedTransposed;

    internal ConvolutionLayer(string name, Layer input, int outputChannels, int kernelSize, int stride, int padding, bool hasBias, bool hasRelu = false)
        : base(name, input, GeometryOf(kernelSize, stride, padding).OutputShape(input.Shape, outputChannels), [kernelSize, kernelSize, input.Shape.Channels, outputChannels], hasBias, hasRelu) =>
        _geometry = GeometryOf(kernelSize, stride, padding);

    /// <summary>Rows and columns of the kernel.</summary>
    public int KernelSize => _geometry.KernelHeight;

    /// <summary>Input pixels from one output pixel to the next.</summary>
    public int Stride => _geometry.Stride;

    /// <summary>Rows and columns of zeros around the input.</summary>
    public int Padding => _geometry.Padding;

    internal override int InputBorder => Padding;

    internal override int GradientBorder => Stride == 1 ? TransposedPadding : 0;

    private int TransposedPadding => KernelSize - 1 - Padding;

    internal override FilterLayer Rebuild(Layer input, bool hasBias, bool hasRelu) =>
        new ConvolutionLayer(Name, input, Shape.Channels, KernelSize, Stride, Padding, hasBias, hasRelu);

    internal override void Prepare(ConvolutionKernel kernel, bool forTraining)
    {
        var inputChannels = Inputs[0].Shape.Channels;
        if (_packed?.PanelWidth != kernel.PanelWidth)
            (_packed, _packedTransposed) = (new PackedWeights(_geometry.Taps, inputChannels, Shape.Channels, kernel.PanelWidth), null);
        _packed.Pack(Weight.Buffer);
        if (!forTraining)
            return;
        _packedTransposed ??= new PackedWeights(_geometry.Taps, Shape.Channels, inputChannels, kernel.PanelWidth);
        _packedTransposed.PackTransposed(Weight.Buffer);
    }

    internal override void Forward(LayerContext context) =>
        context.Kernel.Forward(_geometry, context.Value(Inputs[0]), _packed!, Bias?.Buffer, accumulate: false, HasRelu, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        var outputGradient = context.Gradient(this);
        if (context.ParameterGradients!.Of(Weight) is { } weightGradient)
            context.Kernel.BackwardWeights(_geometry, context.Value(Inputs[0]), outputGradient, weightGradient);
        AccumulateBiasGradient(context);
        if (context.InputGradient(this, 0, out var accumulate) is not { } inputGradient)
            return;
        var source = Stride == 1
            ? outputGradient
            : context.Spread(outputGradient, Stride, inputGradient.Height + 2 * Padding - KernelSize + 1, inputGradient.Width + 2 * Padding - KernelSize + 1, TransposedPadding);
        context.Kernel.Forward(GeometryOf(KernelSize, 1, TransposedPadding), source, _packedTransposed!, null, accumulate, relu: false, inputGradient);
    }

    private static ConvolutionGeometry GeometryOf(int kernelSize, int stride, int padding) => new(kernelSize, kernelSize, stride, padding);
}
