using System.CommandLine;
using System.Globalization;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt model offsets: fits how a reader reads faces in pictures, and writes it into the model.</summary>
internal static class ModelOffsetsCommand
{
    // Sure answers should be right in nine of ten faces of everyday life and in four of five elsewhere; two points above, since
    // the threshold is chosen on these very faces.
    private const double RightInLife = 0.92, RightElsewhere = 0.82;

    // Whole faces in pictures and posed ones count twice as much as FER2013's crops, by their labels and by the crowd's votes.
    private const double WeightOfPictures = 2;

    // Our own files hold it for weights of eight bits and for nothing else.
    private const string EightBitOperator = "Cast";
    private const string PictureKeys = "affekt.picture";

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "An emotion model" };
        var data = new Option<string>("--data")
        {
            Description = "Labelled pictures of everyday life: a csv with the columns file,emotion, or a folder of class folders; " +
                "fitted on half of the people (by the files' names), judged on the others",
            HelpName = "PATH",
            Required = true,
        };
        var posed = new Option<string?>(
            "--posed")
        { Description = "Labelled pictures of posed expressions, to fit on as well", HelpName = "PATH" };
        var fer = new Option<string?>(
            "--fer")
        { Description = "FER2013's csv with FER+'s votes beside it: PublicTest is fitted on as well", HelpName = "PATH" };
        var output = new Option<string?>(
            "--out")
        { Description = "Where the corrected model goes; without it, nothing is written", HelpName = "FILE" };
        var command = new Command("offsets",
            "Fit how faces in pictures are read: shares of the outputs, an offset for each emotion, temperature and the unsure " +
            "threshold") { file, data, posed, fer, output };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var model = Model.Load(parse.GetRequiredValue(file));
            var info = EmotionModelInfo.FromMetadata(model.Metadata);
            using var pool = new WorkerPool(Environment.ProcessorCount);
            var (life, people) = Pictures(parse.GetRequiredValue(data), "everyday");
            var fitted = life.Where("everyday, half fitted on", row => CorrectionSet.IsForFitting(people[row])) with
            {
                Weight = WeightOfPictures,
                CountsPrecision = true,
                RightWhenSure = RightInLife,
            };
            var kept = life.Where("everyday, other half", row => !CorrectionSet.IsForFitting(people[row]));
            var others = new List<CorrectionSet>();
            if (parse.GetValue(posed) is { } folder)
                others.Add(Pictures(folder, "posed", isFurther: true).Set with
                {
                    Weight = WeightOfPictures,
                    RightWhenSure = RightElsewhere
                });
            if (parse.GetValue(fer) is { } csv)
                others.AddRange(PublicTest(csv));

            var reading = PictureCorrection.Fit(fitted, others, mirrored: true, cancellationToken);
            Show(context.Output, info, reading);
            foreach (var set in (CorrectionSet[])[fitted, kept, .. others])
                Show(context.Output, set, reading);
            if (info.Pictures is { } before)
            {
                context.Output.Line("Before:");
                Show(context.Output, kept, before);
            }
            if (parse.GetValue(output) is { } target)
                Write(context, model, info with { Pictures = reading }, target);
            return Task.FromResult(ExitCode.Done);

            (CorrectionSet Set, string[] People) Pictures(string path, string name, bool isFurther = false)
            {
                var cropper = new FaceCropper(Models.LoadFaceFinder(), new FaceAligner());
                var faces = reader.Read(context, parse, path, cancellationToken, cropper, isFurther: isFurther);
                if (faces.Files is null)
                    throw new DatasetException($"{faces.Source} holds no picture files; a correction is fitted on labelled pictures.");
                context.Output.Line($"{name}: {faces.Count:N0} faces of {faces.Source}, none found in {cropper.Missed}");
                return (CorrectionSet.From(name, faces, EmotionModelJudge.LogProbabilities(model, faces, pool, cancellationToken)),
                    [.. faces.Files.Select(f => f.Path)]);
            }

            IEnumerable<CorrectionSet> PublicTest(string path)
            {
                var faces = reader.Read(context, parse, path, cancellationToken).Only(Split.PublicTest);
                if (faces.Count == 0)
                    throw new DatasetException($"{faces.Source} has no rows in {Split.PublicTest.Name()}; name FER2013's csv.");
                var scores = EmotionModelJudge.LogProbabilities(model, faces, pool, cancellationToken);
                yield return CorrectionSet.From("PublicTest, labels", faces, scores);
                if (faces.Votes is not null)
                    yield return CorrectionSet.From("PublicTest, votes", faces, scores, byVotes: true) with
                    {
                        RightWhenSure = RightElsewhere,
                    };
            }
        });
        return command;
    }

    private static void Write(CommandContext context, Model model, EmotionModelInfo info, string target)
    {
        var metadata = model.Metadata.Where(entry => !entry.Key.StartsWith(PictureKeys, StringComparison.Ordinal)).ToDictionary();
        foreach (var (key, value) in info.ToMetadata())
            metadata[key] = value;
        // A model with weights of eight bits keeps them: the same steps give the same numbers again.
        var precision = model.Operators.ContainsKey(EightBitOperator) ? WeightPrecision.Int8 : WeightPrecision.Single;
        AtomicFile.Write(target, new Model(model.Network, metadata).ToBytes(precision));
        context.Output.Line($"Wrote {target}");
    }

    private static void Show(Terminal output, EmotionModelInfo info, PictureReading reading)
    {
        static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
        output.Line("Shares: " + string.Join(", ", info.Outputs.Zip(reading.Shares, (o, share) => $"{o.Name} {Number(share)}")) +
            $"; temperature {Number(reading.Temperature)}; unsure below {Number(reading.UnsureBelow)}");
        output.Line("Offsets: " + string.Join(", ", Emotions.All.Select(e => $"{e.Name()} {Number(reading.Offsets[(int)e])}")));
    }

    private static void Show(Terminal output, CorrectionSet set, PictureReading reading)
    {
        var (probabilities, labels) = set.Read(reading);
        if (labels.Length == 0)
            return;
        var m = ClassificationMetrics.From(probabilities, labels);
        var (coverage, right) = PictureCorrection.WhenSure(set, reading);
        output.Line(string.Create(CultureInfo.InvariantCulture, $"  {set.Name,-24} {m.N,5} faces, accuracy {m.Accuracy:F3}, balanced " +
            $"{m.BalancedAccuracy:F3}; sure of {coverage:F2}, {right:F3} of them right; fear said " +
            $"{PictureCorrection.TimesSaid(m, Emotion.Fear)} times"));
        output.Line("    recall " + string.Join(", ", m.PerClass.Where(c => c.Value.Support > 0)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value.Recall:F2}"))));
    }
}
