using System.Text.RegularExpressions;
using Affekt.Training.Expressions.Datasets;
using Affekt.Vision;

namespace Affekt.Training.Expressions.Evaluation;

/// <summary>Labelled faces that a correction for faces in pictures is chosen by, or judged on.</summary>
/// <param name="Name">For reports.</param>
/// <param name="Labels">[faces]: 0 to 6, or -1 for faces that count for nothing.</param>
/// <param name="LogProbabilities">For each output of the model, in order: [faces, 7], calibrated, the mean of all views.</param>
public sealed partial record CorrectionSet(string Name, int[] Labels, IReadOnlyList<float[]> LogProbabilities)
{
    private const uint HashStart = 2166136261;
    private const uint HashPrime = 16777619;

    /// <summary>How much the set counts when a correction is chosen.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// Count the mean F1 beside accuracy and mean recall: for faces of everyday life, where most are calm and a rare emotion that
    /// is named too often is wrong nearly every time.
    /// </summary>
    public bool CountsPrecision { get; init; }

    /// <summary>How often sure answers should be right: 0 to 1; null not to ask.</summary>
    public double? RightWhenSure { get; init; }

    /// <summary>True for the half of the people that corrections are fitted on: decided by the FNV-1a hash of the file's name
    /// without its ending and without a number behind the last underscore, so that one person's pictures stay together.</summary>
    public static bool IsForFitting(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var hash = HashStart;
        foreach (var character in NumberAtTheEnd().Replace(Path.GetFileNameWithoutExtension(file), ""))
            hash = (hash ^ character) * HashPrime;
        return (hash >> 8) % 2 == 0;
    }

    /// <summary>The part of the set whose rows <paramref name="takes"/> accepts.</summary>
    public CorrectionSet Where(string name, Func<int, bool> takes) =>
        this with { Name = name, Labels = [.. Labels.Select((label, row) => takes(row) ? label : -1)] };

    /// <summary>The faces with labels, with the probabilities that a reading gives them.</summary>
    public (float[] Probabilities, Emotion[] Labels) Read(PictureReading reading)
    {
        ArgumentNullException.ThrowIfNull(reading);
        var rows = Enumerable.Range(0, Labels.Length).Where(row => Labels[row] >= 0).ToList();
        var probabilities = new float[rows.Count * Emotions.Count];
        var outputs = LogProbabilities.Select((_, o) => new EmotionOutput($"{o}")).ToList();
        var logits = LogProbabilities.Select((values, o) => KeyValuePair.Create($"{o}", values)).ToDictionary();
        Span<double> values = stackalloc double[Emotions.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            reading.Read(outputs, [new FaceView(logits, rows[i])], values);
            for (var k = 0; k < values.Length; k++)
                probabilities[i * Emotions.Count + k] = (float)values[k];
        }
        return (probabilities, [.. rows.Select(row => (Emotion)Labels[row])]);
    }

    /// <summary>A set of faces that a model has read.</summary>
    /// <param name="name">For reports.</param>
    /// <param name="faces">The faces.</param>
    /// <param name="logProbabilities">As the record holds them.</param>
    /// <param name="byVotes">Take the crowd's majority for the label; faces without one count for nothing.</param>
    public static CorrectionSet From(string name, FaceDataset faces, IReadOnlyList<float[]> logProbabilities, bool byVotes = false)
    {
        ArgumentNullException.ThrowIfNull(faces);
        return new(name, [.. Enumerable.Range(0, faces.Count).Select(LabelOf)], logProbabilities);

        int LabelOf(int row) => !byVotes ? (int)faces.Labels[row]
            : CrowdLabels.Majority(faces.VotesOf(row)) is { } label && label < Emotions.Count ? label : -1;
    }

    [GeneratedRegex("_[0-9]+$")]
    private static partial Regex NumberAtTheEnd();
}
