using Affekt.Neural.Memory;

namespace Affekt.Neural.Kernels;

/// <summary>
/// The ways into and out of the domain where a 3x3 convolution is sixteen small matrix products: F(2x2, 3x3) of Lavin and
/// Gray, "Fast algorithms for convolutional neural networks" (2016). A tile is a square of 2x2 outputs and the 4x4 inputs
/// under it. Sixteen planes of [tiles, channels] lie <c>planeStride</c> floats apart.
/// </summary>
internal abstract unsafe class WinogradTransforms
{
    /// <summary>Rows and columns of a transformed tile.</summary>
    public const int Side = 4;

    /// <summary>Matrix products in place of one convolution.</summary>
    public const int Planes = Side * Side;

    /// <summary>Channels must be a multiple of this.</summary>
    public abstract int ChannelStep { get; }

    /// <summary>Inputs of some tiles: Bᵀ d B.</summary>
    /// <param name="input">With a border of at least the padding.</param>
    /// <param name="padding">Rows and columns of zeros around the input.</param>
    /// <param name="tiling">How the convolution's output is cut.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="planes">[16, count, input channels]; written.</param>
    /// <param name="planeStride">Floats from one plane to the next.</param>
    public abstract void Input(in TensorView input, int padding, WinogradTiling tiling, int first, int count, float* planes, nint planeStride);

    /// <summary>Outputs of some tiles: Aᵀ m A, with bias and ReLU.</summary>
    /// <param name="planes">[16, count, output channels].</param>
    /// <param name="planeStride">Floats from one plane to the next.</param>
    /// <param name="tiling">How the output is cut.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="bias">One number a channel, or null.</param>
    /// <param name="accumulate">Add to the output instead of replacing it.</param>
    /// <param name="relu">Replace negative results by zero.</param>
    /// <param name="output">Written.</param>
    public abstract void Output(float* planes, nint planeStride, WinogradTiling tiling, int first, int count, float* bias, bool accumulate, bool relu, in TensorView output);

    /// <summary>Gradients of the outputs of some tiles, on their way back: A y Aᵀ; what hangs over the edge counts as zero.</summary>
    /// <param name="gradient">Of the output.</param>
    /// <param name="tiling">How it is cut.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="planes">[16, count, output channels]; written.</param>
    /// <param name="planeStride">Floats from one plane to the next.</param>
    public abstract void OutputGradient(in TensorView gradient, WinogradTiling tiling, int first, int count, float* planes, nint planeStride);

    /// <summary>Weights: G g Gᵀ.</summary>
    /// <param name="weights">[9, pairs]: pairs of an input and an output channel.</param>
    /// <param name="pairs">A multiple of <see cref="ChannelStep"/>.</param>
    /// <param name="planes">[16, pairs]; written.</param>
    public abstract void Weights(float* weights, nint pairs, float* planes);

    /// <summary>Gradients of the weights, on their way back: Gᵀ u G.</summary>
    /// <param name="planes">[16, pairs].</param>
    /// <param name="pairs">A multiple of <see cref="ChannelStep"/>.</param>
    /// <param name="weightGradient">[9, pairs]; the gradient is added.</param>
    public abstract void WeightGradient(float* planes, nint pairs, float* weightGradient);
}
