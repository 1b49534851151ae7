using System.Runtime.CompilerServices;
using Affekt.Neural.Kernels.Simd;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Winograd;

/// <summary>
/// Transforms one register of channels at a time: a square's columns into a passing square of registers, then its rows out of it.
/// </summary>
[SkipLocalsInit] // Passing squares are written before they are read; clearing them would cost as much as using them.
internal sealed unsafe class VectorWinograd<TSimd, TTile> : WinogradTransforms
    where TSimd : struct, ISimd<TSimd>
    where TTile : struct, IWinogradSize<TSimd>
{
    private const int Taps = 3;

    // A register that lay across two cache lines would be written and read twice.
    private const int Alignment = 64;

    public override int Outputs => TTile.Outputs;

    public override int ChannelStep => TSimd.Width;

    private static int TileSide => TTile.Outputs + 2;

    /// <summary>Floats of a passing square.</summary>
    private static int SquareLength => TileSide * TileSide * TSimd.Width;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Input(in TensorView input, WinogradGrid tiling, int first, int count, float* planes, nint planeStride)
    {
        var memory = stackalloc byte[2 * SquareLength * sizeof(float) + Alignment];
        var square = Aligned(memory);
        var edge = square + SquareLength;
        var channels = input.Channels;
        for (var i = 0; i < count; i++, planes += channels)
        {
            var (image, row, column) = tiling[first + i];
            int top = TTile.Outputs * row - 1, left = TTile.Outputs * column - 1;
            var source = input.Row(image, top) + (nint)left * channels;
            // Past the border of zeros lies something else.
            int rows = Math.Min(TileSide, input.Height + 1 - top), columns = Math.Min(TileSide, input.Width + 1 - left);
            for (nint c = 0; c < channels; c += TSimd.Width)
                if (rows == TileSide && columns == TileSide)
                    InputTile(source + c, input.RowStride, channels, square, planes + c, planeStride);
                else
                {
                    Gather(source + c, input.RowStride, channels, rows, columns, edge);
                    InputTile(edge, TileSide * TSimd.Width, TSimd.Width, square, planes + c, planeStride);
                }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void InputTile(float* source, nint rowStep, nint columnStep, float* square, float* planes, nint planeStride)
    {
        for (nint x = 0; x < TileSide; x++)
            TTile.Input(source + x * columnStep, rowStep, square + x * TSimd.Width, TileSide * TSimd.Width);
        for (nint y = 0; y < TileSide; y++)
            TTile.Input(square + y * TileSide * TSimd.Width, TSimd.Width, planes + y * TileSide * planeStride, planeStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Output(float* planes, nint planeStride, WinogradGrid tiling, int first, int count, float* bias,
        bool accumulate, bool relu, in TensorView output)
    {
        var memory = stackalloc byte[2 * SquareLength * sizeof(float) + Alignment];
        var square = Aligned(memory);
        var line = square + SquareLength;
        var channels = output.Channels;
        for (var i = 0; i < count; i++, planes += channels)
        {
            var (image, row, column) = tiling[first + i];
            int top = TTile.Outputs * row, left = TTile.Outputs * column;
            var target = output.Row(image, top) + (nint)left * channels;
            int rows = Math.Min(TTile.Outputs, output.Height - top), columns = Math.Min(TTile.Outputs, output.Width - left);
            for (nint c = 0; c < channels; c += TSimd.Width)
            {
                var start = bias is null ? default : TSimd.Load(bias + c);
                for (nint x = 0; x < TileSide; x++)
                    TTile.Output(planes + c + x * planeStride, TileSide * planeStride, square + x * TSimd.Width, TileSide * TSimd.Width);
                for (nint y = 0; y < rows; y++)
                {
                    TTile.Output(square + y * TileSide * TSimd.Width, TSimd.Width, line, TSimd.Width);
                    var pixel = target + c + y * output.RowStride;
                    for (nint x = 0; x < columns; x++, pixel += channels)
                    {
                        var value = TSimd.Add(TSimd.Load(line + x * TSimd.Width), start);
                        if (accumulate)
                            value = TSimd.Add(value, TSimd.Load(pixel));
                        TSimd.Store(relu ? TSimd.Max(value, default) : value, pixel);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Weights(float* weights, nint pairs, float* planes)
    {
        var memory = stackalloc byte[SquareLength * sizeof(float) + Alignment];
        var square = Aligned(memory);
        for (nint i = 0; i < pairs; i += TSimd.Width)
        {
            for (nint x = 0; x < Taps; x++)
                TTile.Weights(weights + i + x * pairs, Taps * pairs, square + x * TSimd.Width, Taps * TSimd.Width);
            for (nint y = 0; y < TileSide; y++)
                TTile.Weights(square + y * Taps * TSimd.Width, TSimd.Width, planes + i + y * TileSide * pairs, pairs);
        }
    }

    /// <summary>A square of pixels side by side, zero where there are no <paramref name="rows"/> and <paramref name="columns"/>.</summary>
    private static void Gather(float* source, nint rowStep, nint columnStep, int rows, int columns, float* square)
    {
        for (nint y = 0; y < TileSide; y++)
            for (nint x = 0; x < TileSide; x++, square += TSimd.Width)
                TSimd.Store(y < rows && x < columns ? TSimd.Load(source + y * rowStep + x * columnStep) : default, square);
    }

    private static float* Aligned(byte* memory) => (float*)(((nuint)memory + Alignment - 1) & ~(nuint)(Alignment - 1));
}
