using System.CommandLine;
using System.Text.Json.Serialization;
using Affekt.Cli.Output;
using Affekt.Imaging;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Reports;

namespace Affekt.Cli.Commands;

/// <summary>affekt dataset: what a data set holds.</summary>
internal static class DatasetCommand
{
    /// <summary>Small faces are magnified to about this many pixels.</summary>
    private const int PreviewSide = 96;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(CommandContext context) =>
        new("dataset", "Look at a data set") { Info(context), MontageOf(context), Preview(context), Balance(context) };

    private static Command Info(CommandContext context)
    {
        var path = Path();
        var near = new Option<bool>("--near") { Description = "Look for pictures that are the same with other bytes, too" };
        var plot = new Option<string?>(
            "--plot")
        { Description = "Also draw the class bars of every split into this folder, as classes.svg and classes.png", HelpName = "DIR" };
        var json = CommonOptions.Json();
        var command = new Command("info", "Count classes, splits, copies, leaks and blank images") { path, near, plot, json };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var reading = reader.ReadWhole(context, parse, parse.GetRequiredValue(path), cancellationToken);
            var summary = DatasetSummary.From(reading.Faces, parse.GetValue(near), cancellationToken) with
            {
                Unreadable = reading.Skipped.Count,
                NoPictures = reading.NoPictures.ToDictionary(k => k.Kind, k => k.Count),
            };
            if (parse.GetValue(plot) is { } folder)
            {
                Directory.CreateDirectory(folder);
                TestReport.WriteChart(folder, ClassBarsChart.Draw(summary));
            }
            if (parse.GetValue(json))
                context.WriteJson(summary, DatasetJson.Default.DatasetSummary);
            else
                Show(context.Output, summary);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command MontageOf(CommandContext context)
    {
        var path = Path();
        var file = Out("The PNG to write");
        var json = CommonOptions.Json();
        var command = new Command("montage", "Draw examples of each class into a PNG") { path, file, json };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var faces = reader.Read(context, parse, parse.GetRequiredValue(path), cancellationToken);
            var target = parse.GetRequiredValue(file);
            var picture = Montage.OfClasses(faces);
            AtomicFile.Write(target, PngEncoder.Encode(picture));
            if (parse.GetValue(json))
                context.WriteJson(new MontageAnswer(target, picture.Width, picture.Height,
                    DatasetSummary.From(faces, cancellation: cancellationToken).Classes), DatasetJson.Default.MontageAnswer);
            else
                context.Output.Line($"Wrote {target} ({picture.Width}x{picture.Height}).");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Preview(CommandContext context)
    {
        var path = Path();
        var recipe = new Option<string>(
            "--recipe")
        {
            Description = $"Whose variations: {string.Join(", ", RecipeBook.All.Select(r => r.Name))}",
            HelpName = "RECIPE",
            Required = true
        };
        var file = Out("The PNG to write");
        var seed = new Option<ulong?>(
            "--seed")
        { Description = "Which faces and variations; by default those of the recipe's own seed", HelpName = "N" };
        var command = new Command("preview",
            "Draw a face of each class as a recipe shows it to a network, unvaried first, then varied") { path, recipe, file, seed };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var chosen = RecipeBook.Find(parse.GetRequiredValue(recipe));
            var faces = reader.Read(context, parse, parse.GetRequiredValue(path), cancellationToken);
            var target = parse.GetRequiredValue(file);
            var drawn = parse.GetValue(seed) ?? chosen.Seed;
            var picture = Montage.OfAugmentation(faces, OneOfEachClass(faces, drawn), new Augmenter(chosen.Augmentation),
                seed: drawn, scale: Math.Max(1, PreviewSide / chosen.Augmentation.OutputSize));
            AtomicFile.Write(target, PngEncoder.Encode(picture));
            context.Output.Line($"Wrote {target} ({picture.Width}x{picture.Height}).");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static int[] OneOfEachClass(FaceDataset faces, ulong seed)
    {
        var order = Enumerable.Range(0, faces.Count).Where(i => !faces.HasSplits || faces.SplitOf[i] == Split.Training).ToArray();
        new Random(unchecked((int)seed)).Shuffle(order);
        return order.Length > 0 ? [.. order.DistinctBy(i => faces.Labels[i]).OrderBy(i => faces.Labels[i])]
            : throw new DatasetException($"{faces.Source} has no rows in {Split.Training.Name()}, the split that is varied.");
    }

    private static Command Balance(CommandContext context)
    {
        var path = Path();
        var file = Out("A csv to write: row,keep,picture, the list that affekt train --rows takes");
        file.Required = false;
        var limit = CommonOptions.AtLeastOne("--limit", "The most faces that a class may keep, instead of the size of the smallest");
        var json = CommonOptions.Json();
        var command = new Command(
            "balance", "Say what down-sampling would keep and which weights would do instead; changes nothing") { path, limit, file, json };
        var reader = new DataOptions();
        reader.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var faces = reader.Read(context, parse, parse.GetRequiredValue(path), cancellationToken);
            var plan = ClassBalance.Plan(faces, parse.GetValue(limit));
            if (parse.GetValue(file) is { } target)
                AtomicFile.Write(target, System.Text.Encoding.UTF8.GetBytes(RowList.Write(faces, plan)));
            if (parse.GetValue(json))
                context.WriteJson(BalanceAnswer.From(plan), DatasetJson.Default.BalanceAnswer);
            else
                Show(context.Output, plan);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Argument<string> Path() => new("PATH") { Description = DataOptions.Kinds };

    private static Option<string> Out(string description) => new("--out") { Description = description, HelpName = "FILE", Required = true };

    private static void Show(Terminal output, ClassBalance plan)
    {
        output.Line($"{plan.Split}: at most {plan.Limit:N0} faces a class would keep {plan.KeptRows.Count:N0} and leave out " +
            $"{plan.DroppedRows.Count:N0}.");
        output.Line();
        output.Line("               faces     kept   weight   milder");
        foreach (var name in Emotions.Names)
            output.Line($"  {name,-9}{plan.Before[name],9:N0}{plan.After[name],9:N0}{plan.InverseWeights[name],9:F2}{plan.EffectiveWeights[name],9:F2}");
    }

    private static void Show(Terminal output, DatasetSummary summary)
    {
        output.Line($"{summary.Source}: {summary.Rows:N0} faces, {summary.DistinctImages:N0} distinct; " +
            $"{string.Join(", ", summary.Shapes.Select(s => $"{s.Value:N0} of {s.Key}"))}");
        output.Line();
        output.Line("           " + string.Concat(summary.Splits.Keys.Select(s => $"{s,13}")) + $"{"all",9}");
        foreach (var name in Emotions.Names)
            output.Line($"  {name,-9}{string.Concat(summary.Splits.Values.Select(s => $"{s.Classes[name],13:N0}"))}{summary.Classes[name],9:N0}");
        output.Line($"  {"all",-9}{string.Concat(summary.Splits.Values.Select(s => $"{s.Rows,13:N0}"))}{summary.Rows,9:N0}");
        output.Line();
        output.Line($"  copies     {summary.Duplicates.Groups:N0} groups of equal images ({summary.Duplicates.ConflictingGroups} " +
            $"with different labels)");
        output.Line($"  leaks      {summary.Leaks.PublicTest} PublicTest and {summary.Leaks.PrivateTest} PrivateTest faces also " +
            $"stand in Training");
        output.Line($"  blank      {summary.BlankImages} images");
        if (summary.NotAFace is { } notAFace)
            output.Line($"  no face    {notAFace} images, say most of FER+'s voters");
    }
}

/// <summary>The JSON of affekt dataset montage.</summary>
internal sealed record MontageAnswer(string Image, int Width, int Height, IReadOnlyDictionary<string, int> Classes);

/// <summary>The JSON of affekt dataset balance.</summary>
internal sealed record BalanceAnswer(
    string Split, IReadOnlyDictionary<string, int> Before, IReadOnlyDictionary<string, int> After, int Limit, int Kept, int Dropped,
    IReadOnlyDictionary<string, double> InverseWeights, IReadOnlyDictionary<string, double> EffectiveWeights)
{
    public static BalanceAnswer From(ClassBalance plan) =>
        new(plan.Split, plan.Before, plan.After, plan.Limit, plan.KeptRows.Count, plan.DroppedRows.Count, plan.InverseWeights,
            plan.EffectiveWeights);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(DatasetSummary))]
[JsonSerializable(typeof(MontageAnswer))]
[JsonSerializable(typeof(BalanceAnswer))]
internal sealed partial class DatasetJson : JsonSerializerContext;
