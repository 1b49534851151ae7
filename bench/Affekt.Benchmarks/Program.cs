using Affekt.Benchmarks;

EngineBenchmark.Run();
