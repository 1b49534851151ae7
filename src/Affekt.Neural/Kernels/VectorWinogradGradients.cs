using System.Runtime.CompilerServices;
using Affekt.Neural.Memory;

namespace Affekt.Neural.Kernels;

/// <summary>Transforms one register of channels at a time.</summary>
internal sealed unsafe class VectorWinogradGradients<TSimd> : WinogradGradients where TSimd : struct, ISimd<TSimd>
{
    public override void OutputGradient(in TensorView gradient, WinogradTiling tiling, int first, int count, float* planes, nint planeStride)
    {
        var channels = gradient.Channels;
        for (var i = 0; i < count; i++, planes += channels)
        {
            var (image, row, column) = tiling[first + i];
            var top = gradient.Row(image, 2 * row) + (nint)2 * column * channels;
            var right = 2 * column + 1 < gradient.Width ? top + channels : null;
            var bottom = 2 * row + 1 < gradient.Height ? top + gradient.RowStride : null;
            var corner = right is null || bottom is null ? null : bottom + channels;
            OutputGradientTile(top, right, bottom, corner, channels, planes, planeStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OutputGradientTile(float* top, float* right, float* bottom, float* corner, int channels, float* planes, nint stride)
    {
        for (var c = 0; c < channels; c += TSimd.Width)
        {
            var y00 = TSimd.Load(top + c);
            var y01 = right is null ? default : TSimd.Load(right + c);
            var y10 = bottom is null ? default : TSimd.Load(bottom + c);
            var y11 = corner is null ? default : TSimd.Load(corner + c);
            var target = planes + c;
            Row(y00, y01, target, stride);
            Row(TSimd.Add(y00, y10), TSimd.Add(y01, y11), target + 4 * stride, stride);
            Row(TSimd.Subtract(y00, y10), TSimd.Subtract(y01, y11), target + 8 * stride, stride);
            Row(TSimd.Subtract(default, y10), TSimd.Subtract(default, y11), target + 12 * stride, stride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Row(TSimd left, TSimd right, float* target, nint stride)
        {
            TSimd.Store(left, target);
            TSimd.Store(TSimd.Add(left, right), target + stride);
            TSimd.Store(TSimd.Subtract(left, right), target + 2 * stride);
            TSimd.Store(TSimd.Subtract(default, right), target + 3 * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void WeightGradient(float* planes, nint pairs, float* weightGradient)
    {
        var half = 0.5f;
        var halves = TSimd.Broadcast(&half);
        for (nint i = 0; i < pairs; i += TSimd.Width)
        {
            Column(planes + i, pairs, halves, out var a0, out var a1, out var a2);
            Column(planes + pairs + i, pairs, halves, out var b0, out var b1, out var b2);
            Column(planes + 2 * pairs + i, pairs, halves, out var c0, out var c1, out var c2);
            Column(planes + 3 * pairs + i, pairs, halves, out var d0, out var d1, out var d2);
            AddRow(a0, b0, c0, d0, halves, weightGradient + i, pairs);
            AddRow(a1, b1, c1, d1, halves, weightGradient + 3 * pairs + i, pairs);
            AddRow(a2, b2, c2, d2, halves, weightGradient + 6 * pairs + i, pairs);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Column(float* source, nint pairs, TSimd halves, out TSimd g0, out TSimd g1, out TSimd g2) =>
            Contract(TSimd.Load(source), TSimd.Load(source + 4 * pairs), TSimd.Load(source + 8 * pairs), TSimd.Load(source + 12 * pairs), halves, out g0, out g1, out g2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void AddRow(TSimd u0, TSimd u1, TSimd u2, TSimd u3, TSimd halves, float* target, nint pairs)
        {
            Contract(u0, u1, u2, u3, halves, out var g0, out var g1, out var g2);
            TSimd.Store(TSimd.Add(TSimd.Load(target), g0), target);
            TSimd.Store(TSimd.Add(TSimd.Load(target + pairs), g1), target + pairs);
            TSimd.Store(TSimd.Add(TSimd.Load(target + 2 * pairs), g2), target + 2 * pairs);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Contract(TSimd u0, TSimd u1, TSimd u2, TSimd u3, TSimd halves, out TSimd g0, out TSimd g1, out TSimd g2)
        {
            var sum = TSimd.Multiply(TSimd.Add(u1, u2), halves);
            (g0, g1, g2) = (TSimd.Add(u0, sum), TSimd.Multiply(TSimd.Subtract(u1, u2), halves), TSimd.Add(sum, u3));
        }
    }
}
