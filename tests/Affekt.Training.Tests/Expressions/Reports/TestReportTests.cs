using Affekt.Imaging.Decoding;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Testing;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Reports;
using Affekt.Vision;

namespace Affekt.Training.Tests.Expressions.Reports;

/// <summary>The report of a test set and its table of predictions: whole, and never over something else.</summary>
public sealed class TestReportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_report_has_a_page_and_each_chart_as_svg_and_png()
    {
        var folder = Path.Combine(_folder.Path, "report");
        Report(Draw(1)).Write(folder);

        foreach (var chart in new[] { "classes", "confusion", "roc", "reliability", "coverage" })
        {
            Assert.Contains("<svg", File.ReadAllText(Path.Combine(folder, chart + ".svg")), StringComparison.Ordinal);
            var picture = ImageDecoder.Load(Path.Combine(folder, chart + ".png"));
            Assert.True(picture.Width > 800 && picture.Pixels.Distinct().Count() > 5, chart);
        }
        var page = File.ReadAllText(Path.Combine(folder, TestReport.PageFile));
        Assert.All(["macro average", "weighted average", "ROC", "Reliability", "Worst mistakes", "Faces per class", "counted: all 42 faces"],
            text => Assert.Contains(text, page, StringComparison.Ordinal));
        Report(Draw(1)).Write(folder); // The same again is no other report.
    }

    [Fact]
    public void A_folder_with_a_run_or_another_report_is_kept()
    {
        var run = Path.Combine(_folder.Path, "run");
        _folder.Write("run/model.onnx", "x");
        Assert.Contains("another folder", Assert.Throws<IOException>(() => Report(Draw(1)).Write(run)).Message, StringComparison.Ordinal);
        Assert.Equal(["model.onnx"], Directory.GetFiles(run).Select(Path.GetFileName));

        var folder = Path.Combine(_folder.Path, "report");
        Report(Draw(1)).Write(folder);
        var before = File.ReadAllText(Path.Combine(folder, TestReport.PageFile));
        Assert.Contains("other rows", Assert.Throws<IOException>(() => Report(Draw(2)).Write(folder)).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(Path.Combine(folder, TestReport.PageFile)));
    }

    [Fact]
    public void A_report_that_cannot_be_written_says_that_it_is_incomplete()
    {
        var folder = Path.Combine(_folder.Path, "report");
        Report(Draw(1)).Write(folder);
        File.Delete(Path.Combine(folder, "roc.png"));
        Directory.CreateDirectory(Path.Combine(folder, "roc.png", "in the way"));
        Assert.Contains("is incomplete", Assert.Throws<IOException>(() => Report(Draw(1)).Write(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predictions_are_a_table_that_is_not_written_over_other_rows()
    {
        var path = Path.Combine(_folder.Path, "p.csv");
        var faces = Draw(1);
        PredictionTable.Write(path, faces, Judge(faces), unsureBelow: 1);

        var lines = File.ReadAllLines(path);
        Assert.Equal("row,file,picture,label,answer,unsure,angry,disgust,fear,happy,sad,surprise,neutral,age", lines[0]);
        Assert.Equal(43, lines.Length);
        var cells = lines[1].Split(',');
        Assert.Equal((14, "0", "angry", "1", "'=old"), (cells.Length, cells[0], cells[3], cells[5], cells[13]));
        Assert.Equal(1, cells[6..13].Sum(c => double.Parse(c, System.Globalization.CultureInfo.InvariantCulture)), 1e-3);
        PredictionTable.Write(path, faces, Judge(faces), unsureBelow: 0);
        Assert.Contains("other rows",
            Assert.Throws<IOException>(() => PredictionTable.Write(path, Draw(2), Judge(Draw(2)), 0)).Message, StringComparison.Ordinal);
        var text = _folder.Write("notes.txt", "mine");
        Assert.Contains("no table",
            Assert.Throws<IOException>(() => PredictionTable.Write(text, faces, Judge(faces), 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Averages_are_those_of_a_classification_report()
    {
        // Two classes: happy 3 of 3 found with one false one, sad 1 of 2 found.
        Emotion[] labels = [Emotion.Happy, Emotion.Happy, Emotion.Happy, Emotion.Sad, Emotion.Sad];
        Emotion[] answers = [Emotion.Happy, Emotion.Happy, Emotion.Happy, Emotion.Happy, Emotion.Sad];
        var probabilities = answers.SelectMany(a => Emotions.All.Select(e => e == a ? 1f : 0)).ToArray();
        var m = ClassificationMetrics.From(probabilities, labels);
        Assert.Equal((.75 + 1) / 2, m.MacroAverage.Precision, 9);
        Assert.Equal((3 * .75 + 2 * 1) / 5, m.WeightedAverage.Precision, 9);
        Assert.Equal(.8, m.WeightedAverage.Recall, 9);
        Assert.Equal(m.MacroF1, m.MacroAverage.F1, 9);
    }

    private static TestReport Report(FaceDataset faces) => new("model.onnx", "abc", "test", DatasetSummary.From(faces), faces, Judge(faces),
        new RowOverlap(true, 0, 0, 0));

    private static JudgedOutput Judge(FaceDataset faces)
    {
        using var pool = new WorkerPool(2);
        var info = new EmotionModelInfo { Outputs = [new EmotionOutput("fer")] };
        return EmotionModelJudge.Judge(new Model(SmallReader.Network(), info.ToMetadata()), "fer", faces, flip: false, pool,
            TimeProvider.System);
    }

    private static FaceDataset Draw(int seed)
    {
        var pixels = new byte[42 * 48 * 48];
        new Random(seed).NextBytes(pixels);
        return new FaceDataset("drawn", 48, 48, pixels, [.. Enumerable.Range(0, 42).Select(i => (Emotion)(i % 7))],
            [.. Enumerable.Range(0, 42).Select(i => Split.PrivateTest)], [.. Enumerable.Range(0, 42)])
        {
            Groups = new Dictionary<string, string[]> { ["age"] = [.. Enumerable.Range(0, 42).Select(i => i % 2 == 0 ? "=old" : "young")] },
        };
    }
}
