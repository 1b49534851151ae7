using System.Numerics;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Depthwise;

/// <summary>
/// The general convolution: channels in groups, any window. It vectorises over the output channels of a group and is for
/// the shapes that have no kernel of their own.
/// </summary>
internal static unsafe class GroupedConvolution
{
    /// <param name="window">How the kernel moves.</param>
    /// <param name="groups">Divides input and output channels.</param>
    /// <param name="input">[images, height, width, input channels] with a border of at least the largest padding.</param>
    /// <param name="weights">[taps, input channels / groups, output channels].</param>
    /// <param name="bias">[output channels], or null.</param>
    /// <param name="relu">Replace negative results by zero.</param>
    /// <param name="output">[images, output height, output width, output channels].</param>
    public static void Forward(
        Window window, int groups, in TensorView input, AlignedBuffer weights, AlignedBuffer? bias, bool relu, in TensorView output)
    {
        var (inputs, outputs, channels, lanes) = (input.Channels / groups, output.Channels / groups, output.Channels, Vector<float>.Count);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                for (var x = 0; x < output.Width; x++)
                    for (var group = 0; group < groups; group++)
                    {
                        var source = input.Row(image, y * window.StrideY) + (nint)x * window.StrideX * input.Channels + group * inputs;
                        var first = group * outputs;
                        var target = output.Row(image, y) + (nint)x * channels + first;
                        var c = 0;
                        for (; c <= outputs - 4 * lanes; c += 4 * lanes)
                        {
                            var (s0, s1, s2, s3) = (Start(bias, first + c), Start(bias, first + c + lanes),
                                Start(bias, first + c + 2 * lanes), Start(bias, first + c + 3 * lanes));
                            var w = weights.Pointer + first + c;
                            for (var tap = 0; tap < window.Taps; tap++)
                            {
                                var pixel = source + Offset(window, input, tap);
                                for (var i = 0; i < inputs; i++, w += channels)
                                {
                                    var value = new Vector<float>(pixel[i]);
                                    s0 = Vector.MultiplyAddEstimate(value, Vector.Load(w), s0);
                                    s1 = Vector.MultiplyAddEstimate(value, Vector.Load(w + lanes), s1);
                                    s2 = Vector.MultiplyAddEstimate(value, Vector.Load(w + 2 * lanes), s2);
                                    s3 = Vector.MultiplyAddEstimate(value, Vector.Load(w + 3 * lanes), s3);
                                }
                            }
                            Store(s0, relu, target + c);
                            Store(s1, relu, target + c + lanes);
                            Store(s2, relu, target + c + 2 * lanes);
                            Store(s3, relu, target + c + 3 * lanes);
                        }
                        for (; c <= outputs - lanes; c += lanes)
                        {
                            var sum = Start(bias, first + c);
                            var w = weights.Pointer + first + c;
                            for (var tap = 0; tap < window.Taps; tap++)
                            {
                                var pixel = source + Offset(window, input, tap);
                                for (var i = 0; i < inputs; i++, w += channels)
                                    sum = Vector.MultiplyAddEstimate(new Vector<float>(pixel[i]), Vector.Load(w), sum);
                            }
                            Store(sum, relu, target + c);
                        }
                        for (; c < outputs; c++)
                        {
                            var sum = bias is null ? 0 : bias.Pointer[first + c];
                            var w = weights.Pointer + first + c;
                            for (var tap = 0; tap < window.Taps; tap++)
                            {
                                var pixel = source + Offset(window, input, tap);
                                for (var i = 0; i < inputs; i++, w += channels)
                                    sum += pixel[i] * *w;
                            }
                            target[c] = relu ? Math.Max(sum, 0) : sum;
                        }
                    }
    }

    /// <summary>Adds the gradient of the input.</summary>
    public static void BackwardInput(
        Window window, int groups, in TensorView outputGradient, AlignedBuffer weights, in TensorView inputGradient)
    {
        var (inputs, outputs, channels) = (inputGradient.Channels / groups, outputGradient.Channels / groups, outputGradient.Channels);
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y++)
                for (var x = 0; x < outputGradient.Width; x++)
                    for (var tap = 0; tap < window.Taps; tap++)
                    {
                        var row = y * window.StrideY + tap / window.Width * window.DilationY - window.Top;
                        var column = x * window.StrideX + tap % window.Width * window.DilationX - window.Left;
                        if (row < 0 || row >= inputGradient.Height || column < 0 || column >= inputGradient.Width)
                            continue;
                        var target = inputGradient.Row(image, row) + (nint)column * inputGradient.Channels;
                        for (var group = 0; group < groups; group++)
                        {
                            var gradient = outputGradient.Row(image, y) + (nint)x * channels + group * outputs;
                            for (var i = 0; i < inputs; i++)
                                target[group * inputs + i] += Dot(
                                    gradient, weights.Pointer + ((nint)tap * inputs + i) * channels + group * outputs, outputs);
                        }
                    }
    }

    /// <summary>Adds the gradient of the weights.</summary>
    public static void BackwardWeights(
        Window window, int groups, in TensorView input, in TensorView outputGradient, AlignedBuffer weightGradient)
    {
        var (inputs, outputs, channels) = (input.Channels / groups, outputGradient.Channels / groups, outputGradient.Channels);
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y++)
                for (var x = 0; x < outputGradient.Width; x++)
                    for (var tap = 0; tap < window.Taps; tap++)
                    {
                        var pixel = input.Row(image, y * window.StrideY) + (nint)x * window.StrideX * input.Channels
                            + Offset(window, input, tap);
                        for (var group = 0; group < groups; group++)
                            for (var i = 0; i < inputs; i++)
                                AddProduct(pixel[group * inputs + i], outputGradient.Row(image, y) + (
                                    nint)x * channels + group * outputs,
                                    weightGradient.Pointer + ((nint)tap * inputs + i) * channels + group * outputs, outputs);
                    }
    }

    private static nint Offset(Window window, in TensorView input, int tap) =>
        (tap / window.Width * window.DilationY - window.Top) * input.RowStride
            + (tap % window.Width * window.DilationX - window.Left) * (nint)input.Channels;

    private static Vector<float> Start(AlignedBuffer? bias, int channel) =>
        bias is null ? Vector<float>.Zero : Vector.Load(bias.Pointer + channel);

    private static void Store(Vector<float> sum, bool relu, float* target) =>
        Vector.Store(relu ? Vector.Max(sum, Vector<float>.Zero) : sum, target);

    private static float Dot(float* left, float* right, int count)
    {
        var (i, sum) = (0, Vector<float>.Zero);
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            sum = Vector.MultiplyAddEstimate(Vector.Load(left + i), Vector.Load(right + i), sum);
        var result = Vector.Sum(sum);
        for (; i < count; i++)
            result += left[i] * right[i];
        return result;
    }

    private static void AddProduct(float factor, float* source, float* target, int count)
    {
        var i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
            Vector.Store(Vector.MultiplyAddEstimate(new Vector<float>(factor), Vector.Load(source + i), Vector.Load(target + i)),
                target + i);
        for (; i < count; i++)
            target[i] += factor * source[i];
    }
}
