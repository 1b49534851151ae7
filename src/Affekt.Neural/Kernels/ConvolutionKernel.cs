using Affekt.Neural.Kernels.Convolution;
using Affekt.Neural.Kernels.Depthwise;
using Affekt.Neural.Kernels.Winograd;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels;

/// <summary>
/// The two computations that nearly all time goes into. Gradients of the input are a forward convolution with
/// <see cref="PackedWeights.PackTransposed(float*)"/> weights. Dense layers and 1x1 convolutions are the same with one tap.
/// </summary>
internal abstract unsafe class ConvolutionKernel
{
    /// <summary>The name that <c>AFFEKT_KERNEL</c> and the tests use.</summary>
    public abstract string Name { get; }

    /// <summary>The width of the weight panels that <see cref="Forward"/> reads.</summary>
    public abstract int PanelWidth { get; }

    /// <summary>Whether <see cref="Forward"/> also reads weights of eight bits.</summary>
    public abstract bool ReadsInt8 { get; }

    /// <summary>The same for channels that are convolved each on its own.</summary>
    public abstract DepthwiseKernel Depthwise { get; }

    /// <summary>The ways to fewer multiplications in inference; empty where every convolution is computed as it is defined.</summary>
    public abstract IReadOnlyList<WinogradTransforms> Winograd { get; }

    /// <summary>The same for training; null where <see cref="Winograd"/> is empty.</summary>
    public abstract WinogradTrainingTransforms? TrainingWinograd { get; }

    /// <param name="geometry">The kernel's size and stride.</param>
    /// <param name="input">[images, height, width, input channels] with a border of at least the padding.</param>
    /// <param name="weights">Packed for <see cref="PanelWidth"/>.</param>
    /// <param name="bias">Output channels rounded up to whole panels, or null.</param>
    /// <param name="accumulate">Add to the output instead of replacing it.</param>
    /// <param name="relu">Replace negative results by zero.</param>
    /// <param name="output">[images, output height, output width, output channels].</param>
    public abstract void Forward(ConvolutionGeometry geometry, in TensorView input, PackedWeights weights, AlignedBuffer? bias,
        bool accumulate, bool relu, in TensorView output);

    /// <param name="geometry">The kernel's size and stride.</param>
    /// <param name="input">[images, height, width, input channels] with a border of at least the padding.</param>
    /// <param name="outputGradient">[images, output height, output width, output channels].</param>
    /// <param name="weightGradient">[taps, input channels, output channels]; the gradient is added.</param>
    public abstract void BackwardWeights(
        ConvolutionGeometry geometry, in TensorView input, in TensorView outputGradient, float* weightGradient);
}
