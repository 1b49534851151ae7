using System.Collections.Concurrent;
using Affekt.Neural.Kernels;
using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Inference;

/// <summary>A network made ready for groups of some size. Thread-safe: each call in flight has a workspace of its own.</summary>
internal sealed class InferencePass
{
    private readonly Network _network;
    private readonly StoragePlan _plan;
    private readonly Stretch[] _stretches;
    private readonly Layer[] _outputs;
    private readonly ConvolutionKernel _kernel = KernelFactory.Best;
    private readonly ConcurrentBag<Workspace> _workspaces = [];

    /// <param name="network">Folded; nobody else runs or changes it.</param>
    /// <param name="use">How many images there will be at a time.</param>
    /// <param name="groupSize">How many images may be taken together.</param>
    /// <param name="pixelsAtATime">Layers with small maps are given so many pixels of several images at a time, as far as
    /// <paramref name="groupSize"/> goes.</param>
    /// <param name="fewestImages">What layers with large maps are given at a time.</param>
    public InferencePass(Network network, LayerUse use, int groupSize, int pixelsAtATime, int fewestImages)
    {
        (_network, GroupSize) = (network, groupSize);
        foreach (var layer in network.Layers)
            layer.Prepare(_kernel, use);
        _stretches = StretchesOf(network, pixelsAtATime, fewestImages, groupSize);
        _plan = new StoragePlan(network, ImagesOf(network, groupSize, _stretches));
        _outputs = [.. network.Outputs.Values];
    }

    /// <summary>How many images may be taken together.</summary>
    public int GroupSize { get; }

    /// <summary>Runs the network on one group.</summary>
    /// <param name="images">The group: [count or more, height, width, channels].</param>
    /// <param name="first">The place of the group's first image among all.</param>
    /// <param name="count">1 to <see cref="GroupSize"/>.</param>
    /// <param name="results">For each output the place for all images; the group's part is written.</param>
    public void Run(ReadOnlySpan<float> images, int first, int count, IReadOnlyDictionary<string, float[]> results)
    {
        if (!_workspaces.TryTake(out var workspace))
            workspace = new Workspace(_network, _plan, _kernel);
        var input = _network.Input;
        workspace.Bind(input, 0, count);
        ElementKernels.FromContiguous(images[..(count * input.Shape.Count)], workspace.Context.Value(input));
        foreach (var stretch in _stretches)
            for (var part = 0; part < count; part += stretch.Images)
            {
                var partImages = Math.Min(stretch.Images, count - part);
                foreach (var layer in stretch.Touched)
                    workspace.Bind(layer, _plan.ImagesOf(layer) < GroupSize ? 0 : part, partImages);
                foreach (var layer in stretch.Layers)
                    layer.Forward(workspace.Context);
            }
        foreach (var layer in _outputs)
            workspace.Bind(layer, 0, count);
        foreach (var (name, layer) in _network.Outputs)
            ElementKernels.ToContiguous(
                workspace.Context.Value(layer), results[name].AsSpan(first * layer.Shape.Count, count * layer.Shape.Count));
        _workspaces.Add(workspace);
    }

    private static Stretch[] StretchesOf(Network network, int pixelsAtATime, int fewestImages, int mostImages)
    {
        // Of the largest map that a layer or one behind it reads or writes: the small maps of a squeeze-excitation block should not
        // part the large ones around them, which would leave the cache.
        var pixels = network.Layers.Select(l => l.Inputs.Append(l).Max(i => i.Shape.Pixels)).ToArray();
        for (var i = pixels.Length - 2; i >= 0; i--)
            pixels[i] = Math.Max(pixels[i], pixels[i + 1]);
        var stretches = new List<(int Images, List<Layer> Layers)>();
        foreach (var layer in network.Layers)
        {
            var images = Math.Clamp(pixelsAtATime / pixels[layer.Index], fewestImages, mostImages);
            if (stretches.Count == 0 || stretches[^1].Images != images)
                stretches.Add((images, []));
            stretches[^1].Layers.Add(layer);
        }
        return [.. stretches.Select(
            s => new Stretch(s.Images, [.. s.Layers], [.. s.Layers.SelectMany(l => l.Inputs.Append(l)).Distinct()]))];
    }

    /// <summary>What only its own stretch reads is kept for the images that this takes at a time, everything else for the group.</summary>
    private static int[] ImagesOf(Network network, int groupSize, Stretch[] stretches)
    {
        var kept = new int[network.Layers.Count];
        foreach (var stretch in stretches)
            foreach (var layer in stretch.Layers)
                kept[layer.Index] = stretch.Images;
        foreach (var shared in stretches.SelectMany(s => s.Touched.Except(s.Layers)).Concat(network.Outputs.Values).Append(network.Input))
            kept[shared.Index] = groupSize;
        return kept;
    }

    /// <summary>
    /// Neighbouring layers whose maps are about equally large. Large maps are taken one image at a time through all layers
    /// of the stretch, so that they stay in the cache; small ones together.
    /// </summary>
    private sealed record Stretch(int Images, Layer[] Layers, Layer[] Touched);

    private sealed class Workspace
    {
        private readonly StoragePlan _plan;
        private readonly TensorStorage[] _storages;
        private readonly (int First, int Images)[] _bound;

        public Workspace(Network network, StoragePlan plan, ConvolutionKernel kernel)
        {
            _plan = plan;
            Context = new LayerContext(network.Layers.Count, kernel);
            _bound = new (int, int)[network.Layers.Count];
            _storages = [.. plan.Slots.Select(s => TensorStorage.ForBatch(s.Shape, s.Border, s.Images))];
        }

        public LayerContext Context { get; }

        public void Bind(Layer layer, int first, int images)
        {
            // One image after the other finds everything where it was: for small networks that is much of the time.
            if (_bound[layer.Index] == (first, images))
                return;
            _bound[layer.Index] = (first, images);
            Context.SetValue(layer, _storages[_plan.SlotOf[layer.Index]].View(first, images, 0));
        }
    }
}
