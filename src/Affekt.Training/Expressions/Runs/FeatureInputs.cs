using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Affekt.Neural.Inference;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Training.Expressions.Runs;

/// <summary>
/// What a frozen trunk makes of each face, computed once and kept, in memory and in the run's folder: a few thousand numbers
/// that a head learns from in seconds.
/// </summary>
internal sealed class FeatureInputs : IRunInputs
{
    /// <summary>The file name in the run's folder.</summary>
    public const string FileName = "features.bin";

    private const int FacesAtATime = 64;

    // [views][training faces, features], then [validation faces, features].
    private readonly float[][] _views;
    private readonly float[] _validation;

    private FeatureInputs(float[][] views, float[] validation, int length) => (_views, _validation, Length) = (views, validation, length);

    public int Length { get; }

    public void Write(int row, int epoch, Span<float> destination) =>
        _views[epoch % _views.Length].AsSpan(row * Length, Length).CopyTo(destination);

    public IReadOnlyDictionary<string, float[]> Validate(Predictor predictor, WorkerPool pool) =>
        predictor.Run(_validation, _validation.Length / Length, pool);

    /// <summary>Takes the features from the run's folder where they are of the same weights, faces and views; else computes
    /// and keeps them.</summary>
    /// <param name="recipe">With a trunk and at least one view.</param>
    /// <param name="data">The faces.</param>
    /// <param name="trunk">The frozen trunk; batch normalisation uses what it has gathered before.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public static FeatureInputs Of(Recipe recipe, TrainingData data, Predictor trunk, string folder, WorkerPool pool,
        IProgress<double>? progress, CancellationToken cancellation)
    {
        var length = trunk.Outputs[Trunk.Features].Count;
        var views = Enumerable.Range(0, recipe.FrozenViews).Select(_ => new float[data.Training.Count * length]).ToArray();
        var inputs = new FeatureInputs(views, new float[data.Validation.Count * length], length);
        var path = Path.Combine(folder, FileName);
        var fingerprint = Fingerprint(recipe, data);
        if (inputs.TryLoad(path, fingerprint))
            return inputs;
        var augmenter = new Augmenter(recipe.Augmentation);
        var (done, all) = (0L, (long)data.Training.Count * views.Length + data.Validation.Count);
        for (var view = 0; view < views.Length; view++)
            Compute(data.Training, view, views[view]);
        Compute(data.Validation, 0, inputs._validation);
        inputs.Save(path, fingerprint);
        return inputs;

        // View 0 is the face itself, the others are variations.
        void Compute(FaceDataset faces, int view, float[] destination)
        {
            var images = new float[Math.Min(FacesAtATime, faces.Count) * augmenter.OutputLength];
            for (var first = 0; first < faces.Count; first += FacesAtATime)
            {
                var (start, count) = (first, Math.Min(FacesAtATime, faces.Count - first));
                pool.Run(count, (i, _) =>
                {
                    var image = images.AsSpan(i * augmenter.OutputLength, augmenter.OutputLength);
                    if (view == 0)
                        augmenter.CentreCrop(faces.Face(start + i), faces.Width, faces.Height, image);
                    else
                        augmenter.Apply(faces.Face(start + i), faces.Width, faces.Height, image, recipe.Seed, view, faces.Rows[start + i]);
                });
                trunk.Run(images.AsMemory(0, count * augmenter.OutputLength), count, pool, cancellation)[Trunk.Features]
                    .CopyTo(destination, start * length);
                done += count;
                progress?.Report((double)done / all);
            }
        }
    }

    private static string Fingerprint(Recipe recipe, TrainingData data)
    {
        using var faces = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in new[] { data.Training, data.Validation })
        {
            faces.AppendData(part.Pixels);
            faces.AppendData(MemoryMarshal.AsBytes<int>(part.Rows));
        }
        return FormattableString.Invariant(
            $"features of {recipe.Name}\nweights {recipe.Weights?.Sha256}\nseed {recipe.Seed}\nviews {recipe.FrozenViews}\n{recipe.Augmentation}\n{Convert.ToHexStringLower(faces.GetHashAndReset())}\n");
    }

    private IEnumerable<float[]> Parts => _views.Append(_validation);

    private bool TryLoad(string path, string fingerprint)
    {
        if (!File.Exists(path))
            return false;
        var expected = Encoding.UTF8.GetBytes(fingerprint);
        using var stream = File.OpenRead(path);
        if (stream.Length != expected.Length + Parts.Sum(p => (long)p.Length * sizeof(float)))
            return false;
        var written = new byte[expected.Length];
        stream.ReadExactly(written);
        if (!written.AsSpan().SequenceEqual(expected))
            return false;
        foreach (var part in Parts)
            stream.ReadExactly(MemoryMarshal.AsBytes(part.AsSpan()));
        return true;
    }

    private void Save(string path, string fingerprint) => AtomicFile.Write(path, stream =>
    {
        stream.Write(Encoding.UTF8.GetBytes(fingerprint));
        foreach (var part in Parts)
            stream.Write(MemoryMarshal.AsBytes(part.AsSpan()));
    });
}
