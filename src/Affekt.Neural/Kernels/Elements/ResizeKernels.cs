using System.Numerics;
using System.Runtime.CompilerServices;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Elements;

/// <summary>For each output position along one axis: the two input positions it lies between, and the share of the second.</summary>
internal sealed class ResizeAxis
{
    public ResizeAxis(int input, int output, double scale, ResizeRounding? rounding, ResizeCoordinates coordinates)
    {
        (First, Second, Share) = (new int[output], new int[output], new float[output]);
        for (var i = 0; i < output; i++)
        {
            var point = coordinates switch
            {
                ResizeCoordinates.HalfPixel => (i + 0.5) / scale - 0.5,
                ResizeCoordinates.PytorchHalfPixel => output > 1 ? (i + 0.5) / scale - 0.5 : 0,
                ResizeCoordinates.AlignCorners => output > 1 ? i * (input - 1.0) / (output - 1) : 0,
                _ => i / scale,
            };
            if (rounding is { } round)
            {
                var nearest = round switch
                {
                    ResizeRounding.PreferFloor => Math.Ceiling(point - 0.5),
                    ResizeRounding.PreferCeiling => Math.Floor(point + 0.5),
                    ResizeRounding.Floor => Math.Floor(point),
                    _ => Math.Ceiling(point),
                };
                First[i] = Second[i] = (int)Math.Clamp(nearest, 0, input - 1);
                continue;
            }
            point = Math.Clamp(point, 0, input - 1);
            First[i] = (int)point;
            Second[i] = Math.Min(First[i] + 1, input - 1);
            Share[i] = (float)(point - First[i]);
        }
    }

    public int[] First { get; }
    public int[] Second { get; }
    public float[] Share { get; }
}

/// <summary>Interpolation between the four pixels around each point.</summary>
internal static unsafe class ResizeKernels
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Resize(in TensorView input, ResizeAxis rows, ResizeAxis columns, in TensorView output)
    {
        var (channels, lanes) = ((nint)input.Channels, Vector<float>.Count);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
            {
                float* top = input.Row(image, rows.First[y]), bottom = input.Row(image, rows.Second[y]), target = output.Row(image, y);
                var down = rows.Share[y];
                for (var x = 0; x < output.Width; x++, target += channels)
                {
                    var (left, right, across) = (columns.First[x] * channels, columns.Second[x] * channels, columns.Share[x]);
                    if (down == 0 && across == 0)
                    {
                        new ReadOnlySpan<float>(top + left, (int)channels).CopyTo(new Span<float>(target, (int)channels));
                        continue;
                    }
                    var c = 0;
                    for (; c <= channels - lanes; c += lanes)
                    {
                        var upper = Between(Vector.Load(top + left + c), Vector.Load(top + right + c), across);
                        var lower = Between(Vector.Load(bottom + left + c), Vector.Load(bottom + right + c), across);
                        Vector.Store(Between(upper, lower, down), target + c);
                    }
                    for (; c < channels; c++)
                    {
                        var upper = top[left + c] + (top[right + c] - top[left + c]) * across;
                        var lower = bottom[left + c] + (bottom[right + c] - bottom[left + c]) * across;
                        target[c] = upper + (lower - upper) * down;
                    }
                }
            }
    }

    /// <summary>Gives each output gradient to the four pixels by their shares.</summary>
    public static void ResizeGradient(in TensorView outputGradient, ResizeAxis rows, ResizeAxis columns, in TensorView inputGradient)
    {
        var channels = (nint)inputGradient.Channels;
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y++)
            {
                float* top = inputGradient.Row(image, rows.First[y]), bottom = inputGradient.Row(image, rows.Second[y]),
                    gradient = outputGradient.Row(image, y);
                var down = rows.Share[y];
                for (var x = 0; x < outputGradient.Width; x++, gradient += channels)
                {
                    var (left, right, across) = (columns.First[x] * channels, columns.Second[x] * channels, columns.Share[x]);
                    for (nint c = 0; c < channels; c++)
                    {
                        top[left + c] += gradient[c] * (1 - down) * (1 - across);
                        top[right + c] += gradient[c] * (1 - down) * across;
                        bottom[left + c] += gradient[c] * down * (1 - across);
                        bottom[right + c] += gradient[c] * down * across;
                    }
                }
            }
    }

    private static Vector<float> Between(Vector<float> from, Vector<float> to, float share) =>
        Vector.MultiplyAddEstimate(to - from, new Vector<float>(share), from);
}
