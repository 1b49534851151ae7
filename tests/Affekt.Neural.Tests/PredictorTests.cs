using Affekt.Neural.Inference;
using Affekt.Neural.Onnx;
using Affekt.Neural.Operations;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;
using Affekt.Neural.Training;

namespace Affekt.Neural.Tests;

public class PredictorTests
{
    private static Network Trained()
    {
        var network = new Network(new Shape(9, 11, 2), seed: 5);
        var x = network.BatchNorm(network.Convolution(network.Input, 12, 3));
        var branch = network.BatchNorm(network.Convolution(x, 12, 3, bias: true), relu: false);
        var factors = network.Activation(network.Dense(
            network.Activation(network.Dense(network.GlobalAveragePool(branch), 4), Activation.Relu), 12), Activation.Sigmoid);
        x = network.Activation(network.Sum(network.Scale(branch, factors), x), Activation.Relu);
        x = network.MaxPool(x, 3, 2, 1);
        network.AddOutput("map", x);
        network.AddOutput("class",
            network.Softmax(network.Dense(network.Dropout(network.Flatten(network.BatchNorm(x, relu: false)), 0.5), 5)));
        network.AddOutput("logits", network.Dense(network.GlobalAveragePool(x), 5));
        using var trainer = new Trainer(network, [new Loss("logits")], new Sgd(), 16, 2);
        for (var step = 0; step < 20; step++)
            trainer.Step(Images(16, step), 16,
                [new Targets([.. Enumerable.Range(0, 16 * 5).Select(i => i % 5 == i / 5 % 5 ? 1f : 0f)])], 0.05);
        return network;
    }

    private static float[] Images(int count, int seed) => RandomImages(count * 9 * 11 * 2, seed);

    private static float[] RandomImages(int numbers, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, numbers).Select(_ => (float)(random.NextDouble() * 4 - 1))];
    }

    [Fact]
    public void Folding_keeps_the_result_and_leaves_no_normalisation_behind_a_convolution()
    {
        var network = Trained();
        var folded = network.Fold();
        Assert.DoesNotContain(folded.Layers, l => l is DropoutLayer);
        Assert.Single(folded.Layers, l => l is BatchNormLayer);

        // One image, computed layer by layer with the running statistics.
        var expected = ByDefinition(network, Images(1, 77));
        var actual = new Predictor(network).Run(Images(1, 77), 1);
        foreach (var (name, values) in expected)
            for (var i = 0; i < values.Length; i++)
                Assert.Equal(values[i], actual[name][i], 1e-4);
    }

    [Fact]
    public void Ends_of_residual_blocks_keep_their_results_whoever_else_reads_parts_of_them()
    {
        var network = new Network(new Shape(9, 11, 2), seed: 5);
        Layer Scaled(Layer x) => network.Scale(x, network.Activation(network.Dense(network.GlobalAveragePool(x), 20), Activation.Sigmoid));
        var first = network.Convolution(network.Input, 20, 3);
        var joined = network.Activation(network.Sum(first, Scaled(network.Convolution(first, 20, 3))), Activation.Relu);
        var scaled = Scaled(network.Convolution(joined, 20, 3));
        var withOutput = network.Activation(network.Sum(scaled, joined), Activation.Relu);
        var sum = network.Sum(Scaled(withOutput), withOutput);
        var readTwice = network.Sum(network.Activation(sum, Activation.Relu), sum);
        var both = network.Activation(network.Sum(Scaled(readTwice), Scaled(joined)), Activation.Relu);
        var alone = network.Activation(network.Sum(Scaled(both), both), Activation.Sigmoid);
        network.AddOutput("scaled", scaled);
        network.AddOutput("last", alone);

        var expected = ByDefinition(network, Images(1, 77));
        var actual = new Predictor(network).Run(Images(1, 77), 1);
        foreach (var (name, values) in expected)
            for (var i = 0; i < values.Length; i++)
                Assert.Equal(values[i], actual[name][i], 1e-4);
    }

    [Fact]
    public void Many_images_on_many_threads_give_what_each_gives_alone()
    {
        var predictor = new Predictor(Trained());
        var images = Images(37, 3);
        using var pool = new WorkerPool(3);
        var together = predictor.Run(images, 37, pool);
        for (var i = 0; i < 37; i++)
        {
            var alone = predictor.Run(images.AsMemory(i * 198, 198), 1);
            foreach (var (name, shape) in predictor.Outputs)
                for (var k = 0; k < shape.Count; k++)
                    Assert.Equal(alone[name][k], together[name][i * shape.Count + k], 1e-5);
        }
    }

    [Theory]
    [InlineData(WeightPrecision.Single)]
    [InlineData(WeightPrecision.Int8)]
    public void A_large_batch_gives_what_each_image_gives_alone_on_any_number_of_threads(WeightPrecision precision)
    {
        var network = new Network(new Shape(12, 12, 2), seed: 3);
        var x = network.MaxPool(network.Convolution(network.Convolution(network.Input, 32, 3), 64, 3), 2, 2);
        var factors = network.Activation(network.Dense(network.GlobalAveragePool(x), 64), Activation.Sigmoid);
        x = network.Activation(network.Sum(network.Scale(network.Convolution(x, 64, 3), factors), x), Activation.Relu);
        x = network.Convolution(network.MaxPool(x, 2, 2), 96, 3);
        network.AddOutput("map", x);
        network.AddOutput("class", network.Dense(network.GlobalAveragePool(x), 5));
        var predictor = Model.Parse(new Model(network).ToBytes(precision)).Predictor;
        const int Count = 101;
        var images = RandomImages(Count * 12 * 12 * 2, 9);
        var together = predictor.Run(images, Count);
        foreach (var workers in new[] { 2, 3 })
        {
            using var pool = new WorkerPool(workers);
            foreach (var (name, values) in predictor.Run(images, Count, pool))
                Assert.Equal(together[name], values);
        }
        for (var i = 0; i < Count; i++)
            foreach (var (name, values) in predictor.Run(images.AsMemory(i * 12 * 12 * 2, 12 * 12 * 2), 1))
            {
                var tolerance = 1e-5 * values.Max(Math.Abs);
                for (var k = 0; k < values.Length; k++)
                    Assert.Equal(values[k], together[name][i * values.Length + k], tolerance);
            }
    }

    [Theory]
    [InlineData(1, 12)]
    [InlineData(7, 12)]
    [InlineData(101, 12)]
    [InlineData(101, 32)] // large groups, with tiles of their own
    public void Images_made_when_their_turn_comes_give_what_they_give_when_all_are_there(int count, int channels)
    {
        var network = new Network(new Shape(9, 11, 2), seed: 5);
        network.AddOutput("map", network.Convolution(network.Convolution(network.Input, channels, 3), channels, 3));
        var predictor = new Predictor(network);
        var images = Images(count, 4);
        using var pool = new WorkerPool(3);
        var written = new int[count];
        var expected = predictor.Run(images, count, pool);
        var actual = predictor.Run((image, target) =>
        {
            Interlocked.Increment(ref written[image]);
            images.AsSpan(image * 198, 198).CopyTo(target);
        }, count, pool);
        Assert.All(written, times => Assert.Equal(1, times));
        foreach (var (name, values) in expected)
            Assert.Equal(values, actual[name]);
    }

    [Fact]
    public void One_predictor_serves_many_callers_at_once()
    {
        var predictor = new Predictor(Trained());
        var expected = Enumerable.Range(0, 8).Select(i => predictor.Run(Images(1, i), 1)["class"]).ToArray();
        Parallel.For(0, 200, i => Assert.Equal(expected[i % 8], predictor.Run(Images(1, i % 8), 1)["class"]));
    }

    [Fact]
    public void A_wrong_length_and_a_cancelled_token_are_refused()
    {
        var predictor = new Predictor(Trained());
        Assert.Contains("9x11x2", Assert.Throws<ArgumentException>(() => predictor.Run(new float[5], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<OperationCanceledException>(
            () => predictor.Run(Images(1, 1), 1, cancellationToken: new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Mistakes_in_building_a_network_name_the_layer()
    {
        var network = new Network(new Shape(4, 4, 1));
        Assert.Contains("does not fit", Assert.Throws<ArgumentException>(
            () => network.Convolution(network.Input, 2, 7, padding: 0)).Message, StringComparison.Ordinal);
        Assert.Contains("pool globally or flatten",
            Assert.Throws<ArgumentException>(() => network.Dense(network.Input, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("already a layer named input",
            Assert.Throws<ArgumentException>(() => network.Convolution(network.Input, 2, 3, name: "input")).Message,
            StringComparison.Ordinal);
        Assert.Contains("another network", Assert.Throws<ArgumentException>(
            () => network.Flatten(new Network(new Shape(4, 4, 1)).Input)).Message, StringComparison.Ordinal);
        Assert.Contains("equal shapes", Assert.Throws<ArgumentException>(
            () => network.Sum(network.Input, network.Convolution(network.Input, 2, 3))).Message, StringComparison.Ordinal);
    }

    /// <summary>Every layer by its definition, in double precision, for one image.</summary>
    private static Dictionary<string, double[]> ByDefinition(Network network, float[] image)
    {
        var values = new double[network.Layers.Count][];
        for (var n = 0; n < network.Layers.Count; n++)
        {
            var layer = network.Layers[n];
            var x = layer.Inputs.Count > 0 ? values[IndexOf(network, layer.Inputs[0])] : [];
            var input = layer.Inputs.Count > 0 ? layer.Inputs[0].Shape : default;
            double At(int y, int column, int c) =>
                y < 0 || column < 0 || y >= input.Height || column >= input.Width ? 0 : x[(y * input.Width + column) * input.Channels + c];
            values[n] = layer switch
            {
                InputLayer => [.. image.Select(v => (double)v)],
                ConvolutionLayer conv => Each(layer.Shape, (y, column, c) =>
                {
                    double sum = conv.Bias is null ? 0 : conv.Bias.Values[c];
                    for (var ky = 0; ky < conv.KernelSize; ky++)
                        for (var kx = 0; kx < conv.KernelSize; kx++)
                            for (var i = 0; i < input.Channels; i++)
                                sum += At(y * conv.Stride + ky - conv.Padding, column * conv.Stride + kx - conv.Padding,
                                    i) * conv.Weight.Values[((ky * conv.KernelSize + kx) * input.Channels + i) * layer.Shape.Channels + c];
                    return sum;
                }),
                BatchNormLayer norm => Each(layer.Shape, (y, column, c) =>
                {
                    var value = (At(y, column, c) - norm.RunningMean.Values[c]) / Math.Sqrt(
                        norm.RunningVariance.Values[c] + norm.Epsilon) * norm.Gamma.Values[c] + norm.Beta.Values[c];
                    return norm.HasRelu ? Math.Max(value, 0) : value;
                }),
                ActivationLayer a => [.. x.Select(v => a.Function == Activation.Relu ? Math.Max(v, 0) : 1 / (1 + Math.Exp(-v)))],
                AddLayer => [.. x.Zip(values[IndexOf(network, layer.Inputs[1])], (l, r) => l + r)],
                ScaleLayer => Each(layer.Shape, (y, column, c) => At(y, column, c) * values[IndexOf(network, layer.Inputs[1])][c]),
                GlobalAveragePoolLayer =>
                    Each(layer.Shape, (_, _, c) => Enumerable.Range(0, input.Pixels).Average(p => x[p * input.Channels + c])),
                MaxPoolLayer pool => Each(layer.Shape, (y, column, c) => (
                    from ky in Enumerable.Range(y * pool.Window.StrideY - pool.Window.Top, pool.Window.Height)
                    from kx in Enumerable.Range(column * pool.Window.StrideY - pool.Window.Top, pool.Window.Height)
                    where ky >= 0 && kx >= 0 && ky < input.Height && kx < input.Width
                    select At(ky, kx, c)).Max()),
                FlattenLayer or DropoutLayer => x,
                SoftmaxLayer => [.. x.Select(v => Math.Exp(v) / x.Sum(Math.Exp))],
                _ => throw new NotSupportedException(layer.GetType().Name),
            };
        }
        return network.Outputs.ToDictionary(o => o.Key, o => values[IndexOf(network, o.Value)]);
    }

    private static int IndexOf(Network network, Layer layer) => network.Layers.ToList().IndexOf(layer);

    private static double[] Each(Shape shape, Func<int, int, int, double> value) =>
        [.. from y in Enumerable.Range(0, shape.Height) from x in Enumerable.Range(0, shape.Width) from c in Enumerable.Range(
            0, shape.Channels) select value(y, x, c)];
}
