using Affekt.Neural.Kernels;
using Affekt.Neural.Kernels.Convolution;
using Affekt.Neural.Kernels.Winograd;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>
/// A 3x3 convolution of stride 1 as one product of [tiles, input channels] with [input channels, output channels] for each place
/// of a transformed tile: 4, 2.8, 2.25 or 1.8 multiplications an output, with tiles of 2x2, 3x3, 4x4 or 6x6 outputs, instead of 9.
/// Worth it where both channel counts fill registers.
/// </summary>
internal sealed unsafe class WinogradConvolution
{
    // Below this, the transforms cost more than the products save.
    private const int FewestChannels = 32;

    // The transformed tiles of one round should stay in a second-level cache beside the weights of one product. Where all products'
    // weights do not, they are worth as many tiles.
    private const int FloatsOfARound = 160 * 1024;
    private const int TilesOfAProduct = 12;

    // More weights than this make sixteen planes of sums that no cache near the core holds, for a few tiles each time.
    private const int MostPairsForGradients = 128 * 128;

    // Larger tiles have more weights, which a few images do not pay for.
    private const int LargestTileOfFewImages = 4;

    // Planes a power of two apart would fall onto each other in the cache.
    private const int PlaneGap = 16;

    private static readonly ConvolutionGeometry Product = new(1, 1, 1, 0);

    private readonly AlignedBuffer? _planes;
    private readonly PackedWeights[] _packed;
    private readonly PackedWeights[]? _packedTransposed;

    /// <param name="transforms">Of the kernel; its <see cref="ConvolutionKernel.TrainingWinograd"/> for gradients.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="panelWidth">As the kernel reads them.</param>
    /// <param name="withGradients">Also prepare the way back.</param>
    public WinogradConvolution(WinogradTransforms transforms, int inputs, int outputs, int panelWidth, bool withGradients)
    {
        (Transforms, Inputs, Outputs, HasGradients) = (transforms, inputs, outputs, withGradients);
        _packed = Planes(inputs, outputs);
        _planes = withGradients ? new AlignedBuffer(transforms.Planes * Pairs) : null;
        _packedTransposed = withGradients ? Planes(outputs, inputs) : null;

        PackedWeights[] Planes(int rows, int columns)
        {
            PackedWeights[] planes = [
                .. Enumerable.Range(0, transforms.Planes).Select(_ => new PackedWeights(1, rows, columns, panelWidth))];
            for (var plane = 0; plane < planes.Length; plane++)
                planes[plane].Next = planes[(plane + 1) % planes.Length];
            return planes;
        }
    }

    public WinogradTransforms Transforms { get; }
    public int Inputs { get; }
    public int Outputs { get; }
    public bool HasGradients { get; }

    /// <summary>Whether <see cref="BackwardWeights"/> is worth it.</summary>
    public bool SuitsWeightGradients => Pairs <= MostPairsForGradients;

    private nint Pairs => (nint)Inputs * Outputs;

    /// <summary>Whether a convolution of this kind gains by it.</summary>
    public static bool Suits(ConvolutionKernel kernel, ConvolutionGeometry geometry, int inputs, int outputs) =>
        kernel.TrainingWinograd is { ChannelStep: var step } && geometry is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Padding: 1 }
        && inputs >= FewestChannels && outputs >= FewestChannels
        && inputs % step == 0 && outputs % step == 0;

    /// <summary>The tiles with the fewest multiplications for a map, as far as they suit the use.</summary>
    public static WinogradTransforms TilesFor(ConvolutionKernel kernel, Shape map, LayerUse use) => use switch
    {
        LayerUse.Training => kernel.TrainingWinograd!,
        LayerUse.FewImages => kernel.Winograd.Where(t => t.Outputs <= LargestTileOfFewImages)
            .MinBy(t => t.Multiplications(map.Height, map.Width))!,
        _ => kernel.Winograd.MinBy(t => t.Multiplications(map.Height, map.Width))!,
    };

    /// <param name="weights">[9, inputs, outputs].</param>
    public void Prepare(AlignedBuffer weights)
    {
        // Kept where weights change with every step; elsewhere as much memory again would lie about for nothing.
        var planes = _planes ?? new AlignedBuffer(Transforms.Planes * Pairs);
        Transforms.Weights(weights.Pointer, Pairs, planes.Pointer);
        for (var plane = 0; plane < Transforms.Planes; plane++)
        {
            _packed[plane].Pack(planes.Pointer + plane * Pairs);
            // A kernel turned by 180 degrees has the same planes with the first and last rows and columns exchanged.
            _packedTransposed?[plane].PackTransposed(planes.Pointer + Turned(plane) * Pairs);
        }
        GC.KeepAlive(planes);
    }

    /// <summary>The convolution.</summary>
    public void Forward(LayerContext context, in TensorView input, AlignedBuffer? bias, bool relu, in TensorView output) =>
        Multiply(context, input, _packed, bias, accumulate: false, relu, output);

    /// <summary>The gradient of the input.</summary>
    public void BackwardInput(LayerContext context, in TensorView outputGradient, bool accumulate, in TensorView inputGradient) =>
        Multiply(context, outputGradient, _packedTransposed!, null, accumulate, relu: false, inputGradient);

    /// <summary>Adds the gradient of the weights.</summary>
    public void BackwardWeights(LayerContext context, in TensorView input, in TensorView outputGradient, AlignedBuffer weightGradient)
    {
        var transforms = (WinogradTrainingTransforms)Transforms;
        var planes = transforms.Planes;
        var tiling = WinogradGrid.Of(outputGradient, Transforms.Outputs);
        var round = TilesOfARound(tiling);
        nint inputStride = (nint)round * Inputs + PlaneGap, outputStride = (nint)round * Outputs + PlaneGap;
        var sums = context.Workspace(planes * (Pairs + inputStride + outputStride)).Pointer;
        var transformedInput = sums + planes * Pairs;
        var transformedGradient = transformedInput + planes * inputStride;
        new Span<float>(sums, (int)(planes * Pairs)).Clear();
        for (var first = 0; first < tiling.Count; first += round)
        {
            var count = Math.Min(round, tiling.Count - first);
            Transforms.Input(input, tiling, first, count, transformedInput, inputStride);
            transforms.OutputGradient(outputGradient, tiling, first, count, transformedGradient, outputStride);
            for (var plane = 0; plane < planes; plane++)
                context.Kernel.BackwardWeights(Product, Matrix(transformedInput + plane * inputStride, count, Inputs),
                    Matrix(transformedGradient + plane * outputStride, count, Outputs), sums + plane * Pairs);
        }
        transforms.WeightGradient(sums, Pairs, weightGradient.Pointer);
    }

    private void Multiply(LayerContext context, in TensorView input, PackedWeights[] weights, AlignedBuffer? bias,
        bool accumulate, bool relu, in TensorView output)
    {
        var planes = Transforms.Planes;
        var tiling = WinogradGrid.Of(output, Transforms.Outputs);
        var round = TilesOfARound(tiling);
        nint inputStride = (nint)round * input.Channels + PlaneGap, outputStride = (nint)round * output.Channels + PlaneGap;
        var transformed = context.Workspace(planes * (inputStride + outputStride)).Pointer;
        var products = transformed + planes * inputStride;
        for (var first = 0; first < tiling.Count; first += round)
        {
            var count = Math.Min(round, tiling.Count - first);
            Transforms.Input(input, tiling, first, count, transformed, inputStride);
            for (var plane = 0; plane < planes; plane++)
                context.Kernel.Forward(Product, Matrix(transformed + plane * inputStride, count, input.Channels), weights[plane],
                    null, accumulate: false, relu: false, Matrix(products + plane * outputStride, count, output.Channels));
            Transforms.Output(products, outputStride, tiling, first, count, bias is null ? null : bias.Pointer, accumulate, relu, output);
        }
    }

    private int TilesOfARound(WinogradGrid tiling) =>
        Math.Min(tiling.Count, Math.Max(
            (int)(Math.Max(FloatsOfARound / Transforms.Planes, Pairs) / (Inputs + Outputs)) / TilesOfAProduct, 2) * TilesOfAProduct);

    private int Turned(int plane)
    {
        return Transforms.Side * Exchanged(plane / Transforms.Side) + Exchanged(plane % Transforms.Side);

        int Exchanged(int i) => i == 0 ? Transforms.Side - 1 : i == Transforms.Side - 1 ? 0 : i;
    }

    private static TensorView Matrix(float* data, int rows, int columns) =>
        new(data, 1, new Shape(1, rows, columns), (nint)rows * columns, (nint)rows * columns);
}
