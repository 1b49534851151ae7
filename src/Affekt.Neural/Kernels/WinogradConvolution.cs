using Affekt.Neural.Memory;

namespace Affekt.Neural.Kernels;

/// <summary>
/// A 3x3 convolution of stride 1 as sixteen products of [tiles, input channels] with [input channels, output channels]:
/// 4 multiplications an output instead of 9. Worth it where both channel counts fill registers.
/// </summary>
internal sealed unsafe class WinogradConvolution
{
    private const int Planes = WinogradTransforms.Planes;
    private const int Side = WinogradTransforms.Side;
    private const int Taps = 9;

    // Below this, the transforms cost more than the products save.
    private const int FewestChannels = 32;

    // The transformed tiles of one round should stay in a second-level cache beside the weights of one product.
    private const int FloatsOfARound = 160 * 1024;
    private const int TilesOfAProduct = 12;

    // More weights than this make sixteen planes of sums that no cache near the core holds, for a few tiles each time.
    private const int MostPairsForGradients = 128 * 128;

    // Planes a power of two apart would fall onto each other in the cache.
    private const int PlaneGap = 16;

    private static readonly ConvolutionGeometry Product = new(1, 1, 1, 0);

    private readonly AlignedBuffer _planes;
    private readonly PackedWeights[] _packed;
    private readonly PackedWeights[]? _packedTransposed;

    /// <param name="transforms">The kernel's transforms; see <see cref="Suits"/>.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="panelWidth">As the kernel reads them.</param>
    /// <param name="withGradients">Also prepare the way back.</param>
    public WinogradConvolution(WinogradTransforms transforms, int inputs, int outputs, int panelWidth, bool withGradients)
    {
        (Transforms, Inputs, Outputs, HasGradients) = (transforms, inputs, outputs, withGradients);
        _planes = new AlignedBuffer((long)Planes * inputs * outputs);
        _packed = [.. Enumerable.Range(0, Planes).Select(_ => new PackedWeights(1, inputs, outputs, panelWidth))];
        _packedTransposed = withGradients ? [.. Enumerable.Range(0, Planes).Select(_ => new PackedWeights(1, outputs, inputs, panelWidth))] : null;
    }

    public WinogradTransforms Transforms { get; }
    public int Inputs { get; }
    public int Outputs { get; }
    public bool HasGradients { get; }

    /// <summary>Whether <see cref="BackwardWeights"/> is worth it.</summary>
    public bool SuitsWeightGradients => Pairs <= MostPairsForGradients;

    private nint Pairs => (nint)Inputs * Outputs;

    /// <summary>Whether a convolution of this kind gains by it.</summary>
    public static bool Suits(WinogradTransforms? transforms, ConvolutionGeometry geometry, int inputs, int outputs) =>
        transforms is not null && geometry is { KernelHeight: 3, KernelWidth: 3, Stride: 1, Padding: 1 }
        && inputs >= FewestChannels && outputs >= FewestChannels
        && inputs % transforms.ChannelStep == 0 && outputs % transforms.ChannelStep == 0;

    /// <param name="weights">[9, inputs, outputs].</param>
    public void Prepare(AlignedBuffer weights)
    {
        Transforms.Weights(weights.Pointer, Pairs, _planes.Pointer);
        for (var plane = 0; plane < Planes; plane++)
        {
            _packed[plane].Pack(_planes.Pointer + plane * Pairs);
            // A kernel turned by 180 degrees has the same planes with the first and last rows and columns exchanged.
            _packedTransposed?[plane].PackTransposed(_planes.Pointer + Turned(plane) * Pairs);
        }
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
        var tiling = WinogradTiling.Of(outputGradient);
        var round = TilesOfARound(tiling);
        nint inputStride = (nint)round * Inputs + PlaneGap, outputStride = (nint)round * Outputs + PlaneGap;
        var sums = context.Workspace(Planes * (Pairs + inputStride + outputStride)).Pointer;
        var transformedInput = sums + Planes * Pairs;
        var transformedGradient = transformedInput + Planes * inputStride;
        new Span<float>(sums, (int)(Planes * Pairs)).Clear();
        for (var first = 0; first < tiling.Count; first += round)
        {
            var count = Math.Min(round, tiling.Count - first);
            Transforms.Input(input, padding: 1, tiling, first, count, transformedInput, inputStride);
            Transforms.OutputGradient(outputGradient, tiling, first, count, transformedGradient, outputStride);
            for (var plane = 0; plane < Planes; plane++)
                context.Kernel.BackwardWeights(Product, Matrix(transformedInput + plane * inputStride, count, Inputs), Matrix(transformedGradient + plane * outputStride, count, Outputs), sums + plane * Pairs);
        }
        Transforms.WeightGradient(sums, Pairs, weightGradient.Pointer);
    }

    private void Multiply(LayerContext context, in TensorView input, PackedWeights[] weights, AlignedBuffer? bias, bool accumulate, bool relu, in TensorView output)
    {
        var tiling = WinogradTiling.Of(output);
        var round = TilesOfARound(tiling);
        nint inputStride = (nint)round * input.Channels + PlaneGap, outputStride = (nint)round * output.Channels + PlaneGap;
        var transformed = context.Workspace(Planes * (inputStride + outputStride)).Pointer;
        var products = transformed + Planes * inputStride;
        for (var first = 0; first < tiling.Count; first += round)
        {
            var count = Math.Min(round, tiling.Count - first);
            Transforms.Input(input, padding: 1, tiling, first, count, transformed, inputStride);
            for (var plane = 0; plane < Planes; plane++)
                context.Kernel.Forward(Product, Matrix(transformed + plane * inputStride, count, input.Channels), weights[plane], null, accumulate: false, relu: false, Matrix(products + plane * outputStride, count, output.Channels));
            Transforms.Output(products, outputStride, tiling, first, count, bias is null ? null : bias.Pointer, accumulate, relu, output);
        }
    }

    private int TilesOfARound(WinogradTiling tiling) =>
        Math.Min(tiling.Count, Math.Max(FloatsOfARound / (Planes * (Inputs + Outputs)) / TilesOfAProduct, 2) * TilesOfAProduct);

    private static int Turned(int plane)
    {
        return Side * Exchanged(plane / Side) + Exchanged(plane % Side);

        static int Exchanged(int i) => i switch { 0 => Side - 1, Side - 1 => 0, _ => i };
    }

    private static TensorView Matrix(float* data, int rows, int columns) => new(data, 1, new Shape(1, rows, columns), (nint)rows * columns, (nint)rows * columns);
}
