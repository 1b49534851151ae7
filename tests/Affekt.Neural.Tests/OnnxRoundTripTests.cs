using Affekt.Neural.Inference;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Tests;

/// <summary>What is written and read again predicts the same.</summary>
public class OnnxRoundTripTests
{
    public static TheoryData<string> Networks() => [.. Samples.Networks.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_network_read_back_predicts_the_same(string name)
    {
        var network = Samples.Build(name);
        var original = new Model(network);
        var read = Model.Parse(original.ToBytes());

        Assert.Equal(network.Input.Shape, read.Network.Input.Shape);
        Assert.Equal(network.Input.Name, read.Input.Name);
        Assert.Equal(original.Outputs.Select(o => (o.Name, string.Join('x', o.Dimensions))),
            read.Outputs.Select(o => (o.Name, string.Join('x', o.Dimensions))));
        var images = Samples.Images(network.Input.Shape, 3);
        var (expected, actual) = (original.Predictor.Run(images, 3), read.Predictor.Run(images, 3));
        foreach (var output in expected.Keys)
            Samples.AssertClose(expected[output], actual[output], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Weights_of_eight_bits_come_back_to_half_a_step(string name)
    {
        var original = new Model(Samples.Build(name).Fold());
        var bytes = original.ToBytes(WeightPrecision.Int8);
        var read = Model.Parse(bytes);

        Assert.Equal(bytes, original.ToBytes(WeightPrecision.Int8));
        static List<FilterLayer> Convolutions(Model model) =>
            [.. model.Network.Layers.OfType<FilterLayer>().Where(l => l is not DenseLayer)];
        Assert.Equal(Convolutions(original).Count, Convolutions(read).Count);
        foreach (var (before, after) in Convolutions(original).Zip(Convolutions(read)))
        {
            var (outputs, weights, restored) = (before.Shape.Channels, before.Weight.Values.ToArray(), after.Weight.Values.ToArray());
            Assert.Equal(weights.Length, restored.Length);
            for (var output = 0; output < outputs; output++)
            {
                var channel = Enumerable.Range(0, weights.Length / outputs).Select(i => i * outputs + output).ToList();
                var step = channel.Max(i => Math.Abs(weights[i])) / 127;
                Assert.All(channel, i => Assert.InRange(Math.Abs(weights[i] - restored[i]), 0, step * 0.5001f));
            }
            Assert.Equal(before.Bias?.Values.ToArray(), after.Bias?.Values.ToArray());
        }
        Assert.Equal(original.Network.MultiplyAdds, read.Network.MultiplyAdds);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Bytes_are_the_same_each_time_and_after_a_round_trip(string name)
    {
        var bytes = new Model(Samples.Build(name)).ToBytes();
        Assert.Equal(bytes, new Model(Samples.Build(name)).ToBytes());
        // Layer normalisation over channels is written in several nodes, which come back as layers of their own.
        if (name != "reductions and norms")
            Assert.Equal(bytes, Model.Parse(bytes).ToBytes());
    }

    [Fact]
    public void Metadata_producer_and_hash_come_back()
    {
        var metadata = new Dictionary<string, string> { ["classes"] = "angry,happy", ["größe"] = "48", ["empty"] = "" };
        var path = Path.Combine(Path.GetTempPath(), $"affekt-{Guid.NewGuid():N}.onnx");
        try
        {
            new Model(Samples.Build("plain"), metadata).Save(path);
            var model = Model.Load(path);
            Assert.Equal(metadata.OrderBy(m => m.Key, StringComparer.Ordinal), model.Metadata);
            Assert.StartsWith("Affekt", model.Producer, StringComparison.Ordinal);
            Assert.Equal(17, model.Opset);
            Assert.Equal(model.Sha256, Model.Load(path, model.Sha256.ToUpperInvariant()).Sha256);
            var error = Assert.Throws<ModelFormatException>(() => Model.Load(path, new string('0', 64)));
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
            Assert.Contains("SHA-256", error.Message, StringComparison.Ordinal);
            Assert.False(File.Exists(path + ".partial"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_network_without_an_output_or_with_one_named_as_the_input_is_not_written()
    {
        var network = new Network(new Shape(4, 4, 1), inputName: "images");
        Assert.Contains("AddOutput", Assert.Throws<ArgumentException>(() => new Model(network).ToBytes()).Message,
            StringComparison.Ordinal);
        network.AddOutput("images", network.GlobalAveragePool(network.Input));
        Assert.Contains("images", Assert.Throws<ArgumentException>(() => new Model(network).ToBytes()).Message, StringComparison.Ordinal);
    }
}
