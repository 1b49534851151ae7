using Affekt.Neural.Kernels;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>What a layer works on at the moment: one group of images, in the hands of one worker.</summary>
internal sealed class LayerContext(int layers, ConvolutionKernel kernel)
{
    private readonly TensorView[] _values = new TensorView[layers];
    private readonly TensorView[] _gradients = new TensorView[layers];
    private AlignedBuffer? _workspace;

    public ConvolutionKernel Kernel => kernel;

    /// <summary>The place in the batch of the group's first image.</summary>
    public int FirstImage { get; set; }

    /// <summary>Changes each step; dropout draws from it.</summary>
    public ulong StepSeed { get; set; }

    /// <summary>Null outside training.</summary>
    public GradientFlow? Flow { get; init; }

    /// <summary>The parameter gradients that this group adds to.</summary>
    public ParameterGradients? ParameterGradients { get; set; }

    public TensorView Value(Layer layer) => _values[layer.Index];

    public TensorView Gradient(Layer layer) => _gradients[layer.Index];

    public void SetValue(Layer layer, in TensorView view) => _values[layer.Index] = view;

    public void SetGradient(Layer layer, in TensorView view) => _gradients[layer.Index] = view;

    /// <summary>A gradient to write for an input; null when nobody needs it.</summary>
    /// <param name="layer">The layer that runs backward.</param>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="accumulate">True when another layer has already written and this one must add.</param>
    public TensorView? InputGradient(Layer layer, int input, out bool accumulate)
    {
        var source = layer.Inputs[input];
        accumulate = !Flow!.IsFirstWriter(layer, input);
        return Flow.NeedsGradient(source) ? _gradients[source.Index] : null;
    }

    /// <summary>Memory for one layer's passing needs; holds whatever was last written.</summary>
    public AlignedBuffer Workspace(long floats) =>
        _workspace is { } held && held.Length >= floats ? held : _workspace = new AlignedBuffer(floats);
}
