using Affekt.Imaging;
using Affekt.Imaging.Drawing;
using Affekt.Neural;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Runs;

namespace Affekt.Training.Expressions.Reports;

/// <summary>Everything that a report shows; what is empty or null is left out.</summary>
public sealed record ReportContent
{
    /// <summary>The heading.</summary>
    public required string Title { get; init; }

    /// <summary>One line below the heading, for example the date and the recipe's description.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>What a reader should know before the figures, one paragraph each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The data learnt from.</summary>
    public DatasetSummary? Data { get; init; }

    /// <summary>What the split rules dropped.</summary>
    public SplitReport? Rules { get; init; }

    /// <summary>Pictures of the data and of its variations.</summary>
    public IReadOnlyList<ReportPicture> DataPictures { get; init; } = [];

    /// <summary>The epochs of the run.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; init; } = [];

    /// <summary>What was judged, in the order to show it.</summary>
    public IReadOnlyList<ReportEvaluation> Evaluations { get; init; } = [];

    /// <summary>The network, layer by layer.</summary>
    public IReadOnlyList<LayerLine> Layers { get; init; } = [];

    /// <summary>The recipe's settings: name and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Recipe { get; init; } = [];

    /// <summary>Versions, processor, threads, duration: name and value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
}

/// <summary>One output judged on one split.</summary>
/// <param name="Name">For example "PrivateTest, output fer".</param>
/// <param name="Metrics">The figures.</param>
/// <param name="Roc">The curves of the classes that can be judged.</param>
/// <param name="Calibration">Confidence against accuracy.</param>
/// <param name="Coverage">Accuracy against coverage.</param>
/// <param name="Remark">How the figures came about: selected on this split, with flip, temperature.</param>
/// <param name="Pictures">For example the worst mistakes.</param>
public sealed record ReportEvaluation(
    string Name, ClassificationMetrics Metrics, IReadOnlyList<RocCurve> Roc, Calibration Calibration, CoverageCurve Coverage,
    string Remark, IReadOnlyList<ReportPicture> Pictures)
{
    /// <summary>Judges probabilities in every way that a report shows.</summary>
    /// <param name="name">For example "PrivateTest, output fer".</param>
    /// <param name="probabilities">[n, 7].</param>
    /// <param name="labels">[n].</param>
    /// <param name="remark">How the figures came about.</param>
    /// <param name="pictures">For example the worst mistakes.</param>
    public static ReportEvaluation From(string name, ReadOnlySpan<float> probabilities, ReadOnlySpan<Emotion> labels,
        string remark = "", IReadOnlyList<ReportPicture>? pictures = null)
    {
        var roc = new List<RocCurve>();
        foreach (var emotion in Emotions.All)
            if (RocCurve.From(probabilities, labels, emotion) is { } curve)
                roc.Add(curve);
        return new ReportEvaluation(
            name, ClassificationMetrics.From(probabilities, labels), roc, Calibration.From(probabilities, labels),
                CoverageCurve.From(probabilities, labels), remark, pictures ?? []);
    }

    /// <summary>The plots of this evaluation.</summary>
    public IReadOnlyList<SvgChart> Charts() =>
        [ConfusionChart.Draw(Metrics), RocChart.Draw(Roc), ReliabilityChart.Draw(Calibration), CoverageChart.Draw(Coverage)];
}

/// <summary>A picture in a report.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Description">What a reader who cannot see it should know.</param>
/// <param name="Png">The encoded PNG.</param>
public sealed record ReportPicture(string Title, string Description, byte[] Png)
{
    /// <summary>Encodes a picture, such as a montage.</summary>
    public static ReportPicture From(string title, string description, Image picture) =>
        new(title, description, PngEncoder.Encode(picture));
}
