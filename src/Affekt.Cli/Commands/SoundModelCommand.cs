using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Affekt.Cli.Output;
using Affekt.Sound;
using Affekt.Training.Songs;

namespace Affekt.Cli.Commands;

/// <summary>The JSON of affekt music evaluate-sound.</summary>
internal sealed record SoundModelAnswer(int Songs, int Seeds, IReadOnlyList<SoundModelScore> Scores);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SoundModelAnswer))]
internal sealed partial class SoundModelJson : JsonSerializerContext;

/// <summary>affekt music train-sound and evaluate-sound: the model that places songs by how they sound.</summary>
internal static class SoundModelCommand
{
    private const string DataKinds = "A folder with labels.csv and the clips that it names; see docs/lab/sound.md";

    /// <summary>Trains the model.</summary>
    public static Command Train(CommandContext context)
    {
        var data = Data();
        var file = new Option<string>("--out") { Description = "The model to write", HelpName = "FILE", Required = true };
        var command = new Command("train-sound", "Train the model that places songs by how they sound") { data, file };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var songs = await HearAsync(context, parse.GetRequiredValue(data), cancellationToken).ConfigureAwait(false);
            var path = parse.GetRequiredValue(file);
            AtomicFile.Write(path, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                SoundModelTrainer.Train(songs, seed: 1).Write(writer);
            });
            await context.Error.WriteLineAsync($"Learned from {songs.Count} songs. Wrote {path}.").ConfigureAwait(false);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Judges the model by cross-validation.</summary>
    public static Command Evaluate(CommandContext context)
    {
        var data = Data();
        var seeds = new Option<int>("--seeds")
        {
            Description = "Over how many splits by song to average",
            HelpName = "N",
            DefaultValueFactory = _ => 5
        }.MustBe(n => n >= 1, "1 or more");
        var json = CommonOptions.Json();
        var command = new Command(
            "evaluate-sound", "Judge the placing of songs by sound against what listeners felt") { data, seeds, json };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var songs = await HearAsync(context, parse.GetRequiredValue(data), cancellationToken).ConfigureAwait(false);
            var scores = SoundModelReport.Judge(songs, parse.GetValue(seeds));
            if (parse.GetValue(json))
                context.WriteJson(new SoundModelAnswer(songs.Count, parse.GetValue(seeds), scores),
                    SoundModelJson.Default.SoundModelAnswer);
            else
            {
                context.Output.Line($"{"r by",-8}{"arousal",10}{"valence",10}{"within a genre: arousal",26}{"valence",10}");
                foreach (var score in scores)
                    context.Output.Line(string.Create(CultureInfo.InvariantCulture,
                        $"{score.Name,-8}{score.Arousal,10:F3}{score.Valence,10:F3}"
                        + $"{score.ArousalWithin,26:F3}{score.ValenceWithin,10:F3}"));
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static Task<IReadOnlyList<HeardSong>> HearAsync(CommandContext context, string folder, CancellationToken cancellationToken) =>
        SoundLabels.HearAsync(folder, new SongListener(time: context.Time), cancellationToken: cancellationToken);

    private static Option<string> Data() => new("--data") { Description = DataKinds, HelpName = "DIR", Required = true };
}
