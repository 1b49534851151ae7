using Affekt.Library.Tags;

namespace Affekt.Library.Scanning;

/// <summary>Runs work on files that may never return, as on a network drive that stalls: the thread is then left to it, and the rest
/// goes on.</summary>
/// <param name="limit">How long one piece of work may take.</param>
/// <param name="time">The clock.</param>
internal sealed class StallGuard(TimeSpan limit, TimeProvider time)
{
    /// <summary>So many threads may hang at once; then a folder counts as stalled.</summary>
    private const int MostHanging = 16;

    private int _hanging;

    /// <summary>The work's result.</summary>
    /// <exception cref="SongFileException">It took too long, or too much else hangs already.</exception>
    public T Run<T>(Func<T> work, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _hanging) >= MostHanging)
            throw Stalled();
        var task = Task.Run(work, cancellationToken);
        try
        {
            return task.WaitAsync(limit, time, cancellationToken).GetAwaiter().GetResult();
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Interlocked.Increment(ref _hanging);
            // Whatever it ends with, somebody has looked at it.
            _ = task.ContinueWith(done =>
            {
                _ = done.Exception;
                Interlocked.Decrement(ref _hanging);
            }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw Stalled();
        }
    }

    private SongFileException Stalled() =>
        new(PassedOver.Stalled, $"the drive did not answer within {limit.TotalSeconds:0} s. Check it, and scan again.");
}
