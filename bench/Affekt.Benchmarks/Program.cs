using System.Globalization;
using Affekt.Benchmarks;

if (args is ["music", var songs])
    MusicBenchmark.Run(int.Parse(songs, CultureInfo.InvariantCulture));
else if (args is ["faces", var models, var photo])
    FaceBenchmark.Run(models, photo);
else
    EngineBenchmark.Run(args); // Models to measure beside the nets.
