using Affekt.Neural.Inference;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Training.Expressions.Runs;

/// <summary>What a network in training is shown of the faces.</summary>
internal interface IRunInputs
{
    /// <summary>Numbers a face.</summary>
    int Length { get; }

    /// <summary>One face to learn from. Called from several threads at once.</summary>
    /// <param name="row">Its index in the training rows.</param>
    /// <param name="epoch">Counted from 0.</param>
    /// <param name="destination">[<see cref="Length"/>].</param>
    void Write(int row, int epoch, Span<float> destination);

    /// <summary>What a network says of the faces to select on: [faces, classes] for each output.</summary>
    IReadOnlyDictionary<string, float[]> Validate(Predictor predictor, WorkerPool pool);
}

/// <summary>The faces themselves, varied anew in each epoch.</summary>
internal sealed class FaceInputs(Recipe recipe, TrainingData data) : IRunInputs
{
    private readonly Augmenter _augmenter = new(recipe.Augmentation);

    public int Length => _augmenter.OutputLength;

    public void Write(int row, int epoch, Span<float> destination)
    {
        var faces = data.Training;
        _augmenter.Apply(faces.Face(row), faces.Width, faces.Height, destination, recipe.Seed, epoch, faces.Rows[row]);
    }

    public IReadOnlyDictionary<string, float[]> Validate(Predictor predictor, WorkerPool pool) =>
        ModelScorer.Run(predictor, data.Validation, recipe.Augmentation, flip: false, pool, CancellationToken.None);
}
