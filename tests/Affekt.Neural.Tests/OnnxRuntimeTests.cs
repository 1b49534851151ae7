using Affekt.Benchmarks;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Tests;

/// <summary>What we write means the same to ONNX Runtime.</summary>
public class OnnxRuntimeTests
{
    public static TheoryData<string> Networks() => [.. Samples.Networks.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public void ONNX_Runtime_computes_what_we_compute(string name)
    {
        var network = Samples.Build(name);
        AssertSame(network, new Model(network).ToBytes());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void ONNX_Runtime_reads_weights_of_eight_bits_as_we_do(string name)
    {
        var bytes = new Model(Samples.Build(name)).ToBytes(WeightPrecision.Int8);
        AssertSame(Model.Parse(bytes).Network, bytes);
    }

    private static void AssertSame(Network network, byte[] bytes)
    {
        using var session = new OnnxSession(bytes);
        var model = new Model(network);
        var shape = network.Input.Shape;
        var images = Samples.Images(shape, 3);
        string[] outputs = [.. network.Outputs.Keys];
        var expected = session.Run(
            network.Input.Name, Tensor.ChannelsFirst(images, 3, shape), [3, shape.Channels, shape.Height, shape.Width], outputs);
        var actual = model.Predictor.Run(images, 3);
        for (var i = 0; i < outputs.Length; i++)
        {
            var output = network.Outputs[outputs[i]].Shape;
            Samples.AssertClose(expected[i].Values, expected[i].Dimensions.Length == 4
                ? Tensor.ChannelsFirst(actual[outputs[i]], 3, output) : actual[outputs[i]], 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(OnnxOperatorTests.Names), MemberType = typeof(OnnxOperatorTests))]
    public void ONNX_Runtime_runs_every_operator_as_we_do(string name)
    {
        var sketch = OnnxOperatorTests.Cases[name].Draw();
        using var session = new OnnxSession(sketch.ToBytes());
        var expected = session.Run("x", sketch.Input.Values, [.. sketch.Input.Dimensions.Select(d => (long)d)], sketch.Outputs);
        var actual = Model.Parse(sketch.ToBytes()).Run(sketch.Input);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{name}: {string.Join(", ", expected.Select(e => OnnxOperatorTests.Digest(e.Values).ToString("r")))}");
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Dimensions, actual[i].Value.Dimensions.Select(d => (long)d));
            Samples.AssertClose(expected[i].Values, actual[i].Value.Values, 1e-4);
        }
    }
}
