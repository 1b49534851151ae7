using Affekt.Library.Folders;
using Affekt.Library.Listening;
using Affekt.Library.Storage;
using Affekt.Music;

namespace Affekt.App.Catalogues;

/// <summary>
/// Keeps the catalogue in step with the music folders while the server runs: watches them, scans what changed, and listens to what is
/// new, behind everything else.
/// </summary>
public sealed class MusicKeeper : IDisposable
{
    /// <summary>How long a folder must be still before it is scanned.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>A folder that is never still is scanned all the same.</summary>
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromSeconds(5);

    /// <summary>Network drives do not say what changed.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(5);

    /// <summary>How often songs that were heard meanwhile get their new places in lists.</summary>
    private static readonly TimeSpan BetweenPublishing = TimeSpan.FromSeconds(20);

    private readonly SongLibrary _library;
    private readonly MusicFolders _folders;
    private readonly ILibraryStore _store;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping;
    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly SemaphoreSlim _changed = new(0);
    private readonly SemaphoreSlim _toHear = new(0);
    private readonly List<Task> _work = [];
    private LibraryListener? _listener;

    /// <param name="library">The songs.</param>
    /// <param name="folders">The music folders.</param>
    /// <param name="store">Where songs are kept.</param>
    /// <param name="time">Paces the work.</param>
    /// <param name="stopping">Ends it.</param>
    public MusicKeeper(SongLibrary library, MusicFolders folders, ILibraryStore store, TimeProvider time, CancellationToken stopping)
    {
        (_library, _folders, _store, _time) = (library, folders, store, time);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    /// <summary>How much has been heard; null while nothing is listened to.</summary>
    public ListeningProgress? Listening => _listener?.Progress;

    /// <summary>Begins to watch and, if wanted, to listen. The folders must have been scanned, or a scan have been started.</summary>
    /// <param name="listen">False leaves the songs unheard.</param>
    public void Start(bool listen)
    {
        if (_folders.Folders.Count == 0)
            return;
        foreach (var folder in _folders.Folders)
            Watch(folder);
        _work.Add(Task.Run(ScanAsync, CancellationToken.None));
        if (!listen)
            return;
        _listener = new LibraryListener(_store, new ListeningOptions { Folders = _folders.Folders, Time = _time });
        _work.Add(Task.Run(ListenAsync, CancellationToken.None));
    }

    /// <summary>Songs may have come: listening goes on with them.</summary>
    public void SongsCame() => Signal(_toHear);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var watcher in _watchers)
            watcher.Dispose();
        _stopping.Cancel();
        // The store is closed after this, so nobody may be using it.
        Task.WaitAll([.. _work], TimeSpan.FromSeconds(10));
        _stopping.Dispose();
        _changed.Dispose();
        _toHear.Dispose();
    }

    private void Watch(string folder)
    {
        try
        {
            var watcher = new FileSystemWatcher(folder)
            {
                IncludeSubdirectories = true,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
                InternalBufferSize = 1 << 16,
            };
            _watchers.Add(watcher);
            watcher.Created += (_, _) => Signal(_changed);
            watcher.Deleted += (_, _) => Signal(_changed);
            watcher.Renamed += (_, _) => Signal(_changed);
            watcher.Changed += (_, _) => Signal(_changed);
            watcher.Error += (_, _) => Signal(_changed);
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            // A folder that cannot be watched is still scanned from time to time.
        }
    }

    private async Task ScanAsync()
    {
        await WhileRunningAsync(async token =>
        {
            if (await _changed.WaitAsync(Again, token).ConfigureAwait(false))
                await UntilQuietAsync(token).ConfigureAwait(false);
            _library.Scan(null, token);
            _listener?.Recount();
            SongsCame();
        }).ConfigureAwait(false);
    }

    private async Task UntilQuietAsync(CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        do
        {
            Drain(_changed);
            await Task.Delay(Quiet, _time, cancellationToken).ConfigureAwait(false);
        }
        while (_changed.CurrentCount > 0 && _time.GetElapsedTime(begun) < LongestQuiet);
        Drain(_changed);
    }

    private async Task ListenAsync()
    {
        await WhileRunningAsync(async token =>
        {
            await _toHear.WaitAsync(Again, token).ConfigureAwait(false);
            Drain(_toHear);
            var published = _time.GetTimestamp();
            var isDirty = false;
            await _listener!.RunAsync(() =>
            {
                isDirty = true;
                if (_time.GetElapsedTime(published) < BetweenPublishing)
                    return;
                _library.Publish();
                (published, isDirty) = (_time.GetTimestamp(), false);
            }, token).ConfigureAwait(false);
            if (isDirty)
                _library.Publish();
        }).ConfigureAwait(false);
    }

    private async Task WhileRunningAsync(Func<CancellationToken, Task> work)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await work(_stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or MusicException)
            {
                // A full disk or a catalogue in use passes; the next change, or the next few minutes, try again.
                await Task.Delay(Quiet, _time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private static void Signal(SemaphoreSlim signal)
    {
        try
        {
            if (signal.CurrentCount == 0)
                signal.Release();
        }
        catch (ObjectDisposedException)
        {
            // A watcher may still speak while the server stops.
        }
    }

    private static void Drain(SemaphoreSlim signal)
    {
        while (signal.Wait(0))
        {
        }
    }
}
