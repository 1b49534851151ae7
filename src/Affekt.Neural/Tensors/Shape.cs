namespace Affekt.Neural.Tensors;

/// <summary>The shape of one image's activations; the batch dimension is implicit. Memory order is height, width, channels.</summary>
/// <param name="Height">Rows, 1 or more.</param>
/// <param name="Width">Columns, 1 or more.</param>
/// <param name="Channels">Features a pixel, 1 or more.</param>
public readonly record struct Shape(int Height, int Width, int Channels)
{
    /// <summary>The number of values: height x width x channels.</summary>
    public int Count => checked(Height * Width * Channels);

    /// <summary>Height x width.</summary>
    public int Pixels => Height * Width;

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
