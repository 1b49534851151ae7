using System.Numerics;
using System.Runtime.CompilerServices;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Elements;

/// <summary>
/// Computations on each value alone. Loops that inference goes through, here and in the other kernels, ask for full
/// optimisation at once: tiered compilation would leave them slow for the first second or two, which is all that many runs last.
/// </summary>
internal static unsafe class ElementKernels
{
    public static void Clear(in TensorView view)
    {
        for (var image = 0; image < view.Images; image++)
            for (var y = 0; y < view.Height; y++)
                RowOf(view, image, y).Clear();
    }

    public static void Copy(in TensorView input, bool accumulate, in TensorView output)
    {
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
            {
                var source = RowOf(input, image, y);
                var target = RowOf(output, image, y);
                if (accumulate)
                    Add(source, target, target);
                else
                    source.CopyTo(target);
            }
    }

    /// <param name="source">[images, height, width, channels] without gaps.</param>
    /// <param name="target">The same with whatever strides it has.</param>
    public static void FromContiguous(ReadOnlySpan<float> source, in TensorView target)
    {
        var rowLength = target.Width * target.Channels;
        for (var image = 0; image < target.Images; image++)
            for (var y = 0; y < target.Height; y++)
                source.Slice((image * target.Height + y) * rowLength, rowLength).CopyTo(RowOf(target, image, y));
    }

    /// <inheritdoc cref="FromContiguous"/>
    public static void ToContiguous(in TensorView source, Span<float> target)
    {
        var rowLength = source.Width * source.Channels;
        for (var image = 0; image < source.Images; image++)
            for (var y = 0; y < source.Height; y++)
                RowOf(source, image, y).CopyTo(target[((image * source.Height + y) * rowLength)..]);
    }

    /// <summary>Takes each pixel to its place in a map that is stride times larger; the pixels between stay as they are.</summary>
    public static void Interleave(in TensorView input, int firstRow, int firstColumn, int stride, bool accumulate, in TensorView output)
    {
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
                for (var x = 0; x < input.Width; x++)
                {
                    var source = RowOf(input, image, y).Slice(x * input.Channels, input.Channels);
                    var target = RowOf(output, image, firstRow + y * stride)
                        .Slice((firstColumn + x * stride) * input.Channels, input.Channels);
                    if (accumulate)
                        Add(source, target, target);
                    else
                        source.CopyTo(target);
                }
    }

    /// <summary>output = left + right.</summary>
    public static void Add(in TensorView left, in TensorView right, in TensorView output)
    {
        for (var image = 0; image < left.Images; image++)
            for (var y = 0; y < left.Height; y++)
                Add(RowOf(left, image, y), RowOf(right, image, y), RowOf(output, image, y));
    }

    public static void Apply(Activation activation, in TensorView input, in TensorView output)
    {
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
                activation.Apply(RowOf(input, image, y), RowOf(output, image, y));
    }

    /// <summary>inputGradient (+)= outputGradient * the activation's slope at the input.</summary>
    public static void ApplyGradient(
        Activation activation, in TensorView input, in TensorView outputGradient, bool accumulate, in TensorView inputGradient)
    {
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
            {
                if (!accumulate)
                    RowOf(inputGradient, image, y).Clear();
                activation.AddGradient(RowOf(input, image, y), RowOf(outputGradient, image, y), RowOf(inputGradient, image, y));
            }
    }

    /// <summary>
    /// Keeps a value with probability 1 - rate, scaled so that the expectation stays. The choice depends on the seed, the
    /// image's place in the batch and the value's place in the image alone, so that it can be made again.
    /// </summary>
    public static void Dropout(in TensorView input, double rate, ulong seed, int firstImage, bool accumulate, in TensorView output)
    {
        var scale = (float)(1 / (1 - rate));
        var threshold = (ulong)(rate * ulong.MaxValue);
        for (var image = 0; image < input.Images; image++)
        {
            var counter = CounterRandom.Mix(seed ^ CounterRandom.Mix((ulong)(firstImage + image)));
            for (var y = 0; y < input.Height; y++)
            {
                var source = RowOf(input, image, y);
                var target = RowOf(output, image, y);
                for (var i = 0; i < source.Length; i++)
                {
                    var value = CounterRandom.Mix(counter++) >= threshold ? source[i] * scale : 0;
                    target[i] = accumulate ? target[i] + value : value;
                }
            }
        }
    }

    /// <summary>Over the channels of each pixel.</summary>
    public static void Softmax(in TensorView input, in TensorView output)
    {
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
                for (var x = 0; x < input.Width; x++)
                    Softmax(PixelOf(input, image, y, x), PixelOf(output, image, y, x));
    }

    /// <summary>inputGradient (+)= output * (outputGradient - the sum of outputGradient * output).</summary>
    public static void SoftmaxGradient(in TensorView output, in TensorView outputGradient, bool accumulate, in TensorView inputGradient)
    {
        for (var image = 0; image < output.Images; image++)
            for (var row = 0; row < output.Height; row++)
                for (var x = 0; x < output.Width; x++)
                {
                    var y = PixelOf(output, image, row, x);
                    var gradient = PixelOf(outputGradient, image, row, x);
                    var target = PixelOf(inputGradient, image, row, x);
                    double dot = 0;
                    for (var i = 0; i < y.Length; i++)
                        dot += y[i] * gradient[i];
                    for (var i = 0; i < y.Length; i++)
                    {
                        var value = (float)(y[i] * (gradient[i] - dot));
                        target[i] = accumulate ? target[i] + value : value;
                    }
                }
    }

    /// <summary>Reads an image's channels into one vector: height, width, channels become channels.</summary>
    public static void Flatten(in TensorView input, in TensorView output)
    {
        for (var image = 0; image < input.Images; image++)
        {
            var target = RowOf(output, image, 0);
            for (var y = 0; y < input.Height; y++)
            {
                var source = RowOf(input, image, y);
                source.CopyTo(target[(y * source.Length)..]);
            }
        }
    }

    public static void FlattenGradient(in TensorView outputGradient, bool accumulate, in TensorView inputGradient)
    {
        for (var image = 0; image < inputGradient.Images; image++)
        {
            var source = RowOf(outputGradient, image, 0);
            for (var y = 0; y < inputGradient.Height; y++)
            {
                var target = RowOf(inputGradient, image, y);
                var part = source.Slice(y * target.Length, target.Length);
                if (accumulate)
                    Add(part, target, target);
                else
                    part.CopyTo(target);
            }
        }
    }

    /// <summary>Numerically safe: the largest logit is subtracted first.</summary>
    public static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        var largest = float.NegativeInfinity;
        foreach (var logit in logits)
            largest = Math.Max(largest, logit);
        double sum = 0;
        for (var i = 0; i < logits.Length; i++)
            sum += probabilities[i] = MathF.Exp(logits[i] - largest);
        for (var i = 0; i < logits.Length; i++)
            probabilities[i] = (float)(probabilities[i] / sum);
    }

    /// <summary>The channels of one row of pixels.</summary>
    public static Span<float> RowOf(in TensorView view, int image, int y) => new(view.Row(image, y), view.Width * view.Channels);

    /// <summary>The channels of one pixel.</summary>
    public static Span<float> PixelOf(in TensorView view, int image, int y, int x) =>
        new(view.Row(image, y) + (nint)x * view.Channels, view.Channels);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> output)
    {
        var (i, lanes) = (0, Vector<float>.Count);
        for (; i <= left.Length - lanes; i += lanes)
            (new Vector<float>(left[i..]) + new Vector<float>(right[i..])).CopyTo(output[i..]);
        for (; i < left.Length; i++)
            output[i] = left[i] + right[i];
    }
}
