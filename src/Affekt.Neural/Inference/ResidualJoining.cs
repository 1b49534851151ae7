using Affekt.Neural.Operations;

namespace Affekt.Neural.Inference;

/// <summary>Makes one layer of the scaling, the sum and the ReLU that end a squeeze-excitation block.</summary>
internal static class ResidualJoining
{
    /// <summary>A copy of a folded network with the same outputs up to rounding.</summary>
    public static Network JoinResiduals(this Network folded)
    {
        var result = new Network(folded.Input.Shape, inputName: folded.Input.Name);
        var readers = folded.Layers.SelectMany(l => l.Inputs, (reader, input) => (reader, input)).ToLookup(r => r.input, r => r.reader);
        var outputs = folded.Outputs.Values.ToHashSet();
        var ends = folded.Layers.OfType<ActivationLayer>().Select(EndOf).OfType<ResidualEnd>().ToDictionary(e => (Layer)e.Relu);
        var joined = ends.Values.SelectMany(e => new Layer[] { e.Scale, e.Sum }).ToHashSet();
        var map = new Layer?[folded.Layers.Count];
        map[folded.Input.Index] = result.Input;
        foreach (var layer in folded.Layers.Skip(1).Where(l => !joined.Contains(l)))
            map[layer.Index] = ends.TryGetValue(layer, out var end)
                ? result.Add(new ResidualEndLayer(
                    layer.Name, Mapped(end.Scale.Inputs[0]), Mapped(end.Scale.Inputs[1]), Mapped(end.Shortcut)))
                : Folding.Copy(result, layer, map);
        foreach (var (name, layer) in folded.Outputs)
            result.AddOutput(name, Mapped(layer));
        return result;

        Layer Mapped(Layer layer) => map[layer.Index]!;

        ResidualEnd? EndOf(ActivationLayer relu) =>
            relu.Function == Activation.Relu && relu.Inputs[0] is AddLayer sum && HasOneReader(sum)
                && sum.Inputs.OfType<ScaleLayer>().FirstOrDefault(HasOneReader) is { } scale
                ? new(scale, sum, sum.Inputs[sum.Inputs[0] == scale ? 1 : 0], relu)
                : null;

        bool HasOneReader(Layer layer) => !outputs.Contains(layer) && readers[layer].Count() == 1;
    }

    private sealed record ResidualEnd(ScaleLayer Scale, AddLayer Sum, Layer Shortcut, ActivationLayer Relu);
}
