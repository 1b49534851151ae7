using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>One of the three axes of an image's activations.</summary>
public enum Axis
{
    /// <summary>Rows.</summary>
    Height,
    /// <summary>Columns.</summary>
    Width,
    /// <summary>Features.</summary>
    Channels,
}

/// <summary>Several results side by side along one axis.</summary>
public sealed class ConcatLayer : Layer
{
    internal ConcatLayer(string name, Axis axis, IReadOnlyList<Layer> inputs)
        : base(name, ShapeOf(name, axis, inputs), [.. inputs]) => Axis = axis;

    /// <summary>Along which they lie.</summary>
    public Axis Axis { get; }

    internal override bool IsRecomputed => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new ConcatLayer(Name, Axis, inputs);

    internal override void Forward(LayerContext context)
    {
        var output = context.Value(this);
        var (y, x, channel) = (0, 0, 0);
        foreach (var input in Inputs)
        {
            MoveKernels.Insert(context.Value(input), y, x, channel, output);
            Advance(input, ref y, ref x, ref channel);
        }
    }

    internal override void Backward(LayerContext context)
    {
        var (y, x, channel) = (0, 0, 0);
        for (var i = 0; i < Inputs.Count; i++)
        {
            if (context.InputGradient(this, i, out var accumulate) is { } gradient)
                MoveKernels.Extract(context.Gradient(this), y, x, channel, accumulate, gradient);
            Advance(Inputs[i], ref y, ref x, ref channel);
        }
    }

    private void Advance(Layer input, ref int y, ref int x, ref int channel)
    {
        y += Axis == Axis.Height ? input.Shape.Height : 0;
        x += Axis == Axis.Width ? input.Shape.Width : 0;
        channel += Axis == Axis.Channels ? input.Shape.Channels : 0;
    }

    private static Shape ShapeOf(string name, Axis axis, IReadOnlyList<Layer> inputs)
    {
        if (inputs.Count == 0)
            throw new ArgumentException($"There is nothing to join ({name}).", nameof(inputs));
        var shape = inputs[0].Shape;
        foreach (var input in inputs.Skip(1))
        {
            var next = input.Shape;
            var isOther = axis switch
            {
                Axis.Height => next with { Height = shape.Height } != shape,
                Axis.Width => next with { Width = shape.Width } != shape,
                _ => next with { Channels = shape.Channels } != shape,
            };
            if (isOther)
                throw new ArgumentException(
                    $"Joined along {axis}, shapes must agree otherwise, not {inputs[0].Shape} ({inputs[0].Name}) and {next} " +
                    $"({input.Name}) ({name}).", nameof(inputs));
            shape = axis switch
            {
                Axis.Height => shape with { Height = checked(shape.Height + next.Height) },
                Axis.Width => shape with { Width = checked(shape.Width + next.Width) },
                _ => shape with { Channels = checked(shape.Channels + next.Channels) },
            };
        }
        return shape;
    }
}

/// <summary>A frame of one value around the image.</summary>
public sealed class PadLayer : Layer
{
    internal PadLayer(string name, Layer input, int top, int bottom, int left, int right, float value)
        : base(name, ShapeOf(name, input, top, bottom, left, right), input) =>
        (Top, Bottom, Left, Right, Value) = (top, bottom, left, right, value);

    /// <summary>Rows above.</summary>
    public int Top { get; }

    /// <summary>Rows below.</summary>
    public int Bottom { get; }

    /// <summary>Columns to the left.</summary>
    public int Left { get; }

    /// <summary>Columns to the right.</summary>
    public int Right { get; }

    /// <summary>What the frame holds.</summary>
    public float Value { get; }

    internal override bool IsRecomputed => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new PadLayer(Name, inputs[0], Top, Bottom, Left, Right, Value);

    internal override void Forward(LayerContext context)
    {
        var output = context.Value(this);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
                ElementKernels.RowOf(output, image, y).Fill(Value);
        MoveKernels.Insert(context.Value(Inputs[0]), Top, Left, 0, output);
    }

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } gradient)
            MoveKernels.Extract(context.Gradient(this), Top, Left, 0, accumulate, gradient);
    }

    private static Shape ShapeOf(string name, Layer input, int top, int bottom, int left, int right) =>
        Math.Min(Math.Min(top, bottom), Math.Min(left, right)) >= 0
        ? input.Shape with { Height = checked(input.Shape.Height + top + bottom), Width = checked(input.Shape.Width + left + right) }
        : throw new ArgumentException($"Padding is 0 or more, not {top}, {bottom}, {left}, {right} ({name}).", nameof(top));
}

/// <summary>The same numbers in memory order (height, width, channels), in another shape.</summary>
public sealed class ReshapeLayer : Layer
{
    internal ReshapeLayer(string name, Layer input, Shape shape) : base(name, shape, input)
    {
        if (shape.Count != input.Shape.Count)
            throw new ArgumentException(
                $"{input.Shape} ({input.Name}) cannot become {shape}, which has another count ({name}).", nameof(shape));
    }

    internal override bool IsRecomputed => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new ReshapeLayer(Name, inputs[0], Shape);

    internal override void Forward(LayerContext context) =>
        MoveKernels.Reshape(context.Value(Inputs[0]), accumulate: false, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is { } gradient)
            MoveKernels.Reshape(context.Gradient(this), accumulate, gradient);
    }
}

/// <summary>The numbers in memory order, seen as a box of any rank, with its axes in another order.</summary>
public sealed class TransposeLayer : Layer
{
    private readonly int[] _sizes;
    private readonly int[] _order;
    private readonly int[] _resultSizes;
    private readonly int[] _strides;

    internal TransposeLayer(string name, Layer input, int[] sizes, int[] order, Shape shape) : base(name, shape, input)
    {
        (_sizes, _order) = (sizes, order);
        if (shape.Count != input.Shape.Count || sizes.Aggregate(1L, (p, s) => p * s) != shape.Count
            || !order.Order().SequenceEqual(Enumerable.Range(0, sizes.Length)))
            throw new ArgumentException(
                $"{input.Shape} ({input.Name}), seen as {string.Join('x', sizes)}, cannot have its axes ordered " +
                $"{string.Join(", ", order)} and become {shape} ({name}).", nameof(order));
        var strides = new int[sizes.Length];
        for (int i = sizes.Length - 1, stride = 1; i >= 0; stride *= sizes[i--])
            strides[i] = stride;
        _resultSizes = [.. order.Select(a => sizes[a])];
        _strides = [.. order.Select(a => strides[a])];
    }

    /// <summary>The box that the input's memory is seen as, outermost axis first.</summary>
    public IReadOnlyList<int> Sizes => _sizes;

    /// <summary>Which axis of the box comes first, second and so on.</summary>
    public IReadOnlyList<int> Order => _order;

    internal override bool IsRecomputed => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) => new TransposeLayer(Name, inputs[0], _sizes, _order, Shape);

    internal override void Forward(LayerContext context) =>
        MoveKernels.Transpose(context.Value(Inputs[0]), _resultSizes, _strides, back: false, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is not { } gradient)
            return;
        if (!accumulate)
            ElementKernels.Clear(gradient);
        MoveKernels.Transpose(gradient, _resultSizes, _strides, back: true, context.Gradient(this));
    }
}
