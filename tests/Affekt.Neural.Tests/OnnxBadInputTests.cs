using System.Text;
using Affekt.Neural.Onnx;

namespace Affekt.Neural.Tests;

/// <summary>A model that cannot be read is one typed exception that names the part and what was expected.</summary>
public class OnnxBadInputTests
{
    public static TheoryData<string> Names() => [.. Cases.Keys];

    private static readonly Dictionary<string, (Action<OnnxFile> Damage, string[] Says)> Cases = new()
    {
        ["unknown operator"] = (f => f.Graph!.Nodes[0].Operator = "Einsum", ["conv1 (Einsum)", "not supported"]),
        ["operator of another domain"] = (f => f.Graph!.Nodes[0].Domain = "com.microsoft", ["conv1", "com.microsoft"]),
        ["too old"] = (f => f.Opsets[0] = ("", 8), ["opset 8", "too old"]),
        ["too new"] = (f => f.Opsets[0] = ("", 22), ["opset 22", "too new"]),
        ["no opset"] = (f => f.Opsets.Clear(), ["0 versions"]),
        ["two opsets"] = (f => f.Opsets.Add(("ai.onnx", 17)), ["2 versions"]),
        ["no graph"] = (f => f.Graph = null, ["no graph"]),
        ["no input"] = (f => f.Graph!.Inputs.Clear(), ["0 inputs"]),
        ["no output"] = (f => f.Graph!.Outputs.Clear(), ["no output"]),
        ["output of nobody"] = (f => f.Graph!.Outputs[0].Name = "ghost", ["Output ghost"]),
        ["output twice"] = (f => f.Graph!.Outputs.Add(f.Graph.Outputs[0]), ["twice"]),
        ["constant output"] = (f => f.Graph!.Outputs[0].Name = "conv1.weight", ["conv1.weight", "constant"]),
        ["integer input"] = (f => f.Graph!.Inputs[0].Type = ElementType.Int64, ["Input input", "expected Float"]),
        ["free height"] = (f => f.Graph!.Inputs[0].Dimensions![2] = (null, "height"), ["dimension 2", "height", "--shape"]),
        ["negative width"] = (f => f.Graph!.Inputs[0].Dimensions![3] = (-4, ""), ["dimension 3", "-4"]),
        ["huge image"] = (f =>
        {
            f.Graph!.Inputs[0].Dimensions![2] = (100_000, "");
            f.Graph.Inputs[0].Dimensions![3] = (100_000, "");
        }, ["The input", "limit"]),
        ["many results"] = (f =>
        {
            f.Graph!.Inputs[0].Dimensions![2] = (15_000, "");
            f.Graph.Inputs[0].Dimensions![3] = (15_000, "");
        }, ["conv1", "limit"]),
        ["batch of eight"] = (f => f.Graph!.Inputs[0].Dimensions![0] = (8, ""), ["batch of 8"]),
        ["cycle"] = (f => Node(f, "conv2").Inputs[0] = "class", ["cycle"]),
        ["node that reads itself"] = (f => Node(f, "conv2").Inputs[0] = "conv2", ["conv2", "cycle"]),
        ["name given twice"] = (f => Node(f, "conv2").Outputs[0] = "conv1", ["conv1"]),
        ["initialiser twice"] = (f => f.Graph!.Initializers.Add(f.Graph.Initializers[0]), ["conv1.weight", "two"]),
        ["missing initialiser"] = (f => f.Graph!.Initializers.RemoveAll(t => t.Name == "conv2.weight"), ["conv2", "conv2.weight"]),
        ["weights of integers"] = (f => Replace(f, "conv1.weight", t => { t.Type = ElementType.Int32; }), ["conv1", "integers"]),
        ["weights of text"] = (f => Replace(f, "conv1.weight", t => t.Type = ElementType.String), ["conv1.weight", "String"]),
        ["weights of another shape"] = (
            f => Replace(f, "conv1.weight", t => { t.Dimensions[0] = 1; t.Dimensions[1] = 8; }), ["conv1", "1x8x3x3", "any x 1"]),
        ["too few bytes"] = (f => Replace(f, "conv1.weight", t => t.Raw = t.Raw!.Value[..^4]), ["conv1.weight", "bytes"]),
        ["two gigabytes in a few bytes"] = (
            f => Replace(f, "conv1.weight", t => { t.Dimensions[0] = 1 << 29; t.Raw = new byte[4]; }), ["conv1.weight", "at most"]),
        ["dimensions that overflow"] = (
            f => Replace(f, "conv1.weight", t => { t.Dimensions[0] = 1L << 32; t.Dimensions[1] = 1L << 32; }), ["conv1.weight", "at most"]),
        ["negative dimension"] = (f => Replace(f, "conv1.weight", t => t.Dimensions[0] = -8), ["conv1.weight"]),
        ["weights that are no number"] = (f => Replace(f, "conv1.weight", t => t.Raw = NaN(t.Raw!.Value.Length)), ["conv1", "NaN"]),
        ["external weights"] = (f => f.Graph!.Initializers[0].IsExternal = true, ["another file"]),
        ["bias of another length"] = (
            f => Replace(f, "conv1.bias", t => { t.Dimensions[0] = 4; t.Raw = t.Raw!.Value[..16]; }), ["conv1.bias", "expected 8"]),
        ["kernel larger than the image"] = (f =>
        {
            f.Graph!.Inputs[0].Dimensions![2] = (1, "");
            Attribute(f, "conv1", "pads").Ints.Clear(); Attribute(f, "conv1", "pads").Ints.AddRange([0, 0, 0, 0]);
        }, ["conv1", "fit"]),
        ["stride zero"] = (f => Attribute(f, "conv1", "strides").Ints[0] = 0, ["conv1", "strides"]),
        ["huge padding"] = (f => Attribute(f, "conv1", "pads").Ints[0] = 1L << 40, ["conv1", "pads"]),
        ["kernel shape of another size"] = (f => { Attribute(f, "conv1", "kernel_shape").Ints[0] = 5; }, ["conv1", "kernel_shape"]),
        ["unknown attribute"] = (
            f => Node(f, "conv1").Attributes.Add(new OnnxAttribute { Name = "magic", Kind = AttributeKind.Int }), ["conv1", "magic"]),
        ["attribute twice"] = (f => Node(f, "conv1").Attributes.Add(Attribute(f, "conv1", "pads")), ["pads twice"]),
        ["attribute of another kind"] = (
            f => { var a = Attribute(f, "conv1", "pads"); a.Kind = AttributeKind.Int; }, ["pads", "expected Ints"]),
        ["node without output"] = (f => Node(f, "conv1").Outputs.Clear(), ["no output"]),
        ["metadata twice"] = (f => f.Metadata.AddRange([("a", "1"), ("a", "2")]), ["two entries named a"]),
    };

    [Fact]
    public void Dimensions_that_a_file_leaves_free_are_taken_from_the_caller()
    {
        var file = OnnxParser.Parse(new Model(Samples.Build("plain")).ToBytes(), ModelLimits.Default);
        var declared = file.Graph!.Inputs[0].Dimensions!;
        int[] sizes = [.. declared.Select(d => (int)(d.Size ?? 1))];
        (declared[2], declared[3]) = ((null, "height"), (null, "width"));
        var bytes = OnnxSerializer.Serialize(file);

        Assert.Equal([1, .. sizes.Skip(1)], Model.Parse(bytes, freeDimensions: sizes).Input.Dimensions);
        var other = Assert.Throws<ModelFormatException>(() => Model.Parse(bytes, freeDimensions: [1, 1, -3, 8]));
        Assert.Contains("dimension 2 of -3", other.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_damaged_model_is_one_clear_error(string name)
    {
        var (damage, says) = Cases[name];
        var file = OnnxParser.Parse(new Model(Samples.Build("plain")).ToBytes(), ModelLimits.Default);
        damage(file);
        var error = Assert.ThrowsAny<ModelFormatException>(() => Model.Parse(OnnxSerializer.Serialize(file)));
        Assert.DoesNotContain('\n', error.Message);
        Assert.All(says, s => Assert.Contains(s.Replace(" x ", "x", StringComparison.Ordinal), error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_truncation_is_an_error()
    {
        var bytes = new Model(Samples.Build("plain"), new Dictionary<string, string> { ["a"] = "b" }).ToBytes();
        for (var length = 0; length < bytes.Length; length += length < 1000 ? 1 : 37)
            Assert.Throws<ModelFormatException>(() => Model.Parse(bytes[..length]));
        Assert.Throws<ModelFormatException>(() => Model.Parse(bytes[..^1]));
    }

    [Fact]
    public void Other_files_are_an_error()
    {
        Assert.Contains("empty", Assert.Throws<ModelFormatException>(() => Model.Parse([])).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => Model.Parse("This is a text file, not a model.\n"u8.ToArray()));
        Assert.Throws<ModelFormatException>(() => Model.Parse(Encoding.ASCII.GetBytes(new string('\n', 1000))));
        Assert.Throws<ModelFormatException>(() => Model.Parse([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]));
    }

    [Fact]
    public void Limits_are_kept()
    {
        var bytes = new Model(Samples.Build("plain")).ToBytes();
        Assert.Contains("at most 100", Assert.Throws<ModelFormatException>(
            () => Model.Parse(bytes, new ModelLimits { MaxFileBytes = 100 })).Message, StringComparison.Ordinal);
        Assert.Contains("nodes", Assert.Throws<ModelFormatException>(
            () => Model.Parse(bytes, new ModelLimits { MaxNodes = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("at most 100", Assert.Throws<ModelFormatException>(
            () => Model.Parse(bytes, new ModelLimits { MaxTensorElements = 100 })).Message, StringComparison.Ordinal);
        Assert.Contains("limit", Assert.Throws<ModelFormatException>(
            () => Model.Parse(bytes, new ModelLimits { MaxActivationElements = 1000 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Few_bytes_cannot_ask_for_much_work()
    {
        var sketch = new OnnxSketch(13, 1, 1, 4, 4);
        var large = sketch.Node("ConstantOfShape", sketch.Integers(1, 1, 30_000, 30_000));
        Assert.Contains("ConstantOfShape", Assert.Throws<ModelFormatException>(
            () => Model.Parse(sketch.Output(sketch.Node("Add", "x", large)).ToBytes())).Message, StringComparison.Ordinal);

        sketch = new OnnxSketch(13, 1, 1, 4, 4);
        var resized = "x";
        for (var i = 0; i < 20; i++)
            resized = sketch.Node("Resize", resized, "", sketch.Constant([1, 1, 1000, 1000], 4));
        Assert.Contains("Resize",
            Assert.Throws<ModelFormatException>(() => Model.Parse(sketch.Output(resized).ToBytes())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_many_nodes_neither_overflows_nor_hangs()
    {
        var file = OnnxParser.Parse(new Model(Samples.Build("plain")).ToBytes(), ModelLimits.Default);
        var last = "class";
        for (var i = 0; i < 15_000; i++)
        {
            var node = new OnnxNode { Operator = "Identity", Name = $"identity{i}" };
            node.Inputs.Add(last);
            node.Outputs.Add(last = $"value{i}");
            file.Graph!.Nodes.Add(node);
        }
        file.Graph!.Outputs[0].Name = last;
        Assert.Equal(last, Model.Parse(OnnxSerializer.Serialize(file)).Outputs[0].Name);
    }

    private static OnnxNode Node(OnnxFile file, string name) => file.Graph!.Nodes.Single(n => n.Name == name);

    private static OnnxAttribute Attribute(OnnxFile file, string node, string name) =>
        Node(file, node).Attributes.First(a => a.Name == name);

    private static void Replace(OnnxFile file, string name, Action<OnnxTensor> change) =>
        change(file.Graph!.Initializers.Single(t => t.Name == name));

    private static byte[] NaN(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)0xFF);
        return bytes;
    }
}
