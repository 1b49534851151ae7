using System.Diagnostics;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;
using Affekt.Neural.Training;

namespace Affekt.Benchmarks;

/// <summary>
/// Prediction beside ONNX Runtime, and the share of the multiply-add peak that prediction and training reach. Multiply-adds
/// are counted as a convolution is defined: a method that needs fewer may pass 100 %.
/// </summary>
internal static class EngineBenchmark
{
    private const int TrainingBatch = 128;
    private const int Rounds = 7;

    /// <summary>Long enough for a pool of threads to stop spinning after its last work.</summary>
    private const int PauseMilliseconds = 60;

    /// <summary>Until all code that runs often is compiled with full optimisation.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private static readonly (int Images, int Threads)[] Loads = [(1, 1), (32, 2)];

    /// <summary>Prints both tables.</summary>
    /// <param name="models">Files to measure beside the nets.</param>
    public static void Run(IEnumerable<string> models)
    {
        Console.WriteLine($"{Engine.Description}; ONNX Runtime {OnnxSession.Version}");
        var nets = BenchmarkNetworks.All().ToList();
        Console.WriteLine();
        Console.WriteLine("| net | multiply-adds | images x threads | ms an image | share of peak | ONNX Runtime ms | ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (name, model) in nets.Select(n => (n.Name, new Model(n.Network)))
            .Concat(models.Select(file => (Path.GetFileName(file), Model.Load(file)))))
            foreach (var (images, threads) in Loads)
                Predict(name, model, images, threads);
        Console.WriteLine();
        Console.WriteLine("| net | parameters | training, 128 x 2 threads | images/s |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (name, network) in nets)
            Train(name, network);
    }

    private static void Predict(string name, Model model, int images, int threads)
    {
        var shape = model.Network.Input.Shape;
        var values = Noise(images * shape.Count);
        var peak = FmaPeak.Measure() * threads;
        using var pool = threads == 1 ? null : new WorkerPool(threads);
        using var session = new OnnxSession(model.ToBytes(), threads);
        string[] outputs = [.. model.Network.Outputs.Keys];
        var input = Tensor.ChannelsFirst(values, images, shape);
        long[] dimensions = [images, shape.Channels, shape.Height, shape.Width];
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;)
            model.Predictor.Run(values, images, pool);
        for (var round = 0; round < Rounds; round++)
        {
            // One after the other, since threads that wait by spinning would take a core from the other side.
            ours.Add(Median(() => model.Predictor.Run(values, images, pool)) / images);
            LetThreadsSettle();
            theirs.Add(Median(() => session.Run(model.Network.Input.Name, input, dimensions, outputs)) / images);
            LetThreadsSettle();
        }
        var (own, other) = (Middle(ours), Middle(theirs));
        Console.WriteLine($"| {name} | {model.Network.MultiplyAdds / 1e6:F0} M | {images} x {threads} | {own * 1e3:F3} | " +
            $"{2 * model.Network.MultiplyAdds / own / peak / 1e7:F0} % | " +
            $"{other * 1e3:F3} | {other / own:F2} |");
    }

    private static void Train(string name, Network network)
    {
        var peak = FmaPeak.Measure() * 2;
        var images = Noise(TrainingBatch * network.Input.Shape.Count);
        var targets = new float[TrainingBatch * 7];
        for (var row = 0; row < TrainingBatch; row++)
            targets[row * 7 + row % 7] = 1;
        using var trainer = new Trainer(network, [new Loss("class")], new Sgd(0.9, 1e-4), TrainingBatch, 2, averageDecay: 0.99);
        void Step() => trainer.Step(images, TrainingBatch, [new Targets(targets)], 1e-4);
        for (var i = 0; i < 3; i++)
            Step();
        var step = Middle([.. Enumerable.Range(0, 9).Select(_ => Time(Step))]);
        Console.WriteLine($"| {name} | {network.ParameterCount / 1e6:F2} M | " +
            $"{3 * TrainingBatch * 2.0 * network.MultiplyAdds / step / peak / 1e7:F0} % | {TrainingBatch / step:F0} |");
    }

    private static void LetThreadsSettle()
    {
#pragma warning disable RS0030 // Nothing tells when another library's threads have stopped to spin.
        Thread.Sleep(PauseMilliseconds);
#pragma warning restore RS0030
    }

    private static float[] Noise(int length)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    /// <summary>The median time of one call within about a tenth of a second, after a warm-up.</summary>
    private static double Median(Action action)
    {
        var first = Time(action);
        return Middle([.. Enumerable.Range(0, Math.Clamp((int)(0.1 / first), 5, 100)).Select(_ => Time(action))]);
    }

    private static double Middle(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static double Time(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
