using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Reports;

/// <summary>How many faces each class has, split by split.</summary>
public static class ClassBarsChart
{
    /// <summary>Draws horizontal bars, one a class.</summary>
    public static SvgChart Draw(DatasetSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        const double left = 78, top = 44, barHeight = 22, pitch = 32, barsWidth = 520, width = 720;
        var canvas = new SvgCanvas(width, top + Emotions.Count * pitch + 34);
        var largest = Math.Max(1, summary.Classes.Values.Max());
        canvas.Text(left, top + Emotions.Count * pitch + 22,
            $"counted: all {PlotArea.Number(summary.Rows)} faces of {summary.Source}{(summary.Splits.Count > 1 ? ", before any are left out" : "")}",
            "muted", size: 11);
        double[] shades = [1, .55, .28];
        var x = left;
        var splits = summary.Splits.ToList();
        for (var s = 0; s < splits.Count; s++)
        {
            var legend = $"{splits[s].Key} {PlotArea.Number(splits[s].Value.Rows)}";
            canvas.Rect(x, 12, 11, 11, "fill", shades[s % shades.Length], radius: 2);
            canvas.Text(x + 17, 22, legend, "muted");
            x += 40 + legend.Length * 7;
        }
        for (var k = 0; k < Emotions.Count; k++)
        {
            var name = Emotions.Names[k];
            var y = top + k * pitch;
            canvas.Text(left - 10, y + 15, name, anchor: "end");
            var start = left;
            for (var s = 0; s < splits.Count; s++)
            {
                var count = splits[s].Value.Classes[name];
                var length = count * barsWidth / largest;
                canvas.Rect(start, y, length, barHeight, "fill", shades[s % shades.Length],
                    $"{name}, {splits[s].Key}: {PlotArea.Number(count)}");
                start += length;
            }
            var total = summary.Classes[name];
            canvas.Text(start + 8, y + 15,
                $"{PlotArea.Number(total)}  ({PlotArea.PercentFine((double)total / Math.Max(1, summary.Rows))})", "muted");
        }
        var told = string.Join(", ", summary.Classes.Select(c => $"{c.Key} {PlotArea.Number(c.Value)}"));
        return canvas.ToChart("classes", $"Faces per class in {summary.Source}", $"{PlotArea.Number(summary.Rows)} faces: {told}.");
    }
}
