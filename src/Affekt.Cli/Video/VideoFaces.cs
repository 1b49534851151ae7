using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Affekt.App.Answers;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Imaging;
using Affekt.Imaging.Jpeg;
using Affekt.Vision;

namespace Affekt.Cli.Video;

/// <summary>What to do with a video.</summary>
/// <param name="Fps">Frames a second to read.</param>
/// <param name="MinScore">The probability from which on a face counts; null takes the detector's own.</param>
/// <param name="Timeline">A .csv or .json for the course of its faces; null for none.</param>
/// <param name="Draw">A folder for frames with marked faces; null for none.</param>
/// <param name="Json">Print one JSON document.</param>
/// <param name="Model">An own model's file or folder; null for the model that ships.</param>
internal sealed record VideoOptions(double Fps, double? MinScore, string? Timeline, string? Draw, bool Json,
    string? Model);

/// <summary>A face of a video over time.</summary>
internal sealed record VideoFaceAnswer(
    int Face, double From, double To, int Frames, string Emotion, IReadOnlyDictionary<string, double> ShareOfTime);

/// <summary>A moment of a video's timeline.</summary>
internal sealed record VideoMomentAnswer(
    double Seconds, int Face, BoxAnswer Box, double Score, string Emotion, bool Unsure, double HeldSeconds,
    double Valence, double Arousal, IReadOnlyList<double> Probabilities);

/// <summary>The JSON of affekt faces for a video.</summary>
internal sealed record VideoAnswer(string Video, double Fps, int Frames, int DamagedFrames, IReadOnlyList<VideoFaceAnswer> Faces,
    IReadOnlyList<VideoMomentAnswer> Timeline);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VideoAnswer))]
internal sealed partial class VideoJson : JsonSerializerContext;

/// <summary>The faces of a video: who is in it, when, and with what expression.</summary>
internal static class VideoFaces
{
    /// <summary>Reads a video.</summary>
    public static async Task Run(CommandContext context, string path, VideoOptions options, CancellationToken cancellation)
    {
        if (options.Timeline is { } file && Path.GetExtension(file).ToUpperInvariant() is not (".CSV" or ".JSON"))
            throw new IOException($"{file}: a timeline is a .csv or a .json.");
        if (options.Draw is not null)
            Directory.CreateDirectory(options.Draw);
        var timeline = new FaceTimeline(
            Models.LoadFaceFinder(new FaceDetectorOptions { Threshold = options.MinScore }, options.Model),
            Models.LoadEmotionReader(options.Model));
        await foreach (var frame in FrameSource.OfFile(path, options.Fps, cancellation).ConfigureAwait(false))
        {
            var rows = timeline.Add(frame);
            if (options.Draw is not null && frame.Picture is { } picture)
                Draw(options.Draw, timeline.Frames, picture, rows);
            if (!Console.IsErrorRedirected)
                await context.Error.WriteAsync(
                    string.Create(CultureInfo.InvariantCulture, $"\r{frame.Time.TotalSeconds:0.0} s, {rows.Count} faces "))
                    .ConfigureAwait(false);
        }
        if (!Console.IsErrorRedirected)
            await context.Error.WriteLineAsync().ConfigureAwait(false);
        if (timeline.Damaged > 0)
            await context.Error.WriteLineAsync(
                $"affekt: {timeline.Damaged} of {timeline.Frames} frames were damaged and passed over.").ConfigureAwait(false);
        var answer = Answer(path, options.Fps, timeline);
        if (options.Timeline is { } target)
            Write(context, target, path, timeline, answer);
        if (options.Json)
            context.WriteJson(answer, VideoJson.Default.VideoAnswer);
        else
            Show(context.Output, answer);
    }

    private static void Draw(string folder, int number, Image picture, IReadOnlyList<TimelineRow> rows)
    {
        var marks = rows.Select(r => new FaceMark(
            new Face(r.Box, r.Score, []), string.Create(
            CultureInfo.InvariantCulture, $"{r.Face} {r.Mood.Emotion.Name()} {r.Mood.Held.TotalSeconds:0.0}s"), (255, 215, 0)));
        AtomicFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"frame{number:D6}.jpg")),
            JpegEncoder.Encode(AnnotatedPicture.Draw(picture, marks)));
    }

    private static void Write(CommandContext context, string target, string video, FaceTimeline timeline, VideoAnswer answer)
    {
        var text = Path.GetExtension(target).Equals(".json", StringComparison.OrdinalIgnoreCase)
            ? System.Text.Json.JsonSerializer.Serialize(answer, VideoJson.Default.VideoAnswer)
            : timeline.ToCsv();
        AtomicFile.Write(target, Encoding.UTF8.GetBytes(text));
        if (timeline.ToChart(video) is not { } chart)
            return;
        var plot = Path.ChangeExtension(target, ".svg");
        AtomicFile.Write(plot, Encoding.UTF8.GetBytes(chart.Standalone));
        context.Error.WriteLine($"affekt: wrote {target} and {plot}.");
    }

    private static VideoAnswer Answer(string path, double fps, FaceTimeline timeline) => new(
        path, fps, timeline.Frames, timeline.Damaged,
        [.. timeline.Rows.GroupBy(r => r.Face).OrderByDescending(g => g.Count()).Select(g =>
        {
            var shares = g.CountBy(r => r.Mood.Emotion).OrderByDescending(c => c.Value).ToList();
            return new VideoFaceAnswer(g.Key, g.First().Seconds, g.Last().Seconds, g.Count(), shares[0].Key.Name(),
                shares.ToDictionary(s => s.Key.Name(), s => Math.Round((double)s.Value / g.Count(), 4)));
        })],
        [.. timeline.Rows.Select(r => new VideoMomentAnswer(
            r.Seconds, r.Face, new BoxAnswer(r.Box.X, r.Box.Y, r.Box.Width, r.Box.Height),
                Math.Round(r.Score, 4), r.Mood.Emotion.Name(), r.Mood.Unsure, Math.Round(r.Mood.Held.TotalSeconds, 3),
            Math.Round(r.Mood.Affect.Valence, 4), Math.Round(r.Mood.Affect.Arousal, 4),
                [.. r.Mood.Probabilities.Values.Select(p => Math.Round(p, 4))]))]);

    private static void Show(Terminal output, VideoAnswer answer)
    {
        output.Line($"{output.Strong(answer.Video)}  {output.Faint($"{answer.Frames} frames")}");
        if (answer.Faces.Count == 0)
            output.Line("  no face");
        foreach (var face in answer.Faces)
            output.Line(string.Create(CultureInfo.InvariantCulture,
                $"  face {face.Face,-3} {face.From,6:0.0} to {face.To,6:0.0} s, {face.Frames} frames: " +
                $"{string.Join(", ", face.ShareOfTime.Select(s => $"{s.Key} {s.Value * 100:0} %"))}"));
    }
}
