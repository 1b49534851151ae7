using System.Numerics;
using Affekt.Neural.Memory;

namespace Affekt.Neural.Kernels;

/// <summary>Maximum pooling over square windows; windows are cut at the image's border.</summary>
internal static unsafe class PoolingKernels
{
    public static void Max(in TensorView input, int size, int stride, int padding, in TensorView output)
    {
        var (channels, lanes) = (input.Channels, Vector<float>.Count);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                for (var x = 0; x < output.Width; x++)
                {
                    var target = output.Row(image, y) + (nint)x * channels;
                    var window = Window.At(input, y * stride - padding, x * stride - padding, size);
                    var first = input.Row(image, window.Top) + (nint)window.Left * channels;
                    var c = 0;
                    for (; c <= channels - lanes; c += lanes)
                    {
                        var best = Vector.Load(first + c);
                        for (var row = window.Top; row < window.Bottom; row++)
                            for (var column = window.Left; column < window.Right; column++)
                                best = Vector.Max(best, Vector.Load(input.Row(image, row) + (nint)column * channels + c));
                        Vector.Store(best, target + c);
                    }
                    for (; c < channels; c++)
                    {
                        var best = first[c];
                        for (var row = window.Top; row < window.Bottom; row++)
                            for (var column = window.Left; column < window.Right; column++)
                                best = Math.Max(best, input.Row(image, row)[(nint)column * channels + c]);
                        target[c] = best;
                    }
                }
    }

    /// <summary>Adds each output gradient to the first input of its window that equals the maximum.</summary>
    public static void MaxGradient(in TensorView input, in TensorView output, in TensorView outputGradient, int size, int stride, int padding, in TensorView inputGradient)
    {
        var (channels, lanes) = (input.Channels, Vector<float>.Count);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                for (var x = 0; x < output.Width; x++)
                {
                    var best = output.Row(image, y) + (nint)x * channels;
                    var gradient = outputGradient.Row(image, y) + (nint)x * channels;
                    var window = Window.At(input, y * stride - padding, x * stride - padding, size);
                    var c = 0;
                    for (; c <= channels - lanes; c += lanes)
                    {
                        var (maximum, share) = (Vector.Load(best + c), Vector.Load(gradient + c));
                        for (var row = window.Top; row < window.Bottom; row++)
                            for (var column = window.Left; column < window.Right; column++)
                            {
                                var offset = (nint)column * channels + c;
                                var target = inputGradient.Row(image, row) + offset;
                                var isMaximum = Vector.Equals(Vector.Load(input.Row(image, row) + offset), maximum);
                                Vector.Store(Vector.Load(target) + Vector.ConditionalSelect(isMaximum, share, Vector<float>.Zero), target);
                                share = Vector.ConditionalSelect(isMaximum, Vector<float>.Zero, share);
                            }
                    }
                    for (; c < channels; c++)
                        GiveToMaximum(input, image, window, c, best[c], gradient[c], inputGradient);
                }
    }

    private static void GiveToMaximum(in TensorView input, int image, Window window, int channel, float maximum, float gradient, in TensorView inputGradient)
    {
        for (var row = window.Top; row < window.Bottom; row++)
            for (var column = window.Left; column < window.Right; column++)
            {
                var offset = (nint)column * input.Channels + channel;
                if (input.Row(image, row)[offset] == maximum)
                {
                    inputGradient.Row(image, row)[offset] += gradient;
                    return;
                }
            }
    }

    private readonly record struct Window(int Top, int Bottom, int Left, int Right)
    {
        public static Window At(in TensorView input, int y, int x, int size) =>
            new(Math.Max(y, 0), Math.Min(y + size, input.Height), Math.Max(x, 0), Math.Min(x + size, input.Width));
    }
}
