using System.Diagnostics;

namespace Affekt.Benchmarks;

/// <summary>What requests at a fixed arrival rate took.</summary>
/// <param name="Rate">Requests a second that arrived.</param>
/// <param name="Done">Requests a second that were answered well.</param>
/// <param name="Failed">Requests that were not.</param>
/// <param name="P50">The median in milliseconds.</param>
/// <param name="P95">The 95th percentile in milliseconds.</param>
/// <param name="P99">The 99th percentile in milliseconds.</param>
internal sealed record LoadResult(int Rate, double Done, int Failed, double P50, double P95, double P99)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Rate,6}/s arrived, {Done,8:0.0}/s answered, {Failed} failed, p50 {P50:0.00} ms, p95 {P95:0.00} ms, p99 {P99:0.00} ms";
}

/// <summary>Sends requests when they are due, whether or not earlier ones were answered.</summary>
internal static class ArrivalRate
{
    /// <summary>Runs for a number of seconds. A request's time counts from when it was due, so that a server that stalls does
    /// not hide it.</summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="request">Sends the i-th request and says whether it was answered well.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    public static async Task<LoadResult> Run(int rate, int seconds, Func<int, Task<bool>> request, CancellationToken cancellationToken)
    {
        var count = rate * seconds;
        var times = new double[count];
        var good = new bool[count];
        var pending = new List<Task>(count);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count && !cancellationToken.IsCancellationRequested;)
        {
            // All that is due by now; timers are coarser than the distance between requests.
            var due = Math.Min(count, (int)(watch.Elapsed.TotalSeconds * rate) + 1);
            for (; i < due; i++)
            {
                var number = i;
                pending.Add(Task.Run(async () =>
                {
                    good[number] = await request(number).ConfigureAwait(false);
                    times[number] = watch.Elapsed.TotalMilliseconds - number * 1000.0 / rate;
                }, CancellationToken.None));
            }
            await Task.Delay(1, CancellationToken.None).ConfigureAwait(false);
        }
        await Task.WhenAll(pending).ConfigureAwait(false);
        var whole = watch.Elapsed.TotalSeconds;
        var sent = times[..pending.Count];
        Array.Sort(sent);
        double Percentile(double share) => sent.Length == 0 ? 0 : sent[Math.Min(sent.Length - 1, (int)(share * sent.Length))];
        var answered = good.Count(value => value);
        return new LoadResult(rate, answered / whole, pending.Count - answered, Percentile(.5), Percentile(.95), Percentile(.99));
    }
}
