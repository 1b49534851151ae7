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
public sealed record JudgedOutput(string Output, bool Flip, float[] Probabilities, ClassificationMetrics Metrics,
    FerPlusMetrics? FerPlus, double Coverage, double AccuracyWhenSure, double MillisecondsPerImage);

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
    /// <param name="asPictures">The faces were cut out of pictures: apply the model's correction for them.</param>
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
        var normalisation = AugmentationOptions.None with { CropSize = info.CropSize, Mean = (float)(info.Mean * 255),
            Deviation = (float)(info.Deviation * 255) };
        var started = time.GetTimestamp();
        var probabilities = Read(false);
        if (flip)
        {
            var mirrored = Read(true);
            for (var i = 0; i < probabilities.Length; i++)
                probabilities[i] = (probabilities[i] + mirrored[i]) / 2;
        }
        var milliseconds = time.GetElapsedTime(started).TotalMilliseconds / faces.Count;
        var ferPlus = faces.Votes is null ? null : FerPlusMetrics.From(probabilities, Emotions.Count, faces);
        var (coverage, accuracy) = WhenSure(probabilities, faces.Labels, known.UnsureBelow);
        return new JudgedOutput(output, flip, probabilities, ClassificationMetrics.From(probabilities, faces.Labels), ferPlus,
            coverage, accuracy, milliseconds);

        float[] Read(bool mirrored) => Corrected(TemperatureScaling.Apply(
            ModelScorer.Run(model.Predictor, faces, normalisation, mirrored, pool, cancellation)[output], Emotions.Count,
                known.Temperature), asPictures ? known.PictureOffsets : []);
    }

    /// <summary>Adds offsets to the logits behind probabilities: multiplies and scales them to add up to one again.</summary>
    internal static float[] Corrected(float[] probabilities, IReadOnlyList<double> offsets)
    {
        for (var row = 0; row < probabilities.Length && offsets.Count > 0; row += Emotions.Count)
        {
            var values = probabilities.AsSpan(row, Emotions.Count);
            var sum = 0f;
            for (var i = 0; i < values.Length; i++)
                sum += values[i] *= (float)Math.Exp(offsets[i]);
            foreach (ref var value in values)
                value /= sum;
        }
        return probabilities;
    }

    private static (double Coverage, double Accuracy) WhenSure(
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
