using System.Globalization;
using System.Text.Json.Serialization;
using Affekt.Cli.Output;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Cli.Commands;

/// <summary>A model under one distortion.</summary>
/// <param name="Condition">The distortion's name.</param>
/// <param name="Description">What was done.</param>
/// <param name="Accuracy">The share of right answers.</param>
/// <param name="AccuracyInterval">Its 95 % interval.</param>
/// <param name="BalancedAccuracy">The mean recall.</param>
/// <param name="MacroF1">The mean F1.</param>
/// <param name="Coverage">The share of faces that the model is sure about.</param>
/// <param name="WithoutFace">The share of pictures in which no face was found; null when none was looked for.</param>
internal sealed record RobustnessRow(
    string Condition, string Description, double Accuracy, Interval AccuracyInterval, double BalancedAccuracy, double MacroF1,
        double Coverage, double? WithoutFace);

/// <summary>The table and JSON of affekt evaluate --robustness.</summary>
internal sealed record RobustnessAnswer(string Split, string Output, bool Tta, int N, RowOverlap Overlap,
    IReadOnlyList<RobustnessRow> Conditions)
{
    public static RobustnessAnswer From(IEnumerable<(Distortion Distortion, EvaluatedFaces Evaluated)> judged,
        Func<FaceDataset, string> splitOf, Func<RowOverlap> overlap)
    {
        var all = judged.ToList();
        var first = all[0].Evaluated;
        return new RobustnessAnswer(
            splitOf(first.Faces), first.Judged.Output, first.Judged.Flip, first.Faces.Count, overlap(),
            [.. all.Select(row =>
            {
                var (faces, judged, cropper) = row.Evaluated;
                var m = judged.Metrics;
                return new RobustnessRow(
                    row.Distortion.Name, row.Distortion.Description, m.Accuracy, m.AccuracyInterval, m.BalancedAccuracy,
                    m.MacroF1, judged.Coverage,
                    cropper is null ? null : (double)cropper.Missed / faces.Count);
            })]);
    }

    public void Show(Terminal output)
    {
        var found = Conditions[0].WithoutFace is not null;
        output.Line($"{Split}, output {Output}{(Tta ? ", averaged with the mirrored face" : "")}: {N:N0} faces");
        output.Line($"  condition                                accuracy  balanced  macro F1   sure{(found ? "  no face" : "")}");
        foreach (var c in Conditions)
            output.Line($"  {c.Condition,-6} {c.Description,-32}{c.Accuracy,10:P1}{c.BalancedAccuracy,10:P1}{c.MacroF1,10:F3}{c.Coverage,7:P0}{(c.WithoutFace is { } missed ? missed.ToString("P1", CultureInfo.InvariantCulture).PadLeft(9) : "")}");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RobustnessAnswer))]
internal sealed partial class RobustnessJson : JsonSerializerContext;
