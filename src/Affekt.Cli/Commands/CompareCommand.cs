using System.CommandLine;
using System.Text.Json.Serialization;
using Affekt.Cli.Output;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Reports;
using Affekt.Training.Expressions.Runs;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt compare: several models on the same faces, and whether they differ by more than chance.</summary>
internal static class CompareCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var models = new Argument<string[]>(
            "MODEL")
        { Description = "Two or more ONNX models or folders that affekt train wrote", Arity = new ArgumentArity(2, 20) };
        var data = new Option<string>(
            "--data")
        { Description = $"{DataOptions.Kinds}; its faces are read as they are", HelpName = "PATH" };
        var split = new SplitOption(Split.PublicTest);
        var output = new Option<string?>(
            "--output")
        {
            Description = "The models' output to judge: fer (the default for a FER csv) or crowd (for pictures)",
            HelpName = "OUTPUT"
        };
        var flip = new Option<bool>("--tta") { Description = "Also read each face mirrored, and average" };
        var curves = new Option<string?>(
            "--curves")
        {
            Description = "Draw the training curves of runs, named by their folders, beside each other into this folder instead, as " +
                "runs.svg and runs.png; needs no data",
            HelpName = "DIR"
        };
        var unseen = new UnseenRows();
        var json = CommonOptions.Json();
        var command = new Command("compare", "Compare models on the same faces")
        {
            models, data, curves, split.Option, unseen.Option, output, flip, json,
        };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.Validators.Add(result =>
        {
            if ((result.GetResult(data) is null) == (result.GetResult(curves) is null))
                result.AddError("Give either --data PATH, to judge the models, or --curves DIR, to draw how they were trained.");
        });
        command.SetAction((parse, cancellationToken) =>
        {
            if (parse.GetValue(curves) is { } folder)
            {
                DrawCurves(context, parse.GetRequiredValue(models), folder);
                return Task.FromResult(ExitCode.Done);
            }
            _ = split.Parse(parse);
            var paths = parse.GetRequiredValue(models);
            var loaded = paths.Select(EvaluateCommand.LoadModel).ToList();
            var (faces, overlap) = unseen.Choose(context, parse, split.Choose(
                context, parse, reader.Read(context, parse, parse.GetValue(data)!, cancellationToken)), loaded);
            using var pool = new WorkerPool(Environment.ProcessorCount);
            var judged = loaded.Select(model => EmotionModelJudge.Judge(
                model, OutputOf(model, faces, parse.GetValue(output)), faces, parse.GetValue(flip), pool, context.Time,
                cancellation: cancellationToken)).ToList();
            var answer = Compare(paths, judged, faces.Labels, split.NameOf(parse, faces), overlap, cancellationToken);
            if (parse.GetValue(json))
                context.WriteJson(answer, ComparisonJson.Default.ComparisonAnswer);
            else
                Show(context.Output, answer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void DrawCurves(CommandContext context, string[] paths, string folder)
    {
        if (paths.Length > RunsChart.MostRuns)
            throw new DatasetException($"At most {RunsChart.MostRuns} runs are drawn beside each other; name fewer.");
        var runs = paths.Select(path => (Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
            History.Read(Path.Combine(path, TrainingRun.HistoryFile)))).ToList();
        Directory.CreateDirectory(folder);
        var chart = RunsChart.Draw(runs);
        TestReport.WriteChart(folder, chart);
        foreach (var line in chart.Description.TrimEnd('.').Split("; "))
            context.Output.Line(line);
        context.Output.Line($"Wrote {Path.Combine(folder, chart.Name)}.svg and .png");
    }

    private static string OutputOf(Model model, FaceDataset faces, string? asked) =>
        asked ?? (faces.Files is null ? Recipe.LabelOutput : EmotionModelInfo.FromMetadata(model.Metadata).Outputs[0].Name);

    private static ComparisonAnswer Compare(
        string[] paths, List<JudgedOutput> judged, Emotion[] labels, string split, RowOverlap overlap,
        CancellationToken cancellationToken)
    {
        var right = judged.Select(j => RightOf(j.Probabilities, labels)).ToList();
        var models = paths.Zip(judged, (path, j) => new ComparedModel(
            path, j.Output, j.Metrics.Accuracy, j.Metrics.AccuracyInterval, j.Metrics.MacroF1,
            Bootstrap.Estimate(labels.Length, rows => MacroF1(j.Probabilities, labels, rows), cancellation: cancellationToken),
                j.Metrics.Ece, j.MillisecondsPerImage)).ToList();
        var pairs = new List<ComparedPair>();
        for (var first = 0; first < paths.Length; first++)
            for (var second = first + 1; second < paths.Length; second++)
            {
                var (a, b) = (right[first], right[second]);
                double Difference(int[] rows) => rows.Sum(row => (b[row] ? 1 : 0) - (a[row] ? 1 : 0)) / (double)rows.Length;
                pairs.Add(new ComparedPair(paths[first], paths[second], judged[second].Metrics.Accuracy - judged[first].Metrics.Accuracy,
                    Bootstrap.Estimate(labels.Length, Difference, cancellation: cancellationToken), McNemarTest.From(a, b)));
            }
        return new ComparisonAnswer(split, labels.Length, overlap, models, pairs);
    }

    private static bool[] RightOf(float[] probabilities, Emotion[] labels) =>
        [.. labels.Select((label, i) => AnswerOf(probabilities, i) == (int)label)];

    private static int AnswerOf(float[] probabilities, int row)
    {
        var values = probabilities.AsSpan(row * Emotions.Count, Emotions.Count);
        var top = 0;
        for (var k = 1; k < values.Length; k++)
            top = values[k] > values[top] ? k : top;
        return top;
    }

    private static double MacroF1(float[] probabilities, Emotion[] labels, int[] rows)
    {
        Span<int> right = stackalloc int[Emotions.Count];
        Span<int> answered = stackalloc int[Emotions.Count];
        Span<int> labelled = stackalloc int[Emotions.Count];
        foreach (var row in rows)
        {
            var (answer, label) = (AnswerOf(probabilities, row), (int)labels[row]);
            answered[answer]++;
            labelled[label]++;
            right[label] += answer == label ? 1 : 0;
        }
        var (sum, classes) = (0.0, 0);
        for (var k = 0; k < Emotions.Count; k++)
            if (labelled[k] > 0)
            {
                sum += 2.0 * right[k] / (labelled[k] + answered[k]);
                classes++;
            }
        return sum / classes;
    }

    private static void Show(Terminal output, ComparisonAnswer answer)
    {
        output.Line($"{answer.Split}: {answer.N:N0} faces");
        output.Line("  accuracy  (95 % interval)    macro F1  (95 % interval)    calibration  ms a face  model");
        foreach (var m in answer.Models)
            output.Line($"  {m.Accuracy,8:P2}  {m.AccuracyInterval.Low,6:P1} to {m.AccuracyInterval.High,6:P1}  {m.MacroF1,9:F4}  " +
                $"{m.MacroF1Interval.Low:F3} to {m.MacroF1Interval.High:F3}  {m.Ece,13:F4}  {m.MillisecondsPerImage,9:F2}  " +
                $"{m.Model} ({m.Output})");
        foreach (var p in answer.Pairs)
        {
            output.Line();
            output.Line($"{p.Second} against {p.First}: {(p.AccuracyDifference >= 0 ? "+" : "")}{p.AccuracyDifference * 100:F2} " +
                $"points (95 % interval {p.DifferenceInterval.Low * 100:F2} to {p.DifferenceInterval.High * 100:F2})");
            output.Line($"  only the first right {p.McNemar.OnlyFirstRight}, only the second {p.McNemar.OnlySecondRight}: p = " +
                $"{p.McNemar.PValue:G3} (exact McNemar test){(p.McNemar.PValue < 0.05 ? "" : ": no more than chance would give")}");
        }
    }
}

/// <summary>The JSON of affekt compare.</summary>
internal sealed record ComparisonAnswer(
    string Split, int N, RowOverlap Overlap, IReadOnlyList<ComparedModel> Models, IReadOnlyList<ComparedPair> Pairs);

/// <summary>One of the models.</summary>
internal sealed record ComparedModel(string Model, string Output, double Accuracy, Interval AccuracyInterval, double MacroF1,
    Interval MacroF1Interval, double Ece, double MillisecondsPerImage);

/// <summary>Two of the models: the second less the first.</summary>
internal sealed record ComparedPair(
    string First, string Second, double AccuracyDifference, Interval DifferenceInterval, McNemarTest McNemar);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ComparisonAnswer))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
