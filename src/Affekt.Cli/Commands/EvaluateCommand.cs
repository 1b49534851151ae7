using System.CommandLine;
using System.Text.Json.Serialization;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Reports;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt evaluate: how well a model's answers agree with a data set's labels.</summary>
internal static class EvaluateCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var data = new Option<string>(
            "--data")
        {
            Description = $"{DataOptions.Kinds}; its faces are read as they are, or found first with --crop",
            HelpName = "PATH",
            Required = true
        };
        var split = new SplitOption(Split.PrivateTest);
        var model = CommonOptions.Model();
        var output = new Option<string?>(
            "--output")
        {
            Description =
            "The model's output to judge: fer (the default for a FER csv) or crowd (for pictures); with --crop, crowd is read as the " +
            "app reads faces in pictures",
            HelpName = "OUTPUT"
        };
        var flip = new Option<bool>("--tta") { Description = "Also read each face mirrored, and average" };
        var crop = new Option<bool>(
            "--crop")
        {
            Description =
            "Find and align the faces first, as the app does; where none is found, the picture is read as it is"
        };
        var robustness = new Option<bool>(
            "--robustness")
        {
            Description =
            "Judge under blur, low light, noise, JPEG at quality 20, a turn by 15 degrees and faces of 24 pixels instead; " +
            "with --crop faces are found in the distorted pictures"
        };
        var report = new Option<string?>(
            "--report")
        { Description = "Write a page, and each chart as .svg and .png, into this folder", HelpName = "DIR" };
        var predictions = new Option<string?>(
            "--predictions")
        { Description = "Write what the model says of each row into this csv", HelpName = "FILE" };
        var unseen = new UnseenRows();
        var json = CommonOptions.Json();
        var command = new Command("evaluate", "Judge a model on a data set")
        {
            data, split.Option, unseen.Option, model, output, flip, crop, robustness, report, predictions, json,
        };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(robustness) && (result.GetResult(report) ?? result.GetResult(predictions)) is not null)
                result.AddError("--report and --predictions do not go with --robustness, which judges several times.");
        });
        command.SetAction((parse, cancellationToken) =>
        {
            _ = split.Parse(parse);
            if (parse.GetValue(report) is { } room)
                TestReport.RequireRoom(room);
            DatasetSummary? whole = null;
            var chosen = LoadModel(parse.GetValue(model)); // Says at once when it is no emotion model, before a large file is read.
            using var pool = new WorkerPool(Environment.ProcessorCount);
            _ = Task.Run(() => chosen.Predictor.PrepareFor(int.MaxValue), cancellationToken); // While the data is read.
            FaceDataset? asTheyAre = null;
            RowOverlap? overlap = null;
            if (parse.GetValue(robustness))
            {
                var rows = RobustnessAnswer.From(Distortion.All.Select(d => (d, JudgeUnder(d))),
                    faces => split.NameOf(parse, faces), () => overlap!);
                if (parse.GetValue(json))
                    context.WriteJson(rows, RobustnessJson.Default.RobustnessAnswer);
                else
                    rows.Show(context.Output);
                return Task.FromResult(ExitCode.Done);
            }
            var (faces, judged, cropper) = JudgeUnder(Distortion.All[0]);
            var groups = GroupMetrics.From(judged.Probabilities, faces, cancellationToken);
            var shown = split.NameOf(parse, faces);
            if (parse.GetValue(predictions) is { } table)
            {
                PredictionTable.Write(table, faces, judged, judged.UnsureBelow);
                context.Error.WriteLine($"affekt: wrote {table}.");
            }
            if (parse.GetValue(report) is { } folder)
            {
                new TestReport(parse.GetValue(model) ?? "the shipped model", chosen.Sha256, shown, whole!, faces, judged, overlap!).Write(folder);
                context.Error.WriteLine($"affekt: wrote {Path.Combine(folder, TestReport.PageFile)} and its charts.");
            }
            if (parse.GetValue(json))
                context.WriteJson(EvaluationAnswer.From(
                    judged, shown, cropper is null ? null : (double)cropper.Missed / faces.Count, groups, overlap!, faces.Labels),
                    EvaluationJson.Default.EvaluationAnswer);
            else
            {
                Show(context.Output, judged, shown, cropper?.Missed);
                Show(context.Output, groups);
            }
            return Task.FromResult(ExitCode.Done);

            EvaluatedFaces JudgeUnder(Distortion distortion)
            {
                // What is left out is the same under every distortion, and said once.
                var told = distortion == Distortion.All[0] ? context : context with { Error = TextWriter.Null };
                var cropper = parse.GetValue(crop) ? new FaceCropper(
                    Models.LoadFaceFinder(model: parse.GetValue(model)), new FaceAligner()) : null;
                var faces = asTheyAre;
                if (faces is null)
                {
                    faces = reader.Read(told, parse, parse.GetRequiredValue(data), cancellationToken, cropper, distortion);
                    if (parse.GetValue(report) is not null)
                        whole = DatasetSummary.From(faces, cancellation: cancellationToken);
                    faces = split.Choose(told, parse, faces);
                    (faces, overlap) = unseen.Choose(told, parse, faces, [chosen]);
                }
                // Faces without files are 48x48 already; pictures were distorted and cropped while they were read.
                if (faces.Files is null)
                {
                    asTheyAre = faces;
                    faces = distortion.Apply(faces);
                    faces = cropper?.Crop(faces, cancellationToken) ?? faces;
                }
                // The first output is what faces are read with; FER2013's own labels are what the other one learnt.
                var name = parse.GetValue(output) ?? (
                    faces.Files is null ? Training.Expressions.Recipes.Recipe.LabelOutput
                    : EmotionModelInfo.FromMetadata(chosen.Metadata).Outputs[0].Name);
                return new(faces, EmotionModelJudge.Judge(
                    chosen, name, faces, parse.GetValue(flip), pool, context.Time, asPictures: cropper is not null,
                        cancellationToken), cropper);
            }
        });
        return command;
    }

    /// <summary>An emotion model from a file or a folder, or the one that ships.</summary>
    /// <exception cref="EmotionModelException">It is no emotion model.</exception>
    internal static Model LoadModel(string? path)
    {
        var model = Models.LoadEmotionModel(path);
        EmotionModelInfo.FromMetadata(model.Metadata);
        return model;
    }

    private static void Show(Terminal output, JudgedOutput judged, string split, int? missed)
    {
        var metrics = judged.Metrics;
        output.Line($"{split}, output {judged.Output}{(judged.AsPictures ? ", read as faces in pictures are" : "")}" +
            $"{(judged.Flip ? ", averaged with the mirrored face" : "")}: {metrics.N:N0} faces");
        if (missed is { } count)
            output.Line($"  faces found in  {metrics.N - count:N0}; the other {(double)count / metrics.N:P1} are read as they are");
        output.Line($"  accuracy        {metrics.Accuracy:P2} (95 % interval {metrics.AccuracyInterval.Low:P1} to " +
            $"{metrics.AccuracyInterval.High:P1})");
        output.Line($"  macro F1        {metrics.MacroF1:F4}");
        output.Line($"  loss            {metrics.Loss:F4}");
        output.Line($"  calibration     {metrics.Ece:F4} expected error");
        output.Line($"  AUC (macro)     {metrics.AucMacro:F4}");
        if (judged.FerPlus is { } crowd)
        {
            output.Line($"  FER+ majority   {crowd.Accuracy:P2} of {crowd.N:N0} (eight classes; {crowd.AccuracyWithoutContempt:P2} " +
                $"without contempt)");
            output.Line($"  FER+ votes      {crowd.VoteEce:F4} expected calibration error");
        }
        output.Line($"  when sure       {judged.AccuracyWhenSure:P2} of the {judged.Coverage:P1} that it is sure about");
        output.Line($"  a face          {judged.MillisecondsPerImage:F2} ms");
        output.Line();
        output.Line("            precision  recall      F1   faces");
        foreach (var (name, c) in metrics.PerClass)
            output.Line($"  {name,-9} {c.Precision,9:F3} {c.Recall,7:F3} {c.F1,7:F3} {c.Support,7}");
        foreach (var (name, a) in new[] { ("macro", metrics.MacroAverage), ("weighted", metrics.WeightedAverage) })
            output.Line($"  {name,-9} {a.Precision,9:F3} {a.Recall,7:F3} {a.F1,7:F3} {metrics.N,7}");
        output.Line();
        output.Line("  label \\ answer" + string.Concat(Emotions.Names.Select(n => $"{n,9}")));
        for (var row = 0; row < Emotions.Count; row++)
            output.Line($"  {Emotions.Names[row],-14}" + string.Concat(metrics.Confusion[row].Select(n => $"{n,9}")));
    }

    private static void Show(Terminal output, IReadOnlyDictionary<string, GroupMetrics> columns)
    {
        foreach (var (column, metrics) in columns)
        {
            output.Line();
            output.Line($"By {column}: accuracies differ by up to {metrics.AccuracyGap:P1} (95 % interval " +
                $"{metrics.AccuracyGapInterval.Low:P1} to {metrics.AccuracyGapInterval.High:P1})");
            output.Line($"  {"",-16}   faces  accuracy   interval          macro F1");
            foreach (var (name, group) in metrics.Groups)
                output.Line($"  {name,-16}{group.N,8:N0}{group.Accuracy,10:P1}   {group.AccuracyInterval.Low:P1} to " +
                    $"{group.AccuracyInterval.High:P1}  {group.MacroF1,8:F3}");
            if (metrics.MeanOpportunityGap is { } mean)
                output.Line($"  recall differs between groups by {mean:P1} on average over the emotions (equal opportunity)");
        }
    }
}

/// <summary>Faces, what a model said of them, and what found them.</summary>
internal sealed record EvaluatedFaces(FaceDataset Faces, JudgedOutput Judged, FaceCropper? Cropper);

/// <summary>The JSON of affekt evaluate.</summary>
internal sealed record EvaluationAnswer(
    int N, double Accuracy, Interval AccuracyInterval, double BalancedAccuracy, double MacroF1, double Loss, double Ece, double? AucMacro,
    IReadOnlyDictionary<string, ClassMetrics> PerClass, IReadOnlyList<IReadOnlyList<int>> Confusion, double MillisecondsPerImage,
    double Coverage, double AccuracyWhenSure, string Split, string Output, bool Tta, double? WithoutFace,
        FerPlusMetrics? FerPlus, IReadOnlyDictionary<string, GroupMetrics> Groups, RowOverlap Overlap,
    AverageMetrics MacroAverage, AverageMetrics WeightedAverage, IReadOnlyDictionary<string, IReadOnlyList<double[]>> Roc)
{
    // As many points as a plot can show.
    private const int RocPoints = 100;

    public static EvaluationAnswer From(
        JudgedOutput judged, string split, double? withoutFace, IReadOnlyDictionary<string, GroupMetrics> groups,
        RowOverlap overlap, Emotion[] labels)
    {
        var m = judged.Metrics;
        return new(m.N, m.Accuracy, m.AccuracyInterval, m.BalancedAccuracy, m.MacroF1, m.Loss, m.Ece, m.AucMacro, m.PerClass, m.Confusion,
            judged.MillisecondsPerImage, judged.Coverage, judged.AccuracyWhenSure, split, judged.Output, judged.Flip,
                withoutFace, judged.FerPlus, groups, overlap, m.MacroAverage, m.WeightedAverage, RocOf(judged.Probabilities, labels));
    }

    /// <summary>By class: pairs of false and true positive rate, from (0, 0) to (1, 1).</summary>
    private static Dictionary<string, IReadOnlyList<double[]>> RocOf(float[] probabilities, Emotion[] labels)
    {
        var curves = new Dictionary<string, IReadOnlyList<double[]>>();
        foreach (var emotion in Emotions.All)
            if (RocCurve.From(probabilities, labels, emotion) is { } curve)
                curves[emotion.Name()] = [.. Enumerable.Range(0, RocPoints + 1)
                    .Select(i => curve.Points[(int)((long)i * (curve.Points.Count - 1) / RocPoints)]).Distinct()
                    .Select(p => new[] { Math.Round(p.FalsePositiveRate, 5), Math.Round(p.TruePositiveRate, 5) })];
        return curves;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(EvaluationAnswer))]
internal sealed partial class EvaluationJson : JsonSerializerContext;
