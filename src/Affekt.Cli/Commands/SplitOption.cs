using System.CommandLine;
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

    /// <summary>The split; null for all.</summary>
    /// <exception cref="DatasetException">There is no such split.</exception>
    public Split? Parse(ParseResult parse)
    {
        var name = parse.GetValue(Option);
        return name is All ? null
            : Splits.TryParse(name, out var split) ? split
            : throw new DatasetException($"There is no split '{name}'; choose one of {string.Join(", ", Splits.Names)} or {All}.");
    }

    /// <summary>The rows of a split; all rows where none is asked for, and of data that says nothing of splits.</summary>
    /// <exception cref="DatasetException">It has none.</exception>
    public static FaceDataset Choose(FaceDataset faces, Split? split)
    {
        var chosen = split is { } part && faces.HasSplits ? faces.Only(part) : faces;
        return chosen.Count > 0 ? chosen : throw new DatasetException($"{faces.Source} has no rows in {NameOf(split)}.");
    }

    /// <summary>What was chosen, to show.</summary>
    public static string NameOf(Split? split, bool hasSplits = true) => hasSplits && split is { } part ? part.Name() : All;
}
