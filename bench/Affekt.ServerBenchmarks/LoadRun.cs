namespace Affekt.Benchmarks;

/// <summary>Latency of the two busiest requests at fixed arrival rates.</summary>
internal static class LoadRun
{
    private const int WarmUpSeconds = 3;

    /// <summary>Measures one or both, at the target's rate unless another is given.</summary>
    public static async Task Run(string what, int rate, int seconds, int tracks, CancellationToken cancellationToken)
    {
        var server = await ServerProcess.Start().ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            Console.WriteLine($"start: {server.Startup.TotalMilliseconds:0} ms, {server.MemoryMegabytes():0} MB");
            if (what != "recommendations")
                await Measure(server, "mood, 640x480 JPEG", rate > 0 ? rate
                    : 100, seconds, _ => Requests.Mood(server.Client), cancellationToken).ConfigureAwait(false);
            if (what != "mood")
            {
                await server.ImportTracks(tracks).ConfigureAwait(false);
                await Measure(server, $"recommendations, {tracks:N0} songs", rate > 0 ? rate
                    : 2000, seconds, i => Requests.Recommendation(server.Client, i), cancellationToken).ConfigureAwait(false);
            }
            Console.WriteLine($"memory at the end: {server.MemoryMegabytes():0} MB");
        }
    }

    private static async Task Measure(
        ServerProcess server, string name, int rate, int seconds, Func<int, Task<bool>> request, CancellationToken cancellationToken)
    {
        await ArrivalRate.Run(Math.Max(1, rate / 4), WarmUpSeconds, request, cancellationToken).ConfigureAwait(false);
        var before = server.CpuMilliseconds();
        var result = await ArrivalRate.Run(rate, seconds, request, cancellationToken).ConfigureAwait(false);
        Console.WriteLine($"{name}: {result}, {(server.CpuMilliseconds() - before) / (rate * seconds):0.00} ms of processor " +
            $"time a request");
    }
}
