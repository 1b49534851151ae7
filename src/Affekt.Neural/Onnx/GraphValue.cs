using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>How a result's memory relates to the ONNX shape of the value.</summary>
internal enum ValueOrder
{
    /// <summary>As ONNX has it: row-major.</summary>
    Plain,

    /// <summary>ONNX says [batch, channels, height, width]; memory is height, width, channels.</summary>
    Spatial,

    /// <summary>ONNX says [batch, channels * height * width], flattened in that order; memory is height, width, channels.</summary>
    Flattened,
}

/// <summary>A value of an ONNX graph that depends on the input, and the layer that computes it.</summary>
/// <param name="Layer">Computes it.</param>
/// <param name="Dimensions">The ONNX shape for one image, the batch's dimension of 1 included.</param>
/// <param name="Order">How memory relates to that shape.</param>
/// <param name="Map">For <see cref="ValueOrder.Flattened"/>: the shape before.</param>
internal sealed record GraphValue(Layer Layer, int[] Dimensions, ValueOrder Order, Shape Map = default)
{
    /// <summary>A map of [1, channels, height, width]; one of a single pixel or channel is in ONNX order anyway.</summary>
    public static GraphValue OfMap(Layer layer)
    {
        var (height, width, channels) = layer.Shape;
        return new GraphValue(layer, [1, channels, height, width], ValueOrder.Spatial);
    }

    /// <summary>A row-major value; the layer may have any shape of that count.</summary>
    public static GraphValue OfPlain(Layer layer, int[] dimensions) => new(layer, dimensions, ValueOrder.Plain);

    /// <summary>The shape of a layer for a row-major value: the last two dimensions, and all others as rows; the batch apart.</summary>
    public static Shape PlainShape(ReadOnlySpan<int> dimensions)
    {
        if (dimensions.Length > 1 && dimensions[0] == 1)
            dimensions = dimensions[1..];
        var height = 1;
        for (var i = 0; i < dimensions.Length - 2; i++)
            height = checked(height * dimensions[i]);
        return new Shape(height, dimensions.Length > 1 ? dimensions[^2] : 1, dimensions.Length > 0 ? dimensions[^1] : 1);
    }

    public string Title => string.Join('x', Dimensions);
}
