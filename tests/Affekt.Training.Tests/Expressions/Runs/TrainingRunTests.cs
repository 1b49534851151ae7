using Affekt.Neural;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;
using Affekt.Neural.Training;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Runs;

namespace Affekt.Training.Tests.Expressions.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Happy faces are brighter below, sad ones above: a small network learns it in a moment.</summary>
    private static TrainingData Data(Recipe recipe)
    {
        var random = new Random(5);
        FaceDataset Draw(int count, Split split)
        {
            var labels = Enumerable.Range(0, count).Select(i => i % 2 == 0 ? Emotion.Happy : Emotion.Sad).ToArray();
            var pixels = labels.SelectMany(label => Enumerable.Range(0, 12 * 12).Select(i =>
                (byte)(random.Next(60) + (i / 12 >= 6 == (label == Emotion.Happy) ? 150 : 40)))).ToArray();
            var votes = labels.SelectMany(label => new byte[] { 0, (byte)(label == Emotion.Happy ? 10 : 0), 0,
                (byte)(label == Emotion.Happy ? 0 : 10), 0, 0, 0, 0, 0, 0 }).ToArray();
            return new FaceDataset("drawn.csv", 12, 12, pixels, labels, [.. labels.Select(_ => split)],
                [.. Enumerable.Range(0, count)]).WithVotes(votes);
        }
        return new TrainingData(Draw(80, Split.Training), Draw(30, Split.PublicTest), recipe);
    }

    private static Recipe Small => new()
    {
        Name = "small",
        Description = "For tests.",
        Build = (size, seed) =>
        {
            var network = new Network(new Shape(size, size, 1), seed);
            var x = network.BatchNorm(network.Convolution(network.Input, 8, 3));
            x = network.Dropout(network.Flatten(network.MaxPool(x)), 0.1);
            network.AddOutput(Recipe.LabelOutput, network.Dense(x, Emotions.Count));
            network.AddOutput(Recipe.CrowdOutput, network.Dense(x, Emotions.Count));
            return network;
        },
        Epochs = 4,
        BatchSize = 16,
        Optimizer = () => new Adam(weightDecay: 1e-3),
        LearningRate = 0.01,
        Schedule = rate => new CosineSchedule(rate),
        Augmentation = new AugmentationOptions { OutputSize = 12, ShiftPixels = 1, FlipProbability = 0.5f },
        LabelSmoothing = 0.1,
        CrowdWeight = 1,
        MixupAlpha = 0.2,
        AverageDecay = 0.8,
    };

    [Fact]
    public void A_run_learns_reports_and_writes_its_history()
    {
        var reports = new List<TrainingProgress>();
        var (network, epochs) = Run("a").Train(resume: false, new Recorder(reports.Add), CancellationToken.None);

        Assert.Equal(4, epochs.Count);
        Assert.True(epochs.Max(e => e.ValidationAccuracy) > 0.95, $"validation accuracy {epochs.Max(e => e.ValidationAccuracy)}");
        Assert.Equal(["fer", "crowd"], network.Outputs.Keys);
        Assert.Equal(5 * 4, reports.Count(r => r.Finished is null));
        Assert.Equal([1, 2, 3, 4], reports.Where(r => r.Finished is not null).Select(r => r.Finished!.Epoch));
        Assert.All(reports, r => Assert.True(r.ImagesPerSecond > 0 && r.Remaining >= TimeSpan.Zero));
        var history = File.ReadAllLines(Path.Combine(_folder.Path, "a", TrainingRun.HistoryFile));
        Assert.Equal(5, history.Length);
        Assert.StartsWith("epoch,learning_rate,train_loss", history[0], StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "a"), "*.part"));
    }

    [Fact]
    public void A_run_stops_early_when_nothing_gets_better()
    {
        var recipe = Small with { Epochs = 40, EarlyStopping = 2, LearningRate = 1e-9 };
        var epochs = new TrainingRun(recipe, Data(recipe), Path.Combine(_folder.Path, "early"), 2, TimeProvider.System)
            .Train(resume: false, null, CancellationToken.None).Epochs;
        Assert.InRange(epochs.Count, 3, 39);
        Assert.True(epochs[^1].Epoch - EpochResult.BestOf(epochs)!.Epoch >= 2);
    }

    [Fact]
    public void Of_equally_accurate_epochs_the_one_with_the_smaller_loss_is_the_best()
    {
        EpochResult Epoch(int number, double loss, double accuracy) => new(number, 1, 1, .5, loss, accuracy, 1);
        Assert.Equal(3, EpochResult.BestOf([Epoch(1, .9, .6), Epoch(2, .8, .7), Epoch(3, .7, .7), Epoch(4, .7, .7)])!.Epoch);
    }

    [Fact]
    public void A_checkpoint_of_other_rows_or_labels_is_not_continued()
    {
        Run("rows").Train(resume: false, null, CancellationToken.None);
        var data = Data(Small);
        var swapped = data.Training.Select([1, 0, .. Enumerable.Range(2, data.Training.Count - 2)]);
        var other = new TrainingRun(Small, new TrainingData(swapped, data.Validation, Small), Path.Combine(_folder.Path, "rows"), 2,
            TimeProvider.System);
        Assert.Contains("other rows: another data set, split or label order", Assert.Throws<DatasetException>(
            () => other.Train(resume: true, null, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_larger_than_the_data_is_all_of_it_and_one_larger_than_memory_is_refused()
    {
        var whole = Small with { Epochs = 1, BatchSize = int.MaxValue };
        Assert.Single(new TrainingRun(whole, Data(whole), Path.Combine(_folder.Path, "whole"), 2, TimeProvider.System)
            .Train(resume: false, null, CancellationToken.None).Epochs);
        var huge = whole with
        {
            Augmentation = AugmentationOptions.None with { OutputSize = 9000 },
            Build = (size, seed) =>
            {
                var network = new Network(new Shape(size, size, 1), seed);
                var features = network.GlobalAveragePool(network.Convolution(network.Input, 64, 3));
                network.AddOutput(Recipe.LabelOutput, network.Dense(features, 7));
                return network;
            },
        };
        Assert.Contains("--batch", Assert.Throws<DatasetException>(() => new TrainingRun(huge, Data(huge),
            Path.Combine(_folder.Path, "huge"), 2, TimeProvider.System).Train(resume: false, null, CancellationToken.None)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_loss_of_ones_own_is_what_is_minimised()
    {
        // Squared error of the logits against the target: its slope is known.
        static double Squared(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> gradient)
        {
            double sum = 0;
            for (var c = 0; c < logits.Length; c++)
            {
                gradient[c] = 2 * (logits[c] - target[c]);
                sum += (logits[c] - target[c]) * (logits[c] - target[c]);
            }
            return sum;
        }
        var recipe = Small with { LabelLoss = Squared, MixupAlpha = 0, Epochs = 6 };
        var epochs = new TrainingRun(recipe, Data(recipe), Path.Combine(_folder.Path, "own"), 2, TimeProvider.System)
            .Train(resume: false, null, CancellationToken.None).Epochs;
        Assert.True(epochs[^1].TrainLoss < epochs[0].TrainLoss / 2, $"{epochs[0].TrainLoss} to {epochs[^1].TrainLoss}");
        Assert.True(epochs.Max(e => e.ValidationAccuracy) > 0.9);
        Assert.Contains("loss", recipe.Fingerprint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(12)]
    public void A_cancelled_run_goes_on_exactly_where_it_was(int stepsBeforeCancel)
    {
        var whole = Run("whole").Train(resume: false, null, CancellationToken.None);

        using var cancel = new CancellationTokenSource();
        var steps = 0;
        Assert.Throws<OperationCanceledException>(() => Run("cut").Train(resume: false, new Recorder(p =>
        {
            if (p.Finished is null && ++steps == stepsBeforeCancel)
                cancel.Cancel();
        }), cancel.Token));
        var resumed = Run("cut", workers: 1).Train(resume: true, null, CancellationToken.None);

        Assert.Equal(Weights(whole.Network), Weights(resumed.Network));
        Assert.Equal(whole.Epochs.Select(e => (e.Epoch, e.TrainLoss, e.ValidationAccuracy)),
            resumed.Epochs.Select(e => (e.Epoch, e.TrainLoss, e.ValidationAccuracy)));
    }

    [Fact]
    public void A_teacher_is_learnt_from_where_the_labels_say_nothing()
    {
        using var pool = new WorkerPool(2);
        var data = Data(Small);
        var (network, epochs) = Run("teacher").Train(resume: false, null, CancellationToken.None);
        var teacher = new Teacher(
            FinishedModel.From(Small, network, epochs, data, new SplitReport(80, 30, 0, 0, 0, 0), pool, TimeProvider.System).Model);
        var answers = teacher.Answers(data.Training, Small, [Recipe.LabelOutput], pool)[Recipe.LabelOutput];
        Assert.All(answers.Chunk(Emotions.Count), row => Assert.Equal(1, row.Sum(), 1e-4f));

        // Labels spread over all classes evenly teach nothing by themselves.
        var blind = Small with { LabelSmoothing = 1, CrowdWeight = 0, Build = WithoutCrowd, Teacher = "of this test" };
        var alone = new TrainingRun(blind, Data(blind), Path.Combine(_folder.Path, "alone"), 2, TimeProvider.System)
            .Train(resume: false, null, CancellationToken.None);
        var taught = Data(blind);
        taught.Learn([teacher, teacher], pool);
        var pupil = new TrainingRun(blind, taught, Path.Combine(_folder.Path, "pupil"), 2, TimeProvider.System)
            .Train(resume: false, null, CancellationToken.None);
        Assert.True(pupil.Epochs.Max(e => e.ValidationAccuracy) > 0.95, $"with a teacher {pupil.Epochs.Max(e => e.ValidationAccuracy)}");
        Assert.True(alone.Epochs.Min(e => e.ValidationAccuracy) < 0.7, $"without one {alone.Epochs.Min(e => e.ValidationAccuracy)}");
        Assert.Contains("another number of settings", Assert.Throws<DatasetException>(() =>
            new TrainingRun(blind with { Teacher = null }, Data(blind), Path.Combine(_folder.Path, "pupil"), 2,
                TimeProvider.System).Train(resume: true, null, CancellationToken.None)).Message, StringComparison.Ordinal);

        static Network WithoutCrowd(int size, ulong seed)
        {
            var network = new Network(new Shape(size, size, 1), seed);
            network.AddOutput(Recipe.LabelOutput,
                network.Dense(network.Flatten(network.MaxPool(network.Convolution(network.Input, 8, 3))), Emotions.Count));
            return network;
        }
    }

    [Fact]
    public void A_checkpoint_of_other_settings_is_refused_and_unharmed()
    {
        Run("a").Train(resume: false, null, CancellationToken.None);
        var before = File.ReadAllBytes(Path.Combine(_folder.Path, "a", TrainingRun.CheckpointFile));
        var other = Small with { LabelSmoothing = 0.2 };
        var error = Assert.Throws<DatasetException>(
            () => new TrainingRun(other, Data(other), Path.Combine(_folder.Path, "a"), 2, TimeProvider.System)
            .Train(resume: true, null, CancellationToken.None));
        Assert.Contains("there: smoothing 0.1; here: smoothing 0.2", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(_folder.Path, "a", TrainingRun.CheckpointFile)));
    }

    [Fact]
    public void A_checkpoint_that_is_cut_short_is_refused()
    {
        Run("a").Train(resume: false, null, CancellationToken.None);
        var path = Path.Combine(_folder.Path, "a", TrainingRun.CheckpointFile);
        var bytes = File.ReadAllBytes(path);
        foreach (var length in new[] { 0, 5, 100, bytes.Length / 2, bytes.Length - 1 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Contains("cut short", Assert.Throws<DatasetException>(
                () => Run("a").Train(resume: true, null, CancellationToken.None)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Divergence_stops_the_run_and_keeps_the_last_checkpoint()
    {
        var wild = Small with { Optimizer = () => new Sgd(), Schedule = rate => new StepSchedule(rate, 1e30, 0.5) };
        var error = Assert.Throws<TrainingDivergedException>(
            () => new TrainingRun(wild, Data(wild), Path.Combine(_folder.Path, "a"), 2, TimeProvider.System)
            .Train(resume: false, null, CancellationToken.None));
        Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder.Path, "a", TrainingRun.HistoryFile)).Length);
        Assert.True(File.Exists(Path.Combine(_folder.Path, "a", TrainingRun.CheckpointFile)));
    }

    [Fact]
    public void A_full_disk_stops_the_run_and_leaves_the_checkpoint_before()
    {
        const string full = "/dev/full";
        Assert.SkipUnless(File.Exists(full), "Needs Linux's /dev/full, a file whose disk is always full.");
        var whole = Run("whole").Train(resume: false, null, CancellationToken.None);
        var path = Path.Combine(_folder.Path, "cut", TrainingRun.CheckpointFile);
        byte[] before = [];
        var error = Assert.Throws<IOException>(() => Run("cut").Train(resume: false, new Recorder(p =>
        {
            if (p.Finished?.Epoch != 2)
                return;
            before = File.ReadAllBytes(path);
            File.CreateSymbolicLink(path + ".part", full);
        }), CancellationToken.None));

        Assert.Contains("--resume", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.False(File.Exists(path + ".part"));
        Assert.Equal(Weights(whole.Network), Weights(Run("cut").Train(resume: true, null, CancellationToken.None).Network));
    }

    [Fact]
    public void One_emotion_alone_cannot_be_learnt()
    {
        var data = Data(Small);
        var happy = data.Training.Select(
            [.. Enumerable.Range(0, data.Training.Count).Where(i => data.Training.Labels[i] == Emotion.Happy)]);
        Assert.Contains("labelled happy",
            Assert.Throws<DatasetException>(() => new TrainingData(happy, data.Validation, Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choices_change_the_recipe_and_its_fingerprint()
    {
        var chosen = new RecipeChoices
        {
            Schedule = "step",
            LearningRate = 0.5,
            BatchSize = 8,
            Seed = 9,
            Optimizer = "sgd",
            Split = "80/20"
        }.ApplyTo(RecipeBook.Cnn4);
        Assert.Equal((8, 9UL, 0.5), (chosen.BatchSize, chosen.Seed, chosen.LearningRate));
        Assert.Equal(0.05, chosen.Schedule(chosen.LearningRate).At(0.6), 9);
        Assert.IsType<Sgd>(chosen.Optimizer());
        Assert.EndsWith("optimizer sgd\nlearning-rate 0.5\nschedule step\nsplit 80/20", chosen.Fingerprint, StringComparison.Ordinal);
        Assert.Equal(0.05, (new RecipeChoices { Optimizer = "sgd" }).ApplyTo(RecipeBook.Cnn4).LearningRate);
        Assert.Equal(RecipeBook.Cnn4.Fingerprint, new RecipeChoices().ApplyTo(RecipeBook.Cnn4).Fingerprint);
        foreach (var schedule in RecipeChoices.Schedules)
            Assert.Equal(1, Enumerable.Range(0, 101)
                .Max(i => new RecipeChoices { Schedule = schedule }.ApplyTo(RecipeBook.Cnn4).Schedule(1).At(i / 100.0)), 2);
        Assert.Throws<ArgumentException>(() => new RecipeChoices { Schedule = "warp" }.ApplyTo(RecipeBook.Cnn4));
    }

    [Fact]
    public void A_recipe_that_needs_votes_says_so()
    {
        var data = Data(Small);
        var withoutVotes = new FaceDataset(
            "x.csv", 12, 12, data.Training.Pixels, data.Training.Labels, data.Training.SplitOf, data.Training.Rows);
        Assert.Contains("fer2013new.csv", Assert.Throws<DatasetException>(
            () => new TrainingData(withoutVotes, data.Validation, Small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_recipe_builds_for_training_and_for_evaluation()
    {
        foreach (var recipe in RecipeBook.All)
        {
            var training = recipe.Build(recipe.Augmentation.OutputSize, recipe.Seed);
            var evaluation = recipe.Build(recipe.InputSize, recipe.Seed + 1);
            evaluation.CopyParametersFrom(training);
            Assert.Contains(Recipe.LabelOutput, evaluation.Outputs.Keys);
            Assert.Equal(recipe.CrowdWeight > 0, evaluation.Outputs.ContainsKey(Recipe.CrowdOutput));
        }
    }

    private TrainingRun Run(string name, int workers = 2) =>
        new(Small, Data(Small), Path.Combine(_folder.Path, name), workers, TimeProvider.System);

    private static float[] Weights(Network network) => [.. network.Parameters.SelectMany(p => p.Values.ToArray())];

    private sealed class Recorder(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
