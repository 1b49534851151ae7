using System.Numerics;
using System.Runtime.InteropServices;
using Affekt.Training.Augmentation;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Augmentation;

/// <summary>
/// Turns faces of bytes into the network's input: one affine warp with bilinear sampling, then blur, noise, brightness,
/// contrast and erasing, then (x - mean) / deviation. Thread-safe; what comes out depends on (seed, epoch, row) alone, never
/// on the number of threads.
/// </summary>
public sealed class Augmenter
{
    private readonly AugmentationOptions _options;

    /// <param name="options">The limits; see <see cref="AugmentationOptions.Validate"/>.</param>
    /// <exception cref="ArgumentException">A limit makes no sense.</exception>
    public Augmenter(AugmentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <summary>The limits.</summary>
    public AugmentationOptions Options => _options;

    /// <summary>Numbers a face: the output's side squared.</summary>
    public int OutputLength => _options.OutputSize * _options.OutputSize;

    /// <summary>Varies one face at random.</summary>
    /// <param name="face">[height, width], 0 to 255.</param>
    /// <param name="width">Pixels across the face.</param>
    /// <param name="height">Pixels down the face.</param>
    /// <param name="destination">[OutputSize, OutputSize].</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="row">The face's row in its source, so that a face keeps its variations when other rows are dropped.</param>
    public void Apply(ReadOnlySpan<byte> face, int width, int height, Span<float> destination, ulong seed, int epoch, int row) =>
        Apply(face, width, height, FaceTransform.Draw(_options, seed, epoch, row), destination);

    /// <summary>Varies the faces at <paramref name="indices"/>, one after the other.</summary>
    /// <param name="faces">The data set.</param>
    /// <param name="indices">Which faces, by index.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="destination">[indices, OutputSize, OutputSize].</param>
    public void Apply(FaceDataset faces, ReadOnlySpan<int> indices, ulong seed, int epoch, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(faces);
        for (var i = 0; i < indices.Length; i++)
            Apply(faces.Face(indices[i]), faces.Width, faces.Height, destination.Slice(i * OutputLength, OutputLength), seed,
                epoch, faces.Rows[indices[i]]);
    }

    /// <summary>The centre crop without any variation: what evaluation uses.</summary>
    /// <param name="face">[height, width], 0 to 255.</param>
    /// <param name="width">Pixels across the face.</param>
    /// <param name="height">Pixels down the face.</param>
    /// <param name="destination">[OutputSize, OutputSize].</param>
    /// <param name="flip">Mirror left and right, for the second pass of test-time augmentation.</param>
    public void CentreCrop(ReadOnlySpan<byte> face, int width, int height, Span<float> destination, bool flip = false)
    {
        Apply(face, width, height, FaceTransform.Identity, destination);
        if (flip)
            FlipHorizontally(destination, _options.OutputSize);
    }

    /// <summary>The centre crops of the faces at <paramref name="indices"/>: [indices, OutputSize, OutputSize].</summary>
    public void CentreCrop(FaceDataset faces, ReadOnlySpan<int> indices, Span<float> destination, bool flip = false)
    {
        ArgumentNullException.ThrowIfNull(faces);
        for (var i = 0; i < indices.Length; i++)
            CentreCrop(faces.Face(indices[i]), faces.Width, faces.Height, destination.Slice(i * OutputLength, OutputLength), flip);
    }

    /// <summary>Mirrors a picture in place; twice gives the picture back.</summary>
    public static void FlipHorizontally(Span<float> picture, int width)
    {
        for (var start = 0; start < picture.Length; start += width)
            picture.Slice(start, width).Reverse();
    }

    /// <summary>Applies one concrete variation.</summary>
    /// <param name="face">[height, width], 0 to 255.</param>
    /// <param name="width">Pixels across the face.</param>
    /// <param name="height">Pixels down the face.</param>
    /// <param name="transform">What to do.</param>
    /// <param name="destination">[OutputSize, OutputSize].</param>
    public void Apply(ReadOnlySpan<byte> face, int width, int height, in FaceTransform transform, Span<float> destination)
    {
        if (face.Length != width * height)
            throw new ArgumentException($"A face of {width}x{height} has {width * height} pixels, got {face.Length}.", nameof(face));
        if (destination.Length != OutputLength)
            throw new ArgumentException($"The output has {OutputLength} numbers, got room for {destination.Length}.", nameof(destination));
        AffineWarp.Apply(face, width, height, transform, _options.OutputSize, _options.CropSize ?? _options.OutputSize, destination);
        if (transform.BlurDeviation > 0)
            GaussianBlur.Apply(destination, _options.OutputSize, transform.BlurDeviation);
        if (transform.ShadeX != 0 || transform.ShadeY != 0)
            Shade(transform, destination);
        var random = new SeededRandom(transform.NoiseSeed, 0, 0);
        if (transform.NoiseDeviation > 0)
            foreach (ref var value in destination)
                value += transform.NoiseDeviation * random.NextNormal();
        ToneAndNormalise(transform, destination);
        Erase(transform.Erased, ref random, destination);
    }

    private void Shade(in FaceTransform transform, Span<float> destination)
    {
        var (side, half) = (_options.OutputSize, _options.OutputSize / 2f);
        for (var y = 0; y < side; y++)
        {
            var row = destination.Slice(y * side, side);
            var light = 1 + transform.ShadeY * ((y + 0.5f) / half - 1);
            for (var x = 0; x < side; x++)
                row[x] *= light + transform.ShadeX * ((x + 0.5f) / half - 1);
        }
    }

    private void ToneAndNormalise(in FaceTransform transform, Span<float> destination)
    {
        // Contrast about the mean, then brightness; kept within what a byte could have held, as a camera would.
        var gain = new Vector<float>(transform.Contrast);
        var bias = new Vector<float>(_options.Mean * (1 - transform.Contrast) + 255 * transform.Brightness);
        var mean = new Vector<float>(_options.Mean);
        var white = new Vector<float>(255);
        var scale = new Vector<float>(1 / _options.Deviation);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(destination);
        foreach (ref var value in vectors)
            value = (Vector.Min(Vector.Max(value * gain + bias, Vector<float>.Zero), white) - mean) * scale;
        foreach (ref var value in destination[(vectors.Length * Vector<float>.Count)..])
            value = (Math.Clamp(value * gain[0] + bias[0], 0, 255) - _options.Mean) * scale[0];
    }

    private void Erase(ErasedArea area, ref SeededRandom random, Span<float> destination)
    {
        var scale = 1 / _options.Deviation;
        for (var y = 0; y < area.Height; y++)
            foreach (ref var value in destination.Slice((area.Y + y) * _options.OutputSize + area.X, area.Width))
                value = (random.Between(0, 255) - _options.Mean) * scale;
    }
}
