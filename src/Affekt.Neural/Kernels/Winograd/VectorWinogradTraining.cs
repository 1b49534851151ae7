using System.Runtime.CompilerServices;
using Affekt.Neural.Kernels.Simd;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Winograd;

/// <summary>
/// Tiles of 2x2 outputs, one register of channels at a time. Such a tile fits into the registers as a whole, where
/// <see cref="VectorWinograd{TSimd, TTile}"/>
/// goes through memory between columns and rows: much of a training step's time with narrow layers.
/// </summary>
internal sealed unsafe class VectorWinogradTraining<TSimd> : WinogradTrainingTransforms where TSimd : struct, ISimd<TSimd>
{
    private const int TileSide = TileOutputs + 2;

    public override int ChannelStep => TSimd.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Input(in TensorView input, WinogradGrid tiling, int first, int count, float* planes, nint planeStride)
    {
        var channels = input.Channels;
        var rows = stackalloc float*[TileSide];
        var columns = stackalloc nint[TileSide];
        for (var i = 0; i < count; i++, planes += channels)
        {
            var (image, row, column) = tiling[first + i];
            // A tile that hangs over the edge would read past the border; what it reads there changes no output that is kept.
            for (var k = 0; k < TileSide; k++)
            {
                rows[k] = input.Row(image, Math.Min(2 * row + k - 1, input.Height));
                columns[k] = (nint)Math.Min(2 * column + k - 1, input.Width) * channels;
            }
            InputTile(rows, columns, channels, planes, planeStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InputTile(float** rows, nint* columns, int channels, float* planes, nint planeStride)
    {
        float* r0 = rows[0], r1 = rows[1], r2 = rows[2], r3 = rows[3];
        nint c0 = columns[0], c1 = columns[1], c2 = columns[2], c3 = columns[3];
        for (var c = 0; c < channels; c += TSimd.Width)
        {
            Column(r0 + c0 + c, r1 + c0 + c, r2 + c0 + c, r3 + c0 + c, out var a0, out var a1, out var a2, out var a3);
            Column(r0 + c1 + c, r1 + c1 + c, r2 + c1 + c, r3 + c1 + c, out var b0, out var b1, out var b2, out var b3);
            Column(r0 + c2 + c, r1 + c2 + c, r2 + c2 + c, r3 + c2 + c, out var d0, out var d1, out var d2, out var d3);
            Column(r0 + c3 + c, r1 + c3 + c, r2 + c3 + c, r3 + c3 + c, out var e0, out var e1, out var e2, out var e3);
            var target = planes + c;
            StoreInputRow(a0, b0, d0, e0, target, planeStride);
            StoreInputRow(a1, b1, d1, e1, target + 4 * planeStride, planeStride);
            StoreInputRow(a2, b2, d2, e2, target + 8 * planeStride, planeStride);
            StoreInputRow(a3, b3, d3, e3, target + 12 * planeStride, planeStride);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Column(float* p0, float* p1, float* p2, float* p3, out TSimd t0, out TSimd t1, out TSimd t2, out TSimd t3)
        {
            TSimd d0 = TSimd.Load(p0), d1 = TSimd.Load(p1), d2 = TSimd.Load(p2), d3 = TSimd.Load(p3);
            t0 = TSimd.Subtract(d0, d2);
            t1 = TSimd.Add(d1, d2);
            t2 = TSimd.Subtract(d2, d1);
            t3 = TSimd.Subtract(d1, d3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void StoreInputRow(TSimd t0, TSimd t1, TSimd t2, TSimd t3, float* target, nint stride)
        {
            TSimd.Store(TSimd.Subtract(t0, t2), target);
            TSimd.Store(TSimd.Add(t1, t2), target + stride);
            TSimd.Store(TSimd.Subtract(t2, t1), target + 2 * stride);
            TSimd.Store(TSimd.Subtract(t1, t3), target + 3 * stride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Output(float* planes, nint planeStride, WinogradGrid tiling, int first, int count, float* bias,
        bool accumulate, bool relu, in TensorView output)
    {
        var channels = output.Channels;
        for (var i = 0; i < count; i++, planes += channels)
        {
            Pixels(output, tiling[first + i], out var top, out var right, out var bottom, out var corner);
            OutputTile(planes, planeStride, channels, bias, accumulate, relu, top, right, bottom, corner);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OutputTile(float* planes, nint stride, int channels, float* bias, bool accumulate, bool relu, float* top,
        float* right, float* bottom, float* corner)
    {
        for (var c = 0; c < channels; c += TSimd.Width)
        {
            var source = planes + c;
            Row(source, stride, out var a0, out var a1);
            Row(source + 4 * stride, stride, out var b0, out var b1);
            Row(source + 8 * stride, stride, out var d0, out var d1);
            Row(source + 12 * stride, stride, out var e0, out var e1);
            var start = bias is null ? default : TSimd.Load(bias + c);
            Finish(TSimd.Add(TSimd.Add(a0, b0), TSimd.Add(d0, start)), top + c, accumulate, relu);
            if (right is not null)
                Finish(TSimd.Add(TSimd.Add(a1, b1), TSimd.Add(d1, start)), right + c, accumulate, relu);
            if (bottom is not null)
                Finish(TSimd.Add(TSimd.Subtract(b0, d0), TSimd.Subtract(start, e0)), bottom + c, accumulate, relu);
            if (corner is not null)
                Finish(TSimd.Add(TSimd.Subtract(b1, d1), TSimd.Subtract(start, e1)), corner + c, accumulate, relu);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Row(float* source, nint stride, out TSimd left, out TSimd right)
        {
            TSimd m0 = TSimd.Load(source), m1 = TSimd.Load(source + stride), m2 = TSimd.Load(source + 2 * stride),
                m3 = TSimd.Load(source + 3 * stride);
            left = TSimd.Add(TSimd.Add(m0, m1), m2);
            right = TSimd.Subtract(TSimd.Subtract(m1, m2), m3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Finish(TSimd value, float* target, bool accumulate, bool relu)
        {
            if (accumulate)
                value = TSimd.Add(value, TSimd.Load(target));
            if (relu)
                value = TSimd.Max(value, default);
            TSimd.Store(value, target);
        }
    }

    /// <summary>A tile's four pixels of a map; null where they lie beyond its edge.</summary>
    private static void Pixels(in TensorView map, (int Image, int Row, int Column) tile, out float* top, out float* right,
        out float* bottom, out float* corner)
    {
        top = map.Row(tile.Image, TileOutputs * tile.Row) + (nint)TileOutputs * tile.Column * map.Channels;
        right = TileOutputs * tile.Column + 1 < map.Width ? top + map.Channels : null;
        bottom = TileOutputs * tile.Row + 1 < map.Height ? top + map.RowStride : null;
        corner = right is null || bottom is null ? null : bottom + map.Channels;
    }

    public override void OutputGradient(
        in TensorView gradient, WinogradGrid tiling, int first, int count, float* planes, nint planeStride)
    {
        var channels = gradient.Channels;
        for (var i = 0; i < count; i++, planes += channels)
        {
            Pixels(gradient, tiling[first + i], out var top, out var right, out var bottom, out var corner);
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
    public override void Weights(float* weights, nint pairs, float* planes)
    {
        var half = 0.5f;
        var halves = TSimd.Broadcast(&half);
        for (nint i = 0; i < pairs; i += TSimd.Width)
        {
            Column(weights + i, pairs, halves, out var a0, out var a1, out var a2, out var a3);
            Column(weights + pairs + i, pairs, halves, out var b0, out var b1, out var b2, out var b3);
            Column(weights + 2 * pairs + i, pairs, halves, out var c0, out var c1, out var c2, out var c3);
            Row(a0, b0, c0, halves, planes + i, pairs);
            Row(a1, b1, c1, halves, planes + 4 * pairs + i, pairs);
            Row(a2, b2, c2, halves, planes + 8 * pairs + i, pairs);
            Row(a3, b3, c3, halves, planes + 12 * pairs + i, pairs);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Column(float* source, nint pairs, TSimd halves, out TSimd u0, out TSimd u1, out TSimd u2, out TSimd u3) =>
            Expand(TSimd.Load(source), TSimd.Load(source + 3 * pairs), TSimd.Load(source + 6 * pairs), halves, out u0, out u1,
                out u2, out u3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Row(TSimd g0, TSimd g1, TSimd g2, TSimd halves, float* target, nint pairs)
        {
            Expand(g0, g1, g2, halves, out var u0, out var u1, out var u2, out var u3);
            TSimd.Store(u0, target);
            TSimd.Store(u1, target + pairs);
            TSimd.Store(u2, target + 2 * pairs);
            TSimd.Store(u3, target + 3 * pairs);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Expand(TSimd g0, TSimd g1, TSimd g2, TSimd halves, out TSimd u0, out TSimd u1, out TSimd u2, out TSimd u3)
        {
            var outer = TSimd.Multiply(TSimd.Add(g0, g2), halves);
            var inner = TSimd.Multiply(g1, halves);
            (u0, u1, u2, u3) = (g0, TSimd.Add(outer, inner), TSimd.Subtract(outer, inner), g2);
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
            Contract(TSimd.Load(source), TSimd.Load(source + 4 * pairs), TSimd.Load(source + 8 * pairs),
                TSimd.Load(source + 12 * pairs), halves, out g0, out g1, out g2);

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
