using System.Globalization;
using Affekt.Cli.Output;
using Affekt.Neural.Threading;
using Affekt.Training.Detection;
using Affekt.Training.Expressions.Runs;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt train face: folders of marked photos in, a detector out.</summary>
internal static class FaceTraining
{
    /// <summary>The recipe's name.</summary>
    public const string Recipe = "face";

    /// <summary>The name of the recipe of its second opinion.</summary>
    public const string CheckRecipe = "face-check";

    private const int CheckRounds = 40;

    /// <summary>Trains, or goes on training.</summary>
    public static void Run(CommandContext context, int? epochs, string? start, string[] data, string folder, bool resume, int threads,
        CancellationToken cancellation)
    {
        if (!resume && File.Exists(Path.Combine(folder, TrainingRun.CheckpointFile)))
            throw new IOException($"{folder} already holds a run: add --resume to go on with it, or name another folder.");
        var recipe = new FaceRecipe();
        if (epochs is { } number)
            recipe = recipe with { Epochs = number };
        if (start is not null)
            recipe = recipe with { Start = File.ReadAllBytes(start) };
        using var pool = new WorkerPool(threads);
        var photos = FaceTrainingData.Load(data, pool, cancellation);
        context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{recipe.Name}: {photos.TrainingPhotos:N0} photos to learn from, {photos.SelectionPhotos:N0} to watch with; " +
            $"the rest is for affekt evaluate-faces."));
        var model = new FaceTrainingRun(recipe, photos, folder, threads, context.Time)
            .Train(resume, new Lines(context.Error, recipe.Epochs), cancellation);
        var finished = FinishedFaceModel.From(model, recipe, photos, pool);
        finished.Write(folder, Recipe, recipe.Name);
        context.Output.Line($"Wrote {Path.Combine(folder, FinishedModel.ModelFile)}: " +
            $"{string.Join(", ", finished.Figures.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value:0.###}")))}");
    }

    /// <summary>Trains a detector's second opinion; with <paramref name="resume"/> only weighs the one that is there anew.</summary>
    public static void RunCheck(CommandContext context, int? rounds, string detector, string[] data, string folder, bool resume,
        int threads, CancellationToken cancellation)
    {
        using var pool = new WorkerPool(threads);
        var photos = FaceTrainingData.Load(data, pool, cancellation);
        var run = new FaceCheckRun(File.ReadAllBytes(detector), photos, pool);
        var path = Path.Combine(folder, FinishedModel.ModelFile);
        var (model, figures) = resume ? run.Weigh(File.ReadAllBytes(path))
            : run.Train(rounds ?? CheckRounds, new CheckLines(context.Error, rounds ?? CheckRounds), cancellation);
        new FinishedFaceModel(model, figures).Write(folder, FaceDetector.CheckName, CheckRecipe);
        context.Output.Line($"Wrote {path}: " +
            $"{string.Join(", ", figures.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value:0.###}")))}");
    }

    private sealed class CheckLines(TextWriter error, int rounds) : IProgress<(int Round, double Loss, double Accuracy)>
    {
        public void Report((int Round, double Loss, double Accuracy) value) => error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"round {value.Round}/{rounds}: loss {value.Loss:F4}, right {value.Accuracy:P1}"));
    }

    private sealed class Lines(TextWriter error, int epochs) : IProgress<FaceEpoch>
    {
        public void Report(FaceEpoch value) => error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"epoch {value.Epoch}/{epochs}: loss {value.Loss:F4}, overlap {value.Overlap:F3}; watched: average precision " +
            $"{value.AveragePrecision:F3}, {value.FalseAlarms:F3} false alarms a photo without faces; {value.Seconds:F0} s"));
    }
}
