using System.Diagnostics;
using Affekt.Neural.Inference;
using Affekt.Neural.Optim;
using Affekt.Neural.Threading;
using Affekt.Neural.Training;

namespace Affekt.Benchmarks;

/// <summary>Share of the multiply-add peak that prediction and training reach.</summary>
internal static class EngineBenchmark
{
    private const int TrainingBatch = 128;

    public static void Run()
    {
        Console.WriteLine("| net | params | forward 1 x 1 thread | ms | forward 32 x 2 threads | train 128 x 2 threads | images/s |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        using var pool = new WorkerPool(2);
        foreach (var (name, network) in BenchmarkNetworks.All())
        {
            var peak = FmaPeak.Measure();
            var flops = 2.0 * network.MultiplyAdds;
            var predictor = new Predictor(network);
            var images = new float[TrainingBatch * network.Input.Shape.Count];
            var random = new Random(1);
            for (var i = 0; i < images.Length; i++)
                images[i] = (float)(random.NextDouble() * 2 - 1);

            var one = Best(40, () => predictor.Run(images.AsMemory(0, network.Input.Shape.Count), 1));
            var many = Best(8, () => predictor.Run(images.AsMemory(0, 32 * network.Input.Shape.Count), 32, pool));
            var targets = new float[TrainingBatch * 7];
            for (var row = 0; row < TrainingBatch; row++)
                targets[row * 7 + row % 7] = 1;
            using var trainer = new Trainer(network, [new Loss("class")], new Sgd(0.9, 1e-4), TrainingBatch, 2, averageDecay: 0.99);
            var step = Best(6, () => trainer.Step(images, TrainingBatch, [new Targets(targets)], 1e-4));
            Console.WriteLine($"| {name} | {network.ParameterCount / 1e6:F2} M | {flops / one / peak / 1e7:F0} % | {one * 1e3:F3} | {32 * flops / many / peak / 2e7:F0} % | {3 * TrainingBatch * flops / step / peak / 2e7:F0} % | {TrainingBatch / step:F0} |");
        }
    }

    private static double Best(int runs, Action action)
    {
        action();
        var best = double.MaxValue;
        for (var run = 0; run < runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
