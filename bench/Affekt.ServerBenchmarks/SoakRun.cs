namespace Affekt.Benchmarks;

/// <summary>Runs the server under steady load and watches its memory.</summary>
internal static class SoakRun
{
    private const double MostDrift = 0.05;

    /// <summary>Camera frames and recommendations for some minutes. The first fifth warms up; from then on the memory may not
    /// drift by more than 5 %.</summary>
    /// <returns>False when it drifted more.</returns>
    public static async Task<bool> Run(int minutes, int rate, CancellationToken cancellationToken)
    {
        var server = await ServerProcess.Start().ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            const int SliceSeconds = 10;
            var memory = new List<double>();
            var failed = 0;
            for (var slice = 0; slice < minutes * 60 / SliceSeconds && !cancellationToken.IsCancellationRequested; slice++)
            {
                var result = await ArrivalRate.Run(rate, SliceSeconds, i => i % 2 == 0 ? Requests.Mood(server.Client, songs: 0)
                    : Requests.Recommendation(server.Client, i), cancellationToken).ConfigureAwait(false);
                failed += result.Failed;
                memory.Add(server.MemoryMegabytes());
                Console.WriteLine($"{(slice + 1) * SliceSeconds,5} s  {memory[^1],6:0.0} MB  {result}");
            }
            var steady = memory.Skip(memory.Count / 5).ToList();
            if (steady.Count < 4)
            {
                Console.WriteLine("too short to judge");
                return failed == 0;
            }
            // Medians of quarters: single samples swing with the garbage collector.
            var (early, late) = (Median(steady.Take(steady.Count / 4 + 1)), Median(steady.Skip(steady.Count * 3 / 4)));
            var drift = late / early - 1;
            Console.WriteLine($"memory {early:0.0} MB early, {late:0.0} MB late: drift {drift:+0.0%;-0.0%}, {failed} failed");
            return drift <= MostDrift && failed == 0;
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
