using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Winograd;

/// <summary>Tiles of 2x2 outputs, and the ways that gradients of the weights take through them.</summary>
internal abstract unsafe class WinogradTrainingTransforms : WinogradTransforms
{
    /// <summary>m.</summary>
    public const int TileOutputs = 2;

    public sealed override int Outputs => TileOutputs;

    /// <summary>Gradients of the outputs of some tiles, on their way back: A y Aᵀ; what hangs over the edge counts as zero.</summary>
    /// <param name="gradient">Of the output.</param>
    /// <param name="tiling">How it is cut.</param>
    /// <param name="first">The first tile.</param>
    /// <param name="count">How many.</param>
    /// <param name="planes">[16, count, output channels]; written.</param>
    /// <param name="planeStride">Floats from one plane to the next.</param>
    public abstract void OutputGradient(
        in TensorView gradient, WinogradGrid tiling, int first, int count, float* planes, nint planeStride);

    /// <summary>Gradients of the weights, on their way back: Gᵀ u G.</summary>
    /// <param name="planes">[16, pairs] of an input and an output channel.</param>
    /// <param name="pairs">A multiple of <see cref="WinogradTransforms.ChannelStep"/>.</param>
    /// <param name="weightGradient">[9, pairs]; the gradient is added.</param>
    public abstract void WeightGradient(float* planes, nint pairs, float* weightGradient);
}
