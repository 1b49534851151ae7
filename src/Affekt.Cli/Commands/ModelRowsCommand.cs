using System.CommandLine;
using Affekt.Cli.Output;
using Affekt.Neural.Onnx;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt model rows: notes in a model what rows it learnt from, for models that were trained before they noted it
/// themselves.</summary>
internal static class ModelRowsCommand
{
    // Our own files hold it for weights of eight bits and for nothing else.
    private const string EightBitOperator = "Cast";

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var file = new Argument<string>("FILE") { Description = "An emotion model" };
        var data = new Option<string>(
            "--data")
        { Description = $"What it learnt from: {DataOptions.Kinds}", HelpName = "PATH", Required = true };
        var output = new Option<string>("--out") { Description = "Where the model with the note goes", HelpName = "FILE", Required = true };
        var command = new Command("rows",
            "Note in a model which rows it learnt from (Training as affekt train takes it), so that evaluate can leave them out")
        { file, data, output };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var model = Model.Load(parse.GetRequiredValue(file));
            EmotionModelInfo.FromMetadata(model.Metadata);
            var whole = reader.Read(context, parse, parse.GetRequiredValue(data), cancellationToken);
            var faces = new SplitRules { DropNotAFace = true }.Apply(whole).Faces;
            var (learnt, selected) = (faces.Only(Split.Training), faces.Only(Split.PublicTest));
            if (learnt.Count == 0)
                throw new DatasetException($"{whole.Source} has no rows in {Split.Training.Name()}; name the data that the model learnt from.");
            var metadata = model.Metadata.ToDictionary();
            foreach (var (key, value) in LearntRows.Of($"{whole.Source}: official", learnt, selected).ToMetadata())
                metadata[key] = value;
            var precision = model.Operators.ContainsKey(EightBitOperator) ? WeightPrecision.Int8 : WeightPrecision.Single;
            var target = parse.GetRequiredValue(output);
            AtomicFile.Write(target, new Model(model.Network, metadata).ToBytes(precision));
            context.Output.Line($"Wrote {target}: learnt from {learnt.Count:N0} rows, selected on {selected.Count:N0}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
