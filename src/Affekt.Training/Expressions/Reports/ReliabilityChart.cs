using System.Globalization;
using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Expressions.Reports;

/// <summary>Whether a confidence of 70 % is right seven times of ten.</summary>
public static class ReliabilityChart
{
    /// <summary>Draws accuracy over confidence, the gap to the diagonal, and below how often each confidence occurs.</summary>
    public static SvgChart Draw(Calibration calibration)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        var canvas = new SvgCanvas(460, 530);
        var plot = new PlotArea(64, 40, 350, 350, 0, 1, 0, 1);
        var counts = new PlotArea(64, 420, 350, 54, 0, 1, 0, Math.Max(1, calibration.Bins.Max(b => b.Count)));
        canvas.Rect(plot.Left, 16, 11, 3, "fill");
        canvas.Text(plot.Left + 17, 22, "share of right answers", "muted");
        canvas.Rect(plot.Left + 160, 12, 11, 11, "gap", .35, radius: 2);
        canvas.Text(plot.Left + 177, 22, "gap to the mean confidence", "muted");
        foreach (var tick in PlotArea.Ticks(0, 1, 5))
        {
            canvas.Line(plot.Left, plot.Y(tick), plot.Right, plot.Y(tick), "grid");
            canvas.Text(plot.Left - 8, plot.Y(tick) + 4, PlotArea.Percent(tick), "muted", "end", 11);
        }
        foreach (var bin in calibration.Bins.Where(b => b.Count > 0))
        {
            double x = plot.X(bin.Low) + 1, width = plot.X(bin.High) - plot.X(bin.Low) - 2;
            var tip = $"Confidence {PlotArea.PercentFine(bin.Confidence)}, right {PlotArea.PercentFine(bin.Accuracy)}, " +
                $"{PlotArea.Number(bin.Count)} faces";
            double high = Math.Max(bin.Accuracy, bin.Confidence), low = Math.Min(bin.Accuracy, bin.Confidence);
            canvas.Rect(x, plot.Y(low), width, plot.Bottom - plot.Y(low), "fill", .75, tip);
            canvas.Rect(x, plot.Y(high), width, plot.Y(low) - plot.Y(high), "gap", .35, tip);
            canvas.Rect(x, plot.Y(bin.Accuracy) - 1.5, width, 3, "fill", 1, tip);
            canvas.Rect(x, counts.Y(bin.Count), width, counts.Bottom - counts.Y(bin.Count), "fill-second", 1, tip);
        }
        canvas.Line(plot.X(0), plot.Y(0), plot.X(1), plot.Y(1), "chance");
        canvas.Line(plot.Left, plot.Bottom, plot.Right, plot.Bottom, "axis");
        canvas.Line(counts.Left, counts.Bottom, counts.Right, counts.Bottom, "axis");
        foreach (var tick in PlotArea.Ticks(0, 1, 5))
            canvas.Text(counts.X(tick), counts.Bottom + 17, PlotArea.Percent(tick), "muted", "middle", 11);
        canvas.Text(counts.Left - 8, counts.Bottom, "faces", "muted", "end", 11);
        canvas.Text(counts.Left + counts.Width / 2, counts.Bottom + 36, "confidence", "muted", "middle");
        canvas.Text(plot.Left - 44, plot.Top + plot.Height / 2, "right answers", "muted", "middle", vertical: true);
        var ece = calibration.Ece.ToString("0.000", CultureInfo.InvariantCulture);
        canvas.Text(plot.Left + 12, plot.Top + 24, $"ECE {ece}", bold: true, size: 13);
        return canvas.ToChart("reliability", "Reliability diagram",
            $"Expected calibration error {ece} over {calibration.Bins.Count} bins: the mean distance between confidence and " +
            $"the share of right answers.");
    }
}
