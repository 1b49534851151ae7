using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Training;

namespace Affekt.Neural.Tests;

public class OptimTests
{
    /// <summary>
    /// Three steps on w with the gradient of 0.5 w^2, by PyTorch's published formulas in double precision, written out here
    /// so that a mistake in the vectorised form shows.
    /// </summary>
    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    [InlineData("adam")]
    public void Steps_follow_the_published_formulas(string name)
    {
        const double Rate = 0.1, Decay = 0.01;
        Optimizer optimizer = name switch
        {
            "sgd" => new Sgd(0.9, Decay),
            "adamw" => new Adam(weightDecay: Decay),
            _ => new Adam(weightDecay: Decay, decoupled: false),
        };
        float[] values = [.. Enumerable.Range(1, 37).Select(i => i * 0.1f)];
        var (first, second) = (new float[37], new float[37]);
        var expected = values.Select(v => (W: (double)v, M: 0.0, V: 0.0)).ToArray();
        for (var step = 1; step <= 3; step++)
        {
            var gradient = values.ToArray();
            optimizer.Update(Rate, step, decays: true, gradient, first, second, values);
            for (var i = 0; i < expected.Length; i++)
            {
                var (w, m, v) = expected[i];
                var g = w;
                if (name == "sgd")
                {
                    g += Decay * w;
                    m = 0.9 * m + g;
                    w -= Rate * (g + 0.9 * m);
                }
                else
                {
                    if (name == "adam")
                        g += Decay * w;
                    else
                        w -= Rate * Decay * w;
                    m = 0.9 * m + 0.1 * g;
                    v = 0.999 * v + 0.001 * g * g;
                    w -= Rate * (m / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, step))) + 1e-8);
                }
                expected[i] = (w, m, v);
            }
        }
        for (var i = 0; i < values.Length; i++)
            Assert.Equal(expected[i].W, values[i], 1e-5);
    }

    [Fact]
    public void Offsets_are_not_decayed()
    {
        float[] values = [2];
        new Sgd(0, 0.5).Update(0.1, 1, decays: false, [0f], new float[1], [], values);
        Assert.Equal(2, values[0]);
    }

    [Fact]
    public void Schedules_run_through_their_known_points()
    {
        var cosine = new CosineSchedule(peak: 1, final: 0.1, warmUp: 0.2);
        Assert.Equal(0, cosine.At(0), 1e-12);
        Assert.Equal(0.5, cosine.At(0.1), 1e-12);
        Assert.Equal(1, cosine.At(0.2), 1e-12);
        Assert.Equal(0.55, cosine.At(0.6), 1e-12);
        Assert.Equal(0.1, cosine.At(1), 1e-12);

        var cycle = new OneCycleSchedule(peak: 1, rise: 0.25, startFactor: 0.04, endFactor: 0.001);
        Assert.Equal(0.04, cycle.At(0), 1e-12);
        Assert.Equal(0.52, cycle.At(0.125), 1e-12);
        Assert.Equal(1, cycle.At(0.25), 1e-12);
        Assert.Equal(0.001, cycle.At(1), 1e-12);

        var steps = new StepSchedule(1, 0.1, 0.5, 0.75);
        Assert.Equal([1, 0.1, 0.01], [Math.Round(steps.At(0.49), 12), Math.Round(steps.At(0.5), 12), Math.Round(steps.At(0.9), 12)]);

        var plateau = new PlateauSchedule(1, 0.5, patience: 1);
        foreach (var score in new[] { 0.5, 0.4, 0.6, 0.6 })
            plateau.EpochEnded(score);
        Assert.Equal(1, plateau.At(0.5));
        plateau.EpochEnded(0.6);
        Assert.Equal(0.5, plateau.At(0.5));
    }

    [Fact]
    public void The_moving_average_follows_the_weights()
    {
        var network = new Network(new Shape(1, 1, 3), seed: 1);
        network.AddOutput("y", network.Dense(network.Input, 2));
        using var trainer = new Trainer(network, [new Loss("y")], new Sgd(0), 1, 1, averageDecay: 0.5);
        var copy = new Network(new Shape(1, 1, 3), seed: 2);
        copy.AddOutput("y", copy.Dense(copy.Input, 2));
        var average = Values(network);
        for (var step = 1; step <= 4; step++)
        {
            trainer.Step(new float[] { 1, -2, 3 }, 1, [new Targets([1, 0])], 0.1);
            var decay = Math.Min(0.5, (1.0 + step) / (10.0 + step));
            average = [.. average.Zip(Values(network), (a, w) => a * decay + w * (1 - decay))];
        }
        trainer.CopyAverageTo(copy);
        foreach (var (expected, actual) in average.Zip(Values(copy)))
            Assert.Equal(expected, actual, 1e-5);

        static double[] Values(Network network) => [.. network.Parameters.SelectMany(p => p.Values.ToArray()).Select(v => (double)v)];
    }
}
