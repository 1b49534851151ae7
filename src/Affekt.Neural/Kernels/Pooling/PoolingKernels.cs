using System.Numerics;
using System.Runtime.CompilerServices;
using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Pooling;

/// <summary>Pooling over windows without dilation; windows are cut at the image's border.</summary>
internal static unsafe class PoolingKernels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Max(in TensorView input, Window window, in TensorView output)
    {
        if (IsPairs(window))
        {
            MaxOfPairs(input, output);
            return;
        }
        var (channels, lanes) = (input.Channels, Vector<float>.Count);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                for (var x = 0; x < output.Width; x++)
                {
                    var target = output.Row(image, y) + (nint)x * channels;
                    var area = Area.At(input, window, y, x);
                    var first = input.Row(image, area.Top) + (nint)area.Left * channels;
                    var c = 0;
                    for (; c <= channels - lanes; c += lanes)
                    {
                        var best = Vector.Load(first + c);
                        for (var row = area.Top; row < area.Bottom; row++)
                            for (var column = area.Left; column < area.Right; column++)
                                best = Vector.Max(best, Vector.Load(input.Row(image, row) + (nint)column * channels + c));
                        Vector.Store(best, target + c);
                    }
                    for (; c < channels; c++)
                    {
                        var best = first[c];
                        for (var row = area.Top; row < area.Bottom; row++)
                            for (var column = area.Left; column < area.Right; column++)
                                best = Math.Max(best, input.Row(image, row)[(nint)column * channels + c]);
                        target[c] = best;
                    }
                }
    }

    /// <summary>Adds each output gradient to the first input of its window that equals the maximum.</summary>
    public static void MaxGradient(
        in TensorView input, in TensorView output, in TensorView outputGradient, Window window, in TensorView inputGradient)
    {
        var (channels, lanes) = (input.Channels, Vector<float>.Count);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                for (var x = 0; x < output.Width; x++)
                {
                    var best = output.Row(image, y) + (nint)x * channels;
                    var gradient = outputGradient.Row(image, y) + (nint)x * channels;
                    var area = Area.At(input, window, y, x);
                    var c = 0;
                    for (; c <= channels - lanes; c += lanes)
                    {
                        var (maximum, share) = (Vector.Load(best + c), Vector.Load(gradient + c));
                        for (var row = area.Top; row < area.Bottom; row++)
                            for (var column = area.Left; column < area.Right; column++)
                            {
                                var offset = (nint)column * channels + c;
                                var target = inputGradient.Row(image, row) + offset;
                                var isMaximum = Vector.Equals(Vector.Load(input.Row(image, row) + offset), maximum);
                                Vector.Store(Vector.Load(target) + Vector.ConditionalSelect(isMaximum, share, Vector<float>.Zero), target);
                                share = Vector.ConditionalSelect(isMaximum, Vector<float>.Zero, share);
                            }
                    }
                    for (; c < channels; c++)
                        GiveToMaximum(input, image, area, c, best[c], gradient[c], inputGradient);
                }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Average(in TensorView input, Window window, bool countsPadding, in TensorView output)
    {
        var channels = input.Channels;
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                for (var x = 0; x < output.Width; x++)
                {
                    var target = new Span<float>(output.Row(image, y) + (nint)x * channels, channels);
                    var area = Area.At(input, window, y, x);
                    target.Clear();
                    for (var row = area.Top; row < area.Bottom; row++)
                        for (var column = area.Left; column < area.Right; column++)
                            ElementKernels.Add(target,
                                new ReadOnlySpan<float>(input.Row(image, row) + (nint)column * channels, channels), target);
                    var factor = 1f / (countsPadding ? window.Taps : area.Count);
                    for (var c = 0; c < channels; c++)
                        target[c] *= factor;
                }
    }

    /// <summary>Adds each output gradient, divided, to every input of its window.</summary>
    public static void AverageGradient(in TensorView outputGradient, Window window, bool countsPadding, in TensorView inputGradient)
    {
        var channels = inputGradient.Channels;
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y++)
                for (var x = 0; x < outputGradient.Width; x++)
                {
                    var gradient = outputGradient.Row(image, y) + (nint)x * channels;
                    var area = Area.At(inputGradient, window, y, x);
                    var factor = 1f / (countsPadding ? window.Taps : area.Count);
                    for (var row = area.Top; row < area.Bottom; row++)
                        for (var column = area.Left; column < area.Right; column++)
                        {
                            var target = inputGradient.Row(image, row) + (nint)column * channels;
                            for (var c = 0; c < channels; c++)
                                target[c] += gradient[c] * factor;
                        }
                }
    }

    /// <summary>True for the pool of nearly all networks, 2x2 without overlap or padding.</summary>
    public static bool IsPairs(Window window) =>
        window is { Height: 2, Width: 2, StrideY: 2, StrideX: 2, Top: 0, Bottom: 0, Left: 0, Right: 0 };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MaxOfPairs(in TensorView input, in TensorView output)
    {
        var (channels, lanes) = (input.Channels, Vector<float>.Count);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
            {
                var upper = input.Row(image, 2 * y);
                var lower = input.Row(image, 2 * y + 1);
                var target = output.Row(image, y);
                for (var x = 0; x < output.Width; x++, upper += 2 * channels, lower += 2 * channels, target += channels)
                {
                    var c = 0;
                    for (; c <= channels - lanes; c += lanes)
                        Vector.Store(
                            Vector.Max(
                                Vector.Max(Vector.Load(upper + c), Vector.Load(upper + channels + c)),
                                Vector.Max(Vector.Load(lower + c), Vector.Load(lower + channels + c))),
                            target + c);
                    for (; c < channels; c++)
                        target[c] = Math.Max(Math.Max(upper[c], upper[channels + c]), Math.Max(lower[c], lower[channels + c]));
                }
            }
    }

    /// <summary>Gives the inputs of 2x2 windows without overlap their gradients, replacing what was there.</summary>
    public static void MaxOfPairsGradient(
        in TensorView input, in TensorView output, in TensorView outputGradient, in TensorView inputGradient)
    {
        var (channels, lanes) = (input.Channels, Vector<float>.Count);
        for (var image = 0; image < output.Images; image++)
        {
            ClearUncovered(inputGradient, image, output);
            for (var y = 0; y < output.Height; y++)
            {
                var values = input.Row(image, 2 * y);
                var targets = inputGradient.Row(image, 2 * y);
                var best = output.Row(image, y);
                var gradient = outputGradient.Row(image, y);
                for (var x = 0; x < output.Width; x++, values += 2 * channels, targets += 2 * channels, best += channels,
                    gradient += channels)
                {
                    var c = 0;
                    for (; c <= channels - lanes; c += lanes)
                    {
                        var maximum = Vector.Load(best + c);
                        var share = Vector.Load(gradient + c);
                        for (var tap = 0; tap < 4; tap++)
                        {
                            var column = (tap & 1) * (nint)channels + c;
                            var isMaximum = Vector.Equals(Vector.Load(values + (tap >> 1) * input.RowStride + column), maximum);
                            Vector.Store(Vector.ConditionalSelect(isMaximum, share, Vector<float>.Zero),
                                targets + (tap >> 1) * inputGradient.RowStride + column);
                            share = Vector.ConditionalSelect(isMaximum, Vector<float>.Zero, share);
                        }
                    }
                    for (; c < channels; c++)
                    {
                        var share = gradient[c];
                        for (var tap = 0; tap < 4; tap++)
                        {
                            var column = (tap & 1) * (nint)channels + c;
                            var isMaximum = values[(tap >> 1) * input.RowStride + column] == best[c];
                            targets[(tap >> 1) * inputGradient.RowStride + column] = isMaximum ? share : 0;
                            share = isMaximum ? 0 : share;
                        }
                    }
                }
            }
        }
    }

    /// <summary>An odd last row or column lies in no window.</summary>
    private static void ClearUncovered(in TensorView inputGradient, int image, in TensorView output)
    {
        var covered = 2 * output.Width * inputGradient.Channels;
        for (var y = 0; y < inputGradient.Height; y++)
            ElementKernels.RowOf(inputGradient, image, y)[(y < 2 * output.Height ? covered : 0)..].Clear();
    }

    private static void GiveToMaximum(
        in TensorView input, int image, Area area, int channel, float maximum, float gradient, in TensorView inputGradient)
    {
        for (var row = area.Top; row < area.Bottom; row++)
            for (var column = area.Left; column < area.Right; column++)
            {
                var offset = (nint)column * input.Channels + channel;
                if (input.Row(image, row)[offset] == maximum)
                {
                    inputGradient.Row(image, row)[offset] += gradient;
                    return;
                }
            }
    }

    /// <summary>The part of a window that lies on the image.</summary>
    private readonly record struct Area(int Top, int Bottom, int Left, int Right)
    {
        public int Count => (Bottom - Top) * (Right - Left);

        public static Area At(in TensorView input, Window window, int outputY, int outputX)
        {
            var (y, x) = (outputY * window.StrideY - window.Top, outputX * window.StrideX - window.Left);
            return new Area(Math.Max(y, 0), Math.Min(y + window.Height, input.Height), Math.Max(x, 0),
                Math.Min(x + window.Width, input.Width));
        }
    }
}
