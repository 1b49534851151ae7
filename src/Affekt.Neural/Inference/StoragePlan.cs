namespace Affekt.Neural.Inference;

/// <summary>
/// Which results share memory in inference: one may take the place of another that nobody reads any more, if shape and
/// border are the same. The border's zeros stay, since nobody writes them. Deep networks repeat few shapes, so that their
/// results fit into a cache.
/// </summary>
internal sealed class StoragePlan
{
    public StoragePlan(Network network)
    {
        var layers = network.Layers;
        var borders = Borders.OfValues(layers);
        var lastUse = new int[layers.Count];
        foreach (var layer in layers)
        {
            lastUse[layer.Index] = layer.Index;
            foreach (var input in layer.Inputs)
                lastUse[input.Index] = layer.Index;
        }
        foreach (var output in network.Outputs.Values)
            lastUse[output.Index] = int.MaxValue;

        var expiring = layers.ToLookup(l => lastUse[l.Index]);
        var free = new Dictionary<(Shape, int), Stack<int>>();
        var slots = new List<(Shape Shape, int Border)>();
        SlotOf = new int[layers.Count];
        foreach (var layer in layers)
        {
            var kind = (layer.Shape, borders[layer.Index]);
            if (free.TryGetValue(kind, out var stack) && stack.TryPop(out var slot))
                SlotOf[layer.Index] = slot;
            else
            {
                SlotOf[layer.Index] = slots.Count;
                slots.Add(kind);
            }
            // Only now: a layer must not write where it reads.
            foreach (var done in expiring[layer.Index])
            {
                var key = (done.Shape, borders[done.Index]);
                (free.TryGetValue(key, out stack) ? stack : free[key] = new Stack<int>()).Push(SlotOf[done.Index]);
            }
        }
        Slots = slots;
        FloatsForOneImage = slots.Sum(s => (s.Shape.Height + 2L * s.Border) * (s.Shape.Width + 2L * s.Border) * s.Shape.Channels);
    }

    /// <summary>What memory is needed.</summary>
    public IReadOnlyList<(Shape Shape, int Border)> Slots { get; }

    /// <summary>The slot of each layer, by index.</summary>
    public int[] SlotOf { get; }

    /// <summary>All slots together.</summary>
    public long FloatsForOneImage { get; }
}
