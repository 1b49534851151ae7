using Affekt.Benchmarks;

// Models to measure beside the nets are named on the command line.
EngineBenchmark.Run(args);
