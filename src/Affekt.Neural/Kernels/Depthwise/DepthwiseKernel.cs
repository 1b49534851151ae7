using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Depthwise;

/// <summary>
/// Convolution of each channel on its own, which has too little arithmetic for the dense kernels: it is bound by how often
/// pixels are read.
/// </summary>
internal abstract unsafe class DepthwiseKernel
{
    /// <param name="window">How the kernel moves.</param>
    /// <param name="input">[images, height, width, channels] with a border of at least the largest padding.</param>
    /// <param name="weights">[taps, channels].</param>
    /// <param name="bias">[channels], or null.</param>
    /// <param name="relu">Replace negative results by zero.</param>
    /// <param name="output">[images, output height, output width, channels].</param>
    public abstract void Forward(
        Window window, in TensorView input, AlignedBuffer weights, AlignedBuffer? bias, bool relu, in TensorView output);

    /// <param name="window">How the kernel moves.</param>
    /// <param name="outputGradient">[images, output height, output width, channels] with a border of at least
    /// <see cref="Window.TransposedBorder"/>.</param>
    /// <param name="weights">[taps, channels].</param>
    /// <param name="accumulate">Add to the input's gradient instead of replacing it.</param>
    /// <param name="inputGradient">[images, height, width, channels].</param>
    public abstract void BackwardInput(
        Window window, in TensorView outputGradient, AlignedBuffer weights, bool accumulate, in TensorView inputGradient);

    /// <param name="window">How the kernel moves.</param>
    /// <param name="input">[images, height, width, channels] with a border of at least the largest padding.</param>
    /// <param name="outputGradient">[images, output height, output width, channels].</param>
    /// <param name="weightGradient">[taps, channels]; the gradient is added.</param>
    public abstract void BackwardWeights(Window window, in TensorView input, in TensorView outputGradient, AlignedBuffer weightGradient);

    /// <summary>From an output pixel's first input pixel to each tap, in floats.</summary>
    protected static void TapOffsets(Window window, in TensorView input, nint* offsets)
    {
        for (var tap = 0; tap < window.Taps; tap++)
            offsets[tap] = TapOffset(window, input, tap);
    }

    protected static nint TapOffset(Window window, in TensorView input, int tap) =>
        (tap / window.Width * window.DilationY - window.Top) * input.RowStride
            + (tap % window.Width * window.DilationX - window.Left) * (nint)input.Channels;
}

/// <summary>The definition, written plainly.</summary>
internal sealed unsafe class ReferenceDepthwise : DepthwiseKernel
{
    public override void Forward(
        Window window, in TensorView input, AlignedBuffer weights, AlignedBuffer? bias, bool relu, in TensorView output)
    {
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                for (var x = 0; x < output.Width; x++)
                    for (var c = 0; c < output.Channels; c++)
                    {
                        double sum = bias is null ? 0 : bias.Span[c];
                        var source = input.Row(image, y * window.StrideY) + x * window.StrideX * input.Channels + c;
                        for (var tap = 0; tap < window.Taps; tap++)
                            sum += source[TapOffset(window, input, tap)] * weights.Span[tap * output.Channels + c];
                        output.Row(image, y)[x * output.Channels + c] = (float)(relu ? Math.Max(sum, 0) : sum);
                    }
    }

    public override void BackwardInput(
        Window window, in TensorView outputGradient, AlignedBuffer weights, bool accumulate, in TensorView inputGradient)
    {
        if (!accumulate)
            ElementKernels.Clear(inputGradient);
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y++)
                for (var x = 0; x < outputGradient.Width; x++)
                    for (var tap = 0; tap < window.Taps; tap++)
                    {
                        var row = y * window.StrideY + tap / window.Width * window.DilationY - window.Top;
                        var column = x * window.StrideX + tap % window.Width * window.DilationX - window.Left;
                        if (row < 0 || row >= inputGradient.Height || column < 0 || column >= inputGradient.Width)
                            continue;
                        for (var c = 0; c < outputGradient.Channels; c++)
                            inputGradient.Row(image, row)[column * inputGradient.Channels + c] += outputGradient.Row(image, y)[
                                x * outputGradient.Channels + c] * weights.Span[tap * outputGradient.Channels + c];
                    }
    }

    public override void BackwardWeights(Window window, in TensorView input, in TensorView outputGradient, AlignedBuffer weightGradient)
    {
        for (var tap = 0; tap < window.Taps; tap++)
            for (var c = 0; c < input.Channels; c++)
            {
                double sum = 0;
                for (var image = 0; image < outputGradient.Images; image++)
                    for (var y = 0; y < outputGradient.Height; y++)
                        for (var x = 0; x < outputGradient.Width; x++)
                            sum += (input.Row(image, y * window.StrideY) + x * window.StrideX * input.Channels + c)[
                                TapOffset(window, input, tap)] * outputGradient.Row(image, y)[x * outputGradient.Channels + c];
                weightGradient.Span[tap * input.Channels + c] += (float)sum;
            }
    }
}
