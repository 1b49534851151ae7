using System.CommandLine;
using System.Globalization;
using Affekt.Cli.Output;
using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;
using Affekt.Training.Songs;

namespace Affekt.Cli.Commands;

/// <summary>affekt music lists: all lists of a day over a catalogue, and how varied they are.</summary>
internal static class MusicListsCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var catalogue = MusicOptions.Catalogue("The catalogue to choose from; the songs that come with Affekt unless told otherwise");
        var count = CommonOptions.Count(6);
        var day = DrawOptions.Day();
        var days = new Option<int>("--days")
        {
            Description = "Over how many days lists are compared with the next day's",
            HelpName = "N",
            DefaultValueFactory = _ => 1
        }.MustBe(n => n >= 1, "1 or more");
        var from = DrawOptions.From();
        var journeys = new Option<bool>("--journeys") { Description = "Show journeys of eight songs, too" };
        var command = new Command("lists", "Show the lists for all emotions and modes, and count how varied they are")
        {
            catalogue, count, day, days, from, journeys,
        };
        command.SetAction((parse, cancellationToken) =>
        {
            var songs = parse.GetValue(catalogue) is { } file ? MusicOptions.OpenCatalogue(file) : StarterCatalogue.Instance;
            using var closing = songs as IDisposable;
            var date = parse.GetValue(day) ?? DrawOptions.Today(context);
            var report = ChoiceEvaluation.Run(songs, parse.GetValue(count), date, parse.GetValue(days), parse.GetValue(from),
                TrackFilter.None, cancellationToken);
            foreach (var list in report.Lists)
            {
                context.Output.Line($"{list.Emotion.Name()}, {list.Mode.Name()}:");
                foreach (var track in list.Songs)
                    context.Output.Line($"  {Name(track)}");
            }
            if (parse.GetValue(journeys))
                ShowJourneys(context, songs, date, parse.GetValue(from), cancellationToken);
            context.Output.Line(string.Create(CultureInfo.InvariantCulture,
                $"{report.Different} different songs in {report.Places} places; {report.MostListed[0]} stands in " +
                $"{report.MostLists} lists"));
            context.Output.Line(string.Create(CultureInfo.InvariantCulture,
                $"own and imported songs {report.MineShare:P0}, unknown to us {report.UnknownShare:P0}; mean distance " +
                $"{report.Distance:F3}"));
            context.Output.Line(string.Create(CultureInfo.InvariantCulture,
                $"today's five and tomorrow's share {report.TomorrowMean:F2} on average, {report.TomorrowShared} at most"));
            context.Output.Line($"one list for all emotions: {(report.SameForAll ? "yes" : "no")}; in alphabetical order: " +
                $"{report.Alphabetical}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void ShowJourneys(
        CommandContext context, ICatalogue songs, DateOnly day, MusicSource source, CancellationToken cancellationToken)
    {
        foreach (var (emotion, mode) in new[]
        {
            (Emotion.Sad, MoodMode.Lift), (Emotion.Angry, MoodMode.Calm), (Emotion.Fear, MoodMode.Calm),
                (Emotion.Neutral, MoodMode.Energise),
            (Emotion.Disgust, MoodMode.Lift), (Emotion.Surprise, MoodMode.Calm), (Emotion.Sad, MoodMode.Energise),
                (Emotion.Happy, MoodMode.Calm),
        })
        {
            var request = JourneyRequest.For(
                EmotionProbabilities.Certain(emotion), mode) with
            { Draw = SongDraw.For("", day), Source = source };
            context.Output.Line($"journey, {emotion.Name()} to {mode.Name()}:");
            foreach (var step in new JourneyPlanner(songs).Plan(request, cancellationToken).Steps)
                context.Output.Line($"  {step.Step}. {Name(step.Track)}");
        }
    }

    private static string Name(Track track) => string.Create(CultureInfo.InvariantCulture,
        $"{track.Artist} - {track.Title} ({track.Genre}; {track.Affect.Valence:F2} {track.Affect.Arousal:F2} ±{track.Uncertainty:F2})");
}
