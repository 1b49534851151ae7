using System.CommandLine;
using Affekt.Cli.Output;
using Affekt.Library.Folders;
using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Library.Tagging;
using Affekt.Library.Tags;

namespace Affekt.Cli.Commands;

/// <summary>affekt catalog tag: moods and tempo into the tags of own files, after a look at what would change, and back.</summary>
internal static class TagCommand
{
    private const int Shown = 20;

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var catalogue = MusicOptions.Catalogue("The catalogue file; your own unless told otherwise");
        var write = new Option<bool>("--write") { Description = "Write; without it the changes are only shown" };
        var undo = new Option<bool>("--undo") { Description = "Put back the tags that files had before anything was written" };
        var command = new Command("tag", "Show which tags (TMOO or MOOD, BPM) your own files would get, write them, or take them back")
        {
            catalogue, write, undo,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(write) && result.GetValue(undo))
                result.AddError("--write and --undo exclude each other.");
        });
        command.SetAction((parse, cancellationToken) =>
        {
            var path = parse.GetValue(catalogue) ?? UserFolder.Catalogue;
            var journal = path + ".tags.jsonl";
            var problems = 0;
            if (parse.GetValue(undo))
            {
                var restored = TagJob.Undo(journal, Tell, cancellationToken);
                context.Output.Line($"Took the tags of {restored:N0} files back.");
            }
            else
            {
                Run(context, path, journal, parse.GetValue(write), Tell, cancellationToken);
            }
            return Task.FromResult(problems == 0 ? ExitCode.Done : ExitCode.Failed);

            void Tell(ImportProblem problem)
            {
                problems++;
                context.Error.WriteLine($"affekt: {problem.Place}: {problem.Message}");
            }
        });
        return command;
    }

    private static void Run(CommandContext context, string path, string journal, bool write, Action<ImportProblem> tell,
        CancellationToken cancellationToken)
    {
        using var songs = SqliteCatalogue.OpenExisting(path);
        List<TagChange> changes = [.. TagJob.Plan(songs.All(), tell, cancellationToken)];
        foreach (var change in changes.Take(Shown))
            context.Output.Line($"{change.Path}: {Words(change.Before)} -> {Words(change.After)}");
        if (changes.Count > Shown)
            context.Output.Line($"and {changes.Count - Shown:N0} more");
        if (!write)
        {
            context.Output.Line($"{changes.Count:N0} files would change. Nothing is written: run the same with --write to write.");
            return;
        }
        var written = TagJob.Write(changes, journal, tell, cancellationToken);
        context.Output.Line($"Wrote the tags of {written:N0} files. affekt catalog tag --undo takes them back.");
    }

    private static string Words(SongTags tags)
    {
        string[] words = [.. tags.Moods, .. tags.Tempo > 0 ? [$"{tags.Tempo} bpm"] : Array.Empty<string>()];
        return words.Length > 0 ? string.Join(", ", words) : "nothing";
    }
}
