namespace Affekt.Neural;

/// <summary>One line of a network's summary.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Kind">What it does: "Convolution", "BatchNorm".</param>
/// <param name="OutputShape">Height x width x channels of its result.</param>
/// <param name="Parameters">Numbers that it has learnt, statistics included.</param>
/// <param name="MultiplyAdds">For one image.</param>
/// <param name="Inputs">The names of the layers that it reads.</param>
public sealed record LayerLine(
    string Name, string Kind, string OutputShape, long Parameters, long MultiplyAdds, IReadOnlyList<string> Inputs);

/// <summary>A network layer by layer, as Keras' summary shows it.</summary>
public static class LayerTable
{
    private const string Ending = "Layer";

    /// <summary>All layers in order of execution.</summary>
    public static IReadOnlyList<LayerLine> Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. network.Layers.Select(l => new LayerLine(l.Name, KindOf(l), $"{l.Shape.Height} x {l.Shape.Width} x {l.Shape.Channels}",
            l.Parameters.Sum(p => (long)p.Values.Length), l.MultiplyAdds, [.. l.Inputs.Select(i => i.Name)]))];
    }

    private static string KindOf(Layer layer)
    {
        var name = layer.GetType().Name;
        return name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : name;
    }
}
