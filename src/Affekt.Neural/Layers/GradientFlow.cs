namespace Affekt.Neural;

/// <summary>Which results need a gradient, and who writes it first.</summary>
internal sealed class GradientFlow
{
    private readonly bool[] _needed;
    private readonly (Layer? Layer, int Input)[] _firstWriters;

    /// <param name="layers">In order of execution.</param>
    /// <param name="heads">The layers that a loss reads; the loss writes their gradients first.</param>
    public GradientFlow(IReadOnlyList<Layer> layers, IReadOnlyList<Layer> heads)
    {
        _needed = new bool[layers.Count];
        _firstWriters = new (Layer?, int)[layers.Count];
        Reaches = new bool[layers.Count];
        foreach (var layer in layers)
            _needed[layer.Index] = layer.Parameters.Any(p => p.IsTrainable) || layer.Inputs.Any(NeedsGradient);
        foreach (var head in heads)
            Reaches[head.Index] = true;
        var written = heads.Select(h => h.Index).ToHashSet();
        foreach (var layer in layers.Reverse())
        {
            if (!Reaches[layer.Index])
                continue;
            for (var i = 0; i < layer.Inputs.Count; i++)
            {
                var input = layer.Inputs[i];
                Reaches[input.Index] = true;
                if (written.Add(input.Index))
                    _firstWriters[input.Index] = (layer, i);
            }
        }
    }

    /// <summary>True for layers, by index, that a loss depends on.</summary>
    public bool[] Reaches { get; }

    public bool NeedsGradient(Layer layer) => _needed[layer.Index];

    public bool RunsBackward(Layer layer) => Reaches[layer.Index] && _needed[layer.Index];

    public bool IsFirstWriter(Layer layer, int input) => _firstWriters[layer.Inputs[input].Index] == (layer, input);
}
