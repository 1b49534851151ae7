using Affekt.Benchmarks;

if (args is ["faces", var models, var photo])
    FaceBenchmark.Run(models, photo);
else
    EngineBenchmark.Run();
