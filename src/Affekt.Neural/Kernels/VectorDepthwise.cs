using System.Runtime.CompilerServices;
using Affekt.Neural.Memory;

namespace Affekt.Neural.Kernels;

/// <summary>
/// Takes one row of outputs and one register of channels at a time. The nine weights of the usual 3x3 kernel stay in
/// registers along the row, so that each output costs one load for each multiply-add.
/// </summary>
internal sealed unsafe class VectorDepthwise<TSimd> : DepthwiseKernel where TSimd : struct, ISimd<TSimd>
{
    private const int MostTaps = 1024;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(
        Window window, in TensorView input, AlignedBuffer weights, AlignedBuffer? bias, bool relu, in TensorView output)
    {
        var channels = output.Channels;
        var offsets = stackalloc nint[Math.Min(window.Taps, MostTaps)];
        var isLarge = window.Taps > MostTaps;
        if (!isLarge)
            TapOffsets(window, input, offsets);
        var step = (nint)window.StrideX * channels;
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
            {
                var source = input.Row(image, y * window.StrideY);
                var target = output.Row(image, y);
                var c = 0;
                if (channels >= TSimd.Width && !isLarge)
                    while (c < channels)
                    {
                        // The last block starts early enough to be whole; what it shares with the one before comes out the same.
                        var first = Math.Min(c, channels - TSimd.Width);
                        var start = bias is null ? default : TSimd.Load(bias.Pointer + first);
                        if (window.Taps == 9)
                            Row9(source + first, step, offsets, weights.Pointer + first, start, relu, target + first,
                                output.Width, channels);
                        else
                            Row(source + first, step, offsets, window.Taps, weights.Pointer + first, start, relu, target + first,
                                output.Width, channels);
                        c += TSimd.Width;
                    }
                if (c == 0 && !isLarge)
                {
                    NarrowRow(source, step, offsets, window.Taps, weights.Pointer, bias, relu, target, output.Width, channels);
                    continue;
                }
                for (; c < channels; c++)
                    for (var x = 0; x < output.Width; x++)
                    {
                        var sum = bias is null ? 0 : bias.Pointer[c];
                        for (var tap = 0; tap < window.Taps; tap++)
                            sum += (source + x * step + c)[
                                isLarge ? TapOffset(window, input, tap) : offsets[tap]] * weights.Pointer[(nint)tap * channels + c];
                        target[(nint)x * channels + c] = relu ? Math.Max(sum, 0) : sum;
                    }
            }
    }

    public override void BackwardInput(Window window, in TensorView outputGradient, AlignedBuffer weights, in TensorView inputGradient)
    {
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

    public override void BackwardWeights(Window window, in TensorView input, in TensorView outputGradient, AlignedBuffer weightGradient)
    {
        var channels = outputGradient.Channels;
        var step = (nint)window.StrideX * channels;
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y++)
            {
                var source = input.Row(image, y * window.StrideY);
                var gradient = outputGradient.Row(image, y);
                for (var tap = 0; tap < window.Taps; tap++)
                {
                    var pixels = source + TapOffset(window, input, tap);
                    var target = weightGradient.Pointer + (nint)tap * channels;
                    var c = 0;
                    for (; c <= channels - TSimd.Width; c += TSimd.Width)
                    {
                        // Two sums, since one would wait for each addition before the next.
                        TSimd even = TSimd.Load(target + c), odd = default;
                        var x = 0;
                        for (; x + 1 < outputGradient.Width; x += 2)
                        {
                            even = TSimd.MultiplyAdd(
                                TSimd.Load(pixels + x * step + c), TSimd.Load(gradient + (nint)x * channels + c), even);
                            odd = TSimd.MultiplyAdd(TSimd.Load(pixels + (x + 1) * step + c),
                                TSimd.Load(gradient + (nint)(x + 1) * channels + c), odd);
                        }
                        if (x < outputGradient.Width)
                            even = TSimd.MultiplyAdd(
                                TSimd.Load(pixels + x * step + c), TSimd.Load(gradient + (nint)x * channels + c), even);
                        TSimd.Store(TSimd.Add(even, odd), target + c);
                    }
                    for (; c < channels; c++)
                        for (var x = 0; x < outputGradient.Width; x++)
                            target[c] += (pixels + x * step)[c] * gradient[(nint)x * channels + c];
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row9(
        float* source, nint step, nint* offsets, float* weights, TSimd start, bool relu, float* target, int width, int channels)
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
            TSimd.Store(relu ? TSimd.Max(sum, default) : sum, target);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(float* source, nint step, nint* offsets, int taps, float* weights, TSimd start, bool relu,
        float* target, int width, int channels)
    {
        for (var x = 0; x < width; x++, source += step, target += channels)
        {
            var sum = start;
            var weight = weights;
            for (var tap = 0; tap < taps; tap++, weight += channels)
                sum = TSimd.MultiplyAdd(TSimd.Load(source + offsets[tap]), TSimd.Load(weight), sum);
            TSimd.Store(relu ? TSimd.Max(sum, default) : sum, target);
        }
    }

    /// <summary>
    /// For fewer channels than a register holds. What lies beyond them is read (buffers end with slack for that) and
    /// computed as well, but not written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void NarrowRow(float* source, nint step, nint* offsets, int taps, float* weights, AlignedBuffer? bias,
        bool relu, float* target, int width, int channels)
    {
        var start = bias is null ? default : TSimd.Load(bias.Pointer);
        var sums = stackalloc float[TSimd.Width];
        for (var x = 0; x < width; x++, source += step, target += channels)
        {
            Row(source, 0, offsets, taps, weights, start, relu, sums, 1, channels);
            new ReadOnlySpan<float>(sums, channels).CopyTo(new Span<float>(target, channels));
        }
    }

    private static void AddProduct(float* left, float* right, float* target, int count)
    {
        var i = 0;
        for (; i <= count - TSimd.Width; i += TSimd.Width)
            TSimd.Store(TSimd.MultiplyAdd(TSimd.Load(left + i), TSimd.Load(right + i), TSimd.Load(target + i)), target + i);
        for (; i < count; i++)
            target[i] += left[i] * right[i];
    }
}
