using Affekt.Neural.Kernels.Convolution;
using Affekt.Neural.Kernels.Depthwise;
using Affekt.Neural.Kernels.Winograd;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels;

/// <summary>The definition, written plainly. Every other kernel must agree with it.</summary>
internal sealed unsafe class ReferenceConvolution : ConvolutionKernel
{
    public override string Name => "reference";

    public override int PanelWidth => 4;

    public override bool ReadsInt8 => false;

    public override IReadOnlyList<WinogradTransforms> Winograd => [];

    public override WinogradTrainingTransforms? TrainingWinograd => null;

    public override DepthwiseKernel Depthwise { get; } = new ReferenceDepthwise();

    public override void Forward(ConvolutionGeometry geometry, in TensorView input, PackedWeights weights, AlignedBuffer? bias,
        bool accumulate, bool relu, in TensorView output)
    {
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                for (var x = 0; x < output.Width; x++)
                    for (var c = 0; c < output.Channels; c++)
                    {
                        var panel = (float*)weights.Panel(c / PanelWidth) + c % PanelWidth;
                        double sum = bias is null ? 0 : bias.Span[c];
                        for (var tap = 0; tap < geometry.Taps; tap++)
                        {
                            var source = Source(geometry, input, image, y, x, tap);
                            for (var i = 0; i < input.Channels; i++)
                                sum += source[i] * panel[(tap * input.Channels + i) * PanelWidth];
                        }
                        var target = output.Row(image, y) + x * output.Channels + c;
                        if (accumulate)
                            sum += *target;
                        *target = (float)(relu ? Math.Max(sum, 0) : sum);
                    }
    }

    public override void BackwardWeights(
        ConvolutionGeometry geometry, in TensorView input, in TensorView outputGradient, float* weightGradient)
    {
        for (var tap = 0; tap < geometry.Taps; tap++)
            for (var i = 0; i < input.Channels; i++)
                for (var c = 0; c < outputGradient.Channels; c++)
                {
                    double sum = 0;
                    for (var image = 0; image < outputGradient.Images; image++)
                        for (var y = 0; y < outputGradient.Height; y++)
                            for (var x = 0; x < outputGradient.Width; x++)
                                sum += Source(geometry, input, image, y, x, tap)[i] * outputGradient.Row(image, y)[
                                    x * outputGradient.Channels + c];
                    weightGradient[(tap * input.Channels + i) * outputGradient.Channels + c] += (float)sum;
                }
    }

    private static float* Source(ConvolutionGeometry geometry, in TensorView input, int image, int y, int x, int tap)
    {
        var row = y * geometry.Stride + tap / geometry.KernelWidth - geometry.Padding;
        var column = x * geometry.Stride + tap % geometry.KernelWidth - geometry.Padding;
        return input.Row(image, row) + column * input.Channels;
    }
}
