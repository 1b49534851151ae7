using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Elements;

/// <summary>Sums and the like over axes, and layer normalisation.</summary>
internal static unsafe class ReduceKernels
{
    public static void Reduce(in TensorView input, Reduction reduction, in TensorView output)
    {
        var start = reduction switch { Reduction.Max => float.NegativeInfinity, Reduction.Min => float.PositiveInfinity, _ => 0 };
        var factor = reduction == Reduction.Mean ? (float)output.Shape.Count / input.Shape.Count : 1;
        for (var image = 0; image < input.Images; image++)
        {
            for (var y = 0; y < output.Height; y++)
                ElementKernels.RowOf(output, image, y).Fill(start);
            for (var y = 0; y < input.Height; y++)
                for (var x = 0; x < input.Width; x++)
                {
                    var source = input.Row(image, y) + (nint)x * input.Channels;
                    for (var c = 0; c < input.Channels; c++)
                    {
                        var target = At(output, image, y, x, c);
                        *target = reduction switch
                        {
                            Reduction.Max => Math.Max(*target, source[c]),
                            Reduction.Min => Math.Min(*target, source[c]),
                            _ => *target + source[c] * factor,
                        };
                    }
                }
        }
    }

    /// <summary>Adds the gradient: to all alike, or to those that equal the result.</summary>
    public static void ReduceGradient(
        in TensorView input, in TensorView output, Reduction reduction, in TensorView outputGradient, in TensorView inputGradient)
    {
        var factor = reduction == Reduction.Mean ? (float)output.Shape.Count / inputGradient.Shape.Count : 1;
        for (var image = 0; image < inputGradient.Images; image++)
            for (var y = 0; y < inputGradient.Height; y++)
                for (var x = 0; x < inputGradient.Width; x++)
                    for (var c = 0; c < inputGradient.Channels; c++)
                        if (reduction is Reduction.Mean or Reduction.Sum || *At(input, image, y, x, c) == *At(output, image, y, x, c))
                            *At(inputGradient, image, y, x, c) += *At(outputGradient, image, y, x, c) * factor;
    }

    public static void LayerNorm(
        in TensorView input, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, float epsilon, in TensorView output)
    {
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
                for (var x = 0; x < input.Width; x++)
                {
                    var source = ElementKernels.PixelOf(input, image, y, x);
                    var target = ElementKernels.PixelOf(output, image, y, x);
                    var (mean, inverse) = Moments(source, epsilon);
                    for (var c = 0; c < source.Length; c++)
                        target[c] = (float)((source[c] - mean) * inverse) * gamma[c] + beta[c];
                }
    }

    /// <summary>With n = (x - mean) / deviation and g = gamma * dy: dx = (g - mean(g) - n * mean(g * n)) / deviation.</summary>
    public static void LayerNormGradient(in TensorView input, ReadOnlySpan<float> gamma, float epsilon,
        in TensorView outputGradient, AlignedBuffer? ofGamma, AlignedBuffer? ofBeta, bool accumulate, TensorView? inputGradient)
    {
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
                for (var x = 0; x < input.Width; x++)
                {
                    var source = ElementKernels.PixelOf(input, image, y, x);
                    var gradient = ElementKernels.PixelOf(outputGradient, image, y, x);
                    var (mean, inverse) = Moments(source, epsilon);
                    double sum = 0, product = 0;
                    for (var c = 0; c < source.Length; c++)
                    {
                        var normal = (source[c] - mean) * inverse;
                        sum += gradient[c] * gamma[c];
                        product += gradient[c] * gamma[c] * normal;
                        if (ofGamma is not null)
                            ofGamma.Span[c] += (float)(gradient[c] * normal);
                        if (ofBeta is not null)
                            ofBeta.Span[c] += gradient[c];
                    }
                    if (inputGradient is not { } target)
                        continue;
                    var pixel = ElementKernels.PixelOf(target, image, y, x);
                    for (var c = 0; c < source.Length; c++)
                    {
                        var value = (float)((gradient[c] * gamma[c] - sum / source.Length - (
                            source[c] - mean) * inverse * product / source.Length) * inverse);
                        pixel[c] = accumulate ? pixel[c] + value : value;
                    }
                }
    }

    private static (double Mean, double InverseDeviation) Moments(ReadOnlySpan<float> values, float epsilon)
    {
        double mean = 0, variance = 0;
        foreach (var value in values)
            mean += value;
        mean /= values.Length;
        foreach (var value in values)
            variance += (value - mean) * (value - mean);
        return (mean, 1 / Math.Sqrt(variance / values.Length + epsilon));
    }

    private static float* At(in TensorView view, int image, int y, int x, int c) =>
        view.Row(image, view.Height == 1 ? 0 : y) + (view.Width == 1 ? 0 : x) * view.Channels + (view.Channels == 1 ? 0 : c);
}
