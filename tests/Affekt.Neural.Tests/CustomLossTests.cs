using Affekt.Neural.Onnx;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Training;

namespace Affekt.Neural.Tests;

/// <summary>Losses that a caller computes, on maps, and networks at other sizes than their file says.</summary>
public class CustomLossTests
{
    [Fact]
    public void A_loss_of_ones_own_on_a_joined_map_is_minimised()
    {
        // Joined maps are computed again in each pass: a loss on one must see this step's values.
        var network = new Network(new Shape(8, 8, 1), seed: 3);
        var one = network.Convolution(network.Input, 2, 3, bias: true);
        var two = network.Convolution(network.BatchNorm(network.Convolution(network.Input, 4, 3, stride: 2)), 2, 1, bias: true);
        network.AddOutput("maps",
            network.Concat(Axis.Height, [network.Reshape(one, new Shape(64, 1, 2)), network.Reshape(two, new Shape(16, 1, 2))]));
        var images = new float[6 * 64];
        var random = new Random(1);
        for (var i = 0; i < images.Length; i++)
            images[i] = (float)random.NextDouble();
        var seen = new int[6];
        double Distance(int image, ReadOnlySpan<float> values, Span<float> gradient)
        {
            Interlocked.Increment(ref seen[image]);
            var loss = 0.0;
            for (var i = 0; i < values.Length; i++)
            {
                gradient[i] = 2 * (values[i] - 1) / values.Length;
                loss += (values[i] - 1) * (values[i] - 1) / values.Length;
            }
            return loss;
        }
        using var trainer = new Trainer(network, [new Loss("maps") { Function = Distance }], new Sgd(), 6, workers: 2);

        var first = trainer.Step(images, 6, [new Targets([])], 0.1).Loss;
        var last = 0.0;
        for (var step = 0; step < 80; step++)
            last = trainer.Step(images, 6, [new Targets([])], 0.1).Loss;

        Assert.All(seen, times => Assert.Equal(81, times));
        Assert.True(last < 0.05 * first, $"from {first} to {last}");
    }

    [Fact]
    public void A_map_without_a_loss_of_ones_own_is_refused()
    {
        var network = new Network(new Shape(4, 4, 1));
        network.AddOutput("map", network.Convolution(network.Input, 2, 3));

        Assert.Contains("vector", Assert.Throws<ArgumentException>(
            () => new Trainer(network, [new Loss("map")], new Sgd(), 2, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_convolutional_model_runs_at_another_size_than_its_file_says()
    {
        var network = new Network(new Shape(16, 16, 1), seed: 2);
        var half = network.BatchNorm(network.Convolution(network.Input, 6, 3, stride: 2));
        var joined = network.Sum(network.Convolution(network.Input, 6, 1), network.Resize(half, 16, 16, nearest: true));
        network.AddOutput("map", joined);
        var bytes = new Model(network).ToBytes();

        var larger = Model.Parse(bytes, null, (32, 24));

        Assert.Equal(new Shape(32, 24, 6), larger.Predictor.Outputs["map"]);
        Assert.Equal(new Shape(16, 16, 6), Model.Parse(bytes).Predictor.Outputs["map"]);
        // Far from the border both see the same.
        var (small, large) = (new float[16 * 16], new float[32 * 24]);
        var random = new Random(5);
        for (var y = 0; y < 16; y++)
            for (var x = 0; x < 16; x++)
                small[y * 16 + x] = large[y * 24 + x] = (float)random.NextDouble();
        var (a, b) = (Model.Parse(bytes).Predictor.Run(small, 1)["map"], larger.Predictor.Run(large, 1)["map"]);
        Assert.Equal(a[(5 * 16 + 6) * 6], b[(5 * 24 + 6) * 6], 5);
    }
}
