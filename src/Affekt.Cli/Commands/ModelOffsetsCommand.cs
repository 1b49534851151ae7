using System.CommandLine;
using System.Globalization;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt model offsets: fits a reader's correction for faces in pictures and writes it into the model.</summary>
internal static class ModelOffsetsCommand
{
    private const double DefaultFloor = 0.8;

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "An emotion model" };
        var data = new Option<string>(
            "--data") { Description = "Labelled pictures: a csv with the columns file,emotion, or a folder of class folders",
            HelpName = "PATH", Required = true };
        var floor = new Option<double>(
            "--floor") { Description = "What accuracy should not fall below on the half that is fitted on", HelpName = "SHARE",
            DefaultValueFactory = _ => DefaultFloor };
        var output = new Option<string?>(
            "--out") { Description = "Where the model with its correction goes; without it, nothing is written", HelpName = "FILE" };
        var command = new Command("offsets",
            "Fit a reader's correction for faces in pictures on one half of labelled pictures, and judge it on the other") { file, data, floor, output };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var model = Model.Load(parse.GetRequiredValue(file));
            var info = EmotionModelInfo.FromMetadata(model.Metadata);
            var cropper = new FaceCropper(Models.LoadFaceFinder(), new FaceAligner());
            var faces = reader.Read(context, parse, parse.GetRequiredValue(data), cancellationToken, cropper);
            using var pool = new WorkerPool(Environment.ProcessorCount);
            var name = info.Outputs[0].Name;
            var judged = EmotionModelJudge.Judge(model, name, faces, flip: false, pool, context.Time, asPictures: false, cancellationToken);
            var result = PictureOffsets.Fit(judged.Probabilities, faces, parse.GetValue(floor));
            Show(context.Output, result, (double)cropper.Missed / faces.Count);
            if (parse.GetValue(output) is { } target)
            {
                var corrected = info with { Outputs = [
                    .. info.Outputs.Select(o => o.Name == name ? o with { PictureOffsets = result.Offsets } : o)] };
                var metadata = new Dictionary<string, string>(model.Metadata);
                foreach (var (key, value) in corrected.ToMetadata())
                    metadata[key] = value;
                AtomicFile.Write(target, new Model(model.Network, metadata).ToBytes());
                context.Output.Line($"Wrote {target}");
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Show(Terminal output, PictureOffsetsResult result, double withoutFace)
    {
        void Metrics(string name, ClassificationMetrics m) =>
            output.Line($"  {name,-22} accuracy {m.Accuracy:P2}, balanced {m.BalancedAccuracy:P2}, {m.N:N0} faces; recall {string.Join(", ", m.PerClass.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value.Recall:F2}")))}");
        output.Line($"Offsets: {string.Join(", ", Emotions.All.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Name()} {result.Offsets[(int)e]:+0.00;-0.00;0}")))}; no face found in {withoutFace:P1}");
        Metrics("half fitted on", result.Fitted);
        Metrics("other half", result.Judged);
        Metrics("other half, uncorrected", result.Uncorrected);
    }
}
