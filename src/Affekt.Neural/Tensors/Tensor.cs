namespace Affekt.Neural.Tensors;

/// <summary>Numbers with a shape, row-major: what goes in and out of files.</summary>
public sealed class Tensor
{
    /// <param name="dimensions">Sizes, outermost first; none for a single number.</param>
    /// <param name="values">As many as the sizes multiply to.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public Tensor(IReadOnlyList<int> dimensions, float[] values)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        ArgumentNullException.ThrowIfNull(values);
        if (dimensions.Any(d => d < 0) || dimensions.Aggregate(1L, (product, d) => product * d) != values.Length)
            throw new ArgumentException($"{string.Join('x', dimensions)} numbers are not {values.Length}.", nameof(values));
        (Dimensions, Values) = (dimensions, values);
    }

    /// <summary>Sizes, outermost first.</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>The numbers.</summary>
    public float[] Values { get; }

    /// <inheritdoc/>
    public override string ToString() => Dimensions.Count == 0 ? "one number" : string.Join('x', Dimensions);

    /// <summary>[images, height, width, channels] to [images, channels, height, width].</summary>
    /// <param name="values">The numbers of all images.</param>
    /// <param name="images">How many.</param>
    /// <param name="shape">Of one image.</param>
    public static float[] ChannelsFirst(ReadOnlySpan<float> values, int images, Shape shape) =>
        Transpose(values, images, shape.Pixels, shape.Channels);

    /// <summary>[images, channels, height, width] to [images, height, width, channels].</summary>
    /// <inheritdoc cref="ChannelsFirst"/>
    public static float[] ChannelsLast(ReadOnlySpan<float> values, int images, Shape shape) =>
        Transpose(values, images, shape.Channels, shape.Pixels);

    private static float[] Transpose(ReadOnlySpan<float> values, int images, int rows, int columns)
    {
        var result = new float[values.Length];
        for (var image = 0; image < images; image++)
        {
            var source = values.Slice(image * rows * columns, rows * columns);
            var target = result.AsSpan(image * rows * columns, rows * columns);
            for (var row = 0; row < rows; row++)
                for (var column = 0; column < columns; column++)
                    target[column * rows + row] = source[row * columns + column];
        }
        return result;
    }
}
