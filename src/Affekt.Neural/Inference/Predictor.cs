using System.Collections.Concurrent;
using Affekt.Neural.Kernels;
using Affekt.Neural.Memory;
using Affekt.Neural.Threading;

namespace Affekt.Neural.Inference;

/// <summary>
/// Runs a network on images. Takes a folded copy, so that later training does not change it. Thread-safe: each call in
/// flight has a workspace of its own.
/// </summary>
public sealed class Predictor
{
    // Small maps are taken several images at a time, so that weights are not streamed again for each.
    private const int PixelsWorthAGroup = 256;
    private const int LargestGroup = 4;

    // Large images leave room for few: 256 MB of results.
    private const long MostFloats = 1 << 26;

    private readonly Network _network;
    private readonly StoragePlan _plan;
    private readonly Stretch[] _stretches;
    private readonly Layer[] _outputs;
    private readonly ConvolutionKernel _kernel = KernelFactory.Best;
    private readonly ConcurrentBag<Workspace> _workspaces = [];

    /// <param name="network">What to run.</param>
    public Predictor(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _network = network.Fold();
        foreach (var layer in _network.Layers)
            layer.Prepare(_kernel, forTraining: false);
        Outputs = _network.Outputs.ToDictionary(o => o.Key, o => o.Value.Shape);
        var fewestPixels = _network.Layers.OfType<ConvolutionLayer>().Where(l => l is not DenseLayer).Select(l => l.Shape.Pixels).DefaultIfEmpty(PixelsWorthAGroup).Min();
        _plan = new StoragePlan(_network);
        GroupSize = (int)Math.Clamp(Math.Min(PixelsWorthAGroup / fewestPixels, MostFloats / _plan.FloatsForOneImage), 1, LargestGroup);
        _stretches = StretchesOf(_network, GroupSize);
        _outputs = [.. _network.Outputs.Values];
    }

    /// <summary>The shape of one image.</summary>
    public Shape Input => _network.Input.Shape;

    /// <summary>The shape of each output for one image.</summary>
    public IReadOnlyDictionary<string, Shape> Outputs { get; }

    /// <summary>How many images are taken at a time; batches of multiples run best.</summary>
    public int GroupSize { get; }

    /// <summary>Runs the network on <paramref name="count"/> images.</summary>
    /// <param name="images">[count, height, width, channels].</param>
    /// <param name="count">How many images; 1 or more.</param>
    /// <param name="pool">Shares the images among threads; null runs on the calling thread, which is best for one image.</param>
    /// <param name="cancellationToken">Looked at between groups of images.</param>
    /// <returns>For each output [count, its shape].</returns>
    /// <exception cref="ArgumentException"><paramref name="images"/> has the wrong length.</exception>
    public IReadOnlyDictionary<string, float[]> Run(ReadOnlyMemory<float> images, int count, WorkerPool? pool = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (images.Length != (long)count * Input.Count)
            throw new ArgumentException($"{count} images of {Input} are {(long)count * Input.Count} numbers, got {images.Length}.", nameof(images));
        var results = Outputs.ToDictionary(o => o.Key, o => new float[count * o.Value.Count]);
        var groups = GroupsOf(count, pool?.Workers ?? 1);
        void RunGroup(int group, int worker)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RunImages(images.Span, groups[group].First, groups[group].Images, results);
        }
        if (pool is null)
            for (var group = 0; group < groups.Count; group++)
                RunGroup(group, 0);
        else
            pool.Run(groups.Count, RunGroup);
        return results;
    }

    /// <summary>Groups for workers that each take the next one: smaller ones towards the end, so that none waits long for another.</summary>
    private List<(int First, int Images)> GroupsOf(int count, int workers)
    {
        var groups = new List<(int First, int Images)>();
        for (var first = 0; first < count; first += groups[^1].Images)
        {
            var left = count - first;
            groups.Add((first, workers == 1 ? Math.Min(left, GroupSize) : Math.Clamp((left + 2 * workers - 1) / (2 * workers), 1, GroupSize)));
        }
        return groups;
    }

    private void RunImages(ReadOnlySpan<float> images, int first, int count, Dictionary<string, float[]> results)
    {
        if (!_workspaces.TryTake(out var workspace))
            workspace = new Workspace(_network, _plan, _kernel, GroupSize);
        workspace.Bind(_network.Layers, 0, count);
        ElementKernels.FromContiguous(images.Slice(first * Input.Count, count * Input.Count), workspace.Context.Value(_network.Input));
        foreach (var stretch in _stretches)
            for (var part = 0; part < count; part += stretch.Images)
            {
                workspace.Bind(stretch.Touched, part, Math.Min(stretch.Images, count - part));
                foreach (var layer in stretch.Layers)
                    layer.Forward(workspace.Context);
            }
        workspace.Bind(_outputs, 0, count);
        foreach (var (name, layer) in _network.Outputs)
            ElementKernels.ToContiguous(workspace.Context.Value(layer), results[name].AsSpan(first * layer.Shape.Count, count * layer.Shape.Count));
        _workspaces.Add(workspace);
    }

    private static Stretch[] StretchesOf(Network network, int groupSize)
    {
        var stretches = new List<(int Images, List<Layer> Layers)>();
        foreach (var layer in network.Layers)
        {
            var pixels = layer.Inputs.Append(layer).Max(l => l.Shape.Pixels);
            var images = Math.Clamp(PixelsWorthAGroup / pixels, 1, groupSize);
            if (stretches.Count == 0 || stretches[^1].Images != images)
                stretches.Add((images, []));
            stretches[^1].Layers.Add(layer);
        }
        return [.. stretches.Select(s => new Stretch(s.Images, [.. s.Layers], [.. s.Layers.SelectMany(l => l.Inputs.Append(l)).Distinct()]))];
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

        public Workspace(Network network, StoragePlan plan, ConvolutionKernel kernel, int groupSize)
        {
            _plan = plan;
            Context = new LayerContext(network.Layers.Count, kernel);
            _bound = new (int, int)[network.Layers.Count];
            _storages = [.. plan.Slots.Select(s => TensorStorage.ForBatch(s.Shape, s.Border, groupSize))];
        }

        public LayerContext Context { get; }

        public void Bind(IReadOnlyList<Layer> layers, int first, int images)
        {
            foreach (var layer in layers)
            {
                // One image after the other finds everything where it was: for small networks that is much of the time.
                if (_bound[layer.Index] == (first, images))
                    continue;
                _bound[layer.Index] = (first, images);
                Context.SetValue(layer, _storages[_plan.SlotOf[layer.Index]].View(first, images, 0));
            }
        }
    }
}
