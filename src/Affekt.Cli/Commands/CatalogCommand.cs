using System.CommandLine;
using System.Text;
using Affekt.App.Answers;
using Affekt.Cli.Output;
using Affekt.Library.Folders;
using Affekt.Library.Imports;
using Affekt.Library.Scanning;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;
using Affekt.Music.Playlists;

namespace Affekt.Cli.Commands;

/// <summary>affekt catalog: songs into a catalogue file, what it holds, and songs out again.</summary>
internal static class CatalogCommand
{
    private const string Starter = "starter";

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(CommandContext context) =>
        new("catalog", "Import songs, look at a catalogue, export it") {
            Import(context), Stats(context), Export(context), TagCommand.Create(context), ListenCommand.Create(context),
            ShowCommand.Create(context),
        };

    private static Command Import(CommandContext context)
    {
        var path = new Argument<string>(
            "FILE|FOLDER")
        {
            Description =
            "A table with titles and artists (csv, tsv; every service's export), a playlist (m3u, m3u8, pls, xspf, jspf), a " +
            "player's library (iTunes' Library.xml, rekordbox), a JSON export (ListenBrainz, Spotify, YouTube Music), a folder of " +
            $"audio files, or the word {Starter} for the songs that come with Affekt"
        };
        var music = new Option<string[]>("--music")
        {
            Description = "A folder in which a playlist's files may be read, instead of the playlist's own; may be given several times",
            HelpName = "FOLDER",
            DefaultValueFactory = _ => [],
        };
        var catalogue = MusicOptions.Catalogue(
            "The catalogue file, made if need be; your own, which begins with the starter songs, unless told otherwise");
        var json = CommonOptions.Json();
        var command = new Command(
            "import", "Bring songs into a catalogue; songs that it has already are brought up to date") { path, catalogue, music, json };
        command.SetAction((parse, cancellationToken) => Task.FromResult(
            Import(context, parse.GetRequiredValue(path), parse.GetValue(catalogue), parse.GetValue(music) ?? [], parse.GetValue(json),
                cancellationToken)));
        return command;
    }

    private static int Import(
        CommandContext context, string source, string? named, string[] music, bool json, CancellationToken cancellationToken)
    {
        if (source != Starter && !File.Exists(source) && !Directory.Exists(source))
            throw new FileNotFoundException($"There is no file or folder {source}.", source);
        if (music.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
            throw new DirectoryNotFoundException($"There is no folder {missing}: check --music.");
        var options = new ImportOptions { MusicFolders = music.Length > 0 ? music : null };
        var path = named ?? UserFolder.Catalogue;
        using var catalogue = SqliteCatalogue.Open(path);
        if (named is null && !catalogue.Any)
            TrackImporter.ImportStarter(catalogue);
        var started = context.Time.GetTimestamp();
        ImportReport report;
        using (var progress = new ImportProgressLine(context.Error, Console.IsErrorRedirected))
        {
            try
            {
                report = source == Starter && !Path.Exists(source) ? TrackImporter.ImportStarter(catalogue)
                    : Directory.Exists(source) ? FolderScan.Run([source], catalogue, progress, null, cancellationToken)
                    : TrackImporter.Import(source, catalogue, progress, options, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                progress.Dispose();
                context.Error.WriteLine($"affekt: stopped; {path} keeps what was read. Run the same command again to go on.");
                throw;
            }
        }
        var answer = ImportReportAnswer.From(path, source, report, context.Time.GetElapsedTime(started).TotalSeconds, catalogue.Count);
        if (json)
            context.WriteJson(answer, AnswerJson.Readable.ImportReportAnswer);
        else
            CatalogueView.Show(context.Output, answer);
        if (!report.Complete)
            context.Error.WriteLine($"affekt: {source} could not be read to its end: {report.LastProblem.Place}: " +
                $"{report.LastProblem.Message} What came before is in {path}.");
        else if (!IsOfUse(report))
            context.Error.WriteLine($"affekt: {source} holds no song that can be " +
                $"used{(report.Problems.Count > 0 ? $": {report.Problems[0].Place}: {report.Problems[0].Message}" : "")}.");
        return report.Complete && IsOfUse(report) ? ExitCode.Done : ExitCode.Failed;
    }

    private static bool IsOfUse(ImportReport report) =>
        report.Added + report.Updated + report.Matched + report.Unchanged + report.Moved + report.Removed > 0;

    private static Command Stats(CommandContext context)
    {
        var catalogue = MusicOptions.Catalogue("The catalogue file; your own, or the songs that come with Affekt, unless told otherwise");
        var json = CommonOptions.Json();
        var command = new Command("stats", "Count songs, artists, genres, languages and moods") { catalogue, json };
        command.SetAction((parse, cancellationToken) =>
        {
            var (name, songs) = Songs(parse.GetValue(catalogue), cancellationToken);
            var stats = CatalogueStats.Of(songs);
            if (parse.GetValue(json))
                context.WriteJson(new StatsAnswer(name, stats), AnswerJson.Readable.StatsAnswer);
            else
                CatalogueView.Show(context.Output, name, stats);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Export(CommandContext context)
    {
        var catalogue = MusicOptions.Catalogue("The catalogue file; your own, or the songs that come with Affekt, unless told otherwise");
        var format = new Option<string>(
            "--format")
        { Description = "csv, m3u8, xspf or jspf", HelpName = "FORMAT", DefaultValueFactory = _ => "csv" };
        var file = new Option<string?>("--out") { Description = "The file to write, instead of the standard output", HelpName = "FILE" };
        var paths = new PlaylistPathOptions();
        var command = new Command("export", "Write all songs as csv or as a playlist") { catalogue, format, file };
        paths.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var form = PlaylistFormats.Parse(parse.GetRequiredValue(format));
            var (_, songs) = Songs(parse.GetValue(catalogue), cancellationToken);
            if (parse.GetValue(file) is { } target)
            {
                var leftOut = 0;
                AtomicFile.Write(target, stream => leftOut = PlaylistWriter.Write("Affekt", songs, form, stream, paths.Of(parse, target)));
                context.Error.WriteLine($"Wrote {target}.");
                PlaylistPathOptions.TellLeftOut(context.Error, leftOut);
            }
            else
            {
                using var memory = new MemoryStream();
                PlaylistPathOptions.TellLeftOut(
                    context.Error, PlaylistWriter.Write("Affekt", songs, form, memory, paths.Of(parse, null)));
                context.Output.Line(Encoding.UTF8.GetString(memory.GetBuffer().AsSpan(0, (int)memory.Length)).TrimEnd('\n'));
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static (string Name, IEnumerable<Track> Songs) Songs(string? named, CancellationToken cancellationToken)
    {
        var path = named ?? (File.Exists(UserFolder.Catalogue) ? UserFolder.Catalogue : null);
        return path is null ? ("the songs that come with Affekt", StarterCatalogue.Instance.Tracks) : (path, Stored());

        IEnumerable<Track> Stored()
        {
            using var catalogue = SqliteCatalogue.OpenExisting(path);
            foreach (var track in catalogue.All())
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return track;
            }
        }
    }

    /// <summary>One line that is written over and over on a terminal; nothing elsewhere.</summary>
    internal sealed class ImportProgressLine(TextWriter error, bool isRedirected) : IProgress<ImportProgress>, IDisposable
    {
        private bool _written;

        public void Report(ImportProgress value)
        {
            if (isRedirected)
                return;
            error.Write($"\r\e[K{value.Rows:N0} rows, {value.Fraction:P0}");
            _written = true;
        }

        public void Dispose()
        {
            if (_written)
                error.Write("\r\e[K");
            _written = false;
        }
    }
}
