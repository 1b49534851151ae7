using System.Globalization;
using System.Text;
using Affekt.Neural;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Runs;

namespace Affekt.Training.Expressions.Reports;

/// <summary>The page that a person reads after a run: data, curves, and how each output did on the rows it was selected on.</summary>
public static class RunReport
{
    /// <summary>The report's file name in a run's folder.</summary>
    public const string FileName = "report.html";

    private const int AugmentedFaces = 6;

    /// <summary>Writes the page into a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="recipe">How it was trained.</param>
    /// <param name="data">On what.</param>
    /// <param name="epochs">The run's epochs.</param>
    /// <param name="finished">What came of it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string folder, Recipe recipe, TrainingData data, IReadOnlyList<EpochResult> epochs, FinishedModel finished)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(finished);
        var metrics = finished.Metrics;
        var training = data.Training;
        var shown = Enumerable.Range(0, Math.Min(AugmentedFaces, training.Count))
            .Select(i => i * (training.Count / Math.Min(AugmentedFaces, training.Count))).ToArray();
        var content = new ReportContent
        {
            Title = $"Recipe {recipe.Name} on {training.Source}",
            Subtitle = recipe.Description,
            Notes =
            [
                $"Epoch, temperatures and thresholds were chosen on {metrics.SelectedOn}, so the figures on it flatter. " +
                $"Judge a finished model once on rows that nothing was chosen on: affekt evaluate --split PrivateTest.",
            ],
            Data = DatasetSummary.From(training),
            Rules = metrics.Rows,
            DataPictures =
            [
                ReportPicture.From("Faces to learn from", "Some faces of each class.", Montage.OfClasses(training)),
                ReportPicture.From("Variations", "The first of each row is the face itself.",
                    Montage.OfAugmentation(training, shown, new Augmenter(recipe.Augmentation))),
            ],
            Epochs = epochs,
            Evaluations = [.. finished.Judged.Select(judged => ReportEvaluation.From(
                $"{metrics.SelectedOn}, output {judged.Output}", judged.Probabilities, data.Validation.Labels,
                string.Create(CultureInfo.InvariantCulture,
                    $"Selected here. Temperature {metrics.Outputs[judged.Output].Temperature:F2}; unsure below a confidence " +
                    $"of {metrics.Outputs[judged.Output].UnsureBelow:F2}."),
                [ReportPicture.From("Worst mistakes", "The faces whose wrong answer was surest.",
                    Montage.OfMistakes(data.Validation, judged.Probabilities))]))],
            Recipe = [.. RecipeFacts.Of(recipe), KeyValuePair.Create("division", data.Division)],
            Layers = LayerTable.Of(finished.Model.Network),
            Environment =
            [
                KeyValuePair.Create("runtime", System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription),
                KeyValuePair.Create("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
                KeyValuePair.Create("kernel", Engine.Description),
                KeyValuePair.Create("hours of training", metrics.Hours.ToString("F2", CultureInfo.InvariantCulture)),
                KeyValuePair.Create("parameters", metrics.Parameters.ToString("N0", CultureInfo.InvariantCulture)),
                KeyValuePair.Create("multiply-adds a face", metrics.MultiplyAdds.ToString("N0", CultureInfo.InvariantCulture)),
            ],
        };
        AtomicFile.Write(Path.Combine(folder, FileName), Encoding.UTF8.GetBytes(HtmlReport.Write(content)));
    }
}
