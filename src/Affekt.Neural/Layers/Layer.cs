using Affekt.Neural.Kernels;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>One operation of a <see cref="Network"/> and its result. Made by the network's methods.</summary>
public abstract class Layer
{
    private protected Layer(string name, Shape shape, params Layer[] inputs)
    {
        Name = name;
        Shape = shape;
        Inputs = inputs;
    }

    /// <summary>Unique within its network.</summary>
    public string Name { get; }

    /// <summary>The shape of the result for one image.</summary>
    public Shape Shape { get; }

    /// <summary>The layers whose results this one reads.</summary>
    public IReadOnlyList<Layer> Inputs { get; }

    /// <summary>What it has learnt; empty for most.</summary>
    public virtual IReadOnlyList<Parameter> Parameters => [];

    /// <summary>Multiply-adds for one image; only convolutions and dense layers count.</summary>
    public virtual long MultiplyAdds => 0;

    /// <summary>The place in the network's order of execution.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>True when the result is so cheap that training computes it again in the backward pass instead of keeping it.</summary>
    internal virtual bool IsRecomputed => false;

    /// <summary>How wide a border of zeros the inputs need.</summary>
    internal virtual int InputBorder => 0;

    /// <summary>How wide a border of zeros the gradient of the result needs.</summary>
    internal virtual int GradientBorder => 0;

    /// <summary>True when <see cref="Backward"/> reads the inputs.</summary>
    internal virtual bool BackwardReadsInputs => false;

    /// <summary>True when <see cref="Backward"/> reads the result.</summary>
    internal virtual bool BackwardReadsOutput => false;

    /// <summary>A layer of the same kind, name and settings on other inputs of the same shapes, its parameters fresh.</summary>
    internal abstract Layer Rebuild(IReadOnlyList<Layer> inputs);

    /// <summary>Called before a pass whenever parameters may have changed.</summary>
    internal virtual void Prepare(ConvolutionKernel kernel, LayerUse use) { }

    /// <summary>Computes the result for a group of images.</summary>
    internal abstract void Forward(LayerContext context);

    /// <summary>Adds the parameters' gradients, and gives the inputs theirs.</summary>
    internal abstract void Backward(LayerContext context);
}
