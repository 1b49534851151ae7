using System.Globalization;
using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Runs;

namespace Affekt.Training.Expressions.Reports;

/// <summary>How loss and accuracy went from epoch to epoch, in training and in validation.</summary>
public static class TrainingCurvesChart
{
    /// <summary>Draws loss at the left, accuracy at the right, and the learning rate below both.</summary>
    /// <param name="epochs">One or more, in order.</param>
    /// <exception cref="ArgumentException">There are no epochs.</exception>
    public static SvgChart Draw(IReadOnlyList<EpochResult> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        if (epochs.Count == 0)
            throw new ArgumentException("There are no epochs to draw.", nameof(epochs));
        var canvas = new SvgCanvas(860, 440);
        canvas.Rect(64, 13, 18, 3, "fill");
        canvas.Text(88, 19, "validation", "muted");
        canvas.Rect(170, 13, 18, 3, "fill-second");
        canvas.Text(194, 19, "training, on varied faces", "muted");
        var best = EpochResult.BestOf(epochs)!;
        double first = epochs[0].Epoch, last = Math.Max(first + 1, epochs[^1].Epoch);

        var losses = epochs.SelectMany(e => new[] { e.TrainLoss, e.ValidationLoss }).Where(double.IsFinite).DefaultIfEmpty(1).ToList();
        var loss = new PlotArea(64, 44, 340, 250, first, last, Math.Floor(losses.Min() * 5) / 5, Math.Ceiling(losses.Max() * 5) / 5 + 1e-6);
        loss.DrawAxes(canvas, "epoch", "loss", WholeNumber, PlotArea.Number);
        Curve(canvas, loss, epochs, e => e.TrainLoss, "line-second");
        Curve(canvas, loss, epochs, e => e.ValidationLoss, "line");

        var shares = epochs.SelectMany(e => new[] { e.TrainAccuracy, e.ValidationAccuracy }).Where(double.IsFinite)
            .DefaultIfEmpty(0).ToList();
        var accuracy = new PlotArea(
            496, 44, 340, 250, first, last, Math.Floor(shares.Min() * 10) / 10, Math.Min(1, Math.Ceiling(shares.Max() * 10 + .2) / 10));
        accuracy.DrawAxes(canvas, "epoch", "accuracy", WholeNumber, PlotArea.Percent);
        Curve(canvas, accuracy, epochs, e => e.TrainAccuracy, "line-second");
        Curve(canvas, accuracy, epochs, e => e.ValidationAccuracy, "line");
        double x = accuracy.X(best.Epoch), y = accuracy.Y(best.ValidationAccuracy);
        canvas.Circle(x, y, 4, "fill", $"Best validation: {PlotArea.PercentFine(best.ValidationAccuracy)} after epoch {best.Epoch}");
        // Beside the legend, where no curve runs; a dashed line leads down to the epoch.
        canvas.Line(x, y, x, accuracy.Bottom, "chance");
        canvas.Text(accuracy.Right, 19, $"best: {PlotArea.PercentFine(best.ValidationAccuracy)} after epoch {best.Epoch}", anchor: "end", bold: true);

        var rates = new PlotArea(64, 362, 772, 44, first, last, 0, Math.Max(1e-9, epochs.Max(e => e.LearningRate)));
        canvas.Line(rates.Left, rates.Bottom, rates.Right, rates.Bottom, "axis");
        Curve(canvas, rates, epochs, e => e.LearningRate, "line-second");
        canvas.Text(rates.Left - 8, rates.Top + 10,
            epochs.Max(e => e.LearningRate).ToString("0.####", CultureInfo.InvariantCulture), "muted", "end", 11);
        canvas.Text(rates.Left - 8, rates.Bottom + 4, "0", "muted", "end", 11);
        canvas.Text(rates.Left + rates.Width / 2, rates.Bottom + 20, "learning rate by epoch", "muted", "middle");
        return canvas.ToChart("curves", "Training curves",
            $"{epochs.Count} epochs; best validation accuracy {PlotArea.PercentFine(best.ValidationAccuracy)} after epoch " +
            $"{best.Epoch}, at the end {PlotArea.PercentFine(epochs[^1].ValidationAccuracy)} with a loss of " +
            $"{PlotArea.Number(epochs[^1].ValidationLoss)}.");
    }

    // A short run has ticks between its epochs; they stay without a number.
    private static string WholeNumber(double epoch) => Math.Abs(epoch - Math.Round(epoch)) < 1e-6 ? PlotArea.Number(Math.Round(epoch)) : "";

    private static void Curve(
        SvgCanvas canvas, PlotArea plot, IReadOnlyList<EpochResult> epochs, Func<EpochResult, double> value, string style) =>
        canvas.Polyline(epochs.Where(e => double.IsFinite(value(e))).Select(e => (plot.X(e.Epoch), plot.Y(value(e)))), style);
}
