using Affekt.Neural.Tensors;

namespace Affekt.Neural.Inference;

/// <summary>
/// Which results share memory in inference: one may take the place of another that nobody reads any more, if shape, border and
/// number of images are the same. The border's zeros stay, since nobody writes them. Deep networks repeat few shapes, so that
/// their results fit into a cache.
/// </summary>
internal sealed class StoragePlan
{
    private readonly IReadOnlyList<int> _imagesOf;

    /// <param name="network">What is run.</param>
    /// <param name="imagesOf">How many images each layer's result is kept for, by index.</param>
    public StoragePlan(Network network, IReadOnlyList<int> imagesOf)
    {
        _imagesOf = imagesOf;
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
        var free = new Dictionary<StorageSlot, Stack<int>>();
        var slots = new List<StorageSlot>();
        SlotOf = new int[layers.Count];
        foreach (var layer in layers)
        {
            var kind = KindOf(layer);
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
                var key = KindOf(done);
                (free.TryGetValue(key, out stack) ? stack : free[key] = new Stack<int>()).Push(SlotOf[done.Index]);
            }
        }
        Slots = slots;

        StorageSlot KindOf(Layer layer) => new(layer.Shape, borders[layer.Index], imagesOf[layer.Index]);
    }

    /// <summary>What memory is needed.</summary>
    public IReadOnlyList<StorageSlot> Slots { get; }

    /// <summary>The slot of each layer, by index.</summary>
    public int[] SlotOf { get; }

    /// <summary>How many images a layer's result is kept for.</summary>
    public int ImagesOf(Layer layer) => _imagesOf[layer.Index];

    /// <summary>All slots together.</summary>
    public long Floats => Slots.Sum(s => s.Images * (s.Shape.Height + 2L * s.Border) * (s.Shape.Width + 2L * s.Border) * s.Shape.Channels);
}

/// <summary>Memory for the results of layers that are not needed at the same time.</summary>
/// <param name="Shape">Of each image.</param>
/// <param name="Border">Rows and columns of zeros around each.</param>
/// <param name="Images">How many.</param>
internal readonly record struct StorageSlot(Shape Shape, int Border, int Images);
