using System.Globalization;
using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Expressions.Reports;

/// <summary>One ROC curve a class, against the rest.</summary>
public static class RocChart
{
    /// <summary>Draws the curves of the classes that can be judged; the legend is sorted by area.</summary>
    public static SvgChart Draw(IReadOnlyList<RocCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        var canvas = new SvgCanvas(620, 430);
        var plot = new PlotArea(64, 16, 350, 350, 0, 1, 0, 1);
        plot.DrawAxes(canvas, "false positives", "true positives", PlotArea.Percent, PlotArea.Percent);
        canvas.Line(plot.X(0), plot.Y(0), plot.X(1), plot.Y(1), "chance");
        var sorted = curves.OrderByDescending(c => c.Auc).ToList();
        // The best last, so that it is not hidden.
        foreach (var curve in Enumerable.Reverse(sorted))
            canvas.Polyline(curve.Points.Select(p => (plot.X(p.FalsePositiveRate), plot.Y(p.TruePositiveRate))),
                $"curve{(int)curve.Emotion}", $"{curve.Emotion.Name()}: AUC {Area(curve.Auc)}");
        canvas.Text(450, 36, "area under the curve", "muted", size: 11);
        for (var i = 0; i < sorted.Count; i++)
        {
            var y = 60 + i * 24;
            canvas.Rect(450, y - 9, 14, 4, $"hue{(int)sorted[i].Emotion}", radius: 2);
            canvas.Text(472, y - 2, sorted[i].Emotion.Name());
            canvas.Text(580, y - 2, Area(sorted[i].Auc), anchor: "end");
        }
        if (sorted.Count > 0)
        {
            canvas.Line(450, 60 + sorted.Count * 24 - 16, 580, 60 + sorted.Count * 24 - 16, "grid");
            canvas.Text(472, 62 + sorted.Count * 24, "mean", "muted");
            canvas.Text(580, 62 + sorted.Count * 24, Area(sorted.Average(c => c.Auc)), "muted", "end");
        }
        return canvas.ToChart("roc", "ROC, each class against the rest",
            "Area under the curve: " + string.Join(", ", sorted.Select(c => $"{c.Emotion.Name()} {Area(c.Auc)}")) + ".");
    }

    private static string Area(double auc) => auc.ToString("0.000", CultureInfo.InvariantCulture);
}
