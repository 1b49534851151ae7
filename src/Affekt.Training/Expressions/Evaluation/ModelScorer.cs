using Affekt.Neural.Inference;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Evaluation;

/// <summary>Runs a network over a data set's faces, read as they are: the centre crop, without detector or alignment.</summary>
public static class ModelScorer
{
    /// <summary>What the network's outputs say of every face.</summary>
    /// <param name="predictor">The network; its input is square and gray.</param>
    /// <param name="faces">The faces.</param>
    /// <param name="normalisation">Mean and deviation of its input, and the side of the face's centre that fills it; nothing
    /// else of the options is used.</param>
    /// <param name="flip">Mirror each face first.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="cancellation">Looked at between groups of faces.</param>
    /// <returns>For each output [faces, classes].</returns>
    public static IReadOnlyDictionary<string, float[]> Run(
        Predictor predictor, FaceDataset faces, AugmentationOptions normalisation, bool flip, WorkerPool pool,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(predictor);
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(normalisation);
        ArgumentNullException.ThrowIfNull(pool);
        var augmenter = new Augmenter(AugmentationOptions.None with
        {
            OutputSize = predictor.Input.Width,
            CropSize = normalisation.CropSize,
            Mean = normalisation.Mean,
            Deviation = normalisation.Deviation
        });
        return predictor.Run((i, target) => augmenter.CentreCrop(faces.Face(i), faces.Width, faces.Height, target, flip),
            faces.Count, pool, cancellation);
    }
}
