using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>Two results number by number. Where one has size 1 along an axis, it is repeated.</summary>
public sealed class BinaryLayer : Layer
{
    internal BinaryLayer(string name, BinaryOperation operation, Layer left, Layer right)
        : base(name, ShapeOf(name, left, right), left, right) => Operation = operation;

    /// <summary>What is computed.</summary>
    public BinaryOperation Operation { get; }

    internal override bool IsRecomputed => true;

    internal override bool BackwardReadsInputs => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new BinaryLayer(Name, Operation, inputs[0], inputs[1]);

    internal override void Forward(LayerContext context) =>
        BinaryKernels.Apply(Operation, context.Value(Inputs[0]), context.Value(Inputs[1]), context.Value(this));

    internal override void Backward(LayerContext context)
    {
        for (var i = 0; i < 2; i++)
        {
            if (context.InputGradient(this, i, out var accumulate) is not { } gradient)
                continue;
            if (!accumulate)
                ElementKernels.Clear(gradient);
            BinaryKernels.AddGradient(
                Operation, context.Value(Inputs[0]), context.Value(Inputs[1]), context.Gradient(this), ofLeft: i == 0, gradient);
        }
    }

    private static Shape ShapeOf(string name, Layer left, Layer right)
    {
        int Size(int l, int r) =>
            l == r || r == 1 ? l : l == 1 ? r : throw new ArgumentException(
            $"{left.Shape} ({left.Name}) and {right.Shape} ({right.Name}) differ where neither is 1 ({name}).", nameof(right));
        return new Shape(Size(left.Shape.Height, right.Shape.Height), Size(left.Shape.Width, right.Shape.Width),
            Size(left.Shape.Channels, right.Shape.Channels));
    }
}

/// <summary>Numbers that are the same for every image.</summary>
public sealed class ConstantLayer : Layer
{
    internal ConstantLayer(string name, Shape shape) : base(name, shape) =>
        Values = new Parameter(name + ".values", [shape.Height, shape.Width, shape.Channels], ParameterKind.Statistic);

    /// <summary>[height, width, channels].</summary>
    public Parameter Values { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Values];

    internal override bool IsRecomputed => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new ConstantLayer(Name, Shape);

    internal override void Forward(LayerContext context)
    {
        var output = context.Value(this);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                Values.Values.Slice(y * Shape.Width * Shape.Channels, Shape.Width * Shape.Channels)
                    .CopyTo(ElementKernels.RowOf(output, image, y));
    }

    internal override void Backward(LayerContext context) { }
}
