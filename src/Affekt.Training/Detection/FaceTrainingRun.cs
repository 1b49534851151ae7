using System.Globalization;
using System.Text;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Optim;
using Affekt.Neural.Training;
using Affekt.Training.Expressions.Runs;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>How an epoch of a detector's training went.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="LearningRate">At its last step.</param>
/// <param name="Loss">The mean total.</param>
/// <param name="Overlap">The mean overlap of boxes with their faces, at the points that answer for them.</param>
/// <param name="AveragePrecision">Of the averaged weights on the photos to watch with, faces of 20 pixels and more.</param>
/// <param name="FalseAlarms">In each of those photos without faces, from a score of one half on.</param>
/// <param name="Seconds">Time it took.</param>
public sealed record FaceEpoch(
    int Epoch, double LearningRate, double Loss, double Overlap, double AveragePrecision, double FalseAlarms, double Seconds);

/// <summary>
/// Trains the face detector: a checkpoint, a history line and a usable model after each epoch. Scenes are composed anew all the
/// time; after a tenth of them, or at once in a run that starts from a detector, most backgrounds are places that fooled the
/// detector before.
/// </summary>
/// <param name="recipe">How to train.</param>
/// <param name="data">What to train on.</param>
/// <param name="folder">Where files go; made when missing.</param>
/// <param name="workers">How many threads; does not change the result.</param>
/// <param name="time">For durations.</param>
public sealed class FaceTrainingRun(FaceRecipe recipe, FaceTrainingData data, string folder, int workers, TimeProvider time)
{
    /// <summary>Score from which on a find in a photo without faces becomes a place to learn from.</summary>
    private const double HardScore = 0.15;
    private const double FirstHardEpoch = 0.1;
    private const double SmallestJudged = 20;
    private const double LowestScore = 0.05;
    private const string HistoryHeader = "epoch,learning_rate,loss,overlap,average_precision_20px,false_alarms_a_photo,seconds";

    private readonly List<FaceLosses> _losses = [];

    /// <summary>Trains to the end.</summary>
    /// <param name="resume">Go on from the folder's checkpoint instead of starting anew.</param>
    /// <param name="progress">Told after each epoch.</param>
    /// <param name="cancellation">Stops after the present step; the last epoch's checkpoint stays.</param>
    /// <returns>The bytes of the model.</returns>
    /// <exception cref="TrainingDivergedException">The loss is no number any more; the last checkpoint is unharmed.</exception>
    /// <exception cref="FormatException">The checkpoint is damaged or belongs to other settings.</exception>
    /// <exception cref="IOException">A file cannot be written; the last checkpoint is unharmed.</exception>
    public byte[] Train(bool resume, IProgress<FaceEpoch>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var size = recipe.TrainingSize;
        var network = recipe.Build(size, size, joined: true);
        var averaged = recipe.Build(size, size, joined: false);
        var points = FaceGrid.PointsOf(size, size);
        FaceLoss? loss = null;
        var joined = new Loss(FaceRecipe.JoinedOutput) { Function = (image, values, gradient) => loss!.Compute(image, values, gradient) };
        if (recipe.Start is { } start)
            FaceStart.Load(network, recipe, start.ToArray(), Scenes);
        using var trainer = new Trainer(
            network, [joined], new Adam(weightDecay: recipe.WeightDecay), recipe.BatchSize, workers, recipe.AverageDecay, recipe.Seed);
        var path = Path.Combine(folder, TrainingRun.CheckpointFile);
        var epochs = new List<FaceEpoch>();
        if (resume && File.Exists(path))
        {
            FaceCheckpoint.Load(path, recipe.Fingerprint, trainer, epochs);
            trainer.CopyAverageTo(averaged);
        }
        var schedule = new FlatCosineSchedule(recipe.PeakRate, recipe.PeakRate / 100, warmUp: 0.01, fall: 0.5);
        var images = new float[recipe.BatchSize * size * size];
        while (epochs.Count < recipe.Epochs)
        {
            var started = time.GetTimestamp();
            var epoch = epochs.Count;
            var composer = new FaceComposer(data.Training, HardSpots(epoch, averaged, trainer, cancellation), size);
            var (sum, rate) = (0.0, 0.0);
            _losses.Clear();
            for (var step = 0; step < recipe.StepsPerEpoch; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                var scenes = Compose(composer, trainer, epoch, step, images);
                loss = new FaceLoss(points, [.. scenes.Select(s => s.Faces)]);
                rate = schedule.At((epoch + (double)step / recipe.StepsPerEpoch) / recipe.Epochs);
                sum += trainer.Step(images, recipe.BatchSize, [new Targets([])], rate).Loss;
                _losses.Add(loss.Total);
            }
            trainer.CopyAverageTo(averaged);
            var model = Finish(averaged);
            var seen = data.Watch(new FaceDetector(model, new FaceDetectorOptions { Threshold = LowestScore }), trainer.Pool);
            epochs.Add(new FaceEpoch(epoch + 1, rate, sum / recipe.StepsPerEpoch, _losses.Average(l => l.Overlap),
                FaceEvaluation.Score(seen, SmallestJudged, 0.5).AveragePrecision,
                    FaceEvaluation.FalseAlarms([.. seen.Where(s => s.Photo.Faces.Count == 0)], 0.5),
                time.GetElapsedTime(started).TotalSeconds));
            FaceCheckpoint.Save(path, recipe.Fingerprint, trainer, epochs);
            AtomicFile.Write(Path.Combine(folder, FinishedModel.ModelFile), model);
            AtomicFile.Write(Path.Combine(folder, TrainingRun.HistoryFile), Encoding.UTF8.GetBytes(History(epochs)));
            progress?.Report(epochs[^1]);
        }
        return Finish(averaged);
    }

    private IReadOnlyList<HardSpot> HardSpots(int epoch, Network averaged, Trainer trainer, CancellationToken cancellation) =>
        recipe.Start is null && epoch < FirstHardEpoch * recipe.Epochs ? []
        : data.FindHardSpots(new FaceDetector(Finish(averaged), new FaceDetectorOptions { Threshold = HardScore }), trainer.Pool,
            cancellation);

    private FaceCanvas[] Compose(FaceComposer composer, Trainer trainer, int epoch, int step, float[] images)
    {
        var scenes = new FaceCanvas[recipe.BatchSize];
        trainer.Pool.Run(scenes.Length, (i, _) =>
        {
            scenes[i] = composer.Compose(recipe.Seed, epoch, step * recipe.BatchSize + i);
            Normalise(scenes[i], images.AsSpan(i * scenes[i].Pixels.Length, scenes[i].Pixels.Length));
        });
        return scenes;
    }

    /// <summary>Scenes as a network takes them, to learn its statistics from; others than those of the training.</summary>
    private float[] Scenes(int first, int count)
    {
        var composer = new FaceComposer(data.Training, [], recipe.TrainingSize);
        var length = recipe.TrainingSize * recipe.TrainingSize;
        var images = new float[count * length];
        for (var i = 0; i < count; i++)
            Normalise(composer.Compose(recipe.Seed, -1, first + i), images.AsSpan(i * length, length));
        return images;
    }

    private static void Normalise(FaceCanvas scene, Span<float> image)
    {
        var info = new FaceModelInfo();
        var (scale, offset) = ((float)(1 / (255 * info.Deviation)), (float)(info.Mean / info.Deviation));
        for (var p = 0; p < image.Length; p++)
            image[p] = scene.Pixels[p] * scale - offset;
    }

    private byte[] Finish(Network network) =>
        new Model(network, new Dictionary<string, string>(new FaceModelInfo().ToMetadata()) { ["affekt.recipe"] = recipe.Name }).ToBytes();

    private static string History(IEnumerable<FaceEpoch> epochs)
    {
        var text = new StringBuilder(HistoryHeader).Append('\n');
        foreach (var e in epochs)
            text.Append(CultureInfo.InvariantCulture,
                $"{e.Epoch},{e.LearningRate:G4},{e.Loss:F5},{e.Overlap:F4},{e.AveragePrecision:F4},{e.FalseAlarms:F3},{e.Seconds:F1}\n");
        return text.ToString();
    }
}
