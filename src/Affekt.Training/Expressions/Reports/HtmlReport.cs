using System.Globalization;
using System.Text;
using Affekt.Imaging.Drawing;
using Affekt.Neural;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Expressions.Reports;

/// <summary>Writes one HTML page that holds everything: no scripts, nothing loaded from anywhere, pictures inside.</summary>
public static class HtmlReport
{
    /// <summary>The whole page.</summary>
    public static string Write(ReportContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <title>{E(content.Title)}</title>
            <style>
            {ChartStyle.Css}{HtmlReportStyle.Css}</style>
            </head>
            <body>
            <header>
            <h1>{E(content.Title)}</h1>

            """);
        if (content.Subtitle.Length > 0)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"subtitle\">{E(content.Subtitle)}</p>\n");
        page.Append("</header>\n<main>\n");
        foreach (var note in content.Notes)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"note\">{E(note)}</p>\n");
        foreach (var evaluation in content.Evaluations)
            Evaluation(page, evaluation);
        if (content.Epochs.Count > 0)
            Section(page, "Training", () => Figure(page, TrainingCurvesChart.Draw(content.Epochs)));
        Data(page, content);
        if (content.Recipe.Count > 0)
            Section(page, "Recipe", () => Pairs(page, content.Recipe));
        if (content.Layers.Count > 0)
            Section(page, "Network", () => Layers(page, content.Layers));
        if (content.Environment.Count > 0)
            Section(page, "Environment", () => Pairs(page, content.Environment));
        page.Append("</main>\n<footer><p>An expression is not a feeling: these figures say how often a model agrees with " +
            "labels that people gave to pictures.</p></footer>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Evaluation(StringBuilder page, ReportEvaluation evaluation) => Section(page, evaluation.Name, () =>
    {
        var m = evaluation.Metrics;
        if (evaluation.Remark.Length > 0)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"remark\">{E(evaluation.Remark)}</p>\n");
        page.Append("<dl class=\"tiles\">\n");
        Tile(page, "accuracy", PlotArea.PercentFine(m.Accuracy),
            $"95 % interval {PlotArea.PercentFine(m.AccuracyInterval.Low)} to {PlotArea.PercentFine(m.AccuracyInterval.High)}");
        Tile(page, "macro-F1", Fixed(m.MacroF1), "mean over the classes");
        Tile(page, "balanced accuracy", PlotArea.PercentFine(m.BalancedAccuracy), "mean recall of the classes");
        Tile(page, "ECE", Fixed(m.Ece), "calibration error, 15 bins");
        Tile(page, "AUC", m.AucMacro is { } auc ? Fixed(auc) : "-", "mean, each class against the rest");
        Tile(page, "loss", Fixed(m.Loss), "mean -ln p of the label");
        Tile(page, "faces", PlotArea.Number(m.N), "judged");
        page.Append("</dl>\n<div class=\"columns\">\n");
        foreach (var chart in evaluation.Charts())
            Figure(page, chart);
        page.Append("</div>\n");
        ClassTable(page, evaluation);
        foreach (var picture in evaluation.Pictures)
            Picture(page, picture);
    });

    private static void ClassTable(StringBuilder page, ReportEvaluation evaluation)
    {
        BeginTable(page, "Figures per class", "class", "precision", "recall", "F1", "AUC", "faces");
        foreach (var (name, c) in evaluation.Metrics.PerClass)
            Row(page, name, PlotArea.PercentFine(c.Precision), PlotArea.PercentFine(c.Recall), Fixed(c.F1),
                c.Auc is { } auc ? Fixed(auc) : "-", PlotArea.Number(c.Support));
        Average(page, "macro average", evaluation.Metrics.MacroAverage, evaluation.Metrics.N);
        Average(page, "weighted average", evaluation.Metrics.WeightedAverage, evaluation.Metrics.N);
        EndTable(page);
    }

    private static void Average(StringBuilder page, string name, AverageMetrics average, int faces) =>
        Row(page, name, PlotArea.PercentFine(average.Precision), PlotArea.PercentFine(average.Recall), Fixed(average.F1), "",
            PlotArea.Number(faces));

    private static void Layers(StringBuilder page, IReadOnlyList<LayerLine> layers)
    {
        BeginTable(page, "Layers", "layer", "kind", "output", "parameters");
        foreach (var layer in layers)
            Row(page, layer.Name, layer.Kind, layer.OutputShape, PlotArea.Number(layer.Parameters));
        Row(page, "all", "", "", PlotArea.Number(layers.Sum(l => l.Parameters)));
        EndTable(page);
    }

    private static void BeginTable(StringBuilder page, string caption, params ReadOnlySpan<string> columns)
    {
        page.Append("<div class=\"scroll\"><table>\n<caption>").Append(E(caption)).Append("</caption>\n<thead><tr>");
        foreach (var column in columns)
            page.Append("<th scope=\"col\">").Append(E(column)).Append("</th>");
        page.Append("</tr></thead>\n<tbody>\n");
    }

    private static void Row(StringBuilder page, string name, params ReadOnlySpan<string> cells)
    {
        page.Append("<tr><th scope=\"row\">").Append(E(name)).Append("</th>");
        foreach (var cell in cells)
            page.Append("<td>").Append(E(cell)).Append("</td>");
        page.Append("</tr>\n");
    }

    private static void EndTable(StringBuilder page) => page.Append("</tbody>\n</table></div>\n");

    private static void Data(StringBuilder page, ReportContent content)
    {
        if (content.Data is null && content.DataPictures.Count == 0)
            return;
        Section(page, "Data", () =>
        {
            if (content.Data is { } data)
            {
                Figure(page, ClassBarsChart.Draw(data));
                Pairs(page, Facts(data, content.Rules));
            }
            foreach (var picture in content.DataPictures)
                Picture(page, picture);
        });
    }

    private static List<KeyValuePair<string, string>> Facts(DatasetSummary data, SplitReport? rules)
    {
        List<KeyValuePair<string, string>> facts =
        [
            new("Faces", $"{PlotArea.Number(data.Rows)}, of which {PlotArea.Number(data.DistinctImages)} distinct pictures"),
            new("Exact copies", $"{PlotArea.Number(data.Duplicates.Groups)} groups, " +
                $"{PlotArea.Number(data.Duplicates.ConflictingGroups)} with conflicting labels"),
            new("Leaks", $"{PlotArea.Number(data.Leaks.Training)} Training rows also stand in a test split " +
                $"({PlotArea.Number(data.Leaks.PublicTest)} rows of PublicTest, {PlotArea.Number(data.Leaks.PrivateTest)} of PrivateTest)"),
            new("Blank pictures", PlotArea.Number(data.BlankImages)),
        ];
        if (data.NearDuplicates is { } near)
            facts.Add(new("Nearly the same",
                $"{PlotArea.Number(near.Pairs)} pairs, {PlotArea.Number(near.AcrossSplits)} of them across Training and a test split"));
        if (data.NotAFace is { } noFace)
            facts.Add(new("Not a face", $"{PlotArea.Number(noFace)} by the crowd's votes"));
        if (rules is not null)
            facts.Add(new("Learnt from",
                $"{PlotArea.Number(rules.Training)} faces; dropped {PlotArea.Number(rules.Leaked)} leaks, " +
                $"{PlotArea.Number(rules.NearLeaked)} near leaks, {PlotArea.Number(rules.Blank)} blank, " +
                $"{PlotArea.Number(rules.NotAFace)} without a face"));
        return facts;
    }

    private static void Section(StringBuilder page, string title, Action body)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section>\n<h2>{E(title)}</h2>\n");
        body();
        page.Append("</section>\n");
    }

    private static void Figure(StringBuilder page, SvgChart chart) =>
        page.Append(CultureInfo.InvariantCulture,
            $"<figure>\n<figcaption>{E(chart.Title)}</figcaption>\n{chart.Inline}<p " +
            $"class=\"told\">{E(chart.Description)}</p>\n</figure>\n");

    private static void Picture(StringBuilder page, ReportPicture picture) =>
        page.Append(CultureInfo.InvariantCulture,
            $"<figure class=\"picture\">\n<figcaption>{E(picture.Title)}</figcaption>\n<img " +
            $"alt=\"{E(picture.Description)}\" src=\"data:image/png;base64,{Convert.ToBase64String(picture.Png)}\">\n<p " +
            $"class=\"told\">{E(picture.Description)}</p>\n</figure>\n");

    private static void Tile(StringBuilder page, string name, string value, string detail) =>
        page.Append(CultureInfo.InvariantCulture,
            $"<div><dt>{E(name)}</dt><dd>{E(value)}</dd><dd class=\"detail\">{E(detail)}</dd></div>\n");

    private static void Pairs(StringBuilder page, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        page.Append("<div class=\"scroll\"><table class=\"pairs\">\n<tbody>\n");
        foreach (var (name, value) in pairs)
            page.Append(CultureInfo.InvariantCulture, $"<tr><th scope=\"row\">{E(name)}</th><td>{E(value)}</td></tr>\n");
        page.Append("</tbody>\n</table></div>\n");
    }

    private static string Fixed(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string E(string text) => SvgCanvas.Escape(text);
}
