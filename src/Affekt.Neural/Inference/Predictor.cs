using Affekt.Neural.Kernels;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;

namespace Affekt.Neural.Inference;

/// <summary>Writes one image of several into its place: [height, width, channels].</summary>
/// <param name="image">Which.</param>
/// <param name="target">All of it is written.</param>
public delegate void ImageWriter(int image, Span<float> target);

/// <summary>Runs a network on images. Takes a folded copy, so that later training does not change it. Thread-safe.</summary>
public sealed class Predictor
{
    // Small maps are taken several images at a time, so that weights are not streamed again for each.
    private const int PixelsOfFewImages = 576;
    private const int FewImages = 4;

    // With so many, weights in a form that is several times as large, but needs fewer multiplications, pay for small maps too.
    private const int ManyImages = 32;
    private const int PixelsOfManyImages = 1728;
    private const int LargestGroup = 96;

    // A product takes twelve tiles of a transformed map at a time, and three images of 48x48 or 24x24 pixels have a multiple of that.
    private const int FewestOfMany = 3;

    // Smaller groups towards the end of a batch wait less for each other, but go through the same weights.
    private const int SmallestOfMany = 16;

    // Large images leave room for few: 256 MB of results.
    private const long MostFloats = 1 << 26;

    private readonly InferencePass _few;
    private readonly Lazy<InferencePass>? _many;

    /// <param name="network">What to run.</param>
    public Predictor(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var folded = network.Fold().JoinResiduals();
        Input = folded.Input.Shape;
        Outputs = folded.Outputs.ToDictionary(o => o.Key, o => o.Value.Shape);
        var fewestPixels = folded.Layers.OfType<ConvolutionLayer>().Where(l => l is not DenseLayer).Select(l => l.Shape.Pixels)
            .DefaultIfEmpty(PixelsOfFewImages).Min();
        var floatsOfAnImage = new StoragePlan(folded, [.. folded.Layers.Select(_ => 1)]).Floats;
        _few = new InferencePass(folded, LayerUse.FewImages, GroupSize(PixelsOfFewImages, FewImages), PixelsOfFewImages, 1);
        var many = GroupSize(PixelsOfManyImages, LargestGroup);
        if (many >= ManyImages && folded.Layers.OfType<ConvolutionLayer>().Any(l => l.SuitsWinograd(KernelFactory.Best)))
            _many = new Lazy<InferencePass>(
                () => new InferencePass(folded.Fold(), LayerUse.ManyImages, many, PixelsOfManyImages, FewestOfMany));

        int GroupSize(int pixels, int most) => (int)Math.Clamp(Math.Min(pixels / fewestPixels, MostFloats / floatsOfAnImage), 1, most);
    }

    /// <summary>The shape of one image.</summary>
    public Shape Input { get; }

    /// <summary>The shape of each output for one image.</summary>
    public IReadOnlyDictionary<string, Shape> Outputs { get; }

    /// <summary>Makes ready what <see cref="Run(ReadOnlyMemory{float}, int, WorkerPool?, CancellationToken)"/> with so many
    /// images needs; else the first such run does.</summary>
    public void PrepareFor(int count) => PassFor(count);

    /// <summary>Runs the network on <paramref name="count"/> images.</summary>
    /// <param name="images">[count, height, width, channels].</param>
    /// <param name="count">How many images; 1 or more.</param>
    /// <param name="pool">Shares the images among threads; null runs on the calling thread, which is best for one image.</param>
    /// <param name="cancellationToken">Looked at between groups of images.</param>
    /// <returns>For each output [count, its shape]. Does not depend on the number of threads.</returns>
    /// <exception cref="ArgumentException"><paramref name="images"/> has the wrong length.</exception>
    public IReadOnlyDictionary<string, float[]> Run(
        ReadOnlyMemory<float> images, int count, WorkerPool? pool = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (images.Length != (long)count * Input.Count)
            throw new ArgumentException(
                $"{count} images of {Input} are {(long)count * Input.Count} numbers, got {images.Length}.", nameof(images));
        return Run(count, (first, group, _) => images.Span.Slice(first * Input.Count, group * Input.Count), pool, cancellationToken);
    }

    /// <summary>Runs the network on images that are made when their turn comes, for more of them than should lie in memory at
    /// once.</summary>
    /// <param name="write">Writes the image with a number from 0 to <paramref name="count"/> - 1 as [height, width, channels].
    /// Called from the pool's threads, once for each image.</param>
    /// <param name="count">How many images; 1 or more.</param>
    /// <param name="pool">Shares the images among threads; null runs on the calling thread.</param>
    /// <param name="cancellationToken">Looked at between groups of images.</param>
    /// <returns>For each output [count, its shape]. Does not depend on the number of threads.</returns>
    public IReadOnlyDictionary<string, float[]> Run(
        ImageWriter write, int count, WorkerPool? pool = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var buffers = new float[pool?.Workers ?? 1][];
        return Run(count, Write, pool, cancellationToken);

        ReadOnlySpan<float> Write(int first, int images, int worker)
        {
            var buffer = buffers[worker] ??= new float[Math.Min(PassFor(count).GroupSize, count) * Input.Count];
            for (var i = 0; i < images; i++)
                write(first + i, buffer.AsSpan(i * Input.Count, Input.Count));
            return buffer;
        }
    }

    private Dictionary<string, float[]> Run(int count, GroupReader read, WorkerPool? pool, CancellationToken cancellationToken)
    {
        var results = Outputs.ToDictionary(o => o.Key, o => new float[count * o.Value.Count]);
        var pass = PassFor(count);
        var groups = GroupsOf(count, pass.GroupSize, pass == _few ? 1 : SmallestOfMany, pool?.Workers ?? 1);
        if (pool is null)
            for (var group = 0; group < groups.Count; group++)
                RunGroup(group, 0);
        else
            pool.Run(groups.Count, RunGroup);
        return results;

        void RunGroup(int group, int worker)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (first, images) = groups[group];
            pass.Run(read(first, images, worker), first, images, results);
        }
    }

    /// <summary>The images of a group, from its first on, for a worker of the pool.</summary>
    private delegate ReadOnlySpan<float> GroupReader(int first, int images, int worker);

    private InferencePass PassFor(int count) => _many is not null && count >= ManyImages ? _many.Value : _few;

    /// <summary>Groups for workers that each take the next one: smaller ones towards the end, so that none waits long for
    /// another.</summary>
    private static List<(int First, int Images)> GroupsOf(int count, int largest, int smallest, int workers)
    {
        var groups = new List<(int First, int Images)>();
        for (var first = 0; first < count; first += groups[^1].Images)
        {
            var left = count - first;
            var images = workers == 1 ? largest : Math.Clamp((left + 2 * workers - 1) / (2 * workers), smallest, largest);
            groups.Add((first, Math.Min(left, images)));
        }
        return groups;
    }
}
