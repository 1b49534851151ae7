using System.Text.Json;
using System.Text.Json.Serialization;
using Affekt.Neural;
using Affekt.Neural.Inference;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Recipes;
using Affekt.Vision;

namespace Affekt.Training.Expressions.Runs;

/// <summary>How one output did on the rows that everything was selected on.</summary>
/// <param name="Temperature">What its logits are divided by; fitted on these rows.</param>
/// <param name="UnsureBelow">The confidence below which a reading is unsure; chosen on these rows.</param>
/// <param name="Coverage">The share of these rows that are answered.</param>
/// <param name="AccuracyWhenSure">The share of right ones among them.</param>
/// <param name="Metrics">Over all rows, calibrated, against the data's own labels.</param>
/// <param name="FerPlus">Against the crowd's majority; null without votes.</param>
public sealed record OutputMetrics(double Temperature, double UnsureBelow, double Coverage, double AccuracyWhenSure,
    ClassificationMetrics Metrics, FerPlusMetrics? FerPlus);

/// <summary>What a run leaves beside its model.</summary>
/// <param name="Recipe">The recipe's name.</param>
/// <param name="Settings">What decided the run.</param>
/// <param name="Parameters">Numbers that were learnt.</param>
/// <param name="MultiplyAdds">For one face of the size that the finished model reads.</param>
/// <param name="Epochs">How many were made.</param>
/// <param name="BestEpoch">The one whose averaged weights were kept, counted from 1.</param>
/// <param name="Hours">Time spent on them.</param>
/// <param name="Rows">What the split rules left.</param>
/// <param name="SelectedOn">The split that epoch, temperature and threshold were chosen on; figures on it are therefore flattering.</param>
/// <param name="Outputs">The figures on that split, by output.</param>
public sealed record RunMetrics(
    string Recipe, IReadOnlyList<string> Settings, long Parameters, long MultiplyAdds, int Epochs, int BestEpoch, double Hours,
    SplitReport Rows, string SelectedOn, IReadOnlyDictionary<string, OutputMetrics> Outputs);

/// <summary>A trained network made ready for use: calibrated, described, and written as ONNX.</summary>
/// <param name="Model">With logits as outputs and <see cref="EmotionModelInfo"/> in its metadata.</param>
/// <param name="Metrics">How it did.</param>
/// <param name="Judged">Its answers on the rows that it was selected on, by output.</param>
public sealed record FinishedModel(Model Model, RunMetrics Metrics, IReadOnlyList<JudgedOutput> Judged)
{
    /// <summary>The share of the validation rows that are answered; the least confident rest is "unsure".</summary>
    public const double Coverage = 0.8;

    /// <summary>The model's file name in a run's folder.</summary>
    public const string ModelFile = "model.onnx";

    /// <summary>The figures' file name in a run's folder.</summary>
    public const string MetricsFile = "metrics.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Fits temperatures and thresholds on the validation rows.</summary>
    /// <param name="recipe">The recipe that trained the network.</param>
    /// <param name="network">The best network, with logits as outputs.</param>
    /// <param name="epochs">The run's epochs.</param>
    /// <param name="data">The run's data.</param>
    /// <param name="rows">What the split rules did.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="time">The clock.</param>
    public static FinishedModel From(Recipe recipe, Network network, IReadOnlyList<EpochResult> epochs, TrainingData data,
        SplitReport rows, WorkerPool pool, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(data);
        var validation = data.Validation;
        var logits = ModelScorer.Run(new Predictor(network), validation, recipe.Augmentation, flip: false, pool);
        // The crowd's output is what faces are read with, so it comes first where there is one.
        var outputs = logits.OrderByDescending(o => o.Key == Recipe.CrowdOutput)
            .Select(o => Calibrated(o.Key, o.Value, validation)).ToList();
        var info = new EmotionModelInfo
        {
            Outputs = outputs,
            FaceSize = validation.Width,
            CropSize = recipe.Augmentation.CropSize,
            Mean = recipe.Augmentation.Mean / 255.0,
            Deviation = recipe.Augmentation.Deviation / 255.0,
        };
        var metadata = new Dictionary<string, string>(info.ToMetadata())
        {
            ["affekt.recipe"] = recipe.Name,
            ["affekt.data"] = $"{data.Training.Source}, {data.Training.Count} rows",
        };
        foreach (var (key, value) in LearntRows.Of(data.Division, data.Training, validation).ToMetadata())
            metadata[key] = value;
        var model = new Model(network, metadata);
        var judged = outputs.Select(o => EmotionModelJudge.Judge(model, o.Name, validation, flip: false, pool, time)).ToList();
        var metrics = new RunMetrics(
            recipe.Name, recipe.Fingerprint.Split('\n'), network.ParameterCount, network.MultiplyAdds, epochs.Count,
            EpochResult.BestOf(epochs)?.Epoch ?? 0, epochs.Sum(e => e.Seconds) / 3600, rows,
                Split.PublicTest.Name(),
            outputs.Zip(judged).ToDictionary(o => o.First.Name, o =>
                new OutputMetrics(o.First.Temperature, o.First.UnsureBelow, o.Second.Coverage, o.Second.AccuracyWhenSure,
                    o.Second.Metrics, o.Second.FerPlus)));
        return new FinishedModel(model, metrics, judged);
    }

    /// <summary>Writes the model, its figures, and a manifest, so that the folder serves as a folder of models.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var bytes = Model.ToBytes();
        AtomicFile.Write(Path.Combine(folder, ModelFile), bytes);
        AtomicFile.Write(Path.Combine(folder, MetricsFile), JsonSerializer.SerializeToUtf8Bytes(Metrics, Json));
        var figures = Metrics.Outputs.SelectMany(o => new[]
        {
            KeyValuePair.Create($"{Metrics.SelectedOn}.{o.Key}.accuracy", o.Value.Metrics.Accuracy),
            KeyValuePair.Create($"{Metrics.SelectedOn}.{o.Key}.ece", o.Value.Metrics.Ece),
        }).ToDictionary();
        AtomicFile.Write(Path.Combine(folder, ModelManifest.FileName),
            ModelManifest.For("emotion", ModelFile, bytes, Metrics.Recipe, figures).ToBytes());
    }

    private static EmotionOutput Calibrated(string name, float[] logits, FaceDataset validation)
    {
        var temperature = name == Recipe.CrowdOutput
            ? TemperatureScaling.Fit(logits, CrowdLabels.Targets(validation).Distributions, Emotions.Count)
            : TemperatureScaling.Fit(logits, Array.ConvertAll(validation.Labels, l => (int)l), Emotions.Count);
        var probabilities = TemperatureScaling.Apply(logits, Emotions.Count, temperature);
        return new EmotionOutput(name, temperature, CoverageCurve.From(probabilities, validation.Labels).AtCoverage(Coverage).Threshold);
    }
}
