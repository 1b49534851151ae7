using System.Runtime.CompilerServices;
using Affekt.Neural.Kernels.Convolution;
using Affekt.Neural.Kernels.Depthwise;
using Affekt.Neural.Kernels.Simd;
using Affekt.Neural.Kernels.Winograd;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels;

/// <summary>
/// Direct convolution without im2col: under each kernel row the inputs of neighbouring columns are one contiguous run.
/// Work is cut into tiles of two or four groups of three neighbouring pixels (forward) or kernel rows (weights), by two
/// registers of output channels.
/// </summary>
internal sealed unsafe class VectorConvolution<TSimd>(string name) : ConvolutionKernel where TSimd : struct, ISimd<TSimd>
{
    private const int PixelsPerGroup = 3;
    private const int MostPixels = 12;

    private static int GroupsPerTile => TSimd.HasThirtyTwoRegisters ? 4 : 2;

    public override string Name => name;

    public override int PanelWidth => 2 * TSimd.Width;

    public override bool ReadsInt8 => true;

    public override IReadOnlyList<WinogradTransforms> Winograd { get; } =
        [new VectorWinograd<TSimd, WinogradSize3<TSimd>>(), new VectorWinograd<TSimd, WinogradSize4<TSimd>>(),
            new VectorWinograd<TSimd, WinogradSize6<TSimd>>()];

    public override WinogradTrainingTransforms? TrainingWinograd { get; } = new VectorWinogradTraining<TSimd>();

    public override DepthwiseKernel Depthwise { get; } = new VectorDepthwise<TSimd>();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Forward(ConvolutionGeometry geometry, in TensorView input, PackedWeights weights, AlignedBuffer? bias,
        bool accumulate, bool relu, in TensorView output)
    {
        var (images, height, width) = (output.Images, output.Height, output.Width);
        if (geometry is { Taps: 1, Stride: 1, Padding: 0 } && input.IsContiguous && output.IsContiguous)
        {
            (images, height, width) = (1, 1, images * height * width);
            if (width >= VectorPointwise<TSimd>.TilePixels)
            {
                VectorPointwise<TSimd>.Forward(
                    width, input.Data, input.Channels, weights, bias, accumulate, relu, output.Data, output.Channels);
                return;
            }
        }

        var runOffsets = stackalloc nint[geometry.KernelHeight];
        for (var row = 0; row < geometry.KernelHeight; row++)
            runOffsets[row] = (row - geometry.Padding) * input.RowStride - (nint)geometry.Padding * input.Channels;
        var tile = new ForwardTile
        {
            RunOffsets = runOffsets,
            Runs = geometry.KernelHeight,
            RunLength = (nint)geometry.KernelWidth * input.Channels
        };

        // What is left of rows that are cut into threes may need fewer tiles when it is cut into threes downwards.
        var rest = width % PixelsPerGroup;
        var columns = TilesOf(images * height, width - rest) + TilesOf(images * rest, height) < TilesOf(images * height, width) ? rest : 0;
        nint inputPixel = (nint)geometry.Stride * input.Channels, inputRow = geometry.Stride * input.RowStride,
            outputPixel = output.Channels;
        var across = new Strip(height, width - columns, input.Data, inputPixel, inputRow, output.Data, outputPixel, output.RowStride);
        var down = new Strip(columns, height, input.Data + (width - columns) * inputPixel, inputRow, inputPixel,
            output.Data + (width - columns) * outputPixel, output.RowStride, outputPixel);
        var tiles = TilesOf(images * height, width - columns) + TilesOf(images * columns, height);
        for (var panel = 0; panel < weights.Panels; panel++)
        {
            var firstChannel = panel * PanelWidth;
            var channels = Math.Min(PanelWidth, output.Channels - firstChannel);
            tile.SetPanel(weights, panel, tiles);
            tile.Bias = bias is null ? null : bias.Pointer + firstChannel;
            Forward(ref tile, across, images, input.ImageStride, output.ImageStride, firstChannel, channels, accumulate, relu);
            Forward(ref tile, down, images, input.ImageStride, output.ImageStride, firstChannel, channels, accumulate, relu);
        }
    }

    private static int TilesOf(int lines, int length) =>
        (lines * ((length + PixelsPerGroup - 1) / PixelsPerGroup) + GroupsPerTile - 1) / GroupsPerTile;

    /// <summary>Lines of pixels, rows or columns, that are cut into groups of three.</summary>
    private readonly struct Strip(
        int lines, int length, float* input, nint inputStep, nint inputLine, float* output, nint outputStep, nint outputLine)
    {
        /// <summary>How many in an image.</summary>
        public readonly int Lines = lines;

        /// <summary>Pixels in a line.</summary>
        public readonly int Length = length;

        /// <summary>The first pixel at the kernel's origin, and floats to the next pixel's and to the next line's.</summary>
        public readonly float* Input = input;
        public readonly nint InputStep = inputStep, InputLine = inputLine;

        /// <summary>The first pixel, and floats to the next pixel and to the next line.</summary>
        public readonly float* Output = output;
        public readonly nint OutputStep = outputStep, OutputLine = outputLine;
    }

    /// <summary>One panel of output channels of a strip of all images.</summary>
    [SkipLocalsInit] // Small layers would spend a part of their time on clearing what is written anyway.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward(ref ForwardTile tile, in Strip strip, int images, nint inputImage, nint outputImage, int firstChannel,
        int channels, bool accumulate, bool relu)
    {
        // A line shorter than a group has groups of one pixel, which the tile computes three times.
        var step = strip.Length < PixelsPerGroup ? 1 : PixelsPerGroup;
        var groupsPerLine = (strip.Length + step - 1) / step;
        var total = images * strip.Lines * groupsPerLine;
        var outputStride = step == 1 ? 0 : strip.OutputStep;
        tile.PixelStride = step == 1 ? 0 : strip.InputStep;
        var spare = stackalloc float[MostPixels * PanelWidth];
        var spares = stackalloc float*[4];
        for (var g = 0; g < 4; g++)
            spares[g] = spare + (nint)g * PixelsPerGroup * PanelWidth;
        var inputs = stackalloc float*[4];
        var outputs = stackalloc float*[4];
        var fresh = stackalloc int[4];
        int image = 0, line = 0, group = 0;
        for (var done = 0; done < total; done += GroupsPerTile, tile.FetchFurther())
        {
            var isRegular = true;
            for (var g = 0; g < GroupsPerTile; g++)
            {
                if (done + g >= total)
                {
                    inputs[g] = inputs[g - 1];
                    outputs[g] = outputs[g - 1];
                    fresh[g] = 0;
                    isRegular = false;
                    continue;
                }
                // The last group of a line starts early enough to be whole, and shares pixels with the one before.
                var pixel = Math.Min(group * step, Math.Max(strip.Length - step, 0));
                inputs[g] = strip.Input + image * inputImage + line * strip.InputLine + pixel * strip.InputStep;
                outputs[g] = strip.Output + image * outputImage + line * strip.OutputLine + pixel * strip.OutputStep + firstChannel;
                fresh[g] = Math.Min(step, strip.Length - group * step);
                isRegular &= fresh[g] == PixelsPerGroup;
                if (++group == groupsPerLine)
                {
                    group = 0;
                    if (++line == strip.Lines)
                        (line, image) = (0, image + 1);
                }
            }

            tile.SetInputs(inputs);
            if (Tiles<TSimd>.WritesOnly(channels) && (isRegular || !accumulate))
            {
                tile.SetOutputs(outputs);
                (tile.OutputStride, tile.Accumulate, tile.Relu) = (outputStride, accumulate, relu);
                Tiles<TSimd>.Forward(tile, channels);
            }
            else
            {
                tile.SetOutputs(spares);
                (tile.OutputStride, tile.Accumulate, tile.Relu) = (PanelWidth, false, false);
                Tiles<TSimd>.Forward(tile, channels);
                for (var g = 0; g < GroupsPerTile; g++)
                    for (var pixel = step - fresh[g]; pixel < step; pixel++)
                        Tiles<TSimd>.Merge(spares[g] + (nint)pixel * PanelWidth, outputs[g] + pixel * strip.OutputStep, channels,
                            accumulate, relu);
            }
        }
    }

    public override void BackwardWeights(
        ConvolutionGeometry geometry, in TensorView input, in TensorView outputGradient, float* weightGradient)
    {
        var runLength = geometry.KernelWidth * input.Channels;
        var groupsPerRow = (runLength + 2) / 3;
        var total = geometry.KernelHeight * groupsPerRow;
        var result = stackalloc float[MostPixels * PanelWidth];
        var inputs = stackalloc float*[4];
        var rows = stackalloc int[4];
        var outputChannels = outputGradient.Channels;
        var origin = input.Data - geometry.Padding * (input.RowStride + input.Channels);

        var tile = new WeightGradientTile
        {
            InputStep = (nint)geometry.Stride * input.Channels,
            InputRowStep = geometry.Stride * input.RowStride,
            InputImageStep = input.ImageStride,
            GradientStep = outputChannels,
            GradientRowStep = outputGradient.RowStride,
            GradientImageStep = outputGradient.ImageStride,
            Images = outputGradient.Images,
            Rows = outputGradient.Height,
            Columns = outputGradient.Width,
            Result = result,
        };
        if (geometry is { Taps: 1, Stride: 1, Padding: 0 } && input.IsContiguous && outputGradient.IsContiguous)
            (tile.Images, tile.Rows, tile.Columns) = (1, 1, tile.Images * tile.Rows * tile.Columns);

        for (var firstChannel = 0; firstChannel < outputChannels; firstChannel += PanelWidth)
        {
            var channels = Math.Min(PanelWidth, outputChannels - firstChannel);
            tile.Gradient = outputGradient.Data + firstChannel;
            for (var done = 0; done < total; done += GroupsPerTile)
            {
                for (var g = 0; g < GroupsPerTile; g++)
                {
                    var group = Math.Min(done + g, total - 1);
                    var (kernelRow, inRow) = (group / groupsPerRow, group % groupsPerRow * 3);
                    inputs[g] = origin + kernelRow * input.RowStride + inRow;
                    rows[g] = kernelRow * runLength + inRow;
                }
                tile.SetInputs(inputs);
                if (TSimd.HasThirtyTwoRegisters)
                    Tiles<TSimd>.Weights12(tile);
                else
                    Tiles<TSimd>.Weights6(tile);
                for (var g = 0; g < GroupsPerTile && done + g < total; g++)
                {
                    // A run that is no multiple of three reads past its end; those rows are dropped here.
                    var valid = Math.Min(3, runLength - rows[g] % runLength);
                    for (var row = 0; row < valid; row++)
                        Tiles<TSimd>.Merge(result + (nint)(3 * g + row) * PanelWidth,
                            weightGradient + (nint)(rows[g] + row) * outputChannels + firstChannel, channels, accumulate: true,
                            relu: false);
                }
            }
        }
    }
}
