using System.Runtime.CompilerServices;
using Affekt.Neural.Kernels.Simd;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Convolution;

/// <summary>
/// 1x1 convolutions and dense layers on maps without gaps: a product of [pixels, input channels] and [input channels, output
/// channels]. A tile is short there, so that finding its pixels costs more than elsewhere; here they simply follow each other.
/// </summary>
internal static unsafe class VectorPointwise<TSimd> where TSimd : struct, ISimd<TSimd>
{
    // What all panels of weights are applied to before the next pixels: it should stay in a first-level cache beside a panel, or,
    // where the weights come from further away than the second level, in that.
    private const int FloatsInABlock = 4 * 1024;
    private const int FloatsInALargeBlock = 48 * 1024;
    private const int WeightsOfTheSecondLevel = 96 * 1024;

    /// <summary>Pixels that one tile computes.</summary>
    public static int TilePixels => TSimd.HasThirtyTwoRegisters ? 12 : 6;

    private static int PanelWidth => 2 * TSimd.Width;

    /// <summary>As <see cref="ConvolutionKernel.Forward"/> says, for one tap.</summary>
    /// <param name="pixels">Pixels of all images, at least <see cref="TilePixels"/>.</param>
    /// <param name="input">[pixels, input channels].</param>
    /// <param name="inputChannels">Channels of the input.</param>
    /// <param name="weights">Packed for two registers.</param>
    /// <param name="bias">Output channels rounded up to whole panels, or null.</param>
    /// <param name="accumulate">Add to the output instead of replacing it.</param>
    /// <param name="relu">Replace negative results by zero.</param>
    /// <param name="output">[pixels, output channels].</param>
    /// <param name="outputChannels">Channels of the output.</param>
    [SkipLocalsInit] // Small layers would spend a part of their time on clearing what is written anyway.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(int pixels, float* input, int inputChannels, PackedWeights weights, AlignedBuffer? bias,
        bool accumulate, bool relu, float* output, int outputChannels)
    {
        var offset = (nint)0;
        var spare = stackalloc float[TilePixels * PanelWidth];
        var floats = (long)inputChannels * outputChannels <= WeightsOfTheSecondLevel ? FloatsInABlock : FloatsInALargeBlock;
        var block = Math.Max(1, floats / (TilePixels * inputChannels)) * TilePixels;
        var tile = new ForwardTile { PixelStride = inputChannels, RunOffsets = &offset, Runs = 1, RunLength = inputChannels };
        for (var first = 0; first < pixels; first += block)
        {
            var end = Math.Min(first + block, pixels);
            var tiles = (end - first + TilePixels - 1) / TilePixels;
            for (var panel = 0; panel < weights.Panels; panel++)
            {
                var channel = panel * PanelWidth;
                var channels = Math.Min(PanelWidth, outputChannels - channel);
                tile.SetPanel(weights, panel, tiles);
                tile.Bias = bias is null ? null : bias.Pointer + channel;
                for (var pixel = first; pixel < end; pixel += TilePixels, tile.FetchFurther())
                {
                    // The last tile starts early enough to be whole, and shares pixels with the one before.
                    var start = Math.Min(pixel, pixels - TilePixels);
                    tile.SetInputs(input + (nint)start * inputChannels, 3 * (nint)inputChannels);
                    if (start == pixel && Tiles<TSimd>.WritesOnly(channels))
                    {
                        tile.SetOutputs(output + (nint)start * outputChannels + channel, 3 * (nint)outputChannels);
                        (tile.OutputStride, tile.Accumulate, tile.Relu) = (outputChannels, accumulate, relu);
                        Tiles<TSimd>.Forward(tile, channels);
                        continue;
                    }
                    tile.SetOutputs(spare, 3 * (nint)PanelWidth);
                    (tile.OutputStride, tile.Accumulate, tile.Relu) = (PanelWidth, false, false);
                    Tiles<TSimd>.Forward(tile, channels);
                    for (var i = pixel - start; i < TilePixels; i++)
                        Tiles<TSimd>.Merge(spare + (nint)i * PanelWidth, output + (nint)(start + i) * outputChannels + channel,
                            channels, accumulate, relu);
                }
            }
        }
    }
}
