using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Evaluation;

/// <summary>What a correction for faces in pictures does.</summary>
/// <param name="Offsets">Added to the logits, in label order.</param>
/// <param name="Fitted">On the half that it was chosen on, so the figures flatter.</param>
/// <param name="Judged">On the other half.</param>
/// <param name="Uncorrected">On the other half, without it.</param>
public sealed record PictureOffsetsResult(
    IReadOnlyList<double> Offsets, ClassificationMetrics Fitted, ClassificationMetrics Judged, ClassificationMetrics Uncorrected);

/// <summary>
/// Fits the correction of a reader's prior for faces in pictures: offsets on one half of labelled pictures such that the mean
/// recall of the emotions is highest while accuracy stays above a floor; judged on the other half. Mean recall moves in steps, and
/// rare emotions decide it with few faces, so the offsets are the mean of fits to resampled halves (bagging: Breiman, 1996).
/// </summary>
public static class PictureOffsets
{
    private const uint HashStart = 2166136261;
    private const uint HashPrime = 16777619;
    private const double Step = 0.25;
    private const double Largest = 5;
    private const int Rounds = 5;
    private const double PriceOfAccuracy = 20;
    private const int Resamples = 25;
    private const int Seed = 1;

    // Improving one offset at a time ends where it began too near; so it begins at several strengths of a correction of the prior.
    private static readonly double[] PriorStrengths = [0, 0.25, 0.5, 0.75, 1];

    // A class with fewer faces than this says too little about its own offset.
    private const int FewestFaces = 20;

    /// <summary>True for the half of the pictures that corrections are fitted on: decided by the FNV-1a hash of the file's name.</summary>
    public static bool IsForFitting(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var hash = HashStart;
        foreach (var character in Path.GetFileName(file))
            hash = (hash ^ character) * HashPrime;
        return (hash >> 8) % 2 == 0;
    }

    /// <summary>Fits and judges.</summary>
    /// <param name="probabilities">[n, 7], calibrated and uncorrected.</param>
    /// <param name="faces">From picture files.</param>
    /// <param name="accuracyFloor">What accuracy should not fall below on the first half: 0 to 1.</param>
    /// <exception cref="DatasetException">The faces have no files, or a half is empty.</exception>
    public static PictureOffsetsResult Fit(float[] probabilities, FaceDataset faces, double accuracyFloor)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        ArgumentNullException.ThrowIfNull(faces);
        if (faces.Files is null)
            throw new DatasetException($"{faces.Source} holds no picture files; a correction is fitted on labelled pictures.");
        var (mine, theirs) = (Half(true), Half(false));
        if (mine.Labels.Length == 0 || theirs.Labels.Length == 0)
            throw new DatasetException($"{faces.Source} has too few pictures to fit on one half and judge on the other.");
        var random = new Random(Seed);
        var fits = Enumerable.Range(0, Resamples).Select(_ => FitOne(Resampled(mine, random), accuracyFloor)).ToList();
        double[] offsets = [.. Enumerable.Range(0, Emotions.Count).Select(i => Math.Round(fits.Average(fit => fit[i]), 2))];
        return new PictureOffsetsResult(offsets, Metrics(mine, offsets), Metrics(theirs, offsets), Metrics(theirs, []));

        (float[] Probabilities, Emotion[] Labels) Half(bool forFitting)
        {
            var rows = Enumerable.Range(0, faces.Count).Where(i => IsForFitting(faces.Files![i].Path) == forFitting).ToList();
            return ([.. rows.SelectMany(i => probabilities.AsSpan(i * Emotions.Count, Emotions.Count).ToArray())],
                [.. rows.Select(i => faces.Labels[i])]);
        }
    }

    private static (float[] Probabilities, Emotion[] Labels) Resampled((float[] Probabilities, Emotion[] Labels) half, Random random)
    {
        var rows = Enumerable.Range(0, half.Labels.Length).Select(_ => random.Next(half.Labels.Length)).ToList();
        return ([.. rows.SelectMany(i => half.Probabilities.AsSpan(i * Emotions.Count, Emotions.Count).ToArray())],
            [.. rows.Select(i => half.Labels[i])]);
    }

    /// <summary>The offsets that are best for some faces, by improving one after the other.</summary>
    private static double[] FitOne((float[] Probabilities, Emotion[] Labels) half, double accuracyFloor)
    {
        var counts = half.Labels.CountBy(l => l).ToDictionary();
        var free = Emotions.All.Where(e => counts.GetValueOrDefault(e) >= FewestFaces).Select(e => (int)e).ToList();
        return PriorStrengths.Select(strength => Climb(StartFrom(strength))).MaxBy(candidate => Value(candidate))!;

        // Of equals, the smaller correction.
        double Value(double[] candidate) =>
            Worth(half.Probabilities, half.Labels, candidate, accuracyFloor) - 1e-4 * candidate.Sum(Math.Abs);

        double[] StartFrom(double strength)
        {
            var start = new double[Emotions.Count];
            foreach (var i in free)
                start[i] = Math.Round(-strength * Math.Log(Math.Max(MeanOf(i) / MeanOf((int)Emotion.Neutral), 1e-4)) / Step) * Step;
            return start;
        }

        double MeanOf(int emotion) =>
            Math.Max(Enumerable.Range(0, half.Labels.Length)
            .Average(row => (double)half.Probabilities[row * Emotions.Count + emotion]), 1e-6);

        double[] Climb(double[] start)
        {
            for (var round = 0; round < Rounds; round++)
                foreach (var i in free)
                    start[i] = Enumerable.Range(0, (int)(2 * Largest / Step) + 1).Select(k => k * Step - Largest).MaxBy(candidate =>
                    {
                        start[i] = candidate;
                        return Value(start);
                    });
            return start;
        }
    }

    private static ClassificationMetrics Metrics((float[] Probabilities, Emotion[] Labels) half, IReadOnlyList<double> offsets) =>
        ClassificationMetrics.From(EmotionModelJudge.Corrected((float[])half.Probabilities.Clone(), offsets), half.Labels);

    private static double Worth(float[] probabilities, Emotion[] labels, double[] offsets, double floor)
    {
        Span<int> right = stackalloc int[Emotions.Count];
        Span<int> all = stackalloc int[Emotions.Count];
        right.Clear();
        all.Clear();
        var factors = Array.ConvertAll(offsets, Math.Exp);
        for (var row = 0; row < labels.Length; row++)
        {
            var top = 0;
            for (var i = 1; i < Emotions.Count; i++)
                if (probabilities[row * Emotions.Count + i] * factors[i] > probabilities[row * Emotions.Count + top] * factors[top])
                    top = i;
            all[(int)labels[row]]++;
            right[(int)labels[row]] += top == (int)labels[row] ? 1 : 0;
        }
        var (recall, classes, hits) = (0.0, 0, 0);
        for (var i = 0; i < Emotions.Count; i++)
        {
            hits += right[i];
            if (all[i] < FewestFaces)
                continue;
            recall += (double)right[i] / all[i];
            classes++;
        }
        return recall / Math.Max(classes, 1) - PriceOfAccuracy * Math.Max(0, floor - (double)hits / labels.Length);
    }
}
