using Affekt.Neural.Inference;
using Affekt.Neural.Threading;
using Affekt.Training.Augmentation;
using Affekt.Training.Datasets;

namespace Affekt.Training.Evaluation;

/// <summary>Runs a network over a data set's faces, read as they are: the centre crop, without detector or alignment.</summary>
public static class ModelScorer
{
    // Many, so that threads seldom wait for each other at the end; fewer where they are large: 64 MB of inputs.
    private const int MostFaces = 2304;
    private const int MostFloats = 1 << 24;

    /// <summary>What the network's outputs say of every face.</summary>
    /// <param name="predictor">The network; its input is square and gray.</param>
    /// <param name="faces">The faces.</param>
    /// <param name="normalisation">Mean and deviation of its input, and the side of the face's centre that fills it; nothing else of the options is used.</param>
    /// <param name="flip">Mirror each face first.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>For each output [faces, classes].</returns>
    public static IReadOnlyDictionary<string, float[]> Run(Predictor predictor, FaceDataset faces, AugmentationOptions normalisation, bool flip, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(normalisation);
        ArgumentNullException.ThrowIfNull(pool);
        var augmenter = new Augmenter(AugmentationOptions.None with { OutputSize = predictor.Input.Width, CropSize = normalisation.CropSize, Mean = normalisation.Mean, Deviation = normalisation.Deviation });
        var results = predictor.Outputs.ToDictionary(o => o.Key, o => new float[faces.Count * o.Value.Count]);
        var facesAtATime = Math.Clamp(MostFloats / predictor.Input.Count, 1, MostFaces);
        var input = new float[Math.Min(facesAtATime, faces.Count) * predictor.Input.Count];
        for (var first = 0; first < faces.Count; first += facesAtATime)
        {
            var count = Math.Min(facesAtATime, faces.Count - first);
            pool.Run(count, (i, _) => augmenter.CentreCrop(faces.Face(first + i), faces.Width, faces.Height, input.AsSpan(i * predictor.Input.Count, predictor.Input.Count), flip));
            foreach (var (name, values) in predictor.Run(input.AsMemory(0, count * predictor.Input.Count), count, pool, cancellation))
                values.CopyTo(results[name], first * predictor.Outputs[name].Count);
        }
        return results;
    }
}
