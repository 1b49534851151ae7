using Affekt.Imaging;
using Affekt.Neural.Inference;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Augmentation;
using Affekt.Training.Data;
using Affekt.Training.Detection;
using Affekt.Training.Expressions.Runs;
using Affekt.Vision;

namespace Affekt.Training.Tests.Detection;

public class FaceTrainingTests
{
    private static readonly FaceRecipe Short = new() { Epochs = 2, StepsPerEpoch = 2, BatchSize = 4, TrainingSize = 64 };

    [Fact]
    public void Scenes_depend_on_seed_and_number_alone_and_their_faces_lie_in_them()
    {
        using var folder = new TempFolder();
        WriteFolder(folder);
        using var pool = new WorkerPool(2);
        var data = FaceTrainingData.Load([folder.Path], pool, CancellationToken.None);
        var composer = new FaceComposer(data.Training, [], 96);

        var faces = 0;
        for (var i = 0; i < 60; i++)
        {
            var (one, two) = (composer.Compose(5, 1, i), composer.Compose(5, 1, i));
            Assert.Equal(one.Pixels, two.Pixels);
            Assert.Equal(one.Faces.Select(f => f.Box), two.Faces.Select(f => f.Box));
            Assert.All(one.Pixels, p => Assert.InRange(p, 0, 255));
            Assert.All(one.Faces.Where(f => !f.Ignore), f =>
            {
                Assert.True(f.Box.SharedArea(new Box(0, 0, 96, 96)) > 0.4 * f.Box.Area);
                Assert.True(f.Landmarks.Count == 0 || f.Landmarks[0].X < f.Landmarks[1].X);
            });
            faces += one.Faces.Count(f => !f.Ignore);
        }
        Assert.InRange(faces, 30, 400);
    }

    [Fact]
    public void A_run_that_stops_goes_on_from_its_checkpoint_to_the_same_detector()
    {
        using var folder = new TempFolder();
        WriteFolder(folder);
        using var pool = new WorkerPool(2);
        var data = FaceTrainingData.Load([folder.Path], pool, CancellationToken.None);
        var (whole, parts) = (Path.Combine(folder.Path, "whole"), Path.Combine(folder.Path, "parts"));

        var expected = new FaceTrainingRun(Short, data, whole, 2, TimeProvider.System).Train(false, null, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => new FaceTrainingRun(Short, data, parts, 1, TimeProvider.System).Train(false, new StopAfterEpoch(stop), stop.Token));
        var actual = new FaceTrainingRun(Short, data, parts, 2, TimeProvider.System).Train(true, null, CancellationToken.None);

        Assert.Equal(expected, actual);
        Assert.Equal(3, File.ReadAllLines(Path.Combine(whole, TrainingRun.HistoryFile)).Length);
        Assert.Throws<DatasetException>(() => new FaceTrainingRun(
            Short with { BatchSize = 3 }, data, parts, 1, TimeProvider.System).Train(true, null, CancellationToken.None));
    }

    [Fact]
    public void A_finished_detector_is_a_folder_of_models_and_runs_at_any_size()
    {
        using var folder = new TempFolder();
        WriteFolder(folder);
        using var pool = new WorkerPool(2);
        var data = FaceTrainingData.Load([folder.Path], pool, CancellationToken.None);
        var run = Path.Combine(folder.Path, "run");

        var model = new FaceTrainingRun(Short with { Epochs = 1 }, data, run, 1, TimeProvider.System)
            .Train(false, null, CancellationToken.None);
        FinishedFaceModel.From(model, Short, data, pool).Write(run, "face", Short.Name);

        var detector = FaceDetector.Load(run);
        Assert.InRange(detector.Threshold, 0.3, 0.9);
        foreach (var (width, height) in ((int, int)[])[(1, 1), (64, 64), (100, 37), (333, 222)])
            Assert.All(detector.Find(new Image(width, height, 1)), face => Assert.Equal(5, face.Landmarks.Count));
        Assert.True(new FileInfo(Path.Combine(run, "model.onnx")).Length < 1_000_000);
        Assert.Equal("face", Model.Load(Path.Combine(run, "model.onnx")).Metadata["affekt.recipe"]);
    }

    [Fact]
    public void A_run_from_a_detector_starts_with_its_answers()
    {
        using var folder = new TempFolder();
        WriteFolder(folder);
        using var pool = new WorkerPool(2);
        var data = FaceTrainingData.Load([folder.Path], pool, CancellationToken.None);
        var model = new FaceTrainingRun(Short, data, Path.Combine(folder.Path, "first"), 2, TimeProvider.System)
            .Train(false, null, CancellationToken.None);
        var network = Short.Build(Short.TrainingSize, Short.TrainingSize, joined: false);

        FaceStart.Load(network, Short, model, (first, count) => Noise(first, count));

        var image = Noise(99, 1);
        var (expected, actual) = (new Predictor(Model.Parse(model).Network).Run(image, 1), new Predictor(network).Run(image, 1));
        // The file takes 128 pixels or any other size; the network is built for the training's.
        foreach (var (name, values) in actual)
            Assert.All(values.Zip(expected[name]), pair => Assert.Equal(pair.Second, pair.First, 1e-3f));

        static float[] Noise(int seed, int count)
        {
            var random = new SeededRandom((ulong)seed, 0, 0);
            return [.. Enumerable.Range(0, count * Short.TrainingSize * Short.TrainingSize).Select(_ => random.Within(2))];
        }
    }

    [Fact]
    public void A_second_opinion_is_trained_weighed_and_weighed_anew()
    {
        using var folder = new TempFolder();
        WriteFolder(folder);
        using var pool = new WorkerPool(2);
        var data = FaceTrainingData.Load([folder.Path], pool, CancellationToken.None);
        var detector = new FaceTrainingRun(Short, data, Path.Combine(folder.Path, "run"), 2, TimeProvider.System)
            .Train(false, null, CancellationToken.None);
        var run = new FaceCheckRun(detector, data, pool);

        var (model, figures) = run.Train(1, null, CancellationToken.None);

        Assert.InRange(new FaceCheck(model).Info.Threshold, 0.3, 0.98);
        Assert.Equal(figures, run.Weigh(model).Figures);
    }

    /// <summary>Drawn photos: bright discs with dark eyes for faces, stripes without.</summary>
    private static void WriteFolder(TempFolder folder)
    {
        var rows = "file,source,kind,x,y,w,h,lx0,ly0,lx1,ly1,lx2,ly2,lx3,ly3,lx4,ly4,ignore\n";
        for (var i = 0; i < 40; i++)
        {
            var isScene = i % 2 == 0;
            var (file, side, left) = ($"images/drawn/{i}.png", isScene ? 40 : 60, isScene ? 50 : 2);
            var image = new Image(isScene ? 120 : 64, isScene ? 100 : 64, 1);
            for (var y = 0; y < side; y++)
                for (var x = 0; x < side; x++)
                    image.Pixels[(y + 2) * image.Width + left + x] = (byte)(
                        (x - side * 0.3) * (x - side * 0.3) + (y - side * 0.4) * (y - side * 0.4) < 9 ? 20 : 200);
            folder.Write(file, PngEncoder.Encode(image));
            FacePoint P(double u, double v) => new(left + u * side, 2 + v * side);
            FacePoint[] points = [P(.3, .4), P(.7, .4), P(.5, .6), P(.35, .8), P(.65, .8)];
            rows += FormattableString.Invariant(
                $"{file},drawn,{(isScene ? "context" : "crop")},{left},2,{side},{side},{string.Join(',', points.Select(p => FormattableString.Invariant($"{p.X},{p.Y}")))},0\n");
        }
        var negatives = "file\n";
        for (var i = 0; i < 20; i++)
        {
            var image = new Image(90, 70, 1, [.. Enumerable.Range(0, 90 * 70).Select(p => (byte)(p * (i + 3) % 251))]);
            folder.Write($"negatives/{i}.png", PngEncoder.Encode(image));
            negatives += $"negatives/{i}.png\n";
        }
        folder.Write("faces.csv", rows);
        folder.Write("negatives.csv", negatives);
    }

    private sealed class StopAfterEpoch(CancellationTokenSource stop) : IProgress<FaceEpoch>
    {
        public void Report(FaceEpoch value) => stop.Cancel();
    }
}
