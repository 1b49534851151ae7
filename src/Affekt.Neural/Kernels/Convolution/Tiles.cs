using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Affekt.Neural.Kernels.Simd;

namespace Affekt.Neural.Kernels.Convolution;

/// <summary>
/// The innermost loops. Each accumulator is a local of its own, since the JIT keeps only such in registers: 24 where the
/// processor names 32 registers, 12 where it names 16. The code repeats itself for that reason alone.
/// </summary>
internal static unsafe class Tiles<TSimd> where TSimd : struct, ISimd<TSimd>
{
    /// <summary>As many pixels as the processor has registers for, and as many channels: where one register holds all that are
    /// wanted, the other is left out.</summary>
    public static void Forward(in ForwardTile tile, int channels)
    {
        if (!TSimd.HasThirtyTwoRegisters || channels > TSimd.Width)
            ForwardWide(tile);
        else if (tile.Steps is not null)
            Forward12Narrow<Int8Weights<TSimd>>(tile);
        else
            Forward12Narrow<SingleWeights<TSimd>>(tile);
    }

    /// <summary>True when a tile for so many channels writes these and no others.</summary>
    public static bool WritesOnly(int channels) => channels == 2 * TSimd.Width || (TSimd.HasThirtyTwoRegisters && channels == TSimd.Width);

    private static void ForwardWide(in ForwardTile tile)
    {
        if (tile.Steps is not null)
            Forward<Int8Weights<TSimd>>(tile);
        else
            Forward<SingleWeights<TSimd>>(tile);
    }

    private static void Forward<TWeights>(in ForwardTile tile) where TWeights : struct, IWeightFormat<TSimd>
    {
        if (TSimd.HasThirtyTwoRegisters)
            Forward12<TWeights>(tile);
        else
            Forward6<TWeights>(tile);
    }

    /// <summary>Brings a part of what a tile computed aside to where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Merge(float* source, float* destination, int count, bool accumulate, bool relu)
    {
        var i = 0;
        for (; i <= count - TSimd.Width; i += TSimd.Width)
        {
            var value = TSimd.Load(source + i);
            if (accumulate)
                value = TSimd.Add(value, TSimd.Load(destination + i));
            TSimd.Store(relu ? TSimd.Max(value, default) : value, destination + i);
        }
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
            Merge256(source + i, destination + i, accumulate, relu);
        if (i < count && i >= Vector256<float>.Count && !accumulate)
        {
            // The last ones together with some that are there already.
            i = count - Vector256<float>.Count;
            Merge256(source + i, destination + i, accumulate: false, relu);
            return;
        }
        for (; i < count; i++)
        {
            var value = accumulate ? destination[i] + source[i] : source[i];
            destination[i] = relu ? Math.Max(value, 0) : value;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge256(float* source, float* destination, bool accumulate, bool relu)
    {
        var value = Vector256.Load(source);
        if (accumulate)
            value += Vector256.Load(destination);
        (relu ? Vector256.Max(value, default) : value).Store(destination);
    }

    /// <summary>12 pixels (four groups of three) by two registers of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward12<TWeights>(in ForwardTile tile) where TWeights : struct, IWeightFormat<TSimd>
    {
        var low = TWeights.HaveSteps || tile.Bias is null ? default : TSimd.Load(tile.Bias);
        var high = TWeights.HaveSteps || tile.Bias is null ? default : TSimd.Load(tile.Bias + TSimd.Width);
        TSimd l0 = low, h0 = high;
        TSimd l1 = low, h1 = high;
        TSimd l2 = low, h2 = high;
        TSimd l3 = low, h3 = high;
        TSimd l4 = low, h4 = high;
        TSimd l5 = low, h5 = high;
        TSimd l6 = low, h6 = high;
        TSimd l7 = low, h7 = high;
        TSimd l8 = low, h8 = high;
        TSimd l9 = low, h9 = high;
        TSimd l10 = low, h10 = high;
        TSimd l11 = low, h11 = high;
        var stride = tile.PixelStride;
        var stride2 = 2 * stride;
        var weights = tile.Weights;
        var ahead = tile.Ahead;
        var aheadStep = tile.AheadStep;
        for (var run = 0; run < tile.Runs; run++)
        {
            var offset = tile.RunOffsets[run];
            var p0 = tile.Input0 + offset;
            var p1 = tile.Input1 + offset;
            var p2 = tile.Input2 + offset;
            var p3 = tile.Input3 + offset;
            var end = p0 + tile.RunLength;
            while (p0 < end)
            {
                var wl = TWeights.Load(weights);
                var wh = TWeights.Load(weights + TSimd.Width * TWeights.Bytes);
                TSimd.Prefetch(ahead);
                ahead += aheadStep;
                var x0 = TSimd.Broadcast(p0);
                l0 = TSimd.MultiplyAdd(x0, wl, l0);
                h0 = TSimd.MultiplyAdd(x0, wh, h0);
                var x1 = TSimd.Broadcast(p0 + stride);
                l1 = TSimd.MultiplyAdd(x1, wl, l1);
                h1 = TSimd.MultiplyAdd(x1, wh, h1);
                var x2 = TSimd.Broadcast(p0 + stride2);
                l2 = TSimd.MultiplyAdd(x2, wl, l2);
                h2 = TSimd.MultiplyAdd(x2, wh, h2);
                var x3 = TSimd.Broadcast(p1);
                l3 = TSimd.MultiplyAdd(x3, wl, l3);
                h3 = TSimd.MultiplyAdd(x3, wh, h3);
                var x4 = TSimd.Broadcast(p1 + stride);
                l4 = TSimd.MultiplyAdd(x4, wl, l4);
                h4 = TSimd.MultiplyAdd(x4, wh, h4);
                var x5 = TSimd.Broadcast(p1 + stride2);
                l5 = TSimd.MultiplyAdd(x5, wl, l5);
                h5 = TSimd.MultiplyAdd(x5, wh, h5);
                var x6 = TSimd.Broadcast(p2);
                l6 = TSimd.MultiplyAdd(x6, wl, l6);
                h6 = TSimd.MultiplyAdd(x6, wh, h6);
                var x7 = TSimd.Broadcast(p2 + stride);
                l7 = TSimd.MultiplyAdd(x7, wl, l7);
                h7 = TSimd.MultiplyAdd(x7, wh, h7);
                var x8 = TSimd.Broadcast(p2 + stride2);
                l8 = TSimd.MultiplyAdd(x8, wl, l8);
                h8 = TSimd.MultiplyAdd(x8, wh, h8);
                var x9 = TSimd.Broadcast(p3);
                l9 = TSimd.MultiplyAdd(x9, wl, l9);
                h9 = TSimd.MultiplyAdd(x9, wh, h9);
                var x10 = TSimd.Broadcast(p3 + stride);
                l10 = TSimd.MultiplyAdd(x10, wl, l10);
                h10 = TSimd.MultiplyAdd(x10, wh, h10);
                var x11 = TSimd.Broadcast(p3 + stride2);
                l11 = TSimd.MultiplyAdd(x11, wl, l11);
                h11 = TSimd.MultiplyAdd(x11, wh, h11);
                weights += 2 * TSimd.Width * TWeights.Bytes;
                p0++;
                p1++;
                p2++;
                p3++;
            }
        }
        Finish<TWeights>(l0, h0, tile.Output0, tile);
        Finish<TWeights>(l1, h1, tile.Output0 + tile.OutputStride, tile);
        Finish<TWeights>(l2, h2, tile.Output0 + 2 * tile.OutputStride, tile);
        Finish<TWeights>(l3, h3, tile.Output1, tile);
        Finish<TWeights>(l4, h4, tile.Output1 + tile.OutputStride, tile);
        Finish<TWeights>(l5, h5, tile.Output1 + 2 * tile.OutputStride, tile);
        Finish<TWeights>(l6, h6, tile.Output2, tile);
        Finish<TWeights>(l7, h7, tile.Output2 + tile.OutputStride, tile);
        Finish<TWeights>(l8, h8, tile.Output2 + 2 * tile.OutputStride, tile);
        Finish<TWeights>(l9, h9, tile.Output3, tile);
        Finish<TWeights>(l10, h10, tile.Output3 + tile.OutputStride, tile);
        Finish<TWeights>(l11, h11, tile.Output3 + 2 * tile.OutputStride, tile);
    }

    /// <summary>12 pixels (four groups of three) by the first of two registers of output channels; always replaces the output,
    /// without ReLU.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward12Narrow<TWeights>(in ForwardTile tile) where TWeights : struct, IWeightFormat<TSimd>
    {
        var bias = TWeights.HaveSteps || tile.Bias is null ? default : TSimd.Load(tile.Bias);
        TSimd s0 = bias, s1 = bias, s2 = bias;
        TSimd s3 = bias, s4 = bias, s5 = bias;
        TSimd s6 = bias, s7 = bias, s8 = bias;
        TSimd s9 = bias, s10 = bias, s11 = bias;
        var stride = tile.PixelStride;
        var stride2 = 2 * stride;
        var weights = tile.Weights;
        for (var run = 0; run < tile.Runs; run++)
        {
            var offset = tile.RunOffsets[run];
            var p0 = tile.Input0 + offset;
            var p1 = tile.Input1 + offset;
            var p2 = tile.Input2 + offset;
            var p3 = tile.Input3 + offset;
            var end = p0 + tile.RunLength;
            while (p0 < end)
            {
                var w = TWeights.Load(weights);
                s0 = TSimd.MultiplyAdd(TSimd.Broadcast(p0), w, s0);
                s1 = TSimd.MultiplyAdd(TSimd.Broadcast(p0 + stride), w, s1);
                s2 = TSimd.MultiplyAdd(TSimd.Broadcast(p0 + stride2), w, s2);
                s3 = TSimd.MultiplyAdd(TSimd.Broadcast(p1), w, s3);
                s4 = TSimd.MultiplyAdd(TSimd.Broadcast(p1 + stride), w, s4);
                s5 = TSimd.MultiplyAdd(TSimd.Broadcast(p1 + stride2), w, s5);
                s6 = TSimd.MultiplyAdd(TSimd.Broadcast(p2), w, s6);
                s7 = TSimd.MultiplyAdd(TSimd.Broadcast(p2 + stride), w, s7);
                s8 = TSimd.MultiplyAdd(TSimd.Broadcast(p2 + stride2), w, s8);
                s9 = TSimd.MultiplyAdd(TSimd.Broadcast(p3), w, s9);
                s10 = TSimd.MultiplyAdd(TSimd.Broadcast(p3 + stride), w, s10);
                s11 = TSimd.MultiplyAdd(TSimd.Broadcast(p3 + stride2), w, s11);
                weights += 2 * TSimd.Width * TWeights.Bytes;
                p0++;
                p1++;
                p2++;
                p3++;
            }
        }
        Finish<TWeights>(s0, tile.Output0, tile);
        Finish<TWeights>(s1, tile.Output0 + tile.OutputStride, tile);
        Finish<TWeights>(s2, tile.Output0 + 2 * tile.OutputStride, tile);
        Finish<TWeights>(s3, tile.Output1, tile);
        Finish<TWeights>(s4, tile.Output1 + tile.OutputStride, tile);
        Finish<TWeights>(s5, tile.Output1 + 2 * tile.OutputStride, tile);
        Finish<TWeights>(s6, tile.Output2, tile);
        Finish<TWeights>(s7, tile.Output2 + tile.OutputStride, tile);
        Finish<TWeights>(s8, tile.Output2 + 2 * tile.OutputStride, tile);
        Finish<TWeights>(s9, tile.Output3, tile);
        Finish<TWeights>(s10, tile.Output3 + tile.OutputStride, tile);
        Finish<TWeights>(s11, tile.Output3 + 2 * tile.OutputStride, tile);
    }

    /// <summary>6 pixels (two groups of three) by two registers of output channels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward6<TWeights>(in ForwardTile tile) where TWeights : struct, IWeightFormat<TSimd>
    {
        var low = TWeights.HaveSteps || tile.Bias is null ? default : TSimd.Load(tile.Bias);
        var high = TWeights.HaveSteps || tile.Bias is null ? default : TSimd.Load(tile.Bias + TSimd.Width);
        TSimd l0 = low, h0 = high;
        TSimd l1 = low, h1 = high;
        TSimd l2 = low, h2 = high;
        TSimd l3 = low, h3 = high;
        TSimd l4 = low, h4 = high;
        TSimd l5 = low, h5 = high;
        var stride = tile.PixelStride;
        var stride2 = 2 * stride;
        var weights = tile.Weights;
        var ahead = tile.Ahead;
        var aheadStep = tile.AheadStep;
        for (var run = 0; run < tile.Runs; run++)
        {
            var offset = tile.RunOffsets[run];
            var p0 = tile.Input0 + offset;
            var p1 = tile.Input1 + offset;
            var end = p0 + tile.RunLength;
            while (p0 < end)
            {
                var wl = TWeights.Load(weights);
                var wh = TWeights.Load(weights + TSimd.Width * TWeights.Bytes);
                TSimd.Prefetch(ahead);
                ahead += aheadStep;
                var x0 = TSimd.Broadcast(p0);
                l0 = TSimd.MultiplyAdd(x0, wl, l0);
                h0 = TSimd.MultiplyAdd(x0, wh, h0);
                var x1 = TSimd.Broadcast(p0 + stride);
                l1 = TSimd.MultiplyAdd(x1, wl, l1);
                h1 = TSimd.MultiplyAdd(x1, wh, h1);
                var x2 = TSimd.Broadcast(p0 + stride2);
                l2 = TSimd.MultiplyAdd(x2, wl, l2);
                h2 = TSimd.MultiplyAdd(x2, wh, h2);
                var x3 = TSimd.Broadcast(p1);
                l3 = TSimd.MultiplyAdd(x3, wl, l3);
                h3 = TSimd.MultiplyAdd(x3, wh, h3);
                var x4 = TSimd.Broadcast(p1 + stride);
                l4 = TSimd.MultiplyAdd(x4, wl, l4);
                h4 = TSimd.MultiplyAdd(x4, wh, h4);
                var x5 = TSimd.Broadcast(p1 + stride2);
                l5 = TSimd.MultiplyAdd(x5, wl, l5);
                h5 = TSimd.MultiplyAdd(x5, wh, h5);
                weights += 2 * TSimd.Width * TWeights.Bytes;
                p0++;
                p1++;
            }
        }
        Finish<TWeights>(l0, h0, tile.Output0, tile);
        Finish<TWeights>(l1, h1, tile.Output0 + tile.OutputStride, tile);
        Finish<TWeights>(l2, h2, tile.Output0 + 2 * tile.OutputStride, tile);
        Finish<TWeights>(l3, h3, tile.Output1, tile);
        Finish<TWeights>(l4, h4, tile.Output1 + tile.OutputStride, tile);
        Finish<TWeights>(l5, h5, tile.Output1 + 2 * tile.OutputStride, tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TWeights>(TSimd sum, float* output, in ForwardTile tile) where TWeights : struct, IWeightFormat<TSimd>
    {
        sum = Complete<TWeights>(sum, 0, tile);
        if (tile.Accumulate)
            sum = TSimd.Add(sum, TSimd.Load(output));
        if (tile.Relu)
            sum = TSimd.Max(sum, default);
        TSimd.Store(sum, output);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TWeights>(TSimd low, TSimd high, float* output, in ForwardTile tile) where TWeights
        : struct, IWeightFormat<TSimd>
    {
        low = Complete<TWeights>(low, 0, tile);
        high = Complete<TWeights>(high, TSimd.Width, tile);
        if (tile.Accumulate)
        {
            low = TSimd.Add(low, TSimd.Load(output));
            high = TSimd.Add(high, TSimd.Load(output + TSimd.Width));
        }
        if (tile.Relu)
        {
            low = TSimd.Max(low, default);
            high = TSimd.Max(high, default);
        }
        TSimd.Store(low, output);
        TSimd.Store(high, output + TSimd.Width);
    }

    /// <summary>From a sum of whole weights to one of weights, and the bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Complete<TWeights>(TSimd sum, int channel, in ForwardTile tile) where TWeights : struct, IWeightFormat<TSimd> =>
        TWeights.HaveSteps ? TSimd.MultiplyAdd(
            sum, TSimd.Load(tile.Steps + channel), tile.Bias is null ? default : TSimd.Load(tile.Bias + channel)) : sum;

    /// <summary>12 rows of the flattened kernel (four groups of three) by two registers of output channels, summed over pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights12(in WeightGradientTile tile)
    {
        TSimd l0 = default, h0 = default;
        TSimd l1 = default, h1 = default;
        TSimd l2 = default, h2 = default;
        TSimd l3 = default, h3 = default;
        TSimd l4 = default, h4 = default;
        TSimd l5 = default, h5 = default;
        TSimd l6 = default, h6 = default;
        TSimd l7 = default, h7 = default;
        TSimd l8 = default, h8 = default;
        TSimd l9 = default, h9 = default;
        TSimd l10 = default, h10 = default;
        TSimd l11 = default, h11 = default;
        var inputStep = tile.InputStep;
        var gradientStep = tile.GradientStep;
        for (var image = 0; image < tile.Images; image++)
        {
            for (var row = 0; row < tile.Rows; row++)
            {
                var start = image * tile.InputImageStep + row * tile.InputRowStep;
                var p0 = tile.Input0 + start;
                var p1 = tile.Input1 + start;
                var p2 = tile.Input2 + start;
                var p3 = tile.Input3 + start;
                var gradient = tile.Gradient + image * tile.GradientImageStep + row * tile.GradientRowStep;
                for (var column = tile.Columns; column > 0; column--)
                {
                    var gl = TSimd.Load(gradient);
                    var gh = TSimd.Load(gradient + TSimd.Width);
                    var x0 = TSimd.Broadcast(p0);
                    l0 = TSimd.MultiplyAdd(x0, gl, l0);
                    h0 = TSimd.MultiplyAdd(x0, gh, h0);
                    var x1 = TSimd.Broadcast(p0 + 1);
                    l1 = TSimd.MultiplyAdd(x1, gl, l1);
                    h1 = TSimd.MultiplyAdd(x1, gh, h1);
                    var x2 = TSimd.Broadcast(p0 + 2);
                    l2 = TSimd.MultiplyAdd(x2, gl, l2);
                    h2 = TSimd.MultiplyAdd(x2, gh, h2);
                    var x3 = TSimd.Broadcast(p1);
                    l3 = TSimd.MultiplyAdd(x3, gl, l3);
                    h3 = TSimd.MultiplyAdd(x3, gh, h3);
                    var x4 = TSimd.Broadcast(p1 + 1);
                    l4 = TSimd.MultiplyAdd(x4, gl, l4);
                    h4 = TSimd.MultiplyAdd(x4, gh, h4);
                    var x5 = TSimd.Broadcast(p1 + 2);
                    l5 = TSimd.MultiplyAdd(x5, gl, l5);
                    h5 = TSimd.MultiplyAdd(x5, gh, h5);
                    var x6 = TSimd.Broadcast(p2);
                    l6 = TSimd.MultiplyAdd(x6, gl, l6);
                    h6 = TSimd.MultiplyAdd(x6, gh, h6);
                    var x7 = TSimd.Broadcast(p2 + 1);
                    l7 = TSimd.MultiplyAdd(x7, gl, l7);
                    h7 = TSimd.MultiplyAdd(x7, gh, h7);
                    var x8 = TSimd.Broadcast(p2 + 2);
                    l8 = TSimd.MultiplyAdd(x8, gl, l8);
                    h8 = TSimd.MultiplyAdd(x8, gh, h8);
                    var x9 = TSimd.Broadcast(p3);
                    l9 = TSimd.MultiplyAdd(x9, gl, l9);
                    h9 = TSimd.MultiplyAdd(x9, gh, h9);
                    var x10 = TSimd.Broadcast(p3 + 1);
                    l10 = TSimd.MultiplyAdd(x10, gl, l10);
                    h10 = TSimd.MultiplyAdd(x10, gh, h10);
                    var x11 = TSimd.Broadcast(p3 + 2);
                    l11 = TSimd.MultiplyAdd(x11, gl, l11);
                    h11 = TSimd.MultiplyAdd(x11, gh, h11);
                    gradient += gradientStep;
                    p0 += inputStep;
                    p1 += inputStep;
                    p2 += inputStep;
                    p3 += inputStep;
                }
            }
        }
        TSimd.Store(l0, tile.Result + 0 * TSimd.Width);
        TSimd.Store(h0, tile.Result + 1 * TSimd.Width);
        TSimd.Store(l1, tile.Result + 2 * TSimd.Width);
        TSimd.Store(h1, tile.Result + 3 * TSimd.Width);
        TSimd.Store(l2, tile.Result + 4 * TSimd.Width);
        TSimd.Store(h2, tile.Result + 5 * TSimd.Width);
        TSimd.Store(l3, tile.Result + 6 * TSimd.Width);
        TSimd.Store(h3, tile.Result + 7 * TSimd.Width);
        TSimd.Store(l4, tile.Result + 8 * TSimd.Width);
        TSimd.Store(h4, tile.Result + 9 * TSimd.Width);
        TSimd.Store(l5, tile.Result + 10 * TSimd.Width);
        TSimd.Store(h5, tile.Result + 11 * TSimd.Width);
        TSimd.Store(l6, tile.Result + 12 * TSimd.Width);
        TSimd.Store(h6, tile.Result + 13 * TSimd.Width);
        TSimd.Store(l7, tile.Result + 14 * TSimd.Width);
        TSimd.Store(h7, tile.Result + 15 * TSimd.Width);
        TSimd.Store(l8, tile.Result + 16 * TSimd.Width);
        TSimd.Store(h8, tile.Result + 17 * TSimd.Width);
        TSimd.Store(l9, tile.Result + 18 * TSimd.Width);
        TSimd.Store(h9, tile.Result + 19 * TSimd.Width);
        TSimd.Store(l10, tile.Result + 20 * TSimd.Width);
        TSimd.Store(h10, tile.Result + 21 * TSimd.Width);
        TSimd.Store(l11, tile.Result + 22 * TSimd.Width);
        TSimd.Store(h11, tile.Result + 23 * TSimd.Width);
    }

    /// <summary>6 rows of the flattened kernel (two groups of three) by two registers of output channels, summed over pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights6(in WeightGradientTile tile)
    {
        TSimd l0 = default, h0 = default;
        TSimd l1 = default, h1 = default;
        TSimd l2 = default, h2 = default;
        TSimd l3 = default, h3 = default;
        TSimd l4 = default, h4 = default;
        TSimd l5 = default, h5 = default;
        var inputStep = tile.InputStep;
        var gradientStep = tile.GradientStep;
        for (var image = 0; image < tile.Images; image++)
        {
            for (var row = 0; row < tile.Rows; row++)
            {
                var start = image * tile.InputImageStep + row * tile.InputRowStep;
                var p0 = tile.Input0 + start;
                var p1 = tile.Input1 + start;
                var gradient = tile.Gradient + image * tile.GradientImageStep + row * tile.GradientRowStep;
                for (var column = tile.Columns; column > 0; column--)
                {
                    var gl = TSimd.Load(gradient);
                    var gh = TSimd.Load(gradient + TSimd.Width);
                    var x0 = TSimd.Broadcast(p0);
                    l0 = TSimd.MultiplyAdd(x0, gl, l0);
                    h0 = TSimd.MultiplyAdd(x0, gh, h0);
                    var x1 = TSimd.Broadcast(p0 + 1);
                    l1 = TSimd.MultiplyAdd(x1, gl, l1);
                    h1 = TSimd.MultiplyAdd(x1, gh, h1);
                    var x2 = TSimd.Broadcast(p0 + 2);
                    l2 = TSimd.MultiplyAdd(x2, gl, l2);
                    h2 = TSimd.MultiplyAdd(x2, gh, h2);
                    var x3 = TSimd.Broadcast(p1);
                    l3 = TSimd.MultiplyAdd(x3, gl, l3);
                    h3 = TSimd.MultiplyAdd(x3, gh, h3);
                    var x4 = TSimd.Broadcast(p1 + 1);
                    l4 = TSimd.MultiplyAdd(x4, gl, l4);
                    h4 = TSimd.MultiplyAdd(x4, gh, h4);
                    var x5 = TSimd.Broadcast(p1 + 2);
                    l5 = TSimd.MultiplyAdd(x5, gl, l5);
                    h5 = TSimd.MultiplyAdd(x5, gh, h5);
                    gradient += gradientStep;
                    p0 += inputStep;
                    p1 += inputStep;
                }
            }
        }
        TSimd.Store(l0, tile.Result + 0 * TSimd.Width);
        TSimd.Store(h0, tile.Result + 1 * TSimd.Width);
        TSimd.Store(l1, tile.Result + 2 * TSimd.Width);
        TSimd.Store(h1, tile.Result + 3 * TSimd.Width);
        TSimd.Store(l2, tile.Result + 4 * TSimd.Width);
        TSimd.Store(h2, tile.Result + 5 * TSimd.Width);
        TSimd.Store(l3, tile.Result + 6 * TSimd.Width);
        TSimd.Store(h3, tile.Result + 7 * TSimd.Width);
        TSimd.Store(l4, tile.Result + 8 * TSimd.Width);
        TSimd.Store(h4, tile.Result + 9 * TSimd.Width);
        TSimd.Store(l5, tile.Result + 10 * TSimd.Width);
        TSimd.Store(h5, tile.Result + 11 * TSimd.Width);
    }
}
