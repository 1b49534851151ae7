using System.CommandLine;
using System.Globalization;
using Affekt.App.Answers;
using Affekt.Cli.Output;
using Affekt.Library.Folders;
using Affekt.Library.Imports;
using Affekt.Library.Listening;
using Affekt.Library.Scanning;
using Affekt.Library.Storage;
using Affekt.Sound;

namespace Affekt.Cli.Commands;

/// <summary>affekt catalog listen: hears own music once, and places it by its sound.</summary>
internal static class ListenCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var path = new Argument<string?>("FOLDER|FILE")
        {
            Description = "A folder of music, which is brought into the catalogue first; all own music of the catalogue unless given. A "
                + "single file is heard and shown, and nothing is kept",
            DefaultValueFactory = _ => null,
        };
        var catalogue = MusicOptions.Catalogue("The catalogue file, made if need be; your own unless told otherwise");
        var workers = new Option<int>("--workers")
        {
            Description = "Songs that are heard side by side",
            HelpName = "N",
            DefaultValueFactory = _ => 2,
        }.MustBe(n => n is >= 1 and <= 64, "1 to 64");
        var json = CommonOptions.Json();
        var command = new Command("listen", "Hear own music once: tempo, key, loudness, valence and arousal by its sound. Stopped, it goes "
            + "on where it was when it is started again")
        {
            path, catalogue, workers, json,
        };
        command.SetAction(async (parse, cancellationToken) =>
        {
            var asked = parse.GetValue(path);
            if (asked is not null && !Path.Exists(asked))
                throw new FileNotFoundException($"There is no file or folder {asked}: check the name.", asked);
            var wantsJson = parse.GetValue(json);
            return asked is not null && File.Exists(asked)
                ? await HearFileAsync(context, asked, wantsJson, cancellationToken).ConfigureAwait(false)
                : await HearFolderAsync(context, asked, parse.GetValue(catalogue), parse.GetValue(workers), wantsJson, cancellationToken)
                    .ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> HearFileAsync(CommandContext context, string file, bool json, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        HeardFileAnswer answer;
        try
        {
            answer = HeardFileAnswer.Of(
                file, await new SongListener(time: context.Time).ListenAsync(file, cancellationToken).ConfigureAwait(false));
        }
        catch (SoundException e)
        {
            answer = HeardFileAnswer.Of(file, e.Problem.ToString(), e.Message);
        }
        Write(context, [answer], context.Time.GetElapsedTime(started).TotalSeconds, null, json);
        return answer.Problem is null ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> HearFolderAsync(
        CommandContext context, string? folder, string? named, int workers, bool json, CancellationToken cancellationToken)
    {
        var started = context.Time.GetTimestamp();
        using var catalogue = SqliteCatalogue.Open(named ?? UserFolder.Catalogue);
        if (named is null && !catalogue.Any)
            TrackImporter.ImportStarter(catalogue);
        if (folder is not null)
        {
            var scan = FolderScan.Run([folder], catalogue, null, null, cancellationToken);
            await context.Error.WriteLineAsync(scan.InWords()).ConfigureAwait(false);
        }
        string[]? folders = folder is null ? null : [Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))];
        using var line = new ProgressLine(context);
        var messages = new Dictionary<string, string>(StringComparer.Ordinal);
        LibraryListener? listener = null;
        listener = new LibraryListener(catalogue, new ListeningOptions
        {
            Workers = workers,
            Time = context.Time,
            Folders = folders,
            Told = heard =>
            {
                lock (messages)
                {
                    if (heard.Problem is not null)
                        messages[heard.Path] = heard.Message;
                    line.Show(listener!.Progress);
                }
            },
        });
        try
        {
            await listener.RunAsync(null, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            line.Dispose();
            await context.Error.WriteLineAsync("affekt: stopped; what was heard is kept. Run the same command again to go on.")
                .ConfigureAwait(false);
            throw;
        }
        line.Dispose();
        var answers = Answers(catalogue, folders, messages);
        Write(context, answers, context.Time.GetElapsedTime(started).TotalSeconds, ListeningAnswer.From(listener.Progress), json);
        if (answers.Count == 0)
            await context.Error.WriteLineAsync($"affekt: {folder ?? "the catalogue"} holds no audio file.").ConfigureAwait(false);
        return answers.Any(answer => answer.Problem is null) ? ExitCode.Done : ExitCode.Failed;
    }

    private static List<HeardFileAnswer> Answers(SqliteCatalogue catalogue, string[]? folders, Dictionary<string, string> messages)
    {
        var answers = new List<HeardFileAnswer>();
        foreach (var file in catalogue.Files().Where(file => !file.IsGone && (folders is null
            || folders.Any(folder => file.Path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)))))
        {
            if (file.IsHeard && file.Audio is { } audio && catalogue.Heard(audio) is { } heard)
                answers.Add(HeardFileAnswer.Of(file.Path, heard));
            else
                answers.Add(HeardFileAnswer.Of(file.Path, file.Problem ?? file.Passed ?? "NotHeard",
                    messages.GetValueOrDefault(file.Path) ?? $"{file.Path}: not heard ({file.Problem ?? file.Passed ?? "not yet"})"));
        }
        return answers;
    }

    private static void Write(
        CommandContext context, List<HeardFileAnswer> answers, double seconds, ListeningAnswer? progress, bool json)
    {
        var problems = answers.Where(answer => answer.Problem is not null).GroupBy(answer => answer.Problem!)
            .ToDictionary(group => group.Key, group => group.Count());
        if (json)
        {
            context.WriteJson(
                new HeardFilesAnswer(answers, problems, seconds) { Progress = progress }, ListenJson.Readable.HeardFilesAnswer);
            return;
        }
        foreach (var answer in answers)
            context.Output.Line(answer.InWords());
        context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Heard {answers.Count - problems.Values.Sum():N0} of {answers.Count:N0} files in {seconds:F1} s."));
    }

    /// <summary>One line that is written over and over on a terminal; nothing elsewhere.</summary>
    private sealed class ProgressLine(CommandContext context) : IDisposable
    {
        private bool _written;

        public void Show(ListeningProgress progress)
        {
            if (Console.IsErrorRedirected)
                return;
            var left = progress.TimeLeft is { } time ? $", {time:h\\:mm\\:ss} left" : "";
            context.Error.Write(string.Create(CultureInfo.InvariantCulture,
                $"\r\e[K{progress.Heard:N0} of {progress.Files:N0} heard, {progress.PerSecond:0.0} a second{left}"));
            _written = true;
        }

        public void Dispose()
        {
            if (_written)
                context.Error.Write("\r\e[K");
            _written = false;
        }
    }
}
