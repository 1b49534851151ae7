using System.CommandLine;
using System.Globalization;
using Affekt.App.Answers;
using Affekt.App.Songs;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Cli.Video;
using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt camera: the mood of the face before a camera, live, with the songs for it.</summary>
internal static class CameraCommand
{
    private const double DefaultFps = 8;
    private const string Home = "\e[H\e[J";

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var device = new Option<string>(
            "--device")
        {
            Description = "The camera, a Video4Linux device; or a video file, as if it were one",
            HelpName = "FILE",
            DefaultValueFactory = _ => "/dev/video0"
        };
        var seconds = new Option<double?>("--seconds") { Description = "Stop after so many seconds; else with Ctrl-C", HelpName = "N" };
        var mode = CommonOptions.Mode();
        var count = CommonOptions.Count(3, least: 0);
        var model = CommonOptions.Model();
        var command = new Command(
            "camera", "Read the face before a camera, live; the pictures are not kept") { device, seconds, mode, count, model };
        command.SetAction(async (parse, cancellationToken) =>
        {
            await Run(context, parse.GetRequiredValue(device), parse.GetValue(seconds), ModeParser.Parse(parse.GetValue(mode)),
                parse.GetValue(count), parse.GetValue(model), cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task Run(
        CommandContext context, string device, double? seconds, MoodMode mode, int count, string? model,
        CancellationToken cancellation)
    {
        var timeline = new FaceTimeline(Models.LoadFaceFinder(model: model), Models.LoadEmotionReader(model));
        var recommender = new Recommender(StarterCatalogue.Instance);
        var frames = FrameSource.IsVideo(device) ? FrameSource.OfFile(device, DefaultFps, cancellation)
            : FrameSource.OfCamera(device, DefaultFps, cancellation);
        await context.Error.WriteLineAsync(
            "affekt: the camera is on; pictures stay in memory and are forgotten at once. Ctrl-C turns it off.").ConfigureAwait(false);
        Emotion? named = null;
        IReadOnlyList<SongAnswer> songs = [];
        await foreach (var frame in frames.ConfigureAwait(false))
        {
            if (seconds is { } limit && frame.Time.TotalSeconds > limit)
                break;
            var rows = timeline.Add(frame);
            if (rows.Count == 0)
            {
                Show(context.Output, ["No face. Come nearer, or turn on a light."]);
                continue;
            }
            var mood = rows[0].Mood;
            // Songs change with the steady name only, so that they can be read.
            if (named != mood.Emotion)
                songs = count == 0 ? [] : [.. recommender.Recommend(
                    RecommendationRequest.For(
                    new Reading(mood.Probabilities, mood.Unsure), mode) with { Count = count }).Songs.Select(SongAnswers.ToAnswer)];
            Show(context.Output, Lines(context.Output, mood, rows.Count, songs, isNew: named != mood.Emotion));
            named = mood.Emotion;
        }
    }

    /// <summary>A terminal is drawn anew; elsewhere only what changes is written.</summary>
    private static void Show(Terminal output, IEnumerable<string> lines)
    {
        if (!Console.IsOutputRedirected)
            output.Writer.Write(Home);
        foreach (var line in lines)
            output.Line(line);
    }

    private static IEnumerable<string> Lines(Terminal output, SteadyMood mood, int faces, IReadOnlyList<SongAnswer> songs, bool isNew)
    {
        if (Console.IsOutputRedirected && !isNew)
            yield break;
        yield return output.Strong(mood.Unsure ? "Hard to tell." : $"Your expression looks {MoodView.Adjective(mood.Emotion.Name())}.")
            + output.Faint(string.Create(CultureInfo.InvariantCulture,
                $"  held {mood.Held.TotalSeconds:0.0} s{(faces > 1 ? $", {faces - 1} more faces not read here" : "")}"));
        foreach (var emotion in Emotions.All)
            yield return $"  {emotion.Name(),-9} {output.Tinted(emotion, MoodView.Bar(mood.Probabilities[emotion]))} " +
                $"{mood.Probabilities[emotion],5:0 %}";
        foreach (var song in songs)
            yield return $"  {output.Strong(song.Title)}, {song.Artist}  {output.Faint(song.Reason)}";
    }
}
