using System.Runtime.CompilerServices;
using Affekt.App.Answers;
using Affekt.Library.Imports;
using Affekt.Music;

namespace Affekt.App.Catalogues;

/// <summary>Imports into the catalogue: one at a time, in the background, watched by whoever likes.</summary>
public sealed class ImportJobs : IDisposable
{
    private readonly SongLibrary _library;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping;
    private readonly Lock _lock = new();
    private readonly List<Job> _jobs = [];

    /// <param name="library">Where the songs go.</param>
    /// <param name="time">Paces what watchers are told.</param>
    /// <param name="stopping">Stops an import, for example when the server stops; what was read stays.</param>
    public ImportJobs(SongLibrary library, TimeProvider time, CancellationToken stopping)
    {
        (_library, _time) = (library, time);
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    /// <summary>All imports so far, oldest first.</summary>
    public IReadOnlyList<ImportJobAnswer> All
    {
        get
        {
            lock (_lock)
                return [.. _jobs.Select(job => job.Now)];
        }
    }

    /// <summary>Starts an import of an uploaded file, unless an import is running.</summary>
    /// <param name="name">What the file was called.</param>
    /// <param name="path">Where it lies.</param>
    /// <param name="finished">Called at the end, whatever the end.</param>
    /// <returns>The import, or null when one is running.</returns>
    public ImportJobAnswer? TryStart(string name, string path, Action finished) =>
        TryStart(name, (progress, token) => _library.Import(path, name, progress, token), finished);

    /// <summary>Starts a scan of the music folders, unless an import is running.</summary>
    /// <param name="finished">Called at the end, whatever the end.</param>
    /// <returns>The import, or null when one is running.</returns>
    public ImportJobAnswer? TryScan(Action finished) => TryStart("music folders", _library.Scan, finished);

    private ImportJobAnswer? TryStart(
        string source, Func<IProgress<ImportProgress>, CancellationToken, ImportReport> import, Action finished)
    {
        Job job;
        lock (_lock)
        {
            if (_jobs is [.., { Now.State: "running" }])
                return null;
            job = new Job(new ImportJobAnswer(_jobs.Count + 1, "running", source, 0, 0, 0, 0, 0, ""),
                CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
            _jobs.Add(job);
        }
        var first = job.Now;
        _ = Task.Run(() => Run(job, import, finished), CancellationToken.None);
        return first;
    }

    /// <summary>Stops an import; what was read stays.</summary>
    /// <returns>False when there is no such import.</returns>
    public bool Stop(int id)
    {
        if (Find(id) is not { } job)
            return false;
        job.Cancellation.Cancel();
        return true;
    }

    /// <summary>The import as it goes on, until it ends; null when there is no such import.</summary>
    public IAsyncEnumerable<ImportJobAnswer>? Watch(int id, CancellationToken cancellationToken) =>
        Find(id) is { } job ? Watch(job, cancellationToken) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        foreach (var job in _jobs)
            job.Cancellation.Dispose();
    }

    private async IAsyncEnumerable<ImportJobAnswer> Watch(Job job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ImportJobAnswer? told = null;
        while (true)
        {
            var now = job.Now;
            if (now != told)
                yield return told = now;
            if (now.State != "running")
                yield break;
            await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private Job? Find(int id)
    {
        lock (_lock)
            return id >= 1 && id <= _jobs.Count ? _jobs[id - 1] : null;
    }

    private static void Run(Job job, Func<IProgress<ImportProgress>, CancellationToken, ImportReport> import, Action finished)
    {
        try
        {
            var report = import(new Reporter(progress =>
                job.Now = job.Now with { Rows = progress.Rows, Fraction = progress.Fraction }), job.Cancellation.Token);
            job.Now = job.Now with
            {
                State = "done",
                Rows = report.Rows,
                Fraction = 1,
                Added = report.Added,
                Updated = report.Updated,
                Skipped = report.Skipped,
                Message = report.InWords(),
                PassedOver = report.PassedOver.Count > 0 ? report.PassedOver : null,
            };
        }
        catch (OperationCanceledException)
        {
            job.Now = job.Now with { State = "stopped", Message = "Stopped; what was read is in the catalogue." };
        }
        catch (Exception exception) when (exception is MusicException or IOException or UnauthorizedAccessException)
        {
            job.Now = job.Now with { State = "failed", Message = exception.Message };
        }
        finally
        {
            finished();
        }
    }

    private sealed class Job(ImportJobAnswer first, CancellationTokenSource cancellation)
    {
        private volatile ImportJobAnswer _now = first;

        public ImportJobAnswer Now { get => _now; set => _now = value; }

        public CancellationTokenSource Cancellation => cancellation;
    }

    // Progress<T> would tell late and out of order.
    private sealed class Reporter(Action<ImportProgress> tell) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => tell(value);
    }
}
