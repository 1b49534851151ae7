using System.CommandLine;
using Affekt.Cli.Output;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Cli.Commands;

/// <summary>Which of a data set's splits a command judges on: --split, a split's name or all.</summary>
internal sealed class SplitOption(Split byDefault)
{
    private const string All = "all";

    /// <summary>--split.</summary>
    public Option<string> Option { get; } = new("--split")
    {
        Description = $"{string.Join(", ", Splits.Names)} or {All}",
        HelpName = "SPLIT",
        DefaultValueFactory = _ => byDefault.Name(),
    };

    /// <summary>The split; null for all. Says at once when there is no such split.</summary>
    /// <exception cref="DatasetException">There is no such split.</exception>
    public Split? Parse(ParseResult parse)
    {
        var name = parse.GetValue(Option);
        return name is All ? null
            : Splits.TryParse(name, out var split) ? split
            : throw new DatasetException($"There is no split '{name}'; choose one of {string.Join(", ", Splits.Names)} or {All}.");
    }

    /// <summary>The rows of the split that was asked for. Where none was: those of the default split, of the validation rows
    /// where the data has no test rows, and all rows of data that says nothing of splits.</summary>
    /// <exception cref="DatasetException">It has none.</exception>
    public FaceDataset Choose(CommandContext context, ParseResult parse, FaceDataset faces)
    {
        var part = Parse(parse);
        var isAsked = parse.GetResult(Option) is { Implicit: false };
        if (part is null)
            return faces.Count > 0 ? faces : throw new DatasetException($"{faces.Source} has no rows.");
        if (!faces.HasSplits)
            return !isAsked ? faces : throw new DatasetException(
                $"{faces.Source} says nothing of splits, so it has no {part.Value.Name()}; leave --split out to judge the rows that the " +
                $"model has not learnt from.");
        if (!isAsked && part == Split.PrivateTest && !faces.SplitOf.Contains(Split.PrivateTest)
            && faces.SplitOf.Contains(Split.PublicTest))
        {
            part = Split.PublicTest;
            context.Error.WriteLine($"affekt: {faces.Source} has no test rows; its {faces.NameOf(Split.PublicTest)} rows are judged.");
        }
        var chosen = faces.Only(part.Value);
        return chosen.Count > 0 ? chosen : throw new DatasetException(
            $"{faces.Source} has no rows in {part.Value.Name()}; it has " +
            $"{string.Join(", ", Splits.All.Where(s => faces.SplitOf.Contains(s)).Select(faces.NameOf))}.");
    }

    /// <summary>What was chosen, to show: the data's own name of the split that all rows are of.</summary>
    public string NameOf(ParseResult parse, FaceDataset chosen) =>
        !chosen.HasSplits || Parse(parse) is null ? All : chosen.NameOf(chosen.SplitOf[0]);
}
