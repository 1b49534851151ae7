using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Expressions.Reports;

/// <summary>What is gained by answering "unsure" when confidence is low.</summary>
public static class CoverageChart
{
    /// <summary>How much of the plot's height the labels below a point take.</summary>
    private const double LabelShare = .13;

    /// <summary>Draws accuracy over coverage, with the points at 80 % and at all faces.</summary>
    public static SvgChart Draw(CoverageCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        var canvas = new SvgCanvas(620, 350);
        // The lowest point keeps its labels above the axis.
        var lowest = (curve.Points.Min(p => p.Accuracy) - LabelShare) / (1 - LabelShare);
        var floor = Math.Clamp(Math.Floor(lowest * 10) / 10, 0, .9);
        var plot = new PlotArea(64, 26, 520, 260, 0, 1, floor, 1);
        plot.DrawAxes(canvas, "share of faces answered", "right answers", PlotArea.Percent, PlotArea.Percent, xTicks: 10);
        canvas.Polyline(curve.Points.Select(p => (plot.X(p.Coverage), plot.Y(p.Accuracy))), "line");
        var marked = new[] { curve.AtCoverage(.5), curve.AtCoverage(.8), curve.Points[^1] }.Distinct().ToList();
        foreach (var point in marked)
        {
            double x = plot.X(point.Coverage), y = plot.Y(point.Accuracy);
            canvas.Circle(x, y, 4, "fill",
                $"{PlotArea.PercentFine(point.Coverage)} answered, {PlotArea.PercentFine(point.Accuracy)} right, confidence " +
                $"from {PlotArea.PercentFine(point.Threshold)}");
            // The curve falls to the right, so the place below and left of a point is free.
            canvas.Text(x - 8, y + 15, PlotArea.PercentFine(point.Accuracy), anchor: "end", bold: true);
            canvas.Text(x - 8, y + 28, $"{PlotArea.Percent(point.Threshold)} sure or more", "muted", "end", 10);
        }
        return canvas.ToChart("coverage", "Accuracy by coverage",
            string.Join("; ", marked.Select(
            p => $"{PlotArea.Percent(p.Coverage)} of the faces answered: {PlotArea.PercentFine(p.Accuracy)} right")) + ".");
    }
}
