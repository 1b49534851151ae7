using System.CommandLine;
using Affekt.Cli.Output;
using Affekt.Neural.Onnx;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Cli.Commands;

/// <summary>Keeps the rows that models learnt from out of what they are judged on, and says so.</summary>
internal sealed class UnseenRows
{
    /// <summary>--with-learnt.</summary>
    public Option<bool> Option { get; } = new("--with-learnt")
    {
        Description = "Judge also rows that the model learnt from, which are left out otherwise; the figures then flatter",
    };

    /// <summary>The rows that none of the models learnt from; what was found is told on the error output.</summary>
    /// <exception cref="Training.Data.DatasetException">Nothing is left.</exception>
    public (FaceDataset Faces, RowOverlap Overlap) Choose(
        CommandContext context, ParseResult parse, FaceDataset faces, IReadOnlyList<Model> models)
    {
        var (unseen, overlap) = RowOverlap.LeaveOut(
            faces, [.. models.Select(m => LearntRows.From(m.Metadata))], parse.GetValue(Option));
        foreach (var warning in overlap.Warnings())
            context.Error.WriteLine($"affekt: {warning}");
        return (unseen, overlap);
    }
}
