using System.Text.Json;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.EndToEnd.Tests;

/// <summary>model inspect and model run.</summary>
public sealed class ModelCommandTests(PictureFolder pictures) : IClassFixture<PictureFolder>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("help-model", "model", "--help")]
    [InlineData("help-model-inspect", "model", "inspect", "--help")]
    [InlineData("help-model-run", "model", "run", "--help")]
    [InlineData("help-model-quantize", "model", "quantize", "--help")]
    public async Task Help_says_what_it_said(string snapshot, params string[] arguments)
    {
        var result = await Run(arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Snapshot.Match(snapshot, result.Output);
    }

    [Fact]
    public async Task Inspect_tells_what_the_file_holds()
    {
        var path = SmallModel();

        var answer = JsonDocument.Parse((await Run("model", "inspect", path, "--json")).Output).RootElement;

        Assert.Equal(["batch", "2", "4", "4"],
            answer.GetProperty("inputs")[0].GetProperty("shape").EnumerateArray().Select(d => d.GetString()));
        Assert.Equal("class", answer.GetProperty("outputs")[0].GetProperty("name").GetString());
        Assert.Equal(1, answer.GetProperty("operators").GetProperty("Conv").GetInt32());
        Assert.Equal(2 * 9 * 3 + 3 + 3 * 5 + 5, answer.GetProperty("parameters").GetInt64());
        Assert.Equal(16 * 9 * 2 * 3 + 15, answer.GetProperty("multiplyAdds").GetInt64());
        Assert.Equal("value", answer.GetProperty("metadata").GetProperty("key").GetString());
        Assert.Contains("input   input  batch x 2 x 4 x 4", (await Run("model", "inspect", path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_writes_and_compares_the_result()
    {
        var (model, input, output) = (SmallModel(), Path.Combine(_folder, "in.npy"), Path.Combine(_folder, "out.npy"));
        Npy.Save(input, new Tensor([3, 2, 4, 4], [.. Enumerable.Range(0, 96).Select(i => i / 96f)]));

        Assert.Equal(0, (await Run("model", "run", model, "--input", input, "--output", output)).ExitCode);
        var answer = JsonDocument.Parse(
            (await Run("model", "run", model, "--input", input, "--expect", output, "--repeat", "3", "--json")).Output).RootElement;

        Assert.Equal([3, 5], Npy.Load(output).Dimensions);
        Assert.Equal("Affekt", answer.GetProperty("engine").GetString());
        Assert.Equal(0, answer.GetProperty("largestAbsoluteDifference").GetDouble());
        Assert.True(answer.GetProperty("medianMilliseconds").GetDouble() > 0);
        Assert.Contains("no output 'mood'; choose one of class",
            (await Run("model", "run", model, "--input", input, "--name", "mood")).Failed(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_our_engine_lacks_runs_in_ONNX_Runtime_and_the_answer_says_so()
    {
        var (model, input, output) = (ReluModelWith("Sinh"), Path.Combine(_folder, "in.npy"), Path.Combine(_folder, "out.npy"));
        float[] numbers = [.. Enumerable.Range(0, 96).Select(i => i / 96f)];
        Npy.Save(input, new Tensor([3, 2, 4, 4], numbers));

        var run = JsonDocument.Parse((await Run(
            "model", "run", model, "--input", input, "--output", output, "--repeat", "2", "--json")).Output).RootElement;
        var inspected = JsonDocument.Parse((await Run("model", "inspect", model, "--json")).Output).RootElement;

        foreach (var answer in new[] { run, inspected })
            Assert.StartsWith("ONNX Runtime 1.", answer.GetProperty("engine").GetString(), StringComparison.Ordinal);
        Assert.All(Npy.Load(output).Values.Zip(numbers), pair => Assert.Equal(MathF.Sinh(pair.Second), pair.First, 1e-5f));
        Assert.Equal(1, inspected.GetProperty("operators").GetProperty("Sinh").GetInt32());
        Assert.Equal(JsonValueKind.Null, inspected.GetProperty("multiplyAdds").ValueKind);
        Assert.Contains("computed by ONNX Runtime 1.", (await Run("model", "run", model, "--input", input)).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_both_engines_refuse_is_one_line()
    {
        var line = (await Run("model", "inspect", ReluModelWith("Sinq"))).Failed(1);

        Assert.Contains("(Sinq) is of an operator that is not supported", line, StringComparison.Ordinal);
        Assert.Contains("ONNX Runtime cannot run it either", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quantize_writes_a_model_that_gives_nearly_the_same()
    {
        var (model, input, expected, smaller) = (
            SmallModel(), Path.Combine(_folder, "in.npy"), Path.Combine(_folder, "out.npy"), Path.Combine(_folder, "smaller.onnx"));
        Npy.Save(input, new Tensor([3, 2, 4, 4], [.. Enumerable.Range(0, 96).Select(i => i / 96f)]));
        Assert.Equal(0, (await Run("model", "run", model, "--input", input, "--output", expected)).ExitCode);

        Assert.Contains(smaller, (await Run("model", "quantize", model, "--out", smaller)).Output, StringComparison.Ordinal);

        var answer = JsonDocument.Parse(
            (await Run("model", "run", smaller, "--input", input, "--expect", expected, "--json")).Output).RootElement;
        Assert.InRange(answer.GetProperty("largestAbsoluteDifference").GetDouble(), 1e-7, 0.02);
        Assert.Equal("value", Model.Load(smaller).Metadata["key"]);
    }

    [Fact]
    public async Task Free_dimensions_come_from_the_numbers_or_from_the_person()
    {
        var (model, input) = (FreeModel(), Path.Combine(_folder, "in.npy"));
        Npy.Save(input, new Tensor([2, 2, 6, 9], new float[216]));

        Assert.Contains("dimension 2 free", (await Run("model", "inspect", model)).Failed(1), StringComparison.Ordinal);
        Assert.Contains("batch x 2 x 8 x 5", (await Run("model", "inspect", model, "--shape", "1x2x8x5")).Output, StringComparison.Ordinal);
        Assert.Contains("--shape must be whole numbers", (await Run("model", "inspect", model, "--shape", "1x2xa")).Failed(2),
            StringComparison.Ordinal);
        Assert.Contains("class: 2 x 5", (await Run("model", "run", model, "--input", input)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_is_one_line_and_exit_code_1()
    {
        var (model, input, other) = (SmallModel(), Path.Combine(_folder, "in.npy"), Path.Combine(_folder, "other.npy"));
        Npy.Save(input, new Tensor([1, 2, 4, 4], new float[32]));
        Npy.Save(other, new Tensor([1, 2, 4, 5], new float[40]));

        Assert.Contains("batchx2x4x4, not 1x2x4x5", (await Run("model", "run", model, "--input", other)).Failed(1),
            StringComparison.Ordinal);
        Assert.Contains("cannot be compared", (await Run("model", "run", model, "--input", input, "--expect", other)).Failed(1),
            StringComparison.Ordinal);
        Assert.Contains("no ONNX file", (await Run("model", "inspect", input)).Failed(1), StringComparison.Ordinal);
        Assert.Contains("no .npy file", (await Run("model", "run", model, "--input", model)).Failed(1), StringComparison.Ordinal);
        Assert.Contains("missing.onnx", (await Run("model", "inspect", Path.Combine(_folder, "missing.onnx"))).Failed(1),
            StringComparison.Ordinal);
    }

    private Task<CommandResult> Run(params string[] arguments) => CommandLine.Run(pictures.Models, arguments);

    /// <summary>The small model with rows and columns that its file leaves free: both 4s (dim_value 4) become names without
    /// letters (dim_param "").</summary>
    private string FreeModel()
    {
        var path = SmallModel();
        var bytes = File.ReadAllBytes(path);
        var at = bytes.AsSpan().IndexOf<byte>([0x0A, 2, 0x08, 4, 0x0A, 2, 0x08, 4]);
        Assert.True(at >= 0);
        (bytes[at + 2], bytes[at + 3], bytes[at + 6], bytes[at + 7]) = (0x12, 0, 0x12, 0);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A model of one operator, Relu, whose name is replaced by another of four letters.</summary>
    private string ReluModelWith(string name)
    {
        var network = new Network(new Shape(4, 4, 2), seed: 1);
        network.AddOutput("value", network.Activation(network.Input, Activation.Relu));
        var bytes = new Model(network).ToBytes();
        var at = bytes.AsSpan().IndexOf("\"\u0004Relu"u8);
        Assert.True(at >= 0);
        System.Text.Encoding.ASCII.GetBytes(name).CopyTo(bytes, at + 2);
        var path = Path.Combine(_folder, "foreign.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string SmallModel()
    {
        var network = new Network(new Shape(4, 4, 2), seed: 1);
        network.AddOutput("class", network.Dense(network.GlobalAveragePool(network.Convolution(network.Input, 3, 3, bias: true)), 5));
        var path = Path.Combine(_folder, "small.onnx");
        new Model(network, new Dictionary<string, string> { ["key"] = "value" }).Save(path);
        return path;
    }
}
