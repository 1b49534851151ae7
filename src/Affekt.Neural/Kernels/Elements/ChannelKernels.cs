using System.Numerics;
using System.Runtime.CompilerServices;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Elements;

/// <summary>Computations with one set of numbers for each channel: batch normalisation, bias gradients, averages, scaling.</summary>
internal static unsafe class ChannelKernels
{
    private static int Lanes => Vector<float>.Count;

    /// <summary>output = input * scale + shift, then ReLU if asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Affine(in TensorView input, AlignedBuffer scale, AlignedBuffer shift, bool relu, in TensorView output)
    {
        var channels = input.Channels;
        float* a = scale.Pointer, b = shift.Pointer;
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
            {
                var source = input.Row(image, y);
                var target = output.Row(image, y);
                for (var x = 0; x < input.Width; x++, source += channels, target += channels)
                {
                    var c = 0;
                    for (; c <= channels - Lanes; c += Lanes)
                    {
                        var value = Vector.MultiplyAddEstimate(Vector.Load(source + c), Vector.Load(a + c), Vector.Load(b + c));
                        Vector.Store(relu ? Vector.Max(value, Vector<float>.Zero) : value, target + c);
                    }
                    for (; c < channels; c++)
                    {
                        var value = source[c] * a[c] + b[c];
                        target[c] = relu ? Math.Max(value, 0) : value;
                    }
                }
            }
    }

    /// <summary>
    /// Mean and sum of squared deviations of each channel over the pixels of each image, merged into running ones by the
    /// pairwise formula of Chan, Golub and LeVeque (1979). Within an image deviations are taken from the mean of its first row,
    /// which is so near its own mean that few digits are lost: at most as many as an image with so many rows has.
    /// </summary>
    /// <param name="input">[images, height, width, channels].</param>
    /// <param name="count">How many pixels the running figures cover; raised.</param>
    /// <param name="mean">Channels.</param>
    /// <param name="deviations">Channels: the sum of squared deviations.</param>
    public static void AccumulateMoments(in TensorView input, ref long count, Span<double> mean, Span<double> deviations)
    {
        var channels = input.Channels;
        var pixels = input.Height * input.Width;
        var padded = (channels + Lanes - 1) / Lanes * Lanes;
        var shifts = stackalloc float[padded];
        var sums = stackalloc float[padded];
        var squares = stackalloc float[padded];
        for (var image = 0; image < input.Images; image++)
        {
            new Span<float>(shifts, padded).Clear();
            new Span<float>(sums, padded).Clear();
            new Span<float>(squares, padded).Clear();
            AddMoments(input.Row(image, 0), input.Width, channels, sums, shifts, squares);
            for (var c = 0; c < channels; c++)
                shifts[c] = sums[c] / input.Width;
            new Span<float>(sums, padded).Clear();
            new Span<float>(squares, padded).Clear();
            for (var y = 0; y < input.Height; y++)
                AddMoments(input.Row(image, y), input.Width, channels, sums, shifts, squares);
            var total = count + pixels;
            for (var c = 0; c < channels; c++)
            {
                var ofImage = (double)sums[c] / pixels;
                var difference = shifts[c] + ofImage - mean[c];
                mean[c] += difference * pixels / total;
                deviations[c] += Math.Max(squares[c] - ofImage * sums[c], 0) + difference * difference * count * pixels / total;
            }
            count = total;
        }
    }

    /// <summary>One row's sums of deviations from the shifts, and of their squares; two vectors of channels at a time, so that
    /// their sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddMoments(float* row, int width, int channels, float* sums, float* shifts, float* squares)
    {
        var c = 0;
        for (; c <= channels - 2 * Lanes; c += 2 * Lanes)
        {
            Vector<float> shift0 = Vector.Load(shifts + c), shift1 = Vector.Load(shifts + c + Lanes);
            Vector<float> sum0 = Vector.Load(sums + c), sum1 = Vector.Load(sums + c + Lanes);
            Vector<float> square0 = Vector.Load(squares + c), square1 = Vector.Load(squares + c + Lanes);
            var pixel = row + c;
            for (var x = 0; x < width; x++, pixel += channels)
            {
                var value0 = Vector.Load(pixel) - shift0;
                var value1 = Vector.Load(pixel + Lanes) - shift1;
                sum0 += value0;
                sum1 += value1;
                square0 = Vector.MultiplyAddEstimate(value0, value0, square0);
                square1 = Vector.MultiplyAddEstimate(value1, value1, square1);
            }
            Vector.Store(sum0, sums + c);
            Vector.Store(sum1, sums + c + Lanes);
            Vector.Store(square0, squares + c);
            Vector.Store(square1, squares + c + Lanes);
        }
        for (var x = 0; x < width && c < channels; x++)
            for (var rest = c; rest < channels; rest++)
            {
                var value = row[(nint)x * channels + rest] - shifts[rest];
                sums[rest] += value;
                squares[rest] += value * value;
            }
    }

    /// <summary>Adds each channel's sum over all pixels.</summary>
    public static void AccumulateSums(in TensorView input, AlignedBuffer sums)
    {
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
            {
                var row = input.Row(image, y);
                for (var x = 0; x < input.Width; x++, row += input.Channels)
                    AddTo(sums.Pointer, row, input.Channels);
            }
    }

    /// <summary>
    /// The two sums that batch normalisation's gradient needs: of the output gradient (zero where the ReLU was off), and of
    /// its product with the input's deviation from <paramref name="mean"/>.
    /// </summary>
    public static void AccumulateNormGradients(
        in TensorView input, in TensorView outputGradient, AlignedBuffer scale, AlignedBuffer shift, AlignedBuffer mean,
        bool relu, Span<double> gradientSums, Span<double> productSums)
    {
        var channels = input.Channels;
        float* a = scale.Pointer, b = shift.Pointer, m = mean.Pointer;
        var padded = (channels + Lanes - 1) / Lanes * Lanes;
        var sums = stackalloc float[padded];
        var products = stackalloc float[padded];
        for (var image = 0; image < input.Images; image++)
        {
            new Span<float>(sums, padded).Clear();
            new Span<float>(products, padded).Clear();
            for (var y = 0; y < input.Height; y++)
                AddNormGradients(input.Row(image, y), outputGradient.Row(image, y), input.Width, channels, a, b, m, relu, sums, products);
            for (var c = 0; c < channels; c++)
            {
                gradientSums[c] += sums[c];
                productSums[c] += products[c];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddNormGradients(float* row, float* gradients, int width, int channels, float* scales, float* shifts,
        float* means, bool relu, float* sums, float* products)
    {
        var c = 0;
        for (; c <= channels - 2 * Lanes; c += 2 * Lanes)
        {
            Vector<float> scale0 = Vector.Load(scales + c), scale1 = Vector.Load(scales + c + Lanes);
            Vector<float> shift0 = Vector.Load(shifts + c), shift1 = Vector.Load(shifts + c + Lanes);
            Vector<float> mean0 = Vector.Load(means + c), mean1 = Vector.Load(means + c + Lanes);
            Vector<float> sum0 = Vector.Load(sums + c), sum1 = Vector.Load(sums + c + Lanes);
            Vector<float> product0 = Vector.Load(products + c), product1 = Vector.Load(products + c + Lanes);
            float* pixel = row + c, gradient = gradients + c;
            for (var x = 0; x < width; x++, pixel += channels, gradient += channels)
            {
                Vector<float> value0 = Vector.Load(pixel), value1 = Vector.Load(pixel + Lanes);
                Vector<float> g0 = Vector.Load(gradient), g1 = Vector.Load(gradient + Lanes);
                if (relu)
                {
                    g0 &= Vector.GreaterThan(Vector.MultiplyAddEstimate(value0, scale0, shift0), Vector<float>.Zero).As<int, float>();
                    g1 &= Vector.GreaterThan(Vector.MultiplyAddEstimate(value1, scale1, shift1), Vector<float>.Zero).As<int, float>();
                }
                sum0 += g0;
                sum1 += g1;
                product0 = Vector.MultiplyAddEstimate(value0 - mean0, g0, product0);
                product1 = Vector.MultiplyAddEstimate(value1 - mean1, g1, product1);
            }
            Vector.Store(sum0, sums + c);
            Vector.Store(sum1, sums + c + Lanes);
            Vector.Store(product0, products + c);
            Vector.Store(product1, products + c + Lanes);
        }
        for (var x = 0; x < width && c < channels; x++)
            for (var rest = c; rest < channels; rest++)
            {
                var value = row[(nint)x * channels + rest];
                var g = relu && value * scales[rest] + shifts[rest] <= 0 ? 0 : gradients[(nint)x * channels + rest];
                sums[rest] += g;
                products[rest] += (value - means[rest]) * g;
            }
    }

    /// <summary>inputGradient (+)= masked outputGradient * ga + input * gb + gc: batch normalisation's gradient, its sums known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NormGradient(in TensorView input, in TensorView outputGradient, AlignedBuffer scale, AlignedBuffer shift,
        bool relu, AlignedBuffer ofGradient, AlignedBuffer ofInput, AlignedBuffer constant, bool accumulate, in TensorView inputGradient)
    {
        var channels = input.Channels;
        float* a = scale.Pointer, b = shift.Pointer, ga = ofGradient.Pointer, gb = ofInput.Pointer, gc = constant.Pointer;
        for (var image = 0; image < input.Images; image++)
            for (var y = 0; y < input.Height; y++)
            {
                var row = input.Row(image, y);
                var gradient = outputGradient.Row(image, y);
                var target = inputGradient.Row(image, y);
                for (var x = 0; x < input.Width; x++, row += channels, gradient += channels, target += channels)
                {
                    var c = 0;
                    for (; c <= channels - Lanes; c += Lanes)
                    {
                        var value = Vector.Load(row + c);
                        var g = Vector.Load(gradient + c);
                        if (relu)
                            g = Vector.ConditionalSelect(Vector.GreaterThan(
                                Vector.MultiplyAddEstimate(value, Vector.Load(a + c), Vector.Load(b + c)), Vector<float>.Zero),
                                g, Vector<float>.Zero);
                        var result = Vector.MultiplyAddEstimate(
                            g, Vector.Load(ga + c), Vector.MultiplyAddEstimate(value, Vector.Load(gb + c), Vector.Load(gc + c)));
                        Vector.Store(accumulate ? result + Vector.Load(target + c) : result, target + c);
                    }
                    for (; c < channels; c++)
                    {
                        var g = relu && row[c] * a[c] + b[c] <= 0 ? 0 : gradient[c];
                        var result = g * ga[c] + row[c] * gb[c] + gc[c];
                        target[c] = accumulate ? target[c] + result : result;
                    }
                }
            }
    }

    /// <summary>The mean over all pixels of each image: [images, 1, 1, channels].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Average(in TensorView input, in TensorView output)
    {
        var channels = input.Channels;
        var factor = 1f / (input.Height * input.Width);
        for (var image = 0; image < input.Images; image++)
        {
            var target = output.Row(image, 0);
            new Span<float>(target, channels).Clear();
            for (var y = 0; y < input.Height; y++)
            {
                var row = input.Row(image, y);
                for (var x = 0; x < input.Width; x++, row += channels)
                    AddTo(target, row, channels);
            }
            for (var c = 0; c < channels; c++)
                target[c] *= factor;
        }
    }

    /// <summary>inputGradient (+)= outputGradient / pixels, for every pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AverageGradient(in TensorView outputGradient, bool accumulate, in TensorView inputGradient)
    {
        var channels = inputGradient.Channels;
        var factor = 1f / (inputGradient.Height * inputGradient.Width);
        for (var image = 0; image < inputGradient.Images; image++)
        {
            var gradient = outputGradient.Row(image, 0);
            for (var y = 0; y < inputGradient.Height; y++)
            {
                var row = inputGradient.Row(image, y);
                for (var x = 0; x < inputGradient.Width; x++, row += channels)
                {
                    var c = 0;
                    for (; c <= channels - Lanes; c += Lanes)
                    {
                        var value = Vector.Load(gradient + c) * factor;
                        Vector.Store(accumulate ? value + Vector.Load(row + c) : value, row + c);
                    }
                    for (; c < channels; c++)
                        row[c] = accumulate ? row[c] + gradient[c] * factor : gradient[c] * factor;
                }
            }
        }
    }

    /// <summary>output = input * scale, one scale for each image and channel.</summary>
    /// <param name="input">[images, height, width, channels].</param>
    /// <param name="scale">[images, 1, 1, channels].</param>
    /// <param name="accumulate">Add to the output.</param>
    /// <param name="output">As the input.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(in TensorView input, in TensorView scale, bool accumulate, in TensorView output)
    {
        var channels = input.Channels;
        for (var image = 0; image < input.Images; image++)
        {
            var factor = scale.Row(image, 0);
            for (var y = 0; y < input.Height; y++)
            {
                var row = input.Row(image, y);
                var target = output.Row(image, y);
                for (var x = 0; x < input.Width; x++, row += channels, target += channels)
                {
                    var c = 0;
                    for (; c <= channels - Lanes; c += Lanes)
                    {
                        var value = Vector.Load(row + c) * Vector.Load(factor + c);
                        Vector.Store(accumulate ? value + Vector.Load(target + c) : value, target + c);
                    }
                    for (; c < channels; c++)
                        target[c] = accumulate ? target[c] + row[c] * factor[c] : row[c] * factor[c];
                }
            }
        }
    }

    /// <summary>output = the positive part of input * scale + addend, one scale for each image and channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleAndAdd(in TensorView input, in TensorView scale, in TensorView addend, in TensorView output)
    {
        var channels = input.Channels;
        for (var image = 0; image < input.Images; image++)
        {
            var factor = scale.Row(image, 0);
            for (var y = 0; y < input.Height; y++)
            {
                float* row = input.Row(image, y), other = addend.Row(image, y), target = output.Row(image, y);
                for (var x = 0; x < input.Width; x++, row += channels, other += channels, target += channels)
                {
                    var c = 0;
                    for (; c <= channels - Lanes; c += Lanes)
                        Vector.Store(Vector.Max(Vector.MultiplyAddEstimate(
                            Vector.Load(row + c), Vector.Load(factor + c), Vector.Load(other + c)), Vector<float>.Zero), target + c);
                    for (; c < channels; c++)
                        target[c] = Math.Max(row[c] * factor[c] + other[c], 0);
                }
            }
        }
    }

    /// <summary>scaleGradient (+)= the sum over pixels of outputGradient * input.</summary>
    public static void ScaleGradient(in TensorView input, in TensorView outputGradient, bool accumulate, in TensorView scaleGradient)
    {
        var channels = input.Channels;
        for (var image = 0; image < input.Images; image++)
        {
            var target = scaleGradient.Row(image, 0);
            if (!accumulate)
                new Span<float>(target, channels).Clear();
            for (var y = 0; y < input.Height; y++)
            {
                var row = input.Row(image, y);
                var gradient = outputGradient.Row(image, y);
                for (var x = 0; x < input.Width; x++, row += channels, gradient += channels)
                    for (var c = 0; c < channels; c++)
                        target[c] += row[c] * gradient[c];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTo(float* sums, float* row, int channels)
    {
        var c = 0;
        for (; c <= channels - Lanes; c += Lanes)
            Vector.Store(Vector.Load(sums + c) + Vector.Load(row + c), sums + c);
        for (; c < channels; c++)
            sums[c] += row[c];
    }
}
