using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Kernels.Pooling;
using Affekt.Neural.Operations;

namespace Affekt.Neural;

/// <summary>One number for each window and channel.</summary>
public abstract class PoolLayer : Layer
{
    private protected PoolLayer(string name, Layer input, Window window)
        : base(name, window.OutputShape(input.Shape, input.Shape.Channels), input)
    {
        if (window.DilationY != 1 || window.DilationX != 1)
            throw new ArgumentException($"Pooling windows have no dilation, not {window} ({name}).", nameof(window));
        if (Math.Max(window.Top, window.Bottom) >= window.Height || Math.Max(window.Left, window.Right) >= window.Width)
            throw new ArgumentException($"The padding must be smaller than the window, not {window} ({name}).", nameof(window));
        Window = window;
    }

    /// <summary>How the window moves. There is nothing in the padding.</summary>
    public Window Window { get; }

    internal override bool IsRecomputed => true;
}

/// <summary>The largest value of each window.</summary>
public sealed class MaxPoolLayer : PoolLayer
{
    internal MaxPoolLayer(string name, Layer input, Window window) : base(name, input, window) { }

    internal override bool BackwardReadsInputs => true;

    internal override bool BackwardReadsOutput => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new MaxPoolLayer(Name, inputs[0], Window);

    internal override void Forward(LayerContext context) => PoolingKernels.Max(context.Value(Inputs[0]), Window, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is not { } gradient)
            return;
        if (!accumulate && PoolingKernels.IsPairs(Window))
        {
            PoolingKernels.MaxOfPairsGradient(context.Value(Inputs[0]), context.Value(this), context.Gradient(this), gradient);
            return;
        }
        if (!accumulate)
            ElementKernels.Clear(gradient);
        PoolingKernels.MaxGradient(context.Value(Inputs[0]), context.Value(this), context.Gradient(this), Window, gradient);
    }
}

/// <summary>The mean of each window.</summary>
public sealed class AveragePoolLayer : PoolLayer
{
    internal AveragePoolLayer(string name, Layer input, Window window, bool countsPadding) : base(name, input, window) =>
        CountsPadding = countsPadding;

    /// <summary>True when padding counts as zeros, false when the mean is over the image's values alone.</summary>
    public bool CountsPadding { get; }

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new AveragePoolLayer(Name, inputs[0], Window, CountsPadding);

    internal override void Forward(LayerContext context) =>
        PoolingKernels.Average(context.Value(Inputs[0]), Window, CountsPadding, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is not { } gradient)
            return;
        if (!accumulate)
            ElementKernels.Clear(gradient);
        PoolingKernels.AverageGradient(context.Gradient(this), Window, CountsPadding, gradient);
    }
}
