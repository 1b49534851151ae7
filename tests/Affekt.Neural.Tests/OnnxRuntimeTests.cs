using Affekt.Neural.Onnx;

namespace Affekt.Neural.Tests;

/// <summary>What we write means the same to ONNX Runtime.</summary>
public class OnnxRuntimeTests
{
    public static TheoryData<string> Networks() => [.. Samples.Networks.Keys];

    [Theory]
    [MemberData(nameof(Networks))]
    public void ONNX_Runtime_computes_what_we_compute(string name)
    {
        using var runtime = OnnxRuntime.Require();
        var network = Samples.Build(name);
        var model = new Model(network);
        var shape = network.Input.Shape;
        var images = Samples.Images(shape, 3);
        string[] outputs = [.. network.Outputs.Keys];
        var expected = runtime.Run(model.ToBytes(), network.Input.Name, Samples.ChannelsFirst(images, shape), [3, shape.Channels, shape.Height, shape.Width], outputs);
        var actual = model.Predictor.Run(images, 3);
        for (var i = 0; i < outputs.Length; i++)
        {
            var output = network.Outputs[outputs[i]].Shape;
            Samples.AssertClose(expected[i].Values, expected[i].Dimensions.Length == 4 ? Samples.ChannelsFirst(actual[outputs[i]], output) : actual[outputs[i]], 1e-4);
        }
    }
}
