using System.Runtime.CompilerServices;
using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Kernels.Simd;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Depthwise;

/// <summary>
/// Takes one row of outputs and one register of channels at a time. The nine weights of the usual 3x3 kernel stay in
/// registers along the row, so that each output costs one load for each multiply-add.
/// </summary>
internal sealed unsafe class VectorDepthwise<TSimd> : DepthwiseKernel where TSimd : struct, ISimd<TSimd>
{
    private const int MostTaps = 1024;

    // Input and gradient of so many pixels should stay in a first-level cache beside each other while the channels take turns.
    private const int FloatsInAStrip = 8 * 1024;

    private readonly ReferenceDepthwise _reference = new();

    public override void Forward(
        Window window, in TensorView input, AlignedBuffer weights, AlignedBuffer? bias, bool relu, in TensorView output)
    {
        if (window.Taps > MostTaps)
        {
            _reference.Forward(window, input, weights, bias, relu, output);
            return;
        }
        var offsets = stackalloc nint[window.Taps];
        TapOffsets(window, input, offsets);
        Convolve(window.Taps, offsets, window.StrideY, window.StrideX, input, weights, bias, accumulate: false, relu, output);
    }

    public override void BackwardInput(
        Window window, in TensorView outputGradient, AlignedBuffer weights, bool accumulate, in TensorView inputGradient)
    {
        if (window is not { StrideX: 1, StrideY: 1, Taps: <= MostTaps })
        {
            Scatter(window, outputGradient, weights, accumulate, inputGradient);
            return;
        }
        // Each input pixel gathers from the outputs it was part of, which is a convolution with the taps in reverse order.
        var offsets = stackalloc nint[window.Taps];
        for (var tap = 0; tap < window.Taps; tap++)
            offsets[tap] = -TapOffset(window, outputGradient, tap);
        Convolve(window.Taps, offsets, 1, 1, outputGradient, weights, bias: null, accumulate, relu: false, inputGradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void BackwardWeights(Window window, in TensorView input, in TensorView outputGradient, AlignedBuffer weightGradient)
    {
        var channels = outputGradient.Channels;
        var width = outputGradient.Width;
        var step = (nint)window.StrideX * channels;
        var strip = window.Taps == 9 ? Math.Max(1, FloatsInAStrip / (width * channels)) : 1;
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y += strip)
            {
                var rows = Math.Min(strip, outputGradient.Height - y);
                var source = input.Row(image, y * window.StrideY);
                var gradient = outputGradient.Row(image, y);
                var c = 0;
                if (window.Taps == 9)
                    for (; c <= channels - TSimd.Width; c += TSimd.Width)
                        Weights9(source + TapOffset(window, input, 0) + c, window.StrideY * input.RowStride, step,
                            window.DilationY * input.RowStride, window.DilationX * (nint)channels, gradient + c,
                            outputGradient.RowStride, rows, width, weightGradient.Pointer + c, channels);
                if (c == channels)
                    continue;
                for (var row = 0; row < rows; row++)
                    for (var tap = 0; tap < window.Taps; tap++)
                        Weights(source + row * window.StrideY * input.RowStride + TapOffset(window, input, tap), step,
                            gradient + row * outputGradient.RowStride, width, weightGradient.Pointer + (nint)tap * channels, c, channels);
            }
    }

    /// <summary>Each output pixel is the sum of some input pixels, each times a weight of its own.</summary>
    /// <param name="taps">How many.</param>
    /// <param name="offsets">From an output pixel's first input pixel to each, in floats.</param>
    /// <param name="strideY">Input rows from one output row to the next.</param>
    /// <param name="strideX">Input columns from one output column to the next.</param>
    /// <param name="input">[images, height, width, channels] with a border wide enough for the offsets.</param>
    /// <param name="weights">[taps, channels].</param>
    /// <param name="bias">[channels], or null.</param>
    /// <param name="accumulate">Add to the output instead of replacing it.</param>
    /// <param name="relu">Replace negative results by zero.</param>
    /// <param name="output">[images, output height, output width, channels].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Convolve(int taps, nint* offsets, int strideY, int strideX, in TensorView input, AlignedBuffer weights,
        AlignedBuffer? bias, bool accumulate, bool relu, in TensorView output)
    {
        var channels = output.Channels;
        var step = (nint)strideX * channels;
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
            {
                var source = input.Row(image, y * strideY);
                var target = output.Row(image, y);
                if (channels < TSimd.Width)
                {
                    NarrowRow(source, step, offsets, taps, weights.Pointer, bias is null ? null : bias.Pointer, accumulate, relu,
                        target, output.Width, channels, channels);
                    continue;
                }
                for (var c = 0; c < channels; c += TSimd.Width)
                {
                    // The last block starts early enough to be whole; what it shares with the one before comes out the same.
                    var first = Math.Min(c, channels - TSimd.Width);
                    if (accumulate && first < c)
                    {
                        NarrowRow(source + c, step, offsets, taps, weights.Pointer + c, bias is null ? null : bias.Pointer + c,
                            accumulate, relu, target + c, output.Width, channels, channels - c);
                        break;
                    }
                    var start = bias is null ? default : TSimd.Load(bias.Pointer + first);
                    if (taps == 9)
                        Row9(source + first, step, offsets, weights.Pointer + first, start, accumulate, relu, target + first,
                            output.Width, channels);
                    else
                        Row(source + first, step, offsets, taps, weights.Pointer + first, start, accumulate, relu, target + first,
                            output.Width, channels);
                }
            }
    }

    /// <summary>The gradient of the input for any stride: each output pixel adds to the inputs it was made of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scatter(
        Window window, in TensorView outputGradient, AlignedBuffer weights, bool accumulate, in TensorView inputGradient)
    {
        if (!accumulate)
            ElementKernels.Clear(inputGradient);
        var channels = outputGradient.Channels;
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y++)
                for (var ky = 0; ky < window.Height; ky++)
                {
                    var row = y * window.StrideY + ky * window.DilationY - window.Top;
                    if (row < 0 || row >= inputGradient.Height)
                        continue;
                    var target = inputGradient.Row(image, row);
                    for (var x = 0; x < outputGradient.Width; x++)
                    {
                        var gradient = outputGradient.Row(image, y) + (nint)x * channels;
                        for (var kx = 0; kx < window.Width; kx++)
                        {
                            var column = x * window.StrideX + kx * window.DilationX - window.Left;
                            if (column >= 0 && column < inputGradient.Width)
                                AddProduct(gradient, weights.Pointer + (nint)(ky * window.Width + kx) * channels,
                                    target + (nint)column * channels, channels);
                        }
                    }
                }
    }

    /// <summary>The nine weight gradients of one register of channels stay in registers over all rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weights9(float* source, nint sourceRow, nint step, nint tapRow, nint tapColumn, float* gradient,
        nint gradientRow, int rows, int width, float* target, nint channels)
    {
        var g0 = TSimd.Load(target);
        var g1 = TSimd.Load(target + channels);
        var g2 = TSimd.Load(target + 2 * channels);
        var g3 = TSimd.Load(target + 3 * channels);
        var g4 = TSimd.Load(target + 4 * channels);
        var g5 = TSimd.Load(target + 5 * channels);
        var g6 = TSimd.Load(target + 6 * channels);
        var g7 = TSimd.Load(target + 7 * channels);
        var g8 = TSimd.Load(target + 8 * channels);
        var two = 2 * tapColumn;
        for (var row = 0; row < rows; row++, source += sourceRow, gradient += gradientRow)
        {
            float* top = source, middle = source + tapRow, bottom = source + 2 * tapRow, pixel = gradient;
            for (var x = 0; x < width; x++, top += step, middle += step, bottom += step, pixel += channels)
            {
                var g = TSimd.Load(pixel);
                g0 = TSimd.MultiplyAdd(TSimd.Load(top), g, g0);
                g1 = TSimd.MultiplyAdd(TSimd.Load(top + tapColumn), g, g1);
                g2 = TSimd.MultiplyAdd(TSimd.Load(top + two), g, g2);
                g3 = TSimd.MultiplyAdd(TSimd.Load(middle), g, g3);
                g4 = TSimd.MultiplyAdd(TSimd.Load(middle + tapColumn), g, g4);
                g5 = TSimd.MultiplyAdd(TSimd.Load(middle + two), g, g5);
                g6 = TSimd.MultiplyAdd(TSimd.Load(bottom), g, g6);
                g7 = TSimd.MultiplyAdd(TSimd.Load(bottom + tapColumn), g, g7);
                g8 = TSimd.MultiplyAdd(TSimd.Load(bottom + two), g, g8);
            }
        }
        TSimd.Store(g0, target);
        TSimd.Store(g1, target + channels);
        TSimd.Store(g2, target + 2 * channels);
        TSimd.Store(g3, target + 3 * channels);
        TSimd.Store(g4, target + 4 * channels);
        TSimd.Store(g5, target + 5 * channels);
        TSimd.Store(g6, target + 6 * channels);
        TSimd.Store(g7, target + 7 * channels);
        TSimd.Store(g8, target + 8 * channels);
    }

    /// <summary>One tap's gradient over one row, for channels from <paramref name="c"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weights(float* pixels, nint step, float* gradient, int width, float* target, int c, int channels)
    {
        for (; c <= channels - TSimd.Width; c += TSimd.Width)
        {
            // Two sums, since one would wait for each addition before the next.
            TSimd even = TSimd.Load(target + c), odd = default;
            var x = 0;
            for (; x + 1 < width; x += 2)
            {
                even = TSimd.MultiplyAdd(TSimd.Load(pixels + x * step + c), TSimd.Load(gradient + (nint)x * channels + c), even);
                odd = TSimd.MultiplyAdd(
                    TSimd.Load(pixels + (x + 1) * step + c), TSimd.Load(gradient + (nint)(x + 1) * channels + c), odd);
            }
            if (x < width)
                even = TSimd.MultiplyAdd(TSimd.Load(pixels + x * step + c), TSimd.Load(gradient + (nint)x * channels + c), even);
            TSimd.Store(TSimd.Add(even, odd), target + c);
        }
        for (; c < channels; c++)
            for (var x = 0; x < width; x++)
                target[c] += (pixels + x * step)[c] * gradient[(nint)x * channels + c];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row9(
        float* source, nint step, nint* offsets, float* weights, TSimd start, bool accumulate, bool relu, float* target, int width,
        int channels)
    {
        var w0 = TSimd.Load(weights);
        var w1 = TSimd.Load(weights + channels);
        var w2 = TSimd.Load(weights + 2 * (nint)channels);
        var w3 = TSimd.Load(weights + 3 * (nint)channels);
        var w4 = TSimd.Load(weights + 4 * (nint)channels);
        var w5 = TSimd.Load(weights + 5 * (nint)channels);
        var w6 = TSimd.Load(weights + 6 * (nint)channels);
        var w7 = TSimd.Load(weights + 7 * (nint)channels);
        var w8 = TSimd.Load(weights + 8 * (nint)channels);
        float* top = source + offsets[0], middle = source + offsets[3], bottom = source + offsets[6];
        var one = offsets[1] - offsets[0];
        var two = 2 * one;
        for (var x = 0; x < width; x++, top += step, middle += step, bottom += step, target += channels)
        {
            // Three chains of three: the processor can work on them side by side.
            var a = TSimd.MultiplyAdd(
                TSimd.Load(top + two), w2, TSimd.MultiplyAdd(TSimd.Load(top + one), w1, TSimd.MultiplyAdd(TSimd.Load(top), w0, start)));
            var b = TSimd.MultiplyAdd(TSimd.Load(middle + two), w5,
                TSimd.MultiplyAdd(TSimd.Load(middle + one), w4, TSimd.MultiplyAdd(TSimd.Load(middle), w3, default)));
            var c = TSimd.MultiplyAdd(TSimd.Load(bottom + two), w8,
                TSimd.MultiplyAdd(TSimd.Load(bottom + one), w7, TSimd.MultiplyAdd(TSimd.Load(bottom), w6, default)));
            var sum = TSimd.Add(TSimd.Add(a, b), c);
            if (accumulate)
                sum = TSimd.Add(sum, TSimd.Load(target));
            TSimd.Store(relu ? TSimd.Max(sum, default) : sum, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* source, nint step, nint* offsets, int taps, float* weights, TSimd start,
        bool accumulate, bool relu, float* target, int width, int channels)
    {
        for (var x = 0; x < width; x++, source += step, target += channels)
        {
            var sum = start;
            var weight = weights;
            for (var tap = 0; tap < taps; tap++, weight += channels)
                sum = TSimd.MultiplyAdd(TSimd.Load(source + offsets[tap]), TSimd.Load(weight), sum);
            if (accumulate)
                sum = TSimd.Add(sum, TSimd.Load(target));
            TSimd.Store(relu ? TSimd.Max(sum, default) : sum, target);
        }
    }

    /// <summary>
    /// For fewer channels than a register holds. What lies beyond them is read (buffers end with slack for that) and
    /// computed as well, but not written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowRow(float* source, nint step, nint* offsets, int taps, float* weights, float* bias,
        bool accumulate, bool relu, float* target, int width, int channels, int count)
    {
        var start = bias is null ? default : TSimd.Load(bias);
        var sums = stackalloc float[TSimd.Width];
        for (var x = 0; x < width; x++, source += step, target += channels)
        {
            if (accumulate)
                new ReadOnlySpan<float>(target, count).CopyTo(new Span<float>(sums, count));
            Row(source, 0, offsets, taps, weights, start, accumulate, relu, sums, 1, channels);
            new ReadOnlySpan<float>(sums, count).CopyTo(new Span<float>(target, count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddProduct(float* left, float* right, float* target, int count)
    {
        var i = 0;
        for (; i <= count - TSimd.Width; i += TSimd.Width)
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(left + i), TSimd.Load(right + i), TSimd.Load(target + i)), target + i);
        for (; i < count; i++)
            target[i] += left[i] * right[i];
    }
}
