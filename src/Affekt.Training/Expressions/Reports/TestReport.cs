using System.Globalization;
using System.Text;
using System.Text.Json;
using Affekt.Imaging;
using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Expressions.Reports;

/// <summary>What <c>affekt evaluate --report</c> writes about a model on rows that it has not learnt from.</summary>
/// <param name="Model">Which model: a file, a folder, or the shipped one.</param>
/// <param name="ModelHash">Its SHA-256.</param>
/// <param name="Split">Which rows, in words.</param>
/// <param name="Whole">The whole data set, for the bars.</param>
/// <param name="Faces">The rows judged.</param>
/// <param name="Judged">What the model said of them.</param>
/// <param name="Overlap">How they meet the rows that the model has seen.</param>
public sealed record TestReport(
    string Model, string ModelHash, string Split, DatasetSummary Whole, FaceDataset Faces, JudgedOutput Judged, RowOverlap Overlap)
{
    /// <summary>The page's file name.</summary>
    public const string PageFile = "report.html";

    private const string MarkFile = "evaluation.json";

    /// <summary>Refuses a folder that holds something else, before anything is computed.</summary>
    /// <exception cref="IOException">It holds a run, or files that are no report.</exception>
    public static void RequireRoom(string folder)
    {
        if (!Directory.Exists(folder) || !Directory.EnumerateFileSystemEntries(folder).Any() || File.Exists(Path.Combine(folder, MarkFile)))
            return;
        throw new IOException($"{folder} holds other files, perhaps a run, and is left as it is; name another folder for the report.");
    }

    /// <summary>Writes the page, each chart as .svg and .png, and the worst mistakes.</summary>
    /// <exception cref="IOException">The folder holds the report of another model or other rows, or there is no room.</exception>
    public void Write(string folder)
    {
        RequireRoom(folder);
        var mark = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["model"] = ModelHash,
            ["output"] = Judged.Output,
            ["rows"] = new PictureSum(Faces).ToString(),
        });
        var path = Path.Combine(folder, MarkFile);
        if (File.Exists(path) && !File.ReadAllBytes(path).AsSpan().SequenceEqual(mark))
            throw new IOException($"{folder} holds the report of another model or other rows and is left as it is; name another folder.");
        var mistakes = Montage.OfMistakes(Faces, Judged.Probabilities, scale: 2);
        var evaluation = ReportEvaluation.From($"{Split}, output {Judged.Output}", Judged.Probabilities, Faces.Labels,
            string.Join(" ", Overlap.Warnings().Select(w => char.ToUpperInvariant(w[0]) + w[1..])),
            [ReportPicture.From("Worst mistakes", "The faces whose wrong answer was surest; the label in brackets.", mistakes)]);
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Write(path, mark);
            foreach (var chart in evaluation.Charts().Append(ClassBarsChart.Draw(Whole)))
                WriteChart(folder, chart);
            AtomicFile.Write(Path.Combine(folder, "mistakes.png"), PngEncoder.Encode(mistakes));
            AtomicFile.Write(Path.Combine(folder, PageFile), Encoding.UTF8.GetBytes(Page(evaluation)));
        }
        catch (IOException exception)
        {
            throw new IOException(
                $"The report in {folder} is incomplete ({exception.Message}); make room and run the same command again.", exception);
        }
    }

    /// <summary>Writes one chart as NAME.svg and NAME.png.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void WriteChart(string folder, SvgChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        AtomicFile.Write(Path.Combine(folder, chart.Name + ".svg"), Encoding.UTF8.GetBytes(chart.Standalone));
        AtomicFile.Write(Path.Combine(folder, chart.Name + ".png"), PngEncoder.Encode(chart.ToImage()));
    }

    private string Page(ReportEvaluation evaluation) => HtmlReport.Write(new ReportContent
    {
        Title = $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Model))} on {Faces.Source}",
        Subtitle = string.Create(CultureInfo.InvariantCulture,
            $"{Faces.Count:N0} faces of {Split}, {Judged.MillisecondsPerImage:F1} ms each"),
        Notes =
        [
            "Judged once on rows that nothing was chosen on, these figures may be quoted; with every look that leads to a change, they " +
            "flatter more.",
        ],
        Evaluations = [evaluation],
        Data = Whole,
        Environment =
        [
            KeyValuePair.Create("model", $"{Model}, sha256 {ModelHash}"),
            KeyValuePair.Create("runtime", System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription),
        ],
    });

    private readonly record struct PictureSum(FaceDataset Faces)
    {
        public override string ToString() => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            Encoding.ASCII.GetBytes(string.Join(',', PictureHash.OfAll(Faces)))));
    }
}
