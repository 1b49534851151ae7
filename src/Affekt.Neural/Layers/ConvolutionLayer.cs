using Affekt.Neural.Kernels;
using Affekt.Neural.Kernels.Convolution;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>A square two-dimensional convolution, optionally with a bias and a ReLU.</summary>
public class ConvolutionLayer : FilterLayer
{
    // With few images, most of the time goes on smaller maps into reading weights, of which Winograd's method has two to four
    // times as many floats, and four times as many bytes as floats where the weights have eight bits.
    private const int FewestPixelsForWinograd = 16;
    private const int FewestPixelsAgainstInt8 = 64;

    private readonly ConvolutionGeometry _geometry;
    private PackedWeights? _packed;
    private PackedWeights? _packedTransposed;
    private StridedGradient? _strided;
    private WinogradConvolution? _winograd;

    internal ConvolutionLayer(
        string name, Layer input, int outputChannels, int kernelSize, int stride, int padding, bool hasBias, bool hasRelu = false)
        : base(name, input, GeometryOf(kernelSize, stride, padding).OutputShape(input.Shape, outputChannels),
            [kernelSize, kernelSize, input.Shape.Channels, outputChannels], hasBias, hasRelu) =>
        _geometry = GeometryOf(kernelSize, stride, padding);

    /// <summary>Rows and columns of the kernel.</summary>
    public int KernelSize => _geometry.KernelHeight;

    /// <summary>Input pixels from one output pixel to the next.</summary>
    public int Stride => _geometry.Stride;

    /// <summary>Rows and columns of zeros around the input.</summary>
    public int Padding => _geometry.Padding;

    internal override int InputBorder => Padding;

    internal override int GradientBorder => Stride == 1 ? TransposedPadding : StridedGradient.BorderOf(_geometry, Inputs[0].Shape, Shape);

    private int TransposedPadding => KernelSize - 1 - Padding;

    internal override FilterLayer Rebuild(Layer input, bool hasBias, bool hasRelu) =>
        new ConvolutionLayer(Name, input, Shape.Channels, KernelSize, Stride, Padding, hasBias, hasRelu);

    /// <summary>Whether it may be computed with fewer multiplications.</summary>
    internal bool SuitsWinograd(ConvolutionKernel kernel) =>
        WinogradConvolution.Suits(kernel, _geometry, Inputs[0].Shape.Channels, Shape.Channels);

    internal override void Prepare(ConvolutionKernel kernel, LayerUse use)
    {
        var inputChannels = Inputs[0].Shape.Channels;
        var forTraining = use == LayerUse.Training;
        var suitsWinograd = SuitsWinograd(kernel);
        var (fewestPixels, fewestAgainstInt8) = use == LayerUse.FewImages ? (FewestPixelsForWinograd, FewestPixelsAgainstInt8) : (0, 0);
        if (!forTraining && kernel.ReadsInt8 && (!suitsWinograd || Shape.Pixels < fewestAgainstInt8)
            && PackedWeights.PackInt8(Weight.Values, _geometry.Taps, inputChannels, Shape.Channels, kernel.PanelWidth) is { } packed)
        {
            (_packed, _packedTransposed, _winograd) = (packed, null, null);
            return;
        }
        if (suitsWinograd && Shape.Pixels >= fewestPixels)
        {
            var transforms = WinogradConvolution.TilesFor(kernel, Shape, use);
            if (_winograd is null || _winograd.Transforms != transforms || (forTraining && !_winograd.HasGradients))
                _winograd = new WinogradConvolution(transforms, inputChannels, Shape.Channels, kernel.PanelWidth, forTraining);
            _winograd.Prepare(Weight.Buffer);
            return;
        }
        _winograd = null;
        if (_packed is null or { IsInt8: true } || _packed.PanelWidth != kernel.PanelWidth)
            (_packed, _packedTransposed) = (new PackedWeights(_geometry.Taps, inputChannels, Shape.Channels, kernel.PanelWidth), null);
        unsafe
        {
            _packed.Pack(Weight.Buffer.Pointer);
            if (!forTraining)
                return;
            if (Stride > 1)
            {
                if (_strided is null || _strided.PanelWidth != kernel.PanelWidth)
                    _strided = new StridedGradient(_geometry, inputChannels, Shape.Channels, kernel.PanelWidth);
                _strided.Pack(Weight.Buffer.Pointer);
                return;
            }
            _packedTransposed ??= new PackedWeights(_geometry.Taps, Shape.Channels, inputChannels, kernel.PanelWidth);
            _packedTransposed.PackTransposed(Weight.Buffer.Pointer);
        }
    }

    internal override void Forward(LayerContext context)
    {
        if (_winograd is not null)
            _winograd.Forward(context, context.Value(Inputs[0]), Bias?.Buffer, HasRelu, context.Value(this));
        else
            context.Kernel.Forward(_geometry, context.Value(Inputs[0]), _packed!, Bias?.Buffer, accumulate: false, HasRelu,
                context.Value(this));
    }

    internal override void Backward(LayerContext context)
    {
        var outputGradient = context.Gradient(this);
        if (context.ParameterGradients!.Of(Weight) is { } weightGradient)
            BackwardWeights(context, outputGradient, weightGradient);
        AccumulateBiasGradient(context);
        if (context.InputGradient(this, 0, out var accumulate) is { } inputGradient)
            BackwardInput(context, outputGradient, accumulate, inputGradient);
    }

    private unsafe void BackwardWeights(LayerContext context, in TensorView outputGradient, AlignedBuffer weightGradient)
    {
        if (_winograd is { SuitsWeightGradients: true })
            _winograd.BackwardWeights(context, context.Value(Inputs[0]), outputGradient, weightGradient);
        else
            context.Kernel.BackwardWeights(_geometry, context.Value(Inputs[0]), outputGradient, weightGradient.Pointer);
    }

    private void BackwardInput(LayerContext context, in TensorView outputGradient, bool accumulate, in TensorView inputGradient)
    {
        if (_winograd is not null)
        {
            _winograd.BackwardInput(context, outputGradient, accumulate, inputGradient);
            return;
        }
        if (Stride > 1)
        {
            _strided!.Run(context, outputGradient, accumulate, inputGradient);
            return;
        }
        context.Kernel.Forward(GeometryOf(KernelSize, 1, TransposedPadding), outputGradient, _packedTransposed!, null, accumulate,
            relu: false, inputGradient);
    }

    private static ConvolutionGeometry GeometryOf(int kernelSize, int stride, int padding) => new(kernelSize, kernelSize, stride, padding);
}
