using Affekt.Neural.Operations;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Training;

namespace Affekt.Neural.Tests;

/// <summary>Analytic gradients against central differences of the loss, layer by layer.</summary>
public class GradientTests
{
    private const int Batch = 6;
    private const int Classes = 4;

    public static TheoryData<string> Networks() => [.. Builders.Keys];

    private static readonly Dictionary<string, Func<Network, Layer, Layer>> Builders = new()
    {
        ["convolution 3x3 with bias"] = (n, x) => n.Convolution(x, 5, 3, bias: true),
        ["convolution 1x1"] = (n, x) => n.Convolution(x, 9, 1),
        ["convolution 5x5"] = (n, x) => n.Convolution(x, 4, 5),
        ["convolution 3x3 stride 2"] = (n, x) => n.Convolution(n.Convolution(x, 6, 3), 5, 3, stride: 2),
        ["convolution 5x5 stride 3"] = (n, x) => n.Convolution(n.Convolution(x, 6, 3), 5, 5, stride: 3),
        ["convolution 4x4 stride 3 without padding"] = (n, x) => n.Convolution(n.Convolution(x, 6, 3), 5, 4, stride: 3, padding: 0),
        ["convolution 3x3 stride 2 with wide padding"] = (n, x) => n.Convolution(n.Convolution(x, 6, 3), 5, 3, stride: 2, padding: 3),
        ["convolution 1x1 stride 2"] = (n, x) => n.Convolution(n.Convolution(x, 6, 3), 5, 1, stride: 2),
        ["convolution 3x3 without padding"] = (n, x) => n.Convolution(n.Convolution(x, 4, 3, padding: 0), 5, 3, padding: 0),
        ["batch norm"] = (n, x) => n.BatchNorm(n.Convolution(x, 6, 3), relu: false),
        ["batch norm with relu"] = (n, x) => n.BatchNorm(n.Convolution(x, 6, 3)),
        ["two batch norms"] = (n, x) => n.BatchNorm(n.Convolution(n.BatchNorm(n.Convolution(x, 6, 3), relu: false), 5, 3), relu: false),
        ["batch norm on pooled input"] = (n, x) => n.Convolution(n.BatchNorm(n.MaxPool(n.Convolution(x, 6, 3)), relu: false), 3, 1),
        ["max pool"] = (n, x) => n.MaxPool(n.Convolution(x, 6, 3)),
        ["max pool of many channels"] = (n, x) => n.MaxPool(n.Convolution(x, 19, 3)),
        ["max pool whose input has two readers"] = (n, x) =>
        {
            var start = n.Convolution(x, 11, 3);
            return n.Sum(n.MaxPool(start), n.Convolution(start, 11, 2, stride: 2, padding: 0));
        },
        ["max pool overlapping and padded"] = (n, x) => n.MaxPool(n.Convolution(x, 19, 3), 3, 2, 1),
        ["residual"] = (n, x) =>
        {
            var start = n.Convolution(x, 6, 3);
            return n.Activation(n.Sum(start, n.BatchNorm(n.Convolution(start, 6, 3), relu: false)), Activation.Silu);
        },
        ["residual of the same layer twice"] = (n, x) =>
        {
            var start = n.Convolution(x, 6, 3);
            return n.Sum(start, start);
        },
        ["squeeze and excitation"] = (n, x) =>
        {
            var start = n.BatchNorm(n.Convolution(x, 8, 3), relu: false);
            var squeezed = n.Activation(n.Dense(n.GlobalAveragePool(start), 3), Activation.Silu);
            return n.Scale(start, n.Activation(n.Dense(squeezed, 8), Activation.Sigmoid));
        },
        ["dropout"] = (n, x) => n.Dropout(n.Convolution(x, 6, 3), 0.4),
        ["softmax inside"] = (n, x) => n.Softmax(n.Dense(n.Flatten(n.Convolution(x, 2, 3)), 5)),
        ["sigmoid"] = (n, x) => n.Activation(n.Convolution(x, 6, 3), Activation.Sigmoid),
        ["silu"] = (n, x) => n.Activation(n.Convolution(x, 6, 3), Activation.Silu),
        ["hard swish"] = (n, x) => n.Activation(n.Convolution(x, 6, 3), Activation.HardSwish),
        ["hard sigmoid"] = (n, x) => n.Activation(n.Convolution(x, 6, 3), Activation.HardSigmoid),
        ["depthwise 3x3"] = (n, x) => n.DepthwiseConvolution(n.Convolution(x, 19, 3), 3, bias: true),
        ["depthwise 5x5 stride 2"] = (n, x) => n.DepthwiseConvolution(n.Convolution(x, 6, 3), 5, stride: 2),
        ["depthwise dilated"] = (n, x) => n.DepthwiseConvolution(n.Convolution(x, 18, 3), Window.Square(3, 1, 2, 2)),
        ["depthwise with batch norm"] = (n, x) => n.BatchNorm(n.DepthwiseConvolution(n.Convolution(x, 6, 3), 3), relu: false),
        ["grouped"] = (n, x) => n.GroupedConvolution(n.Convolution(x, 6, 3), 9, Window.Square(3, 2, 1), 3, bias: true),
        ["rectangular and dilated"] = (n, x) =>
            n.GroupedConvolution(n.Convolution(x, 4, 3), 37, new Window(1, 3) { StrideX = 2, DilationX = 2, Left = 2, Right = 1 }),
        ["max pool of a rectangle"] = (n, x) => n.MaxPool(n.Convolution(x, 6, 3), new Window(2, 3) { StrideX = 2, Right = 2, Top = 1 }),
        ["average pool"] = (n, x) => n.AveragePool(n.Convolution(x, 6, 3), Window.Square(3, 2, 1)),
        ["average pool that counts padding"] = (n, x) =>
            n.AveragePool(n.Convolution(x, 6, 3), new Window(2, 3) { StrideY = 2, Top = 1, Right = 1 }, countsPadding: true),
        ["leaky relu"] = (n, x) => n.Activation(n.Convolution(x, 6, 3), Activation.LeakyRelu(0.1f)),
        ["relu 6"] = (n, x) => n.Activation(n.Convolution(x, 6, 3), Activation.Clip(-0.5f, 0.5f)),
        ["concat"] = (n, x) =>
        {
            var start = n.Convolution(x, 5, 3);
            var channels = n.Concat(Axis.Channels, [start, n.Convolution(x, 3, 1), start]);
            return n.Concat(Axis.Width,
                [n.Concat(Axis.Height, [channels, n.Activation(channels, Activation.Silu)]), n.Concat(Axis.Height, [channels, channels])]);
        },
        ["resize up"] = (n, x) => n.Resize(n.Convolution(x, 9, 3), 11, 9),
        ["resize down"] = (n, x) => n.Resize(n.Convolution(x, 6, 3), 4, 5),
        ["resize to the nearest"] = (n, x) => n.Resize(n.Convolution(x, 6, 3), 12, 14, nearest: true),
        ["reshape"] = (n, x) => n.Reshape(n.Convolution(x, 6, 3), new Shape(4, 9, 7)),
        ["transpose"] = (n, x) =>
            n.Add(new TransposeLayer("turn", n.Convolution(x, 6, 3), [6, 7, 2, 3], [2, 1, 3, 0], new Shape(14, 3, 6))),
        ["softmax of each pixel"] = (n, x) => n.Softmax(n.Convolution(x, 6, 3)),
        ["relu"] = (n, x) => n.Activation(n.Convolution(x, 6, 3), Activation.Relu),
        ["pad"] = (n, x) => n.Pad(n.Convolution(x, 6, 3), 1, 0, 2, 1),
        ["difference, product and quotient"] = (n, x) =>
        {
            var (left, right) = (n.Convolution(x, 6, 3), n.Activation(n.GlobalAveragePool(n.Convolution(x, 6, 3)), Activation.Sigmoid));
            return n.Binary(BinaryOperation.Mul, n.Binary(BinaryOperation.Sub, left, right), n.Binary(BinaryOperation.Div, left, right));
        },
    };

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_agree_with_differences_of_the_loss(string name)
    {
        var network = new Network(new Shape(6, 7, 2), seed: 5);
        var body = Builders[name](network, network.Input);
        network.AddOutput("one", network.Dense(network.Flatten(body), Classes));
        network.AddOutput("two", network.Dense(network.GlobalAveragePool(body), Classes));
        using var trainer = new Trainer(network, [new Loss("one"), new Loss("two", 0.5)], new Sgd(), Batch, workers: 2, seed: 9);
        var (images, targets) = Data(network.Input.Shape);

        double LossOf()
        {
            var loss = trainer.ComputeGradients(images, Batch, targets).Loss;
            foreach (var parameter in network.Parameters)
                trainer.Gather(parameter, .., clear: true);
            return loss;
        }

        trainer.ComputeGradients(images, Batch, targets);
        var gradients = network.Parameters.Where(p => p.IsTrainable).Select(p =>
        {
            var sum = trainer.Gather(p, .., clear: false);
            var copy = sum.ToArray();
            sum.Clear();
            return (Parameter: p, Gradient: copy);
        }).ToList();

        var random = new Random(3);
        foreach (var (parameter, gradient) in gradients)
            for (var trial = 0; trial < 3; trial++)
            {
                // A random direction for the whole parameter: one number that every gradient value has a part in.
                var direction = gradient.Select(_ => random.Next(2) == 0 ? 1f : -1f).ToArray();
                var start = parameter.Values.ToArray();
                double Shifted(double step)
                {
                    for (var i = 0; i < start.Length; i++)
                        parameter.Values[i] = (float)(start[i] + step * direction[i]);
                    return LossOf();
                }
                const double Step = 1e-4;
                var numeric = (Shifted(Step) - Shifted(-Step)) / (2 * Step);
                start.CopyTo(parameter.Values);
                var analytic = gradient.Zip(direction, (g, d) => (double)g * d).Sum();
                var scale = Math.Max(gradient.Sum(g => Math.Abs((double)g)), 0.05);
                Assert.True(Math.Abs(numeric - analytic) < 0.03 * scale,
                    $"{name}, {parameter.Name}: numeric {numeric:g6}, analytic {analytic:g6}");
            }
    }

    [Fact]
    public void Weights_are_bit_identical_for_one_two_and_eight_threads()
    {
        float[] Train(int workers)
        {
            var network = new Network(new Shape(8, 8, 1), seed: 5);
            var x = network.MaxPool(network.BatchNorm(network.Convolution(network.Input, 12, 3)));
            x = network.Dropout(network.BatchNorm(network.Convolution(x, 20, 3)), 0.2);
            network.AddOutput("one", network.Dense(network.GlobalAveragePool(x), Classes));
            using var trainer = new Trainer(network, [new Loss("one")], new Sgd(0.9, 1e-3), 21, workers, averageDecay: 0.9, seed: 9);
            var random = new Random(1);
            for (var step = 0; step < 5; step++)
            {
                var images = Enumerable.Range(0, 21 * 64).Select(_ => (float)random.NextDouble()).ToArray();
                var targets = new float[21 * Classes];
                for (var row = 0; row < 21; row++)
                    targets[row * Classes + random.Next(Classes)] = 1;
                trainer.Step(images, 21, [new Targets(targets)], 0.05);
            }
            return [.. network.Parameters.SelectMany(p => p.Values.ToArray())];
        }

        var one = Train(1);
        Assert.Equal(one, Train(2));
        Assert.Equal(one, Train(8));
        Assert.All(one, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_and_leaves_the_parameters()
    {
        var network = new Network(new Shape(6, 6, 1), seed: 5);
        network.AddOutput("one", network.Dense(
            network.GlobalAveragePool(network.BatchNorm(network.Convolution(network.Input, 4, 3))), Classes));
        using var trainer = new Trainer(network, [new Loss("one")], new Sgd(), 2, 1);
        var before = network.Parameters.SelectMany(p => p.Values.ToArray()).ToArray();
        var images = new float[2 * 36];
        images[7] = float.NaN;
        var error = Assert.Throws<TrainingDivergedException>(() => trainer.Step(images, 2, [new Targets([1, 0, 0, 0, 0, 1, 0, 0])], 0.1));
        Assert.Contains("NaN", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.SelectMany(p => p.Values.ToArray()));
    }

    private static (float[] Images, Targets[] Targets) Data(Shape shape)
    {
        var random = new Random(11);
        var images = Enumerable.Range(0, Batch * shape.Count).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray();
        Targets Draw() => new([.. Enumerable.Range(0, Batch).SelectMany(_ =>
        {
            var row = Enumerable.Range(0, Classes).Select(_ => (float)random.NextDouble()).ToArray();
            return row.Select(v => v / row.Sum());
        })], [1, 0.5f, 2, 0, 1, 1]);
        return (images, [Draw(), Draw()]);
    }
}
