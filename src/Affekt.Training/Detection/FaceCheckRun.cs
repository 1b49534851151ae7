using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;
using Affekt.Neural.Training;
using Affekt.Training.Augmentation;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>
/// Trains a detector's second opinion (<see cref="FaceCheck"/>), and weighs it: the weights of both opinions and the threshold are
/// fitted to the photos that the detector's training was watched with.
/// </summary>
/// <param name="detector">The detector's ONNX file.</param>
/// <param name="data">What to train on.</param>
/// <param name="pool">The threads.</param>
public sealed class FaceCheckRun(byte[] detector, FaceTrainingData data, WorkerPool pool)
{
    private const int Batch = 96;
    private const int Pixels = FaceCheck.Side * FaceCheck.Side;
    private const int StepsPerRound = 100;
    private const double LearningRate = 2e-3;
    private const double WeightDecay = 0.02;
    private const double AverageDecay = 0.995;
    private const ulong Seed = 3;
    private const double FoolingScore = 0.05;
    private const double LowestScore = 0.05;

    // The photos that judge hold surprises that these do not; so less than one in fifty.
    private const double FalseAlarmsAPhoto = 0.014;
    private const double LowestThreshold = 0.3;
    private const double HighestThreshold = 0.98;
    private const double ThresholdStep = 0.01;

    /// <summary>Trains the network and weighs it.</summary>
    /// <param name="rounds">Of a hundred steps each.</param>
    /// <param name="progress">Told the round, its loss, and the share of right answers, after each.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The ONNX file and its figures on the photos it was weighed on.</returns>
    public (byte[] Model, IReadOnlyDictionary<string, double> Figures) Train(
        int rounds, IProgress<(int Round, double Loss, double Accuracy)>? progress, CancellationToken cancellation)
    {
        var examples = FaceCheckData.Collect(
            data, new FaceDetector(detector, new FaceDetectorOptions { Threshold = FoolingScore }), pool, cancellation);
        var network = Build();
        var isFace = new bool[Batch];
        var right = new bool[Batch];
        var loss = new Loss(FaceCheck.OutputName)
        {
            Function = (image, values, gradient) =>
            {
                var p = FaceCode.ScoreOf(values[0]);
                gradient[0] = (float)(p - (isFace[image] ? 1 : 0));
                right[image] = p > 0.5 == isFace[image];
                return -Math.Log(Math.Max(1e-9, isFace[image] ? p : 1 - p));
            },
        };
        using var trainer = new Trainer(
            network, [loss], new Adam(weightDecay: WeightDecay), Batch, pool.Workers, AverageDecay, Seed);
        var schedule = new CosineSchedule(LearningRate, LearningRate / 100, warmUp: 0.03);
        var images = new float[Batch * Pixels];
        for (var round = 0; round < rounds; round++)
        {
            var (sum, hits) = (0.0, 0);
            for (var step = 0; step < StepsPerRound; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                trainer.Pool.Run(Batch, (i, _) =>
                {
                    var random = new SeededRandom(Seed, round, step * Batch + i);
                    isFace[i] = examples.Draw(images.AsSpan(i * Pixels, Pixels), ref random);
                });
                var rate = schedule.At((round + (double)step / StepsPerRound) / rounds);
                sum += trainer.Step(images, Batch, [new Targets([])], rate).Loss;
                hits += right.Count(r => r);
            }
            progress?.Report((round + 1, sum / StepsPerRound, (double)hits / (StepsPerRound * Batch)));
        }
        var averaged = Build();
        trainer.CopyAverageTo(averaged);
        return Weigh(averaged);
    }

    /// <summary>Weighs a trained network anew, for another detector.</summary>
    /// <param name="model">A face check's ONNX file.</param>
    public (byte[] Model, IReadOnlyDictionary<string, double> Figures) Weigh(byte[] model) => Weigh(Model.Parse(model).Network);

    private (byte[] Model, IReadOnlyDictionary<string, double> Figures) Weigh(Network network)
    {
        byte[] With(FaceCheckInfo info) => new Model(network, info.ToMetadata()).ToBytes();
        var check = new FaceCheck(With(new FaceCheckInfo(1, 0, 0, 0.5)));
        var alone = data.Watch(new FaceDetector(detector, new FaceDetectorOptions { Threshold = LowestScore }), pool);
        var examples = alone.Zip(data.Selection).SelectMany(p => FaceEvaluation.Judged(p.First).Select(j => (
            Features: new[] { Logit(j.Found.Score!.Value), check.LogitOf(p.Second.Picture, j.Found.Box), 1 }, IsSo: j.IsRight))).ToList();
        var fit = LogisticFit.Fit(examples, [1, 0, 0]);
        var info = new FaceCheckInfo(fit[0], fit[1], fit[2], 0.5);
        var seen = data.Watch(new FaceDetector(
            detector, new FaceDetectorOptions { Threshold = LowestScore }, new FaceCheck(With(info))), pool);
        var empty = seen.Where(s => s.Photo.Faces.Count == 0).ToList();
        var threshold = LowestThreshold;
        while (threshold < HighestThreshold && FaceEvaluation.FalseAlarms(empty, threshold) > FalseAlarmsAPhoto)
            threshold = Math.Round(threshold + ThresholdStep, 2);
        var (score, before) = (FaceEvaluation.Score(seen, 32, threshold), FaceEvaluation.Score(alone, 32, threshold));
        return (With(info with { Threshold = threshold }), new Dictionary<string, double>
        {
            ["threshold"] = threshold,
            ["selection.averagePrecision32"] = score.AveragePrecision,
            ["selection.averagePrecision32WithoutCheck"] = before.AveragePrecision,
            ["selection.recall32"] = score.Recall,
            ["selection.falseAlarmsWithoutFaces"] = FaceEvaluation.FalseAlarms(empty, threshold),
        });
    }

    private static double Logit(double probability) => Math.Log(probability / (1 - probability));

    private static Network Build()
    {
        var network = new Network(new Shape(FaceCheck.Side, FaceCheck.Side, 1), Seed);
        Layer Down(Layer x, int channels) => network.BatchNorm(network.Convolution(x, channels, 3, stride: 2));
        var features = Down(Down(Down(Down(network.Input, 16), 24), 48), 64);
        network.AddOutput(
            FaceCheck.OutputName, network.Dense(network.Dropout(network.Flatten(features), 0.2), 1, name: FaceCheck.OutputName));
        return network;
    }
}
