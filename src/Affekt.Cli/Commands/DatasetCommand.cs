using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Affekt.Training.Datasets;

namespace Affekt.Cli.Commands;

/// <summary>affekt dataset: what a data set holds.</summary>
internal static class DatasetCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create(CommandContext context) => new("dataset", "Look at a data set") { Info(context) };

    private static Command Info(CommandContext context)
    {
        var path = new Argument<string>("PATH") { Description = "FER2013's csv, also .gz or .zip" };
        var json = CommonOptions.Json();
        var command = new Command("info", "Count classes, splits, copies, leaks and blank images") { path, json };
        command.SetAction((parse, cancellationToken) =>
        {
            var faces = FaceDataLoader.Load(parse.GetRequiredValue(path), cancellation: cancellationToken);
            var summary = DatasetSummary.From(faces, cancellation: cancellationToken);
            if (parse.GetValue(json))
                context.WriteJson(summary, DatasetJson.Default.DatasetSummary);
            else
                Show(context.Output, summary);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Show(Terminal output, DatasetSummary summary)
    {
        void Line(FormattableString text) => output.Line(text.ToString(CultureInfo.InvariantCulture));
        Line($"{summary.Source}: {summary.Rows:N0} faces, {summary.DistinctImages:N0} distinct; {string.Join(", ", summary.Shapes.Select(s => $"{s.Value:N0} of {s.Key}"))}");
        output.Line();
        output.Line("           " + string.Concat(summary.Splits.Keys.Select(s => $"{s,13}")) + $"{"all",9}");
        foreach (var name in Emotions.Names)
            Line($"  {name,-9}{string.Concat(summary.Splits.Values.Select(s => $"{s.Classes[name],13:N0}"))}{summary.Classes[name],9:N0}");
        Line($"  {"all",-9}{string.Concat(summary.Splits.Values.Select(s => $"{s.Rows,13:N0}"))}{summary.Rows,9:N0}");
        output.Line();
        Line($"  copies     {summary.Duplicates.Groups:N0} groups of equal images ({summary.Duplicates.ConflictingGroups} with different labels)");
        Line($"  leaks      {summary.Leaks.PublicTest} PublicTest and {summary.Leaks.PrivateTest} PrivateTest faces also stand in Training");
        Line($"  blank      {summary.BlankImages} images");
        if (summary.NotAFace is { } notAFace)
            Line($"  no face    {notAFace} images, say most of FER+'s voters");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DatasetSummary))]
internal sealed partial class DatasetJson : JsonSerializerContext;
