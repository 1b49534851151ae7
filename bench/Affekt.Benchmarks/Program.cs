using System.Globalization;
using Affekt.Benchmarks;

if (args is ["music", var songs])
    MusicBenchmark.Run(int.Parse(songs, CultureInfo.InvariantCulture));
else if (args is ["search", var catalogue])
    SearchBenchmark.Run(int.Parse(catalogue, CultureInfo.InvariantCulture));
else if (args is ["imports", var rows])
    ImportBenchmark.Run(int.Parse(rows, CultureInfo.InvariantCulture));
else if (args is ["recipes", .. var names])
    RecipeBenchmark.Run(names.FirstOrDefault());
else if (args is ["sound", .. var files])
    SoundBenchmark.Run(files);
else if (args is ["faces", var models, var photo])
    FaceBenchmark.Run(models, photo);
else if (args is ["sequences", var folder, var labels, var pictures])
    SequenceBenchmark.Run(folder, labels, pictures);
else
    EngineBenchmark.Run(args); // Models to measure beside the nets.
