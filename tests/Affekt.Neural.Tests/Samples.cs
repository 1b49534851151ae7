using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Tests;

/// <summary>Small networks with every layer, their statistics and biases away from the defaults.</summary>
internal static class Samples
{
    public static Dictionary<string, Func<Network>> Networks { get; } = new()
    {
        ["plain"] = () =>
        {
            var n = new Network(new Shape(12, 12, 1), seed: 1);
            var x = n.MaxPool(n.BatchNorm(n.Convolution(n.Input, 8, 3)));
            x = n.Dropout(n.BatchNorm(n.Convolution(x, 12, 3)), 0.3);
            n.AddOutput("class", n.Dense(n.GlobalAveragePool(x), 7));
            return n;
        },
        ["wide enough for Winograd"] = () =>
        {
            var n = new Network(new Shape(7, 6, 1), seed: 7);
            var x = n.BatchNorm(n.Convolution(n.Input, 32, 3));
            x = n.Sum(x, n.BatchNorm(n.Convolution(x, 32, 3)));
            n.AddOutput("class", n.Dense(n.GlobalAveragePool(n.Convolution(x, 32, 3, bias: true)), 3));
            return n;
        },
        ["flatten"] = () =>
        {
            var n = new Network(new Shape(5, 4, 3), seed: 2);
            var x = n.Dropout(n.Flatten(n.Convolution(n.Input, 6, 3, bias: true)), 0.5);
            x = n.Activation(n.BatchNorm(n.Dense(x, 9), relu: false), Activation.HardSwish);
            n.AddOutput("probabilities", n.Softmax(n.Dense(x, 4)));
            return n;
        },
        ["flatten read by others"] = () =>
        {
            var n = new Network(new Shape(5, 4, 3), seed: 3);
            var x = n.Flatten(n.Convolution(n.Input, 2, 3));
            n.AddOutput("flat", x);
            n.AddOutput("class", n.Dense(n.Activation(x, Activation.Sigmoid), 4));
            return n;
        },
        ["residual"] = () =>
        {
            var n = new Network(new Shape(8, 9, 2), seed: 4, inputName: "images");
            var start = n.BatchNorm(n.Convolution(n.Input, 16, 3, name: "stem"));
            var body = n.BatchNorm(n.Convolution(n.BatchNorm(n.Convolution(start, 16, 3)), 16, 3), relu: false);
            var sum = n.Activation(n.Sum(start, body), Activation.Relu);
            var pre = n.Convolution(n.BatchNorm(n.Sum(sum, start)), 5, 1, bias: true);
            n.AddOutput("map", pre);
            n.AddOutput("average", n.GlobalAveragePool(pre));
            n.AddOutput("relu", sum);
            return n;
        },
        ["squeeze and excitation"] = () =>
        {
            var n = new Network(new Shape(8, 8, 3), seed: 5);
            var start = n.Activation(n.BatchNorm(n.Convolution(n.Input, 16, 3, stride: 2), relu: false), Activation.Silu);
            var squeezed = n.Activation(n.Dense(n.GlobalAveragePool(start), 4), Activation.Relu);
            var x = n.Scale(start, n.Activation(n.Dense(squeezed, 16), Activation.Sigmoid));
            x = n.Scale(x, n.Activation(n.Convolution(n.GlobalAveragePool(x), 16, 1, bias: true), Activation.HardSigmoid));
            n.AddOutput("class", n.Dense(n.GlobalAveragePool(x), 7, name: "class"));
            return n;
        },
        ["strides and padded pooling"] = () =>
        {
            var n = new Network(new Shape(21, 17, 3), seed: 6);
            var x = n.BatchNorm(n.Convolution(n.Input, 7, 7, stride: 2));
            x = n.MaxPool(x, 3, 2, 1);
            x = n.Convolution(x, 5, 1, stride: 2);
            x = n.Convolution(n.BatchNorm(x), 33, 2, padding: 0, bias: true);
            n.AddOutput("class", n.Dense(n.Flatten(x), 3, bias: false));
            return n;
        },
        ["vectors"] = () =>
        {
            var n = new Network(new Shape(1, 1, 10), seed: 7);
            var a = n.Activation(n.Dense(n.Input, 6), Activation.Silu);
            var b = n.Scale(n.Sum(a, n.Convolution(a, 6, 1)), n.Softmax(n.Dense(a, 6)));
            n.AddOutput("a", b);
            n.AddOutput("b", b);
            n.AddOutput("copy", n.Input);
            return n;
        },
        ["depthwise, grouped and rectangular"] = () =>
        {
            var n = new Network(new Shape(13, 11, 3), seed: 8);
            var x = n.BatchNorm(n.Convolution(n.Input, 24, 3, stride: 2));
            x = n.BatchNorm(n.DepthwiseConvolution(x, 3, stride: 2));
            x = n.Activation(n.BatchNorm(n.Convolution(x, 36, 1), relu: false), Activation.HardSwish);
            x = n.BatchNorm(n.DepthwiseConvolution(x, Window.Square(5, 1, 4, 2), bias: true), relu: false);
            x = n.GroupedConvolution(x, 24, new Window(1, 3) { Left = 1, Right = 1 }, 4, bias: true);
            n.AddOutput("class", n.Dense(n.GlobalAveragePool(x), 5));
            return n;
        },
        ["pools and activations"] = () =>
        {
            var n = new Network(new Shape(10, 12, 4), seed: 9);
            var a = n.MaxPool(n.Input, new Window(2, 3) { StrideX = 2, Right = 1, Top = 1 });
            var b = n.AveragePool(n.Input, new Window(2, 3) { StrideX = 2, Right = 1, Top = 1 }, countsPadding: true);
            var c = n.AveragePool(n.Input, new Window(2, 3) { StrideX = 2, Right = 1, Top = 1 });
            var e = n.Sum(n.Sum(n.Activation(a, Activation.LeakyRelu(0.2f)), n.Activation(b, Activation.HardSwish)),
                n.Activation(c, Activation.Relu6));
            n.AddOutput("mixed", n.Activation(e, Activation.HardSigmoidOf(0.3f, 0.4f)));
            return n;
        },
        ["moves"] = () =>
        {
            var n = new Network(new Shape(6, 8, 4), seed: 10);
            var x = n.Convolution(n.Input, 6, 3);
            x = n.Concat(Axis.Channels, [n.Convolution(x, 2, 1), x]);
            x = n.Concat(Axis.Height, [x, n.Resize(x, 7, 8)]);
            x = n.Concat(Axis.Width, [x, n.Resize(x, 13, 10, nearest: true)]);
            x = n.Pad(x, 1, 0, 2, 3);
            n.AddOutput("map", x);
            n.AddOutput("reshaped", n.Reshape(x, new Shape(28, 23, 4)));
            return n;
        },
        ["two results number by number"] = () =>
        {
            var n = new Network(new Shape(6, 7, 5), seed: 11);
            var x = n.Convolution(n.Input, 8, 3);
            var y = n.Binary(BinaryOperation.Div, x, n.Activation(n.GlobalAveragePool(n.Convolution(x, 8, 1)), Activation.Sigmoid));
            y = n.Binary(BinaryOperation.Sub, n.Binary(BinaryOperation.Mul, y, x), n.Binary(BinaryOperation.Add, x, y));
            n.AddOutput("map", n.Softmax(y));
            return n;
        },
    };

    /// <summary>A sample whose every parameter has been moved away from its start.</summary>
    public static Network Build(string name)
    {
        var network = Networks[name]();
        var random = new Random(42);
        foreach (var parameter in network.Parameters.Where(p => p.Kind != ParameterKind.Weight))
            foreach (ref var value in parameter.Values)
                value = (float)(random.NextDouble() * 0.8 + (parameter.Name.EndsWith(".variance", StringComparison.Ordinal) ? 0.5 : -0.4));
        return network;
    }

    public static float[] Images(Shape shape, int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count * shape.Count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    public static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"at {i}: expected {expected[i]}, got {actual[i]}");
    }
}
