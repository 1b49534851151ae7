using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Convolution;

/// <summary>How a convolution kernel moves over an image.</summary>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="Stride">Input pixels from one output pixel to the next, in both directions.</param>
/// <param name="Padding">Rows and columns of zeros assumed around the image.</param>
internal readonly record struct ConvolutionGeometry(int KernelHeight, int KernelWidth, int Stride, int Padding)
{
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>A size of 0 says that the kernel does not fit.</summary>
    public Shape OutputShape(Shape input, int outputChannels) => new(
        OutputSize(input.Height, KernelHeight),
        OutputSize(input.Width, KernelWidth),
        outputChannels);

    private int OutputSize(int input, int kernel) => input + 2 * Padding < kernel ? 0 : (input + 2 * Padding - kernel) / Stride + 1;
}
