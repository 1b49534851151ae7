namespace Affekt.Neural.Kernels;

/// <summary>How a convolution kernel moves over an image.</summary>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="Stride">Input pixels from one output pixel to the next, in both directions.</param>
/// <param name="Padding">Rows and columns of zeros assumed around the image.</param>
internal readonly record struct ConvolutionGeometry(int KernelHeight, int KernelWidth, int Stride, int Padding)
{
    public int Taps => KernelHeight * KernelWidth;

    public Shape OutputShape(Shape input, int outputChannels) => new(
        (input.Height + 2 * Padding - KernelHeight) / Stride + 1,
        (input.Width + 2 * Padding - KernelWidth) / Stride + 1,
        outputChannels);
}
