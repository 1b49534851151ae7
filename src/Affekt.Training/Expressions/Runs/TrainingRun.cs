using Affekt.Neural;
using Affekt.Neural.Inference;
using Affekt.Neural.Optim;
using Affekt.Neural.Threading;
using Affekt.Neural.Training;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Training.Expressions.Runs;

/// <summary>
/// Trains a recipe on data in a folder: a checkpoint after each epoch and when cancelled, and the averaged weights of the
/// epoch that was best on the validation rows.
/// </summary>
public sealed class TrainingRun
{
    /// <summary>The checkpoint's file name in the run's folder.</summary>
    public const string CheckpointFile = "checkpoint.bin";

    /// <summary>The history's file name in the run's folder.</summary>
    public const string HistoryFile = "history.csv";

    private readonly Recipe _recipe;
    private readonly TrainingData _data;
    private readonly string _folder;
    private readonly int _workers;
    private readonly TimeProvider _time;
    private readonly IRunInputs _inputs;

    /// <param name="recipe">How to train.</param>
    /// <param name="data">What to train on.</param>
    /// <param name="folder">Where files go; made when missing.</param>
    /// <param name="workers">How many threads; does not change the result.</param>
    /// <param name="time">For rates and durations.</param>
    public TrainingRun(Recipe recipe, TrainingData data, string folder, int workers, TimeProvider time)
        : this(recipe, data, folder, workers, time, new FaceInputs(recipe, data))
    {
    }

    private TrainingRun(Recipe recipe, TrainingData data, string folder, int workers, TimeProvider time, IRunInputs inputs) =>
        (_recipe, _data, _folder, _workers, _time, _inputs) = (recipe, data, folder, workers, time, inputs);

    /// <summary>Told the share of the faces that a frozen trunk has seen, before the first step.</summary>
    public IProgress<double>? Preparing { get; init; }

    /// <summary>The settings and the rows: a checkpoint of others is not continued.</summary>
    private string Fingerprint => field ??= $"{_recipe.Fingerprint}\nrows {_data.Fingerprint}";

    // A batch that is larger than the data is all of the data.
    private int BatchSize => Math.Min(_recipe.BatchSize, _data.Training.Count);

    private int StepsPerEpoch => _data.Training.Count / BatchSize;

    /// <summary>Trains to the end.</summary>
    /// <param name="resume">Go on from the folder's checkpoint instead of starting anew.</param>
    /// <param name="progress">Told after each step.</param>
    /// <param name="cancellation">Stops after the present step, with a checkpoint.</param>
    /// <returns>The best network, with logits as outputs, for faces of the recipe's input size; and the epochs.</returns>
    /// <exception cref="TrainingDivergedException">The loss is no number any more; the last checkpoint is unharmed.</exception>
    /// <exception cref="FormatException">The checkpoint is damaged or belongs to other settings.</exception>
    /// <exception cref="IOException">A file cannot be written; the last checkpoint is unharmed.</exception>
    public (Network Network, IReadOnlyList<EpochResult> Epochs) Train(
        bool resume, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(_folder);
        if (resume && File.Exists(Path.Combine(_folder, CheckpointFile)))
            Checkpoint.RequireSame(Path.Combine(_folder, CheckpointFile), Fingerprint);
        return _recipe.FrozenViews > 0 ? TrainHead(resume, progress, cancellation) : TrainAll(resume, progress, cancellation);
    }

    /// <summary>Trains the head on what the frozen trunk makes of the faces, and puts both together.</summary>
    private (Network Network, IReadOnlyList<EpochResult> Epochs) TrainHead(
        bool resume, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var parts = _recipe.Trunk ?? throw new ArgumentException($"Recipe {_recipe.Name} has no trunk that could be frozen.");
        var trunk = parts.Build(_recipe.InputSize, _recipe.Seed);
        _recipe.Weights?.Fill(trunk);
        FeatureInputs features;
        using (var pool = new WorkerPool(_workers))
            features = FeatureInputs.Of(_recipe, _data, new Predictor(trunk), _folder, pool, Preparing, cancellation);
        var headRun = new TrainingRun(
            _recipe with { Build = (_, seed) => parts.BuildHead(seed) }, _data, _folder, _workers, _time, features);
        var (head, epochs) = headRun.TrainAll(resume, progress, cancellation);
        var whole = _recipe.Build(_recipe.InputSize, _recipe.Seed);
        var values = trunk.Parameters.Concat(head.Parameters).ToDictionary(p => p.Name);
        foreach (var parameter in whole.Parameters)
            values[parameter.Name].Values.CopyTo(parameter.Values);
        return (whole, epochs);
    }

    private (Network Network, IReadOnlyList<EpochResult> Epochs) TrainAll(
        bool resume, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var network = _recipe.Build(_recipe.Augmentation.OutputSize, _recipe.Seed);
        _recipe.Weights?.Fill(network);
        var best = _recipe.Build(_recipe.InputSize, _recipe.Seed);
        RequireMemory(network);
        var losses = new List<Loss> { new(Recipe.LabelOutput) { OfRow = _recipe.LabelLoss } };
        if (_recipe.CrowdWeight > 0)
            losses.Add(new Loss(Recipe.CrowdOutput, _recipe.CrowdWeight));
        using var trainer = new Trainer(
            network, losses, _recipe.Optimizer(), BatchSize, _workers, _recipe.AverageDecay, _recipe.Seed);

        var path = Path.Combine(_folder, CheckpointFile);
        var checkpoint = resume && File.Exists(path) ? Checkpoint.Load(path, Fingerprint, trainer, best) : new Checkpoint();
        var schedule = _recipe.Schedule(_recipe.LearningRate);
        foreach (var epoch in checkpoint.Epochs)
            schedule.EpochEnded(epoch.ValidationAccuracy);

        var report = new Pace(progress, _time, _recipe.Epochs, StepsPerEpoch, BatchSize);
        while (checkpoint.Epochs.Count < _recipe.Epochs && !HasStalled(checkpoint.Epochs))
        {
            var rate = TrainEpoch(trainer, schedule, checkpoint, report,
                () => checkpoint.Save(path, Fingerprint, trainer, best), cancellation);
            var started = _time.GetTimestamp();
            FinishEpoch(trainer, checkpoint, best, rate, started);
            schedule.EpochEnded(checkpoint.Epochs[^1].ValidationAccuracy);
            checkpoint.Save(path, Fingerprint, trainer, best);
            History.Write(Path.Combine(_folder, HistoryFile), checkpoint.Epochs);
            report.EpochFinished(checkpoint.Epochs[^1]);
        }
        return (best, checkpoint.Epochs);
    }

    /// <summary>Refuses a batch whose values and gradients do not fit, before they are allocated.</summary>
    private void RequireMemory(Network network)
    {
        // Each result is kept once for the forward and once for the backward pass.
        var perFace = network.Layers.Sum(l => 2L * sizeof(float) * l.Shape.Pixels * l.Shape.Channels);
        var room = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3;
        if (perFace * BatchSize <= room)
            return;
        throw new Data.DatasetException(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"A batch of {BatchSize:N0} faces needs about {perFace * BatchSize / 1e9:N0} GB of memory, and {room / 1e9:N0} GB are there; " +
            $"use --batch {Math.Max(1, Math.Min(1024, room / perFace))} or less."));
    }

    private bool HasStalled(List<EpochResult> epochs) =>
        _recipe.EarlyStopping is { } patience && EpochResult.BestOf(epochs) is { } best && epochs[^1].Epoch - best.Epoch >= patience;

    private double TrainEpoch(
        Trainer trainer, Schedule schedule, Checkpoint checkpoint, Pace report, Action save, CancellationToken cancellation)
    {
        var epoch = checkpoint.Epochs.Count;
        var order = ShuffledRows(epoch);
        var images = new float[BatchSize * _inputs.Length];
        var rate = 0.0;
        while (checkpoint.StepsInEpoch < StepsPerEpoch)
        {
            if (cancellation.IsCancellationRequested)
            {
                save();
                cancellation.ThrowIfCancellationRequested();
            }
            var started = _time.GetTimestamp();
            var count = BatchSize;
            var rows = order.AsMemory(checkpoint.StepsInEpoch * count, count);
            trainer.Pool.Run(count, (i, _) => _inputs.Write(rows.Span[i], epoch, images.AsSpan(i * _inputs.Length, _inputs.Length)));
            var mixup = _recipe.MixupAlpha == 0 || epoch >= _recipe.MixupUntil * _recipe.Epochs ? null
                : new Mixup(count, _recipe.MixupAlpha, _recipe.Seed, epoch, checkpoint.StepsInEpoch);
            mixup?.Blend(images.AsSpan(0, count * _inputs.Length), _inputs.Length);
            rate = schedule.At((epoch + (double)checkpoint.StepsInEpoch / StepsPerEpoch) / _recipe.Epochs);
            var result = trainer.Step(images.AsMemory(0, count * _inputs.Length), count, _data.TargetsOf(rows.Span, mixup), rate);
            checkpoint.StepsInEpoch++;
            checkpoint.LossSum += result.Loss;
            checkpoint.AccuracySum += result.Outputs[0].Accuracy;
            checkpoint.Seconds += _time.GetElapsedTime(started).TotalSeconds;
            report.StepMade(epoch, checkpoint);
        }
        return rate;
    }

    private void FinishEpoch(Trainer trainer, Checkpoint checkpoint, Network best, double rate, long started)
    {
        var averaged = _recipe.Build(_recipe.InputSize, _recipe.Seed);
        trainer.CopyAverageTo(averaged);
        var logits = _inputs.Validate(new Predictor(averaged), trainer.Pool);
        if (logits.Values.SelectMany(v => v).Any(v => !float.IsFinite(v)))
            throw new TrainingDivergedException(
                $"The weights are no finite numbers after epoch {checkpoint.Epochs.Count + 1}; use a lower learning rate than {rate:G3}.");
        var metrics = ClassificationMetrics.From(
            TemperatureScaling.Apply(logits[Recipe.LabelOutput], Emotions.Count, 1), _data.Validation.Labels);
        var steps = checkpoint.StepsInEpoch;
        checkpoint.Epochs.Add(new EpochResult(
            checkpoint.Epochs.Count + 1, rate, checkpoint.LossSum / steps, checkpoint.AccuracySum / steps, metrics.Loss, metrics.Accuracy,
            checkpoint.Seconds + _time.GetElapsedTime(started).TotalSeconds));
        (checkpoint.StepsInEpoch, checkpoint.LossSum, checkpoint.AccuracySum, checkpoint.Seconds) = (0, 0, 0, 0);
        if (EpochResult.BestOf(checkpoint.Epochs) == checkpoint.Epochs[^1])
            best.CopyParametersFrom(averaged);
    }

    private int[] ShuffledRows(int epoch)
    {
        var rows = Enumerable.Range(0, _data.Training.Count).ToArray();
        new Random(unchecked((int)_recipe.Seed * 7919 + epoch)).Shuffle(rows);
        return rows;
    }

    /// <summary>Rates and the time left, for a person who waits.</summary>
    private sealed class Pace(IProgress<TrainingProgress>? progress, TimeProvider time, int epochs, int stepsPerEpoch, int batchSize)
    {
        private readonly long _started = time.GetTimestamp();
        private int _steps;
        private TrainingProgress? _last;

        public void StepMade(int epoch, Checkpoint checkpoint)
        {
            _steps++;
            var seconds = time.GetElapsedTime(_started).TotalSeconds;
            var left = (epochs - epoch) * stepsPerEpoch - checkpoint.StepsInEpoch;
            _last = new TrainingProgress(
                epoch + 1, epochs, checkpoint.StepsInEpoch, stepsPerEpoch, checkpoint.LossSum / checkpoint.StepsInEpoch,
                checkpoint.AccuracySum / checkpoint.StepsInEpoch, _steps * batchSize / seconds,
                    TimeSpan.FromSeconds(left * seconds / _steps), null);
            progress?.Report(_last);
        }

        public void EpochFinished(EpochResult result)
        {
            if (_last is not null)
                progress?.Report(_last with { Finished = result });
        }
    }
}
