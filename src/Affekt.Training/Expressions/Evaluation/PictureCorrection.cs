using Affekt.Training.Data;
using Affekt.Vision;

namespace Affekt.Training.Expressions.Evaluation;

/// <summary>
/// Fits how a reader's outputs are put together for faces in pictures: the shares of the outputs and an offset for each emotion,
/// such that several sets of labelled faces are read best together; then a temperature and the threshold of unsure answers.
/// </summary>
/// <remarks>
/// The offset of neutral is no free number: it is set so that calm faces of everyday life are called calm as often as wanted,
/// since most faces that people show are calm. The others are improved one after the other, in steps that become smaller.
/// </remarks>
public static class PictureCorrection
{
    // A class with fewer faces than this says too little about its own offset.
    private const int FewestFaces = 20;
    private const int Rounds = 3;

    // Of equals, the smaller correction.
    private const double PriceOfOffsets = 0.002;
    private const double LeastTemperature = 0.25, LargestTemperature = 4;
    private const double ThresholdStep = 0.01;

    private static readonly double[] SharesOfOthers = [0, 0.1, 0.2, 0.3, 0.4];
    private static readonly double[] NeutralRecalls = [0.90, 0.91, 0.92];
    private static readonly double[] Steps = [0.8, 0.4, 0.2, 0.1];

    // Happy needs no offset: it is the one emotion that every data set holds enough of.
    private static readonly Emotion[] Free = [Emotion.Angry, Emotion.Disgust, Emotion.Fear, Emotion.Sad, Emotion.Surprise];

    /// <summary>Fits.</summary>
    /// <param name="everyday">Faces of everyday life to fit on: they decide the offset of neutral, and count beside the others.</param>
    /// <param name="others">Further sets to fit on; may be empty.</param>
    /// <param name="mirrored">Whether the sets' log-probabilities are means over each face and its mirror image.</param>
    /// <param name="cancellation">Looked at between attempts.</param>
    /// <exception cref="DatasetException">There are too few calm faces, or only calm ones.</exception>
    public static PictureReading Fit(CorrectionSet everyday, IReadOnlyList<CorrectionSet> others, bool mirrored,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(everyday);
        ArgumentNullException.ThrowIfNull(others);
        var calm = everyday.Labels.Count(label => label == (int)Emotion.Neutral);
        if (calm < FewestFaces || everyday.Labels.Count(label => label >= 0) - calm < FewestFaces)
            throw new DatasetException(
                $"{everyday.Name} has {calm} calm faces to fit on; at least {FewestFaces} calm ones and {FewestFaces} others are needed.");
        CorrectionSet[] sets = [everyday, .. others];
        var outputs = everyday.LogProbabilities.Count;
        PictureReading? best = null;
        var most = double.NegativeInfinity;
        foreach (var share in outputs == 1 ? [0] : SharesOfOthers)
            foreach (var recall in NeutralRecalls)
            {
                cancellation.ThrowIfCancellationRequested();
                var start = new PictureReading
                {
                    Shares = [1 - share, .. Enumerable.Repeat(share / Math.Max(outputs - 1, 1), outputs - 1)],
                    Mirrored = mirrored,
                };
                var (reading, worth) = Climb(start, everyday, sets, recall);
                if (worth > most)
                    (best, most) = (reading, worth);
            }
        best = best! with { Temperature = TemperatureOf(best!, sets) };
        return best with { UnsureBelow = ThresholdOf(best, sets) };
    }

    /// <summary>Answers that name an emotion, whether they are sure or not.</summary>
    public static int TimesSaid(ClassificationMetrics metrics, Emotion emotion)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return metrics.Confusion.Sum(row => row[(int)emotion]);
    }

    /// <summary>The share of sure answers, and of right ones among them.</summary>
    public static (double Coverage, double Accuracy) WhenSure(CorrectionSet set, PictureReading reading)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(reading);
        var (probabilities, labels) = set.Read(reading);
        return EmotionModelJudge.WhenSure(probabilities, labels, reading.UnsureBelow);
    }

    private static (PictureReading Reading, double Worth) Climb(
        PictureReading start, CorrectionSet everyday, CorrectionSet[] sets, double neutralRecall)
    {
        var (mixed, everydayMixed) = (sets.Select(set => Mixed(set, start.Shares)).ToList(), Mixed(everyday, start.Shares));
        var offsets = new double[Emotions.Count];
        var worth = Value();
        foreach (var step in Steps)
            for (var round = 0; round < Rounds; round++)
            {
                var before = worth;
                foreach (var emotion in Free)
                    foreach (var change in (ReadOnlySpan<double>)[step, -step])
                    {
                        offsets[(int)emotion] += change;
                        var value = Value();
                        if (value > worth)
                            worth = value;
                        else
                            offsets[(int)emotion] -= change;
                    }
                if (worth == before)
                    break;
            }
        Value(); // Neutral's offset belongs to the offsets that were kept.
        return (start with { Offsets = [.. offsets.Select(o => Math.Round(o, 2))] }, worth);

        double Value()
        {
            offsets[(int)Emotion.Neutral] = NeutralOffset(everydayMixed, everyday.Labels, offsets, neutralRecall);
            return sets.Select((set, i) => set.Weight * Worth(mixed[i], set, offsets)).Sum() / sets.Sum(set => set.Weight)
                - PriceOfOffsets * Free.Sum(emotion => Math.Abs(offsets[(int)emotion]));
        }
    }

    /// <summary>The weighted mean of the outputs' log-probabilities: [faces, 7].</summary>
    private static float[] Mixed(CorrectionSet set, IReadOnlyList<double> shares)
    {
        var mixed = new float[set.LogProbabilities[0].Length];
        for (var o = 0; o < shares.Count; o++)
            for (var i = 0; i < mixed.Length; i++)
                mixed[i] += (float)shares[o] * set.LogProbabilities[o][i];
        return mixed;
    }

    /// <summary>The smallest offset at which so large a share of the calm faces is called calm.</summary>
    private static double NeutralOffset(float[] mixed, int[] labels, double[] offsets, double recall)
    {
        const int Neutral = (int)Emotion.Neutral;
        var needs = new List<double>();
        for (var row = 0; row < labels.Length; row++)
        {
            if (labels[row] != Neutral)
                continue;
            var rival = double.NegativeInfinity;
            for (var k = 0; k < Neutral; k++)
                rival = Math.Max(rival, mixed[row * Emotions.Count + k] + offsets[k]);
            needs.Add(rival - mixed[row * Emotions.Count + Neutral]);
        }
        needs.Sort();
        return needs[Math.Clamp((int)Math.Ceiling(recall * needs.Count) - 1, 0, needs.Count - 1)] + 1e-6;
    }

    private static double Worth(float[] mixed, CorrectionSet set, double[] offsets)
    {
        Span<int> right = stackalloc int[Emotions.Count];
        Span<int> all = stackalloc int[Emotions.Count];
        Span<int> said = stackalloc int[Emotions.Count];
        right.Clear();
        all.Clear();
        said.Clear();
        int hits = 0, faces = 0;
        for (var row = 0; row < set.Labels.Length; row++)
        {
            if (set.Labels[row] is var label && label < 0)
                continue;
            var values = mixed.AsSpan(row * Emotions.Count, Emotions.Count);
            var top = 0;
            for (var k = 1; k < Emotions.Count; k++)
                if (values[k] + offsets[k] > values[top] + offsets[top])
                    top = k;
            faces++;
            all[label]++;
            said[top]++;
            right[label] += top == label ? 1 : 0;
            hits += top == label ? 1 : 0;
        }
        double recall = 0, f1 = 0;
        var classes = 0;
        for (var k = 0; k < Emotions.Count; k++)
        {
            if (all[k] < FewestFaces)
                continue;
            recall += (double)right[k] / all[k];
            f1 += 2.0 * right[k] / (all[k] + said[k]);
            classes++;
        }
        var (accuracy, count) = ((double)hits / Math.Max(faces, 1), Math.Max(classes, 1));
        return set.CountsPrecision ? (accuracy + recall / count + f1 / count) / 3 : (accuracy + recall / count) / 2;
    }

    /// <summary>The temperature with the least mean loss over the sets, by thirds of an interval of its logarithm.</summary>
    private static double TemperatureOf(PictureReading reading, CorrectionSet[] sets)
    {
        double low = Math.Log(LeastTemperature), high = Math.Log(LargestTemperature);
        for (var step = 0; step < 25; step++)
        {
            var (first, second) = (low + (high - low) / 3, high - (high - low) / 3);
            if (Loss(first) < Loss(second))
                high = second;
            else
                low = first;
        }
        return Math.Round(Math.Exp((low + high) / 2), 3);

        double Loss(double logarithm) => sets.Average(set =>
        {
            var (probabilities, labels) = set.Read(reading with { Temperature = Math.Exp(logarithm) });
            return -labels.Select((label, i) => Math.Log(Math.Max(
                probabilities[i * Emotions.Count + (int)label], Predictions.SmallestProbability))).Average();
        });
    }

    /// <summary>The smallest threshold at which sure answers are right as often as each set asks; where none is, the largest.</summary>
    private static double ThresholdOf(PictureReading reading, CorrectionSet[] sets)
    {
        var read = sets.Where(set => set.RightWhenSure is not null)
            .Select(set => (set.Read(reading), Wanted: set.RightWhenSure!.Value)).ToList();
        return Enumerable.Range(0, (int)(1 / ThresholdStep)).Select(i => Math.Round(i * ThresholdStep, 2))
            .FirstOrDefault(threshold => read.All(set =>
                EmotionModelJudge.WhenSure(set.Item1.Probabilities, set.Item1.Labels, threshold).Accuracy >= set.Wanted), 1);
    }
}
