using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Runs;

namespace Affekt.Training.Expressions.Reports;

/// <summary>The validation of several runs beside each other, such as one with and one without augmentation.</summary>
public static class RunsChart
{
    /// <summary>The most runs that have colours of their own.</summary>
    public const int MostRuns = 7;

    /// <summary>Draws validation accuracy at the left and both losses at the right: validation thick, training grey.</summary>
    /// <param name="runs">One to <see cref="MostRuns"/>, each with one epoch or more.</param>
    public static SvgChart Draw(IReadOnlyList<(string Name, IReadOnlyList<EpochResult> Epochs)> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(runs.Count, MostRuns, nameof(runs));
        const double legend = 22;
        var top = 24 + runs.Count * legend;
        var canvas = new SvgCanvas(860, top + 310);
        var all = runs.SelectMany(r => r.Epochs).ToList();
        double last = Math.Max(2, all.Max(e => e.Epoch));
        var losses = all.SelectMany(e => new[] { e.ValidationLoss, e.TrainLoss }).Where(double.IsFinite).DefaultIfEmpty(1).ToList();
        var accuracy = new PlotArea(64, top, 340, 250, 1, last, Math.Floor(all.Min(e => e.ValidationAccuracy) * 10) / 10,
            Math.Ceiling(all.Max(e => e.ValidationAccuracy) * 10 + 1e-6) / 10);
        var loss = new PlotArea(496, top, 340, 250, 1, last, Math.Floor(losses.Min() * 5) / 5, Math.Ceiling(losses.Max() * 5) / 5 + 1e-6);
        accuracy.DrawAxes(canvas, "epoch", "validation accuracy", WholeNumber, PlotArea.Percent);
        loss.DrawAxes(canvas, "epoch", "loss (training in grey)", WholeNumber, PlotArea.Number);
        for (var i = 0; i < runs.Count; i++)
        {
            var (name, epochs) = runs[i];
            var best = EpochResult.BestOf(epochs)!;
            canvas.Polyline(epochs.Select(e => (accuracy.X(e.Epoch), accuracy.Y(e.ValidationAccuracy))), $"curve{i}");
            canvas.Polyline(epochs.Select(e => (loss.X(e.Epoch), loss.Y(e.TrainLoss))), "line-second");
            canvas.Polyline(epochs.Select(e => (loss.X(e.Epoch), loss.Y(e.ValidationLoss))), $"curve{i}");
            canvas.Circle(accuracy.X(best.Epoch), accuracy.Y(best.ValidationAccuracy), 4, $"hue{i}");
            canvas.Rect(64, 10 + i * legend, 14, 4, $"hue{i}");
            canvas.Text(86, 17 + i * legend,
                $"{name}: best {PlotArea.PercentFine(best.ValidationAccuracy)} after epoch {best.Epoch} of {epochs.Count}");
        }
        return canvas.ToChart("runs", "Runs beside each other", string.Join("; ", runs.Select(r =>
            $"{r.Name}: best validation accuracy {PlotArea.PercentFine(EpochResult.BestOf(r.Epochs)!.ValidationAccuracy)} after epoch " +
            $"{EpochResult.BestOf(r.Epochs)!.Epoch}")) + ".");
    }

    private static string WholeNumber(double epoch) => Math.Abs(epoch - Math.Round(epoch)) < 1e-6 ? PlotArea.Number(Math.Round(epoch)) : "";
}
