using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Library.Tags;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Scanning;

/// <summary>
/// Brings folders of music into a catalogue, and keeps it in step with them. Only files whose size or time changed are read again;
/// files that have gone leave the catalogue, and files that moved keep their id, so that what people said of them stays.
/// </summary>
public sealed class FolderScan
{
    /// <summary>How an import of folders is called in reports.</summary>
    public const string FormatName = "audio folder";

    private const int FilesAtOnce = 64;

    private readonly ILibraryStore _store;
    private readonly ScanOptions _options;
    private readonly StallGuard _guard;
    private readonly ImportCounter _counter = new();

    /// <param name="store">Where songs are kept.</param>
    /// <param name="options">Limits; null for the usual ones.</param>
    private FolderScan(ILibraryStore store, ScanOptions options)
    {
        (_store, _options) = (store, options);
        _guard = new StallGuard(options.TimeLimit, options.Time);
    }

    /// <summary>Scans folders. What was committed stays when it is stopped, and running it again goes on.</summary>
    /// <param name="folders">Existing folders; one that cannot be read keeps its songs.</param>
    /// <param name="store">Where songs are kept.</param>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="options">Limits; null for the usual ones.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="IOException">The store cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ImportReport Run(IReadOnlyList<string> folders, ILibraryStore store, IProgress<ImportProgress>? progress = null,
        ScanOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(store);
        var scan = new FolderScan(store, options ?? new ScanOptions());
        foreach (var folder in folders)
            scan.Run(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), progress, cancellationToken);
        return scan._counter.Report(FormatName, isScan: true);
    }

    private void Run(string root, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        var listing = MusicListing.Of(root, _guard, cancellationToken);
        foreach (var (reason, path) in listing.Passed)
        {
            _counter.PassOver(reason, path);
            if (reason == PassedOver.Empty)
                _counter.Skip(Path.GetRelativePath(root, path), "the file is empty, or no file at all. Skipped.");
        }
        foreach (var (folder, message) in listing.Unread)
            _counter.Unread(Path.GetRelativePath(root, folder), message);
        var all = _store.Files();
        var plan = ScanPlan.Of(root, listing, all);
        if (plan.IsAway)
        {
            _counter.Problem(root, $"the folder is not there or empty: its {plan.Kept:N0} songs are kept. Connect the drive, and scan again");
            return;
        }
        _counter.Unchanged(plan.Unchanged);
        foreach (var file in plan.PassedBefore)
            _counter.PassOver(Enum.TryParse<PassedOver>(file.Passed, out var reason) ? reason : PassedOver.Damaged, file.Path);
        var ids = all.Where(file => !file.IsGone && file.Id is not null).GroupBy(file => file.Id!, StringComparer.Ordinal)
            .ToDictionary(files => files.Key, files => files.First().Path, StringComparer.Ordinal);
        if (plan.ToRead.Count + plan.Gone.Count > 0)
            Write(root, plan, ids, progress, cancellationToken);
        progress?.Report(new ImportProgress(_counter.Rows, 1));
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Write(string root, ScanPlan plan, Dictionary<string, string> ids, IProgress<ImportProgress>? progress,
        CancellationToken cancellationToken)
    {
        // A writer for each portion: others may write between them.
        var done = 0;
        foreach (var group in plan.ToRead.Chunk(FilesAtOnce))
        {
            if (cancellationToken.IsCancellationRequested)
                break;
            var read = new ReadFile[group.Length];
            Parallel.For(0, group.Length, i => read[i] = Read(group[i].Found, cancellationToken));
            using (var writer = _store.Write())
            {
                for (var i = 0; i < group.Length && !cancellationToken.IsCancellationRequested; i++)
                    Put(root, group[i], read[i], ids, writer);
                writer.Commit();
            }
            done += group.Length;
            progress?.Report(new ImportProgress(_counter.Rows, (double)done / plan.ToRead.Count));
            _options.Portion?.Invoke();
        }
        cancellationToken.ThrowIfCancellationRequested();
        using var last = _store.Write();
        foreach (var gone in plan.Gone)
            last.RemoveFile(gone.Path);
        _counter.Removed(plan.Gone.Count(file => file.Id is not null));
        last.RestoreIds();
        last.Commit();
        _options.Portion?.Invoke();
    }

    private ReadFile Read(FoundFile file, CancellationToken cancellationToken)
    {
        try
        {
            var tags = _guard.Run(() => _options.Read(file.Path), cancellationToken);
            var now = new FileInfo(file.Path);
            return now.Exists && now.Length == file.Bytes && now.LastWriteTimeUtc.Ticks == file.Written ? new ReadFile(tags, null)
                : new ReadFile(null, new SongFileException(PassedOver.Changing, "the file changed while it was read; read again later"));
        }
        catch (SongFileException e)
        {
            return new ReadFile(null, e);
        }
        catch (OperationCanceledException)
        {
            return default;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ReadFile(null, new SongFileException(PassedOver.Unreadable, e.Message, e));
        }
    }

    private void Put(string root, ScanStep step, ReadFile read, Dictionary<string, string> ids, ILibraryWriter writer)
    {
        var (found, known) = step;
        var name = Path.GetRelativePath(root, found.Path);
        var isSame = step.IsMoved;
        if (read.Tags is not { } tags)
        {
            if (read.Problem is not { } problem)
                return; // stopped
            _counter.Skip(name, $"{problem.Message} Skipped.");
            _counter.PassOver(problem.Reason, found.Path);
            // A file that stalls or grows is tried again the next time.
            if (problem.Reason is not (PassedOver.Stalled or PassedOver.Changing or PassedOver.Unreadable))
                writer.PutFile(new OwnFile(found.Path, null, found.Bytes, found.Written) { Passed = problem.Reason.ToString() });
            return;
        }
        var id = known?.Id ?? NewId(root, found.Path, ids);
        ids[id] = found.Path;
        var raw = FileSong.Of(id, found.Path, tags, note => _counter.Problem(name, note));
        var heard = known?.Audio is { } audio ? _store.Heard(audio) : null;
        var outcome = writer.Put(TrackImporter.Entry(raw, raw.Context, null, heard));
        // Other tags may stand around the same sound, so a file that changed is compared by its sound before it is heard again.
        writer.PutFile(new OwnFile(found.Path, id, found.Bytes, found.Written)
        {
            Audio = known?.Audio,
            IsHeard = isSame && known!.IsHeard,
            Problem = isSame ? known!.Problem : null,
        });
        if (isSame)
        {
            writer.ForgetFile(known!.Path);
            _counter.Moved();
        }
        else
            _counter.Count(known is null ? outcome : WriteOutcome.Updated);
    }

    // Two folders may hold files of one relative path.
    private static string NewId(string root, string path, Dictionary<string, string> ids)
    {
        var id = FileSong.IdOf(root, path);
        return !ids.TryGetValue(id, out var other) || other == path ? id
            : FormattableString.Invariant($"{id}~{SongPlace.KeyOf(path):x16}");
    }

    private readonly record struct ReadFile(FileTags? Tags, SongFileException? Problem);
}
