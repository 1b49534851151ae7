using System.Buffers.Binary;
using System.Text;
using Affekt.Neural.Architectures;
using Affekt.Neural.Onnx;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Training;
using Affekt.Neural.Weights;

namespace Affekt.Neural.Tests;

/// <summary>Arrays and weights from files of other frameworks.</summary>
public class FileTests
{
    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 5 })]
    [InlineData(new[] { 1, 3, 2, 4 })]
    [InlineData(new[] { 0, 3 })]
    public void An_array_comes_back(int[] dimensions)
    {
        var tensor = new Tensor(dimensions, OnnxSketch.Numbers(dimensions.Aggregate(1, (p, d) => p * d), 3));
        var bytes = Npy.ToBytes(tensor);
        Assert.Equal(0, (bytes.Length - tensor.Values.Length * 4) % 64);
        var read = Npy.Parse(bytes);
        Assert.Equal(dimensions, read.Dimensions);
        Assert.Equal(tensor.Values, read.Values);
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<ModelFormatException>(() => Npy.Parse(bytes.AsSpan(0, length)));
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", "<f4")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", ">f4")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }", "C order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), }", "at most")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }", "at most")]
    [InlineData("{'shape': (1,)}", "header")]
    public void A_wrong_array_is_one_clear_error(string header, string says)
    {
        byte[] bytes = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), 0, 0, 0, 0];
        Assert.Contains(says, Assert.Throws<ModelFormatException>(() => Npy.Parse(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_name_the_largest()
    {
        var difference = TensorDifference.Between(new Tensor([3], [1, 2, 4]), new Tensor([3], [1, 2.5f, 4.25f]));
        Assert.Equal((0.5, 0.25, 1), (difference.LargestAbsolute, difference.LargestRelative, difference.Index));
        Assert.True(double.IsNaN(TensorDifference.Between(new Tensor([1], [1]), new Tensor([1], [float.NaN])).LargestAbsolute));
        Assert.Throws<ArgumentException>(() => TensorDifference.Between(new Tensor([1], [1]), new Tensor([1, 1], [1])));
    }

    [Fact]
    public void Weights_come_in_by_name_and_layout()
    {
        var network = Samples.Build("depthwise, grouped and rectangular");
        var other = Samples.Networks["depthwise, grouped and rectangular"]();
        var tensors = new Dictionary<string, (int[], float[])>();
        foreach (var layer in network.Layers)
            foreach (var parameter in layer.Parameters)
            {
                var name = parameter.Name.Replace(".weight", "/kernel:0", StringComparison.Ordinal)
                    .Replace(".mean", "/moving_mean:0", StringComparison.Ordinal);
                int[] dimensions = layer switch
                {
                    DenseLayer when parameter.Dimensions.Count == 4 => [parameter.Dimensions[2], parameter.Dimensions[3]],
                    DepthwiseConvolutionLayer when parameter.Dimensions.Count == 4 =>
                        [parameter.Dimensions[0], parameter.Dimensions[1], parameter.Dimensions[3], 1],
                    _ => [.. parameter.Dimensions],
                };
                tensors.Add(name, (dimensions, parameter.Values.ToArray()));
            }
        tensors.Add("optimizer/step", ([1], [3]));
        var unused = WeightLoader.Load(other, SafeTensors.Parse(SafeTensorBytes(tensors)), WeightLayout.ChannelsLast);
        Assert.Equal(["optimizer/step"], unused);
        foreach (var (mine, theirs) in other.Parameters.Zip(network.Parameters))
            Assert.Equal(theirs.Values.ToArray(), mine.Values.ToArray());
    }

    [Fact]
    public void Weights_come_in_from_an_ONNX_file()
    {
        var network = Samples.Build("strides and padded pooling");
        var bytes = new Model(network).ToBytes();
        var folded = Model.Parse(bytes).Network;
        foreach (var parameter in folded.Parameters)
            parameter.Values.Clear();
        var expected = Model.Parse(bytes).Network.Parameters.First(p => p.Name == "conv1.weight");
        WeightLoader.Load(folded, WeightLoader.ReadInitializers(bytes), WeightLayout.ChannelsFirst,
            accepts: name => name.StartsWith("conv", StringComparison.Ordinal));
        Assert.Equal(expected.Values.ToArray(), folded.Parameters.First(p => p.Name == "conv1.weight").Values.ToArray());
    }

    [Fact]
    public void Missing_or_misshapen_weights_change_nothing()
    {
        var network = Samples.Build("plain");
        var before = network.Parameters.SelectMany(p => p.Values.ToArray()).ToArray();
        Dictionary<string, Tensor> tensors = network.Parameters.ToDictionary(
            p => p.Name, p => new Tensor([.. p.Dimensions], new float[p.Values.Length]));
        tensors.Remove("norm2.beta");
        Assert.Contains("norm2.beta", Assert.Throws<ModelFormatException>(
            () => WeightLoader.Load(network, tensors, WeightLayout.ChannelsLast)).Message, StringComparison.Ordinal);
        tensors["norm2.beta"] = new Tensor([5], new float[5]);
        Assert.Contains("norm2.beta", Assert.Throws<ModelFormatException>(
            () => WeightLoader.Load(network, tensors, WeightLayout.ChannelsLast)).Message, StringComparison.Ordinal);
        Assert.Equal(before, network.Parameters.SelectMany(p => p.Values.ToArray()));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}""", "I64")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "place")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":"x","data_offsets":[0,8]}}""", "header")]
    [InlineData("""{"a":7}""", "header")]
    [InlineData("""{"a":""", "header")]
    public void Wrong_safetensors_are_one_clear_error(string header, string says)
    {
        var bytes = new byte[8 + header.Length + 8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)header.Length);
        Encoding.UTF8.GetBytes(header).CopyTo(bytes, 8);
        Assert.Contains(says, Assert.Throws<ModelFormatException>(() => SafeTensors.Parse(bytes)).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => SafeTensors.Parse(bytes.AsMemory(0, 7)));
        Assert.Throws<ModelFormatException>(() => SafeTensors.Parse(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 0 }));
    }

    [Fact]
    public void Half_precision_weights_are_read()
    {
        var bytes = new byte[] { 0x80, 0x3F, 0x00, 0x3C };
        var header = """{"a":{"dtype":"BF16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"F16","shape":[1],"data_offsets":[2,4]}}""";
        var file = new byte[8 + header.Length + 4];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        Encoding.UTF8.GetBytes(header).CopyTo(file, 8);
        bytes.CopyTo(file, 8 + header.Length);
        var tensors = SafeTensors.Parse(file);
        Assert.Equal([1f, 1f], [tensors["a"].Values[0], tensors["b"].Values[0]]);
    }

    /// <summary>The counts are those that Keras prints for ResNet50V2.</summary>
    [Fact]
    public void ResNet50V2_has_the_size_that_Keras_gives_it()
    {
        var network = ResNetV2.Build50(new Shape(64, 64, 3), 1000);
        Assert.Equal(25_568_360, network.ParameterCount);
        Assert.Equal(45_440, network.Parameters.Where(p => p.Kind == ParameterKind.Statistic).Sum(p => p.Values.Length));
        Assert.Contains(network.Parameters, p => p.Name == "conv4_block6_3_conv.weight");
        Assert.Equal(new Shape(2, 2, 2048), network.Layers.First(l => l.Name == "post_bn").Shape);
        var result = new Model(network).Predictor.Run(Samples.Images(network.Input.Shape, 1), 1)["predictions"];
        Assert.All(result, v => Assert.True(float.IsFinite(v)));
    }

    [Fact]
    public void A_small_ResNet_with_a_frozen_body_learns()
    {
        var network = ResNetV2.Build(new Shape(32, 32, 3), [1, 2, 1, 1], 2, seed: 3);
        foreach (var parameter in network.Layers.TakeWhile(l => !l.Name.StartsWith("conv5", StringComparison.Ordinal))
            .SelectMany(l => l.Parameters))
            parameter.IsTrainable = false;
        var frozen = network.Parameters.Single(p => p.Name == "conv1_conv.weight").Values.ToArray();
        using var trainer = new Trainer(network, [new Loss("predictions")], new Sgd(0.9), 8, 2);
        var images = Samples.Images(network.Input.Shape, 8);
        var targets = new Targets([.. Enumerable.Range(0, 8).SelectMany(i => i % 2 == 0 ? new float[] { 1, 0 } : [0, 1])]);
        var first = trainer.Step(images, 8, [targets], 0.01).Loss;
        double last = first;
        for (var step = 0; step < 8; step++)
            last = trainer.Step(images, 8, [targets], 0.01).Loss;
        Assert.True(last < 0.7 * first, $"{first} became {last}");
        Assert.Equal(frozen, network.Parameters.Single(p => p.Name == "conv1_conv.weight").Values.ToArray());
    }

    private static byte[] SafeTensorBytes(Dictionary<string, (int[] Dimensions, float[] Values)> tensors)
    {
        var (entries, offset) = (new List<string> { "\"__metadata__\":{\"format\":\"test\"}" }, 0);
        using var data = new MemoryStream();
        foreach (var (name, (dimensions, values)) in tensors)
        {
            entries.Add($"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(",", dimensions)}],\"data_offsets\":[{offset},{offset += values.Length * 4}]}}");
            foreach (var value in values)
                data.Write(BitConverter.GetBytes(value));
        }
        var header = Encoding.UTF8.GetBytes("{" + string.Join(",", entries) + "}");
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. data.ToArray()];
    }
}
