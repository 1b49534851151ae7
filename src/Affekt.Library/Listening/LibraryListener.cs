using System.Collections.Concurrent;
using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;
using Affekt.Sound;

namespace Affekt.Library.Listening;

/// <summary>
/// Listens to all own songs once, and places them by what it hears. What was heard is kept every few songs, so that it goes on where
/// it stopped; a file is heard again only when its sound changes, whatever happens to its name and tags.
/// </summary>
public sealed class LibraryListener
{
    private const int Page = 64;
    private const int SongsPerSave = 16;
    private static readonly TimeSpan LongestUnsaved = TimeSpan.FromSeconds(2);

    private readonly ILibraryStore _store;
    private readonly ListeningOptions _options;
    private readonly SongListener _listener;
    private readonly Lock _lock = new();
    private readonly List<Result> _unsaved = [];
    private readonly ConcurrentDictionary<string, Lazy<Task<HeardSound>>> _sounds = new(StringComparer.Ordinal);
    private long _lastSave;
    private long _started;
    private int _done;
    private ListeningCounts _counts;
    private volatile ListeningProgress _progress = new(0, 0, 0, 0, false);

    /// <param name="store">Where songs are, and where what was heard goes.</param>
    /// <param name="options">How to listen; null for the usual.</param>
    public LibraryListener(ILibraryStore store, ListeningOptions? options = null)
    {
        _store = store;
        _options = options ?? new ListeningOptions();
        _listener = new SongListener(_options.Sound, time: _options.Time);
        Count(isRunning: false);
    }

    /// <summary>How far it is.</summary>
    public ListeningProgress Progress => _progress;

    /// <summary>Counts the songs of the store anew, for example after a scan.</summary>
    public void Recount() => Count(_progress.IsRunning);

    /// <summary>Listens until no song is left that can be heard. What is saved stays when it is stopped.</summary>
    /// <param name="changed">Called after songs got another place; may be null.</param>
    /// <param name="cancellationToken">Stops within a moment.</param>
    /// <returns>How many files were looked at.</returns>
    /// <exception cref="IOException">The store cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<int> RunAsync(Action? changed, CancellationToken cancellationToken)
    {
        _done = 0;
        _started = _lastSave = _options.Time.GetTimestamp();
        Count(isRunning: true);
        try
        {
            await Parallel.ForEachAsync(
                Waiting(), new ParallelOptions { MaxDegreeOfParallelism = _options.Workers, CancellationToken = cancellationToken },
                async (file, token) => Keep(await HearAsync(file, token).ConfigureAwait(false), changed)).ConfigureAwait(false);
        }
        finally
        {
            // What was heard before a stop is not heard again.
            lock (_lock)
                Save(changed, isLast: true);
            _sounds.Clear();
            Count(isRunning: false);
        }
        return _done;
    }

    private IEnumerable<OwnFile> Waiting()
    {
        string[]? folders = _options.Folders is null ? null
            : [.. _options.Folders.Select(
                folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar)];
        var last = "";
        while (_store.Waiting(Page, last) is { Count: > 0 } page)
        {
            foreach (var file in page)
            {
                if (folders is null || folders.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal)))
                    yield return file;
            }
            last = page[^1].Path;
        }
    }

    private async Task<Result> HearAsync(OwnFile file, CancellationToken cancellationToken)
    {
        try
        {
            var now = new FileInfo(file.Path);
            if (!now.Exists)
                throw new SoundException(SoundProblem.Unreadable, $"{file.Path}: the file has gone. Scan the folder again.");
            var audio = await HashAsync(file.Path, cancellationToken).ConfigureAwait(false);
            if (_store.Heard(audio) is { Version: SoundFeatures.Version } known)
                return new Result(file, known, IsKnown: true, null);
            var isFirst = false;
            var sound = await _sounds.GetOrAdd(audio, _ => new Lazy<Task<HeardSound>>(() =>
            {
                isFirst = true;
                return ListenAsync(file.Path, cancellationToken);
            })).Value.ConfigureAwait(false);
            return new Result(file, sound, !isFirst, null);
        }
        catch (SoundException e)
        {
            return new Result(file, null, IsKnown: false, e);
        }
    }

    private async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            // On a thread of its own: a drive that stalls keeps it, and the rest goes on.
            return await Task.Factory.StartNew(() => AudioIdentity.Hash(path, cancellationToken), cancellationToken,
                TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(_options.Sound.TimeLimit, _options.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw new SoundException(SoundProblem.TimedOut, $"{path}: the drive does not answer. Check it.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SoundException(SoundProblem.Unreadable, $"{path}: {e.Message.ReplaceLineEndings(" ")} Check the file.", e);
        }
    }

    private async Task<HeardSound> ListenAsync(string path, CancellationToken cancellationToken)
    {
        var heard = await _listener.ListenAsync(path, cancellationToken).ConfigureAwait(false);
        return new HeardSound(heard.AudioHash, SoundFeatures.Version, heard.Features.ToBytes(), heard.DurationSeconds, heard.IsComplete,
            heard.TempoBpm, heard.PulseClarity, heard.Key?.ToString() ?? "", heard.KeyClarity, heard.LoudnessLufs, heard.Decoder);
    }

    private void Keep(Result result, Action? changed)
    {
        _options.Told?.Invoke(new HeardFile(
            result.File.Path, result.Problem?.Problem, result.Problem?.Message ?? "", result.IsKnown));
        lock (_lock)
        {
            _unsaved.Add(result);
            _done++;
            if (_unsaved.Count >= SongsPerSave || _options.Time.GetElapsedTime(_lastSave) >= LongestUnsaved)
                Save(changed, isLast: false);
            Tell(isRunning: true);
        }
    }

    private void Save(Action? changed, bool isLast)
    {
        _lastSave = _options.Time.GetTimestamp();
        if (_unsaved.Count == 0)
            return;
        try
        {
            using var writer = _store.Write();
            foreach (var result in _unsaved)
                Put(result, writer);
            writer.RestoreIds();
            writer.Commit();
        }
        catch (IOException) when (!isLast)
        {
            // Somebody else writes, such as a long import: the next songs try again.
            return;
        }
        foreach (var result in _unsaved.Where(result => result.Heard is not null))
            _sounds.TryRemove(result.Heard!.Audio, out _);
        _unsaved.Clear();
        changed?.Invoke();
    }

    private void Put(Result result, ILibraryWriter writer)
    {
        var (file, heard, _, problem) = result;
        // A file that a scan has read anew meanwhile is heard again.
        if (_store.FileOf(file.Id!) is not { } now || now.Path != file.Path || now.Bytes != file.Bytes || now.Written != file.Written)
            return;
        if (heard is not null)
        {
            writer.PutHeard(heard);
            if (_store.Find(file.Id!) is { } track)
                writer.Put(new CatalogueEntry(SongPlacement.Place(track, _store.FeaturesOf(file.Id!), heard)));
        }
        writer.PutFile(file with
        {
            Audio = heard?.Audio ?? file.Audio,
            IsHeard = problem is null || !MayPass(problem.Problem),
            Problem = problem?.Problem.ToString(),
        });
        _counts = heard is not null ? _counts with { Heard = _counts.Heard + 1 }
            : file.Problem is null ? _counts with { Failed = _counts.Failed + 1 } : _counts;
    }

    // Problems that another try may not meet: a drive comes back, ffmpeg is installed.
    private static bool MayPass(SoundProblem problem) =>
        problem is SoundProblem.Unreadable or SoundProblem.TimedOut or SoundProblem.Changed or SoundProblem.Unsupported;

    private void Count(bool isRunning)
    {
        lock (_lock)
        {
            _counts = _store.CountHeard();
            Tell(isRunning);
        }
    }

    private void Tell(bool isRunning)
    {
        var seconds = _started == 0 ? 0 : _options.Time.GetElapsedTime(_started).TotalSeconds;
        _progress = new ListeningProgress(
            _counts.Files, _counts.Heard, _counts.Failed, isRunning && seconds > 0 ? _done / seconds : 0, isRunning);
    }

    private sealed record Result(OwnFile File, HeardSound? Heard, bool IsKnown, SoundException? Problem);
}
