using System.Globalization;
using System.Text;

namespace Affekt.Training.Expressions.Runs;

/// <summary>How one epoch went. Losses and accuracies of training are over augmented faces.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="LearningRate">At the epoch's last step.</param>
/// <param name="TrainLoss">Weighted total over the outputs.</param>
/// <param name="TrainAccuracy">Of the labels' output: 0 to 1.</param>
/// <param name="ValidationLoss">Of the labels' output with averaged weights.</param>
/// <param name="ValidationAccuracy">Of the labels' output with averaged weights: 0 to 1.</param>
/// <param name="Seconds">Time the epoch took, validation included.</param>
public sealed record EpochResult(int Epoch, double LearningRate, double TrainLoss, double TrainAccuracy, double ValidationLoss,
    double ValidationAccuracy, double Seconds)
{
    /// <summary>The epoch with the best validation accuracy; of equals, the one with the smallest
    /// validation loss, then the first.</summary>
    /// <returns>Null when there are none.</returns>
    public static EpochResult? BestOf(IEnumerable<EpochResult> epochs) =>
        epochs.OrderByDescending(e => e.ValidationAccuracy).ThenBy(e => e.ValidationLoss).ThenBy(e => e.Epoch).FirstOrDefault();
}

/// <summary>The epochs of a run as a csv file.</summary>
public static class History
{
    private const string Header = "epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds";

    /// <summary>Reads a run's epochs.</summary>
    /// <exception cref="Data.DatasetException">The file is no history.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static IReadOnlyList<EpochResult> Read(string path)
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length < 2 || lines[0] != Header)
            throw new Data.DatasetException($"{path} holds no epochs of a run; name the folder of a run that has made one.");
        return [.. lines.Skip(1).Select(line =>
        {
            var cells = Array.ConvertAll(line.Split(','), cell =>
                double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN);
            return cells.Length == Header.Split(',').Length
                ? new EpochResult((int)cells[0], cells[1], cells[2], cells[3], cells[4], cells[5], cells[6])
                : throw new Data.DatasetException($"{path} is damaged: '{line}'; train the run again.");
        })];
    }

    /// <summary>Writes all epochs, replacing the file.</summary>
    public static void Write(string path, IEnumerable<EpochResult> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        var text = new StringBuilder(Header).Append('\n');
        foreach (var e in epochs)
            text.Append(CultureInfo.InvariantCulture,
                $"{e.Epoch},{e.LearningRate:G6},{e.TrainLoss:F5},{e.TrainAccuracy:F5},{e.ValidationLoss:F5},{e.ValidationAccuracy:F5},{e.Seconds:F1}\n");
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
    }
}
