using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Expressions.Reports;

/// <summary>Which classes are taken for which: each row adds up to 100 %.</summary>
public static class ConfusionChart
{
    /// <summary>Draws the matrix with recall at the right and precision below.</summary>
    public static SvgChart Draw(ClassificationMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        const double left = 92, top = 62, cell = 58, gap = 2;
        const double side = Emotions.Count * cell;
        var canvas = new SvgCanvas(left + side + 88, top + side + 62);
        canvas.Text(left + side / 2, 18, "answered", "muted", "middle");
        canvas.Text(16, top + side / 2, "labelled", "muted", "middle", vertical: true);
        canvas.Text(left + side + 44, top - 12, "recall", "muted", "middle", 11);
        canvas.Text(left - 10, top + side + 30, "precision", "muted", "end", 11);
        for (var r = 0; r < Emotions.Count; r++)
        {
            var name = Emotions.Names[r];
            canvas.Text(left - 10, top + (r + .5) * cell + 4, name, anchor: "end");
            canvas.Text(left + (r + .5) * cell, top - 12, name, anchor: "middle");
            var support = metrics.PerClass[name].Support;
            canvas.Text(left + side + 44, top + (r + .5) * cell + 4, support == 0 ? "-"
                : PlotArea.PercentFine(metrics.PerClass[name].Recall), anchor: "middle");
            canvas.Text(left + (r + .5) * cell, top + side + 30, PlotArea.PercentFine(metrics.PerClass[name].Precision), anchor: "middle");
            for (var c = 0; c < Emotions.Count; c++)
            {
                var count = metrics.Confusion[r][c];
                var share = support == 0 ? 0 : (double)count / support;
                double x = left + c * cell + gap / 2, y = top + r * cell + gap / 2;
                // The square root keeps small confusions visible beside the diagonal.
                canvas.Rect(x, y, cell - gap, cell - gap, "fill", Math.Max(.03, Math.Sqrt(share)),
                    $"{PlotArea.Number(count)} of {PlotArea.Number(support)} labelled {name} were answered {Emotions.Names[c]}", radius: 3);
                var ink = share > .55 ? "on-fill" : "ink";
                canvas.Text(x + (cell - gap) / 2, y + cell / 2 - 2, PlotArea.Percent(share), ink, "middle", 13, bold: r == c);
                canvas.Text(x + (cell - gap) / 2, y + cell / 2 + 14, PlotArea.Number(count), share is > .03 and <= .55 ? "ink"
                    : share > .55 ? "on-fill" : "muted", "middle", 10);
            }
        }
        var worst = Enumerable.Range(0, Emotions.Count * Emotions.Count)
            .Where(i => i / Emotions.Count != i % Emotions.Count && metrics.PerClass[Emotions.Names[i / Emotions.Count]].Support > 0)
            .Select(i => (Label: Emotions.Names[i / Emotions.Count], Answer: Emotions.Names[i % Emotions.Count],
                Count: metrics.Confusion[i / Emotions.Count][i % Emotions.Count]))
            .Select(m => (m.Label, m.Answer, Share: (double)m.Count / metrics.PerClass[m.Label].Support))
            .OrderByDescending(m => m.Share).Take(3)
            .Select(m => $"{m.Label} answered {m.Answer} {PlotArea.Percent(m.Share)}");
        return canvas.ToChart("confusion", "Confusion matrix",
            $"Accuracy {PlotArea.PercentFine(metrics.Accuracy)} of {PlotArea.Number(metrics.N)} faces. Most frequent " +
            $"confusions: {string.Join(", ", worst)}.");
    }
}
