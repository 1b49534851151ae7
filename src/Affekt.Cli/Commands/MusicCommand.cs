using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affekt.Cli.Output;
using Affekt.Training.Songs;

namespace Affekt.Cli.Commands;

/// <summary>affekt music: trains and judges what places and ranks songs.</summary>
internal static class MusicCommand
{
    private const string DataKinds = "A folder with deezer_train.csv, situnes and song lists; see docs/music.md";

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(CommandContext context) =>
        new("music", "Train and judge what places and ranks songs") {
            Evaluate(context), Train(context), SoundModelCommand.Train(context), SoundModelCommand.Evaluate(context),
            MusicListsCommand.Create(context),
        };

    private static Command Evaluate(CommandContext context)
    {
        var data = Data();
        var seeds = new Option<int>("--seeds")
        {
            Description = "Over how many splits by artist to average",
            HelpName = "N",
            DefaultValueFactory = _ => 3
        }.MustBe(n => n >= 1, "1 or more");
        var json = CommonOptions.Json();
        var command = new Command("evaluate",
            "Judge song places, retrieval, journeys, personal ranking and lists against people's labels, baselines and chance") { data, seeds, json };
        command.SetAction((parse, cancellationToken) =>
        {
            var report = MusicEvaluation.Run(
                parse.GetRequiredValue(data), parse.GetValue(seeds), new Steps(context.Error), cancellationToken);
            if (parse.GetValue(json))
                context.WriteJson(report, MusicReportJson.Readable.MusicReport);
            else
                MusicReportView.Show(context.Output, report);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Train(CommandContext context)
    {
        var data = Data();
        var file = new Option<string>("--out") { Description = "The model to write", HelpName = "FILE", Required = true };
        var command = new Command("train", "Train the model that places songs by their audio features") { data, file };
        command.SetAction((parse, cancellationToken) =>
        {
            var songs = MusicEvaluation.ReadLabels(parse.GetRequiredValue(data), cancellationToken);
            var model = AffectModelTrainer.Train(songs, seed: 1, cancellationToken);
            using var text = new StringWriter();
            model.Write(text);
            AtomicFile.Write(parse.GetRequiredValue(file), Encoding.UTF8.GetBytes(text.ToString()));
            context.Error.WriteLine(FormattableString.Invariant(
                $"Learned from {songs.Count} songs; off by {model.Uncertainty:F3} on artists it has not seen. Wrote {parse.GetRequiredValue(file)}."));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Option<string> Data() => new("--data") { Description = DataKinds, HelpName = "DIR", Required = true };

    private sealed class Steps(TextWriter error) : IProgress<string>
    {
        public void Report(string value) => error.WriteLine(value);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MusicReport))]
internal sealed partial class MusicReportJson : JsonSerializerContext
{
    /// <summary>Indented, with letters of every script as they are.</summary>
    public static MusicReportJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
