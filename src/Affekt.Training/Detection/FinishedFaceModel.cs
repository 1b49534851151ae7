using System.Text.Json;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Runs;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>A trained detector made ready for use: with its threshold, figures and manifest.</summary>
/// <param name="Bytes">The ONNX file, with <see cref="FaceModelInfo"/> in its metadata.</param>
/// <param name="Figures">On the photos that the threshold was chosen on, by measure; they flatter.</param>
public sealed record FinishedFaceModel(byte[] Bytes, IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>The most false alarms in photos without faces, on average.</summary>
    private const double FalseAlarmsAPhoto = 0.02;
    private const double LowestScore = 0.05;
    private const double LowestThreshold = 0.3;
    private const double HighestThreshold = 0.98;
    private const double ThresholdStep = 0.01;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Chooses the threshold: the lowest that raises at most one false alarm in fifty photos without faces.</summary>
    /// <param name="model">As a run left it.</param>
    /// <param name="recipe">The recipe that trained it.</param>
    /// <param name="data">The run's data; its part to watch with decides.</param>
    /// <param name="pool">The threads.</param>
    public static FinishedFaceModel From(byte[] model, FaceRecipe recipe, FaceTrainingData data, WorkerPool pool)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        var options = new FaceDetectorOptions { Threshold = LowestScore };
        var parsed = Model.Parse(model);
        var info = Calibrated(FaceModelInfo.FromMetadata(parsed.Metadata), data.Watch(new FaceDetector(model, options), pool));
        byte[] With(FaceModelInfo described) => new Model(
            parsed.Network, new Dictionary<string, string>(described.ToMetadata()) { ["affekt.recipe"] = recipe.Name }).ToBytes();
        var seen = data.Watch(new FaceDetector(With(info), options), pool);
        var empty = seen.Where(s => s.Photo.Faces.Count == 0).ToList();
        var threshold = LowestThreshold;
        while (threshold < HighestThreshold && FaceEvaluation.FalseAlarms(empty, threshold) > FalseAlarmsAPhoto)
            threshold = Math.Round(threshold + ThresholdStep, 2);
        var large = FaceEvaluation.Score(seen, 32, threshold);
        var small = FaceEvaluation.Score(seen, 20, threshold);
        return new FinishedFaceModel(With(info with { Threshold = threshold }), new Dictionary<string, double>
        {
            ["threshold"] = threshold,
            ["selection.averagePrecision32"] = large.AveragePrecision,
            ["selection.averagePrecision20"] = small.AveragePrecision,
            ["selection.recall32"] = large.Recall,
            ["selection.falseAlarmsWithoutFaces"] = FaceEvaluation.FalseAlarms(empty, threshold),
        });
    }

    /// <summary>Scores as probabilities: fitted to what was found in the photos to watch with, where it is known.</summary>
    private static FaceModelInfo Calibrated(FaceModelInfo info, IReadOnlyList<FaceFindings> seen)
    {
        var examples = seen.SelectMany(FaceEvaluation.Judged).Select(j => (
            Features: new[] { Math.Log(j.Found.Score!.Value / (1 - j.Found.Score.Value)), 1 }, IsSo: j.IsRight)).ToList();
        var fit = LogisticFit.Fit(examples, [1, 0]);
        // Of finds that tell nothing, as a few steps of training leave them, no probability can be made.
        return fit[0] > 0
            ? info with { ScoreScale = info.ScoreScale * fit[0], ScoreOffset = info.ScoreOffset * fit[0] + fit[1] } : info;
    }

    /// <summary>Writes the model, its figures, and a manifest, so that the folder serves as a folder of models.</summary>
    /// <param name="folder">Made when missing.</param>
    /// <param name="name">What the manifest calls the model.</param>
    /// <param name="recipe">The recipe's name.</param>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(string folder, string name, string recipe)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, FinishedModel.ModelFile), Bytes);
        AtomicFile.Write(Path.Combine(folder, FinishedModel.MetricsFile), JsonSerializer.SerializeToUtf8Bytes(Figures, Json));
        AtomicFile.Write(Path.Combine(folder, ModelManifest.FileName),
            ModelManifest.For(name, FinishedModel.ModelFile, Bytes, recipe, Figures).ToBytes());
    }
}
