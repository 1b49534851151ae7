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

    /// <summary>Starts an import of one or more files and folders, unless one is running.</summary>
    /// <param name="source">What it is called.</param>
    /// <param name="paths">Files and folders.</param>
    /// <param name="isUpload">True when the source is the name of an uploaded file.</param>
    /// <param name="finished">Called at the end, whatever the end.</param>
    /// <returns>The import, or null when one is running.</returns>
    public ImportJobAnswer? TryStart(string source, IReadOnlyList<string> paths, bool isUpload, Action finished)
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
        _ = Task.Run(() => Run(job, paths, isUpload ? source : null, finished), CancellationToken.None);
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

    private void Run(Job job, IReadOnlyList<string> paths, string? name, Action finished)
    {
        try
        {
            ImportReport? last = null;
            for (var i = 0; i < paths.Count; i++)
            {
                var (before, done) = (job.Now, i);
                var report = _library.Import(paths[i], name, new Reporter(progress =>
                    job.Now = before with
                    {
                        Rows = before.Rows + progress.Rows,
                        Fraction = (done + progress.Fraction) / paths.Count
                    }), job.Cancellation.Token);
                last = report;
                job.Now = before with
                {
                    Rows = before.Rows + report.Rows,
                    Added = before.Added + report.Added,
                    Updated = before.Updated + report.Updated,
                    Skipped = before.Skipped + report.Skipped,
                };
            }
            job.Now = job.Now with { State = "done", Fraction = 1, Message = Said(job.Now, last) };
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

    private static string Said(ImportJobAnswer now, ImportReport? last)
    {
        var own = last is { Matched: > 0 } ? $" {last.Matched} found among own files." : "";
        var missing = last is { NotFoundCount: > 0 }
            ? $" {last.NotFoundCount} not among own files, such as {last.NotFound[0]}." : "";
        var problem = last is { Complete: false } ? $" {last.LastProblem.Place}: {last.LastProblem.Message}"
            : last is { ProblemCount: > 0 } && now.Skipped > 0 ? $" {last.Problems[0].Place}: {last.Problems[0].Message}." : "";
        return $"{now.Added} songs added, {now.Updated} updated, {now.Skipped} skipped.{own}{missing}{problem}";
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
