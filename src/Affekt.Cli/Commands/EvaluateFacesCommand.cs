using System.CommandLine;
using System.Text.Json.Serialization;
using Affekt.Cli.Comparison;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Detection;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt evaluate-faces: how well the detector finds the marked faces of folders, alone or beside another.</summary>
internal static class EvaluateFacesCommand
{
    // Far below any threshold, so that precision is known along the whole curve.
    private const double LowestScore = 0.02;

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var data = new Option<string[]>(
            "--data")
        {
            Description = "A folder with faces.csv and negatives.csv; may be given several times",
            HelpName = "FOLDER",
            Required = true
        };
        var model = new Option<string?>(
            "--model")
        { Description = "A face model that affekt train wrote, instead of the one that ships", HelpName = "FILE" };
        var check = new Option<string?>(
            "--check")
        { Description = "With --model, the second opinion that affekt train face-check wrote", HelpName = "FILE" };
        var part = new Option<string>("--part")
        {
            Description = "test (never trained on), selection, training or all",
            HelpName = "PART",
            DefaultValueFactory = _ => "test"
        };
        var compare = new Option<string?>(
            "--compare")
        {
            Description = "YuNet's ONNX file, to be run on the same photos in turns (ONNX Runtime, one thread)",
            HelpName = "FILE"
        };
        var json = CommonOptions.Json();
        var command = new Command(
            "evaluate-faces", "Judge the face detector on folders of marked photos") { data, model, check, part, compare, json };
        command.SetAction((parse, cancellationToken) =>
        {
            var folders = parse.GetRequiredValue(data);
            FaceDetector Load(FaceDetectorOptions options) =>
                Models.LoadFaceDetector(parse.GetValue(model), parse.GetValue(check), options);
            var detector = Load(new FaceDetectorOptions { Threshold = LowestScore });
            var photos = Choose([.. folders.SelectMany(f => FaceFolder.Read(f, cancellationToken))], parse.GetValue(part)!);
            if (parse.GetValue(compare) is { } other)
            {
                var compared = new DetectorsInTurns(context).Run(
                    detector, Load(new FaceDetectorOptions { LooksAgain = true }), other, LowestScore, photos, cancellationToken);
                if (parse.GetValue(json))
                    context.WriteJson(compared, FaceComparisonJson.Default.FaceComparisonAnswer);
                else
                    compared.Show(context.Output);
                return Task.FromResult(ExitCode.Done);
            }
            var answer = Judge(context, detector, photos, folders, cancellationToken) with { Part = parse.GetValue(part)! };
            if (parse.GetValue(json))
                context.WriteJson(answer, FaceEvaluationJson.Default.FaceEvaluationAnswer);
            else
                Show(context.Output, answer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static IReadOnlyList<FacePhoto> Choose(IReadOnlyList<FacePhoto> photos, string part)
    {
        if (part != "all" && !Enum.TryParse<FacePart>(part, ignoreCase: true, out _))
            throw new DatasetException($"There is no part '{part}'; choose one of test, selection, training, all.");
        IReadOnlyList<FacePhoto> chosen = [
            .. photos.Where(p => part == "all" || p.Part.ToString().Equals(part, StringComparison.OrdinalIgnoreCase))];
        return chosen.Count > 0 ? chosen : throw new DatasetException($"The data has no photos in the part '{part}'.");
    }

    private static FaceEvaluationAnswer Judge(
        CommandContext context, FaceDetector detector, IReadOnlyList<FacePhoto> photos, string[] folders,
        CancellationToken cancellation)
    {
        var findings = new FaceFindings[photos.Count];
        var milliseconds = new double[photos.Count];
        var groups = new string[photos.Count][];
        var annotated = folders.ToDictionary(f => f, f => FaceGroups.Read(f, cancellation));
        using var pool = new WorkerPool(Environment.ProcessorCount);
        pool.Run(photos.Count, (i, _) =>
        {
            var image = photos[i].Load(cancellation);
            var started = context.Time.GetTimestamp();
            findings[i] = new FaceFindings(photos[i], detector.Find(image));
            milliseconds[i] = context.Time.GetElapsedTime(started).TotalMilliseconds;
            groups[i] = [.. annotated[photos[i].Folder][photos[i].File], .. FaceGroups.Of(photos[i], image)];
        });
        var threshold = detector.DefaultThreshold;
        var withFaces = findings.Where(f => f.Photo.Faces.Count > 0).ToList();
        var without = findings.Where(f => f.Photo.Faces.Count == 0).ToList();
        var single = withFaces.Where(f => f.Photo.Faces.Count == 1).ToList();
        var (error, measured) = FaceEvaluation.LandmarkError(withFaces, 32, threshold);
        Array.Sort(milliseconds);
        return new FaceEvaluationAnswer(
            "", photos.Count, withFaces.Sum(f => f.Photo.Faces.Count(m => !m.Ignore)), threshold,
            FaceEvaluation.Score(findings, 32, threshold), FaceEvaluation.Score(findings, 20, threshold),
                FaceEvaluation.Score(single, 32, threshold),
            without.Count, FaceEvaluation.FalseAlarms(without, threshold),
                without.Count(f => f.Found.Any(m => m.Score >= threshold)), FaceEvaluation.FalseAlarms(findings, threshold),
            error, measured, milliseconds[milliseconds.Length / 2],
            findings.GroupBy(f => f.Photo.Source).Where(g => g.Key != FaceFolder.Negatives).OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => FaceEvaluation.Score([.. g], 20, threshold)),
            findings.SelectMany((f, i) => groups[i].Select(group => (group, f))).GroupBy(g => g.group, g => g.f)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => FaceEvaluation.Score([.. g], 20, threshold)));
    }

    private static void Show(Terminal output, FaceEvaluationAnswer answer)
    {
        void Score(string name, FaceScore s) =>
            output.Line($"  {name,-32} AP {s.AveragePrecision:F3}, recall {s.Recall:F3} at the threshold, " +
                $"{s.RecallAtFewFalseAlarms:F3} at 0.1 false alarms a photo; {s.Faces:N0} faces");
        output.Line($"{answer.Part}: {answer.Photos:N0} photos, {answer.Faces:N0} faces, threshold {answer.Threshold:F2}");
        Score("32 px and more", answer.From32);
        Score("20 px and more", answer.From20);
        Score("one face, 32 px and more", answer.Single32);
        foreach (var (name, score) in answer.Sources.Concat(answer.Groups))
            Score("  " + name, score);
        output.Line($"  false alarms                     {answer.FalseAlarmsWithoutFaces:F3} a photo without faces " +
            $"({answer.PhotosWithFalseAlarms} of {answer.PhotosWithoutFaces} photos), {answer.FalseAlarms:F3} a photo in all");
        output.Line($"  landmarks                        {answer.LandmarkError:P1} of the eye distance off on average, " +
            $"{answer.LandmarkFaces:N0} faces");
        output.Line($"  a photo                          {answer.MillisecondsPerImage:F2} ms (median)");
    }
}

/// <summary>The JSON of affekt evaluate-faces.</summary>
internal sealed record FaceEvaluationAnswer(
    string Part, int Photos, int Faces, double Threshold, FaceScore From32, FaceScore From20, FaceScore Single32,
    int PhotosWithoutFaces, double FalseAlarmsWithoutFaces, int PhotosWithFalseAlarms, double FalseAlarms,
    double LandmarkError, int LandmarkFaces, double MillisecondsPerImage, IReadOnlyDictionary<string, FaceScore> Sources,
        IReadOnlyDictionary<string, FaceScore> Groups);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(FaceEvaluationAnswer))]
internal sealed partial class FaceEvaluationJson : JsonSerializerContext;
