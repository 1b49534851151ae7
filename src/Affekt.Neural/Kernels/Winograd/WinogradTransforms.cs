using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Winograd;

/// <summary>
/// The ways into and out of the domain where a 3x3 convolution is some small matrix products: F(m x m, 3x3) of Lavin and Gray,
/// "Fast algorithms for convolutional neural networks" (2016). A tile is a square of m x m outputs and the (m + 2) x (m + 2)
/// inputs under it; each of these has a plane of [tiles, channels], and planes lie <c>planeStride</c> floats apart.
/// </summary>
internal abstract unsafe class WinogradTransforms
{
    /// <summary>m: rows and columns of a tile's outputs.</summary>
    public abstract int Outputs { get; }

    /// <summary>Rows and columns of a transformed tile.</summary>
    public int Side => Outputs + 2;

    /// <summary>Matrix products in place of one convolution.</summary>
    public int Planes => Side * Side;

    /// <summary>Channels must be a multiple of this.</summary>
    public abstract int ChannelStep { get; }

    /// <summary>Multiplications for each pair of channels, in a map of some size.</summary>
    public int Multiplications(int height, int width) => new WinogradGrid(1, height, width, Outputs).Count * Planes;

    /// <summary>Inputs of some tiles: Bᵀ d B.</summary>
    /// <param name="input">With a border of at least one.</param>
    /// <param name="tiling">How the convolution's output is cut.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="planes">[planes, count, input channels]; written.</param>
    /// <param name="planeStride">Floats from one plane to the next.</param>
    public abstract void Input(in TensorView input, WinogradGrid tiling, int first, int count, float* planes, nint planeStride);

    /// <summary>Outputs of some tiles: Aᵀ m A, with bias and ReLU.</summary>
    /// <param name="planes">[planes, count, output channels].</param>
    /// <param name="planeStride">Floats from one plane to the next.</param>
    /// <param name="tiling">How the output is cut.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="bias">One number a channel, or null.</param>
    /// <param name="accumulate">Add to the output instead of replacing it.</param>
    /// <param name="relu">Replace negative results by zero.</param>
    /// <param name="output">Written.</param>
    public abstract void Output(float* planes, nint planeStride, WinogradGrid tiling, int first, int count, float* bias,
        bool accumulate, bool relu, in TensorView output);

    /// <summary>Weights: G g Gᵀ.</summary>
    /// <param name="weights">[9, pairs]: pairs of an input and an output channel.</param>
    /// <param name="pairs">A multiple of <see cref="ChannelStep"/>.</param>
    /// <param name="planes">[planes, pairs]; written.</param>
    public abstract void Weights(float* weights, nint pairs, float* planes);
}
