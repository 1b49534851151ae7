using System.Diagnostics;
using Affekt.Neural;
using Affekt.Neural.Inference;
using Affekt.Neural.Threading;
using Affekt.Neural.Training;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Benchmarks;

/// <summary>Images a second that each recipe trains on, augmentation and validation apart.</summary>
internal static class RecipeBenchmark
{
    private const int Threads = 2;
    private const int Steps = 5;

    /// <summary>Prints a table; with a name, of that recipe alone.</summary>
    public static void Run(string? name)
    {
        Console.WriteLine($"{Engine.Description}, {Threads} threads");
        Console.WriteLine();
        Console.WriteLine("| recipe | batch | parameters | multiply-adds a face | images/s |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var recipe in RecipeBook.All.Where(r => name is null || r.Name == name))
        {
            Train(recipe.Name, recipe, recipe.Build(recipe.Augmentation.OutputSize, recipe.Seed));
            if (recipe.Trunk is not { } trunk)
                continue;
            Features($"{recipe.Name}, features of the frozen trunk", recipe, trunk.Build(recipe.InputSize, recipe.Seed));
            Train($"{recipe.Name}, head on features", recipe, trunk.BuildHead(recipe.Seed));
        }
    }

    private static void Train(string name, Recipe recipe, Network network)
    {
        var losses = network.Outputs.Keys.Select(output => new Loss(output)).ToList();
        using var trainer = new Trainer(network, losses, recipe.Optimizer(), recipe.BatchSize, Threads, recipe.AverageDecay);
        var images = Noise(recipe.BatchSize * network.Input.Shape.Count);
        var rows = new float[recipe.BatchSize * Emotions.Count];
        for (var row = 0; row < recipe.BatchSize; row++)
            rows[row * Emotions.Count + row % Emotions.Count] = 1;
        var targets = losses.Select(_ => new Targets(rows)).ToList();
        Print(name, recipe, network, () => trainer.Step(images, recipe.BatchSize, targets, 1e-5));
    }

    private static void Features(string name, Recipe recipe, Network network)
    {
        using var pool = new WorkerPool(Threads);
        var predictor = new Predictor(network);
        var images = Noise(recipe.BatchSize * network.Input.Shape.Count);
        Print(name, recipe, network, () => predictor.Run(images, recipe.BatchSize, pool));
    }

    private static void Print(string name, Recipe recipe, Network network, Action step)
    {
        step();
        var seconds = new double[Steps];
        for (var i = 0; i < Steps; i++)
        {
            var started = Stopwatch.GetTimestamp();
            step();
            seconds[i] = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        Array.Sort(seconds);
        Console.WriteLine(FormattableString.Invariant(
            $"| {name} | {recipe.BatchSize} | {network.ParameterCount / 1e6:F2} M | {network.MultiplyAdds / 1e6:F0} M | {recipe.BatchSize / seconds[Steps / 2]:F1} |"));
    }

    private static float[] Noise(int length)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, length).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }
}
