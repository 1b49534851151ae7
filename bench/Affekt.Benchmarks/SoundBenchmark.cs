using System.Diagnostics;
using Affekt.Sound;

namespace Affekt.Benchmarks;

/// <summary>Times listening to files on one core, with ffmpeg and without: dotnet run -c Release --project
/// bench/Affekt.Benchmarks -- sound FILE...</summary>
internal static class SoundBenchmark
{
    private const int Rounds = 5;
    private const double Song = 180; // seconds

    public static void Run(string[] files)
    {
        foreach (var file in files)
        {
            if (new SoundOptions().Ffmpeg is not null)
                Time(file, "ffmpeg", new SoundOptions());
            Time(file, "managed", new SoundOptions { Ffmpeg = null });
        }
    }

    /// <summary>The time by the clock, ffmpeg's included, and our own of the processor.</summary>
    private static void Time(string file, string name, SoundOptions options)
    {
        var listener = new SongListener(options);
        var own = new List<double>();
        var wall = new List<double>();
        for (var round = 0; round <= Rounds; round++)
        {
            using var process = Process.GetCurrentProcess();
            var (before, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
            SoundAnalysis heard;
            try
            {
                heard = listener.ListenAsync(file).GetAwaiter().GetResult();
            }
            catch (SoundException e)
            {
                Console.WriteLine($"{Path.GetFileName(file)}, {name}: {e.Problem}");
                return;
            }
            process.Refresh();
            if (round == 0)
                continue; // the first compiles
            own.Add((process.TotalProcessorTime - before).TotalSeconds * Song / heard.DurationSeconds);
            wall.Add(watch.Elapsed.TotalSeconds * Song / heard.DurationSeconds);
        }
        own.Sort();
        wall.Sort();
        var (median, fastest, ours) = (wall[Rounds / 2], wall[0], own[Rounds / 2]);
        Console.WriteLine(FormattableString.Invariant(
            $"{Path.GetFileName(file)}, {name}: three minutes take {median:F3} s, fastest {fastest:F3} s; {ours:F3} s of our processor"));
    }
}
