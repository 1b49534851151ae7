using System.Runtime.InteropServices;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Evaluation;

/// <summary>Accuracy in the protocol that papers report on FER+: eight classes, majority labels.</summary>
/// <param name="N">Faces with a majority label.</param>
/// <param name="Accuracy">Over all <paramref name="N"/>; a model without a class for contempt gets those faces wrong.</param>
/// <param name="AccuracyInterval">The 95 % Wilson interval of <paramref name="Accuracy"/>.</param>
/// <param name="Contempt">Faces whose majority is contempt.</param>
/// <param name="AccuracyWithoutContempt">Over the faces with one of the seven emotions.</param>
/// <param name="Excluded">Faces that the protocol leaves out: no majority, unknown, or not a face.</param>
/// <param name="VoteEce">The expected calibration error against the votes of all faces that are faces: confidence and the
/// share of voters who say the same.</param>
public sealed record FerPlusMetrics(
    int N, double Accuracy, Interval AccuracyInterval, int Contempt, double AccuracyWithoutContempt, int Excluded, double VoteEce)
{
    /// <summary>Judges a model's answers by the votes.</summary>
    /// <param name="probabilities">[n, classes]: the seven emotions in label order and, with eight classes, contempt last.</param>
    /// <param name="classes">7 or 8.</param>
    /// <param name="faces">The faces with their votes.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or no face has a majority label.</exception>
    /// <exception cref="InvalidOperationException">The faces have no votes.</exception>
    public static FerPlusMetrics From(ReadOnlySpan<float> probabilities, int classes, FaceDataset faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        if (classes is not (Emotions.Count or CrowdLabels.MajorityClasses) || probabilities.Length != faces.Count * classes)
            throw new ArgumentException(
                $"{faces.Count} faces do not fit {probabilities.Length} probabilities of {classes} classes; 7 and 8 classes " +
                $"are possible.", nameof(probabilities));
        int n = 0, right = 0, contempt = 0, rightContempt = 0;
        for (var i = 0; i < faces.Count; i++)
        {
            if (CrowdLabels.Majority(faces.VotesOf(i)) is not { } label)
                continue;
            var isRight = Predictions.Top(probabilities.Slice(i * classes, classes)) == label ? 1 : 0;
            n++;
            right += isRight;
            if (label == CrowdLabels.Contempt)
            {
                contempt++;
                rightContempt += isRight;
            }
        }
        if (n == contempt)
            throw new ArgumentException("No face has a majority label among the seven emotions.", nameof(faces));
        return new FerPlusMetrics(n, (double)right / n, Interval.Wilson(right, n), contempt,
            (double)(right - rightContempt) / (n - contempt), faces.Count - n, EceOfVotes(probabilities, classes, faces));
    }

    private static double EceOfVotes(ReadOnlySpan<float> probabilities, int classes, FaceDataset faces)
    {
        var targets = CrowdLabels.Targets(faces);
        var (answers, votes) = (new List<float>(), new List<float>());
        for (var i = 0; i < faces.Count; i++)
        {
            if (!targets.IsFace[i])
                continue;
            answers.AddRange(probabilities.Slice(i * classes, Emotions.Count));
            votes.AddRange(targets.Distributions.AsSpan(i * Emotions.Count, Emotions.Count));
        }
        return Calibration.From(CollectionsMarshal.AsSpan(answers), CollectionsMarshal.AsSpan(votes)).Ece;
    }
}
