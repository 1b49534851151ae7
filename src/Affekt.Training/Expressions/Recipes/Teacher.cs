using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Vision;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>
/// A finished model whose opinions a new one learns beside the labels (knowledge distillation: Hinton et al., 2015; with a
/// teacher of the same size, born-again networks: Furlanello et al., 2018). Where labels are noisy, the mean of its answers
/// over variations of a face says more of that face than the one label does.
/// </summary>
public sealed class Teacher
{
    /// <summary>How many variations of each face are answered.</summary>
    public const int Views = 8;

    // The run draws its own variations with epochs from 0; these must be others.
    private const int FirstView = 1 << 20;
    private const int FacesAtATime = 512;

    private readonly Model _model;
    private readonly EmotionModelInfo _info;

    /// <param name="model">An emotion model with every output that the recipe trains; its answers are used calibrated.</param>
    /// <exception cref="EmotionModelException">It is no emotion model.</exception>
    public Teacher(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _info = EmotionModelInfo.FromMetadata(model.Metadata);
    }

    /// <summary>What the teacher says of each face: the mean over <see cref="Views"/> variations as the recipe draws them,
    /// without noise and blur.</summary>
    /// <param name="faces">The faces to learn from.</param>
    /// <param name="recipe">The recipe of the new model.</param>
    /// <param name="outputs">The outputs that are asked.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>For each output [faces, 7], each row a distribution.</returns>
    /// <exception cref="EmotionModelException">The teacher lacks an output.</exception>
    public IReadOnlyDictionary<string, float[]> Answers(
        FaceDataset faces, Recipe recipe, IReadOnlyList<string> outputs, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(pool);
        var temperatures = outputs.ToDictionary(o => o, TemperatureOf);
        var sums = outputs.ToDictionary(o => o, _ => new float[faces.Count * Emotions.Count]);
        var augmenter = new Augmenter(recipe.Augmentation with
        {
            OutputSize = _model.Predictor.Input.Width,
            CropSize = _info.CropSize,
            Mean = (float)(_info.Mean * 255),
            Deviation = (float)(_info.Deviation * 255),
            // Teachers see faces clearly, so that the new model learns to see through what is done to its own.
            NoiseDeviation = 0,
            BlurDeviation = 0,
        });
        var images = new float[FacesAtATime * augmenter.OutputLength];
        for (var view = FirstView; view < FirstView + Views; view++)
            for (var first = 0; first < faces.Count; first += FacesAtATime)
            {
                var (start, epoch, count) = (first, view, Math.Min(FacesAtATime, faces.Count - first));
                pool.Run(count, (i, _) => augmenter.Apply(
                    faces.Face(start + i), faces.Width, faces.Height,
                        images.AsSpan(i * augmenter.OutputLength, augmenter.OutputLength), recipe.Seed, epoch, faces.Rows[start + i]));
                var logits = _model.Predictor.Run(images.AsMemory(0, count * augmenter.OutputLength), count, pool, cancellation);
                foreach (var output in outputs)
                {
                    var answers = TemperatureScaling.Apply(logits[output], Emotions.Count, temperatures[output]);
                    var sum = sums[output].AsSpan(start * Emotions.Count);
                    for (var i = 0; i < answers.Length; i++)
                        sum[i] += answers[i] / Views;
                }
            }
        return sums;
    }

    private double TemperatureOf(string output) => _info.Outputs.FirstOrDefault(o => o.Name == output)?.Temperature
        ?? throw new EmotionModelException(
            $"The teacher has no output '{output}'; it has {string.Join(", ", _info.Outputs.Select(o => o.Name))}.");
}
