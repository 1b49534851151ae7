using System.Globalization;
using Affekt.Benchmarks;

if (args is ["music", var songs])
    MusicBenchmark.Run(int.Parse(songs, CultureInfo.InvariantCulture));
else
    EngineBenchmark.Run();
