using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>An image in another size: the nearest pixel, or bilinear interpolation.</summary>
public sealed class ResizeLayer : Layer
{
    private readonly ResizeAxis _rows;
    private readonly ResizeAxis _columns;
    private readonly (double Y, double X) _scale;

    internal ResizeLayer(string name, Layer input, int height, int width, ResizeRounding? rounding,
        ResizeCoordinates coordinates, double? scaleY = null, double? scaleX = null)
        : base(name, new Shape(height, width, input.Shape.Channels), input)
    {
        if (height < 1 || width < 1)
            throw new ArgumentException($"A size is 1 or more, not {height}x{width} ({name}).", nameof(height));
        (Rounding, Coordinates) = (rounding, coordinates);
        _scale = (scaleY ?? (double)height / input.Shape.Height, scaleX ?? (double)width / input.Shape.Width);
        _rows = new ResizeAxis(input.Shape.Height, height, _scale.Y, rounding, coordinates);
        _columns = new ResizeAxis(input.Shape.Width, width, _scale.X, rounding, coordinates);
    }

    /// <summary>How the one pixel is chosen; null for bilinear interpolation.</summary>
    public ResizeRounding? Rounding { get; }

    /// <summary>Where output pixels lie on the input.</summary>
    public ResizeCoordinates Coordinates { get; }

    /// <summary>Output rows for each input row, as the formulas use it.</summary>
    public double ScaleY => _scale.Y;

    /// <summary>Output columns for each input column.</summary>
    public double ScaleX => _scale.X;

    internal override bool IsRecomputed => true;

    internal override Layer Rebuild(IReadOnlyList<Layer> inputs) =>
        new ResizeLayer(Name, inputs[0], Shape.Height, Shape.Width, Rounding, Coordinates, _scale.Y, _scale.X);

    internal override void Forward(LayerContext context) =>
        ResizeKernels.Resize(context.Value(Inputs[0]), _rows, _columns, context.Value(this));

    internal override void Backward(LayerContext context)
    {
        if (context.InputGradient(this, 0, out var accumulate) is not { } gradient)
            return;
        if (!accumulate)
            ElementKernels.Clear(gradient);
        ResizeKernels.ResizeGradient(context.Gradient(this), _rows, _columns, gradient);
    }
}
