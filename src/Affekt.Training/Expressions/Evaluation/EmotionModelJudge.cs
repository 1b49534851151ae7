using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Vision;

namespace Affekt.Training.Expressions.Evaluation;

/// <summary>One output of an emotion model, judged on faces that are read as they are.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="Flip">Whether each face was also read mirrored and both answers averaged.</param>
/// <param name="Probabilities">[faces, 7], calibrated.</param>
/// <param name="Metrics">The figures against the data's own labels.</param>
/// <param name="FerPlus">The figures against the crowd's majority; null when the faces have no votes.</param>
/// <param name="Coverage">The share of faces that the model is sure about.</param>
/// <param name="AccuracyWhenSure">The share of right answers among them; 0 when there are none.</param>
/// <param name="MillisecondsPerImage">Wall time over all threads, cropping included.</param>
/// <param name="AsPictures">Whether the faces were read as the app reads faces in pictures.</param>
public sealed record JudgedOutput(string Output, bool Flip, float[] Probabilities, ClassificationMetrics Metrics,
    FerPlusMetrics? FerPlus, double Coverage, double AccuracyWhenSure, double MillisecondsPerImage, bool AsPictures = false)
{
    /// <summary>The confidence below which an answer counted as unsure.</summary>
    public double UnsureBelow { get; init; }
}

/// <summary>Judges emotion models.</summary>
public static class EmotionModelJudge
{
    /// <summary>Judges one output.</summary>
    /// <param name="model">An emotion model.</param>
    /// <param name="output">One of its outputs.</param>
    /// <param name="faces">Faces like FER2013's: 48x48, at least one.</param>
    /// <param name="flip">Average with the mirrored face.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="asPictures">The faces were cut out of pictures: where <paramref name="output"/> is the model's first, read them
    /// as the app does, by <see cref="EmotionModelInfo.Pictures"/>.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="EmotionModelException">It is no emotion model, or has no such output.</exception>
    public static JudgedOutput Judge(Model model, string output, FaceDataset faces, bool flip, WorkerPool pool,
        TimeProvider time, bool asPictures = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(time);
        var info = EmotionModelInfo.FromMetadata(model.Metadata);
        var known = info.Outputs.FirstOrDefault(o => o.Name == output)
            ?? throw new EmotionModelException(
                $"The model has no output '{output}'; it has {string.Join(", ", info.Outputs.Select(o => o.Name))}.");
        var normalisation = NormalisationOf(info);
        var pictures = asPictures && known == info.Outputs[0] ? info.Pictures : null;
        var started = time.GetTimestamp();
        IReadOnlyDictionary<string, float[]>[] views = flip || pictures is { Mirrored: true } ? [Run(false), Run(true)] : [Run(false)];
        var probabilities = pictures is null ? Mean() : AsPictures(pictures);
        var milliseconds = time.GetElapsedTime(started).TotalMilliseconds / faces.Count;
        var ferPlus = faces.Votes is null ? null : FerPlusMetrics.From(probabilities, Emotions.Count, faces);
        var (coverage, accuracy) = WhenSure(probabilities, faces.Labels, pictures?.UnsureBelow ?? known.UnsureBelow);
        return new JudgedOutput(output, flip, probabilities, ClassificationMetrics.From(probabilities, faces.Labels), ferPlus,
            coverage, accuracy, milliseconds, pictures is not null)
        {
            UnsureBelow = pictures?.UnsureBelow ?? known.UnsureBelow,
        };

        IReadOnlyDictionary<string, float[]> Run(bool mirrored) =>
            ModelScorer.Run(model.Predictor, faces, normalisation, mirrored, pool, cancellation);

        float[] Mean()
        {
            var answers = views.Select(view => TemperatureScaling.Apply(view[output], Emotions.Count, known.Temperature)).ToList();
            return answers.Count == 1 ? answers[0] : [.. answers[0].Zip(answers[1], (a, b) => (a + b) / 2)];
        }

        float[] AsPictures(PictureReading reading)
        {
            var answers = new float[faces.Count * Emotions.Count];
            Span<double> values = stackalloc double[Emotions.Count];
            for (var row = 0; row < faces.Count; row++)
            {
                var face = row;
                reading.Read(info.Outputs, [.. views.Select(view => new FaceView(view, face))], values);
                for (var i = 0; i < values.Length; i++)
                    answers[row * Emotions.Count + i] = (float)values[i];
            }
            return answers;
        }
    }

    /// <summary>What a model's outputs say of faces: for each in order, calibrated log-probabilities up to a number that all seven
    /// share, the mean of the face and its mirror image: [faces, 7].</summary>
    /// <param name="model">An emotion model.</param>
    /// <param name="faces">The faces.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <exception cref="EmotionModelException">It is no emotion model.</exception>
    public static IReadOnlyList<float[]> LogProbabilities(
        Model model, FaceDataset faces, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var info = EmotionModelInfo.FromMetadata(model.Metadata);
        IReadOnlyDictionary<string, float[]>[] views = [Run(false), Run(true)];
        return [.. info.Outputs.Select(output => views[0][output.Name].Zip(views[1][output.Name],
            (a, b) => (float)((a + b) / (2 * output.Temperature))).ToArray())];

        IReadOnlyDictionary<string, float[]> Run(bool mirrored) =>
            ModelScorer.Run(model.Predictor, faces, NormalisationOf(info), mirrored, pool, cancellation);
    }

    private static AugmentationOptions NormalisationOf(EmotionModelInfo info) => AugmentationOptions.None with
    {
        CropSize = info.CropSize,
        Mean = (float)(info.Mean * 255),
        Deviation = (float)(info.Deviation * 255),
    };

    /// <summary>The share of answers at least so confident, and of right ones among them; 0 when there are none.</summary>
    internal static (double Coverage, double Accuracy) WhenSure(
        ReadOnlySpan<float> probabilities, ReadOnlySpan<Emotion> labels, double unsureBelow)
    {
        int sure = 0, right = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = probabilities.Slice(i * Emotions.Count, Emotions.Count);
            var top = Predictions.Top(row);
            if (row[top] < unsureBelow)
                continue;
            sure++;
            right += top == (int)labels[i] ? 1 : 0;
        }
        return ((double)sure / labels.Length, sure == 0 ? 0 : (double)right / sure);
    }
}
