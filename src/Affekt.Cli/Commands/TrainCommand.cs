using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Affekt.Cli.Output;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Reports;
using Affekt.Training.Expressions.Runs;

namespace Affekt.Cli.Commands;

/// <summary>affekt train: a recipe and a data set in, a model out.</summary>
internal static class TrainCommand
{
    /// <summary>The parameters, to start another run from.</summary>
    private const string WeightsFile = "weights.safetensors";

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var recipe = new Argument<string>(
            "RECIPE")
        {
            Description = $"How to train: {string.Join(", ", RecipeBook.All.Select(r => r.Name))}, {FaceTraining.Recipe}, " +
            FaceTraining.CheckRecipe
        };
        var data = new Option<string[]>(
            "--data")
        {
            Description =
            $"{DataOptions.Kinds}; FER+'s fer2013new.csv is taken from beside a FER2013 csv; for face, one or more " +
            $"folders with faces.csv and negatives.csv",
            HelpName = "PATH",
            Required = true
        };
        var folder = new Option<string>(
            "--out")
        {
            Description = "Where model.onnx, metrics.json, history.csv, report.html and the checkpoint go",
            HelpName = "DIR",
            Required = true
        };
        var resume = new Option<bool>("--resume") { Description = "Go on from the checkpoint in DIR" };
        var options = new TrainOptions();
        var teachers = new Option<string[]>(
            "--teacher")
        {
            Description =
            "An emotion model whose answers count beside the labels (distillation); of several, the mean",
            HelpName = "FILE"
        };
        var teacherWeight = CommonOptions.Share(
            "--teacher-weight", "How much the teachers' answers count against the labels, from 0 to 1, instead of the recipe's half");
        var foreign = new Option<string?>(
            "--foreign-teacher")
        {
            Description =
            "A model of somebody else that teaches the crowd's output where a vote or a label supports it; NAME.json beside it " +
            "names its classes",
            HelpName = "FILE"
        };
        var foreignWeight = CommonOptions.Share(
            "--foreign-teacher-weight", "How much of the crowd's targets its answers become, from 0 to 1, instead of .4");
        var balanced = new Option<string?>(
            "--balance-groups")
        {
            Description = "Weight faces so that this column of the csv and the emotion become independent",
            HelpName = "COLUMN"
        };
        var threads = CommonOptions.AtLeastOne("--threads", "How many threads work; does not change the result");
        var command = new Command("train", "Train a model") { recipe, data, folder, resume, teachers, teacherWeight,
            foreign, foreignWeight, balanced, threads };
        options.AddTo(command);
        var reader = new DataOptions();
        reader.AddTo(command);
        Option[] ofFaces = [data, folder, resume, threads, options.Epochs, options.Weights];
        command.Validators.Add(result =>
        {
            var isFace = result.GetValue(recipe) is FaceTraining.Recipe or FaceTraining.CheckRecipe;
            if (!isFace && result.GetValue(data) is { Length: > 1 })
                result.AddError($"Only {FaceTraining.Recipe} takes several --data.");
            if (isFace && result.GetValue(options.Weights) is { Length: > 1 })
                result.AddError($"{result.GetValue(recipe)} goes with one detector: give --weights once.");
            if (result.GetValue(recipe) == FaceTraining.CheckRecipe && result.GetValue(options.Weights) is not { Length: 1 })
                result.AddError($"{FaceTraining.CheckRecipe} needs --weights FILE, the detector that it is the second opinion of.");
            if (!isFace)
                return;
            foreach (var given in result.Children.OfType<OptionResult>().Where(o => !o.Implicit && !ofFaces.Contains(o.Option)))
                result.AddError($"{given.Option.Name} does not go with {result.GetValue(recipe)}, which takes " +
                    $"{string.Join(", ", ofFaces.Select(o => o.Name))}.");
        });
        command.SetAction((parse, cancellationToken) =>
        {
            if (parse.GetRequiredValue(recipe) == FaceTraining.CheckRecipe)
            {
                FaceTraining.RunCheck(context, parse.GetValue(options.Epochs), parse.GetRequiredValue(options.Weights)[0],
                    parse.GetRequiredValue(data), parse.GetRequiredValue(folder), parse.GetValue(resume), parse.GetValue(threads)
                    ?? Environment.ProcessorCount, cancellationToken);
                return Task.FromResult(ExitCode.Done);
            }
            if (parse.GetRequiredValue(recipe) == FaceTraining.Recipe)
            {
                FaceTraining.Run(context, parse.GetValue(options.Epochs), parse.GetValue(options.Weights)?.FirstOrDefault(),
                    parse.GetRequiredValue(data), parse.GetRequiredValue(folder), parse.GetValue(resume), parse.GetValue(threads)
                    ?? Environment.ProcessorCount, cancellationToken);
                return Task.FromResult(ExitCode.Done);
            }
            var chosen = options.Apply(context, parse, RecipeBook.Find(parse.GetRequiredValue(recipe)));
            var taught = (parse.GetValue(teachers) ?? []).Select(file => Model.Load(file)).ToList();
            var stranger = parse.GetValue(foreign) is { } path ? ForeignTeacher.Load(path) : null;
            Train(context, chosen with
            {
                TeacherWeight = parse.GetValue(teacherWeight) ?? chosen.TeacherWeight,
                Teacher = taught.Count == 0 ? null : string.Join('+', taught.Select(t => t.Sha256)),
                ForeignTeacher = stranger?.Sha256,
                ForeignTeacherWeight = parse.GetValue(foreignWeight) ?? chosen.ForeignTeacherWeight,
                BalancedGroups = parse.GetValue(balanced),
            }, taught, stranger,
                () =>
                {
                    var faces = reader.Read(context, parse, parse.GetRequiredValue(data)[0], cancellationToken);
                    var division = options.DivisionOf(parse, faces);
                    var (kept, rules) = new SplitRules { DropNotAFace = true }.Apply(options.Divide(parse, faces));
                    kept = options.Thin(parse, kept);
                    return (kept, rules with { Training = kept.SplitOf.Count(s => s == Split.Training) }, division);
                },
                parse.GetRequiredValue(folder), parse.GetValue(resume), parse.GetValue(threads)
                ?? Environment.ProcessorCount, cancellationToken);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Train(CommandContext context, Recipe recipe, List<Model> teachers, ForeignTeacher? foreign,
        Func<(FaceDataset Faces, SplitReport Report, string Division)> read, string folder, bool resume, int threads,
        CancellationToken cancellationToken)
    {
        if (!resume && File.Exists(Path.Combine(folder, TrainingRun.CheckpointFile)))
            throw new IOException($"{folder} already holds a run: add --resume to go on with it, or name another folder.");
        var (faces, report, division) = read();
        context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{recipe.Name}: {report.Training:N0} faces to learn from ({report.Leaked} left out as copies of test faces, " +
            $"{report.Blank} blank, {report.NotAFace} without a face), {report.PublicTest:N0} to select on."));
        if (Emotions.All.Except(faces.Only(Split.Training).Labels).ToList() is { Count: > 0 } missing)
            context.Error.WriteLine($"affekt: there are no faces to learn " +
                $"{string.Join(", ", missing.Select(e => e.Name()))} from; the model will hardly ever answer so.");
        var data = new TrainingData(faces.Only(Split.Training), faces.Only(Split.PublicTest), recipe) { Division = division };
        using var pool = new WorkerPool(threads);
        if (teachers.Count > 0)
        {
            context.Error.WriteLine("Asking the teachers what they see in each face.");
            data.Learn([.. teachers.Select(t => new Teacher(t))], pool, cancellationToken);
        }
        if (foreign is not null)
            data.Learn(foreign, pool, cancellationToken);
        var (network, epochs) = new TrainingRun(
            recipe, data, folder, threads, context.Time)
        { Preparing = new FeatureLine(context.Error, Console.IsErrorRedirected) }
            .Train(resume, new ProgressLine(context.Error, Console.IsErrorRedirected), cancellationToken);
        var finished = FinishedModel.From(recipe, network, epochs, data, report, pool, context.Time);
        finished.Write(folder);
        PretrainedWeights.Save(Path.Combine(folder, WeightsFile), network);
        RunReport.Write(folder, recipe, data, epochs, finished);
        foreach (var (name, output) in finished.Metrics.Outputs)
            context.Output.Line(string.Create(CultureInfo.InvariantCulture,
                $"{name}: accuracy {output.Metrics.Accuracy:P2} on {finished.Metrics.SelectedOn} (selected there), " +
                $"calibration error {output.Metrics.Ece:F3}"));
        context.Output.Line($"Wrote {Path.Combine(folder, FinishedModel.ModelFile)} and {Path.Combine(folder, RunReport.FileName)}");
    }

    /// <summary>One line that is written over and over on a terminal; a line an epoch elsewhere.</summary>
    private sealed class ProgressLine(TextWriter error, bool isRedirected) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Finished is { } epoch)
                error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{(isRedirected ? "" : "\r\e[K")}epoch {epoch.Epoch}/{value.Epochs}: loss {epoch.TrainLoss:F4}, " +
                    $"accuracy {epoch.TrainAccuracy:P1}; validation loss {epoch.ValidationLoss:F4}, accuracy " +
                    $"{epoch.ValidationAccuracy:P2}; {value.ImagesPerSecond:F0} images/s, {Duration(value.Remaining)} left"));
            else if (!isRedirected)
                error.Write(string.Create(CultureInfo.InvariantCulture,
                    $"\r\e[Kepoch {value.Epoch}/{value.Epochs}, step {value.Step}/{value.Steps}: loss {value.Loss:F4}, " +
                    $"accuracy {value.Accuracy:P1}, {value.ImagesPerSecond:F0} images/s, {Duration(value.Remaining)} left"));
        }

        private static string Duration(TimeSpan time) =>
            time.TotalHours >= 1 ? $"{(int)time.TotalHours} h {time.Minutes} min" : time.TotalMinutes >= 1
            ? $"{time.Minutes} min" : $"{time.Seconds} s";
    }

    /// <summary>How many faces a frozen trunk has seen: over and over on a terminal, every tenth elsewhere.</summary>
    private sealed class FeatureLine(TextWriter error, bool isRedirected) : IProgress<double>
    {
        private int _tenths;

        public void Report(double value)
        {
            if (!isRedirected)
                error.Write(string.Create(
                    CultureInfo.InvariantCulture, $"\r\e[Kfeatures of the frozen trunk: {value:P0}{(value >= 1 ? "\n" : "")}"));
            else if ((int)(value * 10) > _tenths)
                error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"features of the frozen trunk: {_tenths = (int)(value * 10)}0 %"));
        }
    }
}
