using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json.Serialization;
using Affekt.Cli.Output;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Cli.Commands;

/// <summary>affekt model: what an ONNX file holds, and what it computes.</summary>
internal static class ModelCommand
{
    private const string OwnEngine = "Affekt";

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(CommandContext context) =>
        new("model", "Look into an ONNX model, or run it on numbers") { Inspect(context), Run(context),
        ModelOffsetsCommand.Create(context), ModelRowsCommand.Create(context), Quantize(context) };

    private static Command Inspect(CommandContext context)
    {
        var file = File();
        var shape = new Option<int[]>("--shape")
        {
            Description = "The input's dimensions, where the file leaves some free, such as 1x3x224x224",
            HelpName = "NxCxHxW",
            CustomParser = ParseShape,
        };
        var json = CommonOptions.Json();
        var command = new Command(
            "inspect", "List inputs, outputs, layers with their shapes and parameters, operators, multiply-adds and metadata") { file, shape, json };
        command.SetAction((parse, _) =>
        {
            var answer = Describe(parse.GetRequiredValue(file), parse.GetValue(shape));
            if (parse.GetValue(json))
                context.WriteJson(answer, ModelJson.Default.InspectAnswer);
            else
                Show(context.Output, answer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Run(CommandContext context)
    {
        var file = File();
        var input = new Option<string>(
            "--input")
        {
            Description = "The input as a float32 .npy in C order, in the shape that the model says",
            HelpName = "IN.npy",
            Required = true
        };
        var output = new Option<string?>("--output") { Description = "Where the result goes, as a .npy", HelpName = "OUT.npy" };
        var name = new Option<string?>("--name") { Description = "Which of the model's outputs; by default the first", HelpName = "NAME" };
        var expect = new Option<string?>("--expect") { Description = "A .npy to compare the result with", HelpName = "REF.npy" };
        var repeat = new Option<int>("--repeat") { Description = "Run so often on one thread and tell the median time", HelpName = "N" }
            .MustBe(n => n is >= 1 and <= 1_000_000, "1 to 1000000");
        var json = CommonOptions.Json();
        var command = new Command("run", "Run a model on numbers") { file, input, output, name, expect, repeat, json };
        command.SetAction((parse, cancellationToken) =>
        {
            var numbers = Npy.Load(parse.GetRequiredValue(input));
            RunAnswer Answer(string engine, Func<IReadOnlyList<(string Name, Tensor Value)>> compute) =>
                Compute(context, engine, compute, parse.GetValue(name), parse.GetValue(output), parse.GetValue(expect),
                    parse.GetValue(repeat), cancellationToken);
            RunAnswer answer;
            try
            {
                var model = Model.Load(parse.GetRequiredValue(file), freeDimensions: numbers.Dimensions);
                answer = Answer(OwnEngine, () => model.Run(numbers, cancellationToken: cancellationToken));
            }
            catch (UnsupportedModelException refusal)
            {
                using var foreign = ForeignModel.Open(parse.GetRequiredValue(file), refusal);
                answer = Answer(ForeignModel.Engine, () => foreign.Run(numbers));
            }
            if (parse.GetValue(json))
                context.WriteJson(answer, ModelJson.Default.RunAnswer);
            else
                Show(context.Output, answer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Quantize(CommandContext context)
    {
        var file = File();
        var output = new Option<string>("--out") { Description = "Where the smaller model goes", HelpName = "FILE", Required = true };
        var command = new Command(
            "quantize", "Write a model's convolutions with weights of eight bits: a quarter of the size") { file, output };
        command.SetAction((parse, _) =>
        {
            var (source, target) = (parse.GetRequiredValue(file), parse.GetRequiredValue(output));
            var bytes = Model.Load(source).ToBytes(WeightPrecision.Int8);
            AtomicFile.Write(target, bytes);
            context.Output.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"Wrote {target}: {bytes.Length / 1e6:F2} MB, before {new FileInfo(source).Length / 1e6:F2} MB"));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static int[] ParseShape(ArgumentResult result)
    {
        var parts = result.Tokens[0].Value.Split('x');
        var sizes = parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : 0).ToArray();
        if (sizes.Any(s => s < 1))
            result.AddError($"--shape must be whole numbers from 1 joined by x, such as 1x3x224x224, not {result.Tokens[0].Value}.");
        return sizes;
    }

    private static Argument<string> File() => new("FILE") { Description = "An ONNX model, opsets 9 to 21" };

    private static InspectAnswer Describe(string path, int[]? freeDimensions)
    {
        try
        {
            return InspectAnswer.From(OwnEngine, Model.Load(path, freeDimensions: freeDimensions));
        }
        catch (UnsupportedModelException refusal)
        {
            using var foreign = ForeignModel.Open(path, refusal);
            var summary = ModelSummary.Read(path);
            return new InspectAnswer(ForeignModel.Engine, summary.Producer, summary.Opset, summary.Sha256, foreign.Inputs,
                foreign.Outputs, summary.Operators, summary.Parameters, MultiplyAdds: null, Layers: [], foreign.Metadata);
        }
    }

    private static RunAnswer Compute(CommandContext context, string engine, Func<IReadOnlyList<(string Name, Tensor Value)>> compute,
        string? name, string? outputPath, string? expectedPath, int repeats, CancellationToken cancellationToken)
    {
        var expected = expectedPath is null ? null : Npy.Load(expectedPath);
        try
        {
            var results = compute();
            name ??= results.Count > 0 ? results[0].Name : "";
            if (results.FirstOrDefault(r => r.Name == name).Value is not { } result)
                throw new ModelFormatException(
                    $"The model has no output '{name}'; choose one of {string.Join(", ", results.Select(r => r.Name))}.");
            var difference = expected is null ? null : TensorDifference.Between(expected, result);
            if (outputPath is not null)
                Npy.Save(outputPath, result);
            double? milliseconds = repeats > 0
                ? ModelTimer.MedianMilliseconds(() => compute(), repeats, context.Time, cancellationToken) : null;
            return new RunAnswer(engine, name, result.Dimensions, outputPath, difference?.LargestAbsolute, difference?.LargestRelative,
                milliseconds);
        }
        catch (ArgumentException exception)
        {
            // The shapes of files that do not go together.
            throw new ModelFormatException(exception.Message.Split(" (Parameter")[0], exception);
        }
    }

    private static void Show(Terminal output, InspectAnswer answer)
    {
        output.Line($"opset {answer.Opset}, written by {(answer.Producer.Length > 0 ? answer.Producer : "an unnamed tool")}, " +
            $"sha256 {answer.Sha256}");
        output.Line(answer.MultiplyAdds is { } multiplyAdds
            ? $"{answer.Parameters:N0} parameters, {multiplyAdds / 1e6:N1} M multiply-adds for one image"
            : $"{answer.Parameters:N0} parameters");
        output.Line($"runs in {answer.Engine}");
        output.Line();
        foreach (var value in answer.Inputs)
            output.Line($"  input   {value.Name}  {string.Join(" x ", value.Shape)}");
        foreach (var value in answer.Outputs)
            output.Line($"  output  {value.Name}  {string.Join(" x ", value.Shape)}");
        output.Line();
        foreach (var (name, count) in answer.Operators)
            output.Line($"  {count,5} {name}");
        if (answer.Layers.Count > 0)
        {
            output.Line();
            output.Line($"  {"layer",-28} {"kind",-22} {"output",16} {"parameters",12} {"multiply-adds",14}");
            foreach (var layer in answer.Layers)
                output.Line($"  {layer.Name,-28} {layer.Kind,-22} {layer.OutputShape,16} {layer.Parameters,12:N0} {layer.MultiplyAdds,14:N0}");
        }
        if (answer.Metadata.Count == 0)
            return;
        output.Line();
        foreach (var (key, value) in answer.Metadata)
            output.Line($"  {key} = {(LearntRows.IsRows(key) ? $"{value.Length:N0} letters for programs" : value.ReplaceLineEndings(" "))}");
    }

    private static void Show(Terminal output, RunAnswer answer)
    {
        output.Line($"{answer.Output}: {string.Join(" x ", answer.Shape)}{(answer.File is { } file ? $", written to {file}" : "")}");
        if (answer.LargestAbsoluteDifference is { } absolute)
            output.Line($"largest difference {absolute:g4}, relative {answer.LargestRelativeDifference:g4}");
        if (answer.MedianMilliseconds is { } milliseconds)
            output.Line($"median {milliseconds:0.000} ms on one thread");
        output.Line($"computed by {answer.Engine}");
    }
}

/// <summary>A value as the file describes it; a free batch is called "batch".</summary>
internal sealed record ValueAnswer(string Name, IReadOnlyList<string> Shape)
{
    public static ValueAnswer From(string name, IReadOnlyList<int> dimensions, bool isBatchFixed) =>
        new(name, [.. dimensions.Select((d, i) => i == 0 && d == 1 && !isBatchFixed ? "batch" : d.ToString(CultureInfo.InvariantCulture))]);
}

/// <summary>The JSON of affekt model inspect. Multiply-adds are only known for what our own engine runs.</summary>
internal sealed record InspectAnswer(string Engine, string Producer, long Opset, string Sha256, IReadOnlyList<ValueAnswer> Inputs,
    IReadOnlyList<ValueAnswer> Outputs, IReadOnlyDictionary<string, int> Operators, long Parameters, long? MultiplyAdds,
    IReadOnlyList<LayerLine> Layers, IReadOnlyDictionary<string, string> Metadata)
{
    public static InspectAnswer From(string engine, Model model) => new(
        engine, model.Producer, model.Opset, model.Sha256,
        [ValueAnswer.From(model.Input.Name, model.Input.Dimensions, model.Input.IsBatchFixed)],
        [.. model.Outputs.Select(o => ValueAnswer.From(o.Name, o.Dimensions, o.IsBatchFixed))],
        model.Operators, model.Network.ParameterCount, model.Network.MultiplyAdds, LayerTable.Of(model.Network), model.Metadata);
}

/// <summary>The JSON of affekt model run. A difference is "NaN" where only one of a pair is a number.</summary>
internal sealed record RunAnswer(string Engine, string Output, IReadOnlyList<int> Shape, string? File,
    double? LargestAbsoluteDifference, double? LargestRelativeDifference, double? MedianMilliseconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(InspectAnswer))]
[JsonSerializable(typeof(RunAnswer))]
internal sealed partial class ModelJson : JsonSerializerContext;
