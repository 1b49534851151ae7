namespace Affekt.Training.Expressions.Evaluation;

/// <summary>How well seven probabilities a face agree with labels; made to be written as JSON in camelCase.</summary>
/// <param name="N">Faces judged.</param>
/// <param name="Accuracy">The share whose likeliest class is the label: 0 to 1.</param>
/// <param name="AccuracyInterval">The 95 % Wilson interval of the accuracy.</param>
/// <param name="BalancedAccuracy">The mean recall of the classes that occur.</param>
/// <param name="MacroF1">The mean F1 of the classes that occur.</param>
/// <param name="Loss">The mean negative natural logarithm of the label's probability.</param>
/// <param name="Ece">Expected calibration error over 15 bins: 0 is best.</param>
/// <param name="AucMacro">The mean ROC AUC, one class against the rest; null when no class can be judged.</param>
/// <param name="PerClass">Figures a class, keyed by the emotion's name; every class has a key.</param>
/// <param name="Confusion">[7][7]: faces by label (row) and answer (column), in label order.</param>
public sealed record ClassificationMetrics(
    int N, double Accuracy, Interval AccuracyInterval, double BalancedAccuracy, double MacroF1, double Loss, double Ece, double? AucMacro,
    IReadOnlyDictionary<string, ClassMetrics> PerClass, IReadOnlyList<IReadOnlyList<int>> Confusion)
{
    /// <summary>The plain mean over the classes that occur, as scikit-learn's classification report has it.</summary>
    public AverageMetrics MacroAverage => AverageMetrics.Of(PerClass.Values, _ => 1);

    /// <summary>The mean over the classes, each as heavy as it has faces.</summary>
    public AverageMetrics WeightedAverage => AverageMetrics.Of(PerClass.Values, c => c.Support);

    /// <summary>Judges probabilities.</summary>
    /// <param name="probabilities">[n, 7] in label order; each row adds up to one.</param>
    /// <param name="labels">[n], at least one.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, there are no rows, or a value is no probability.</exception>
    public static ClassificationMetrics From(ReadOnlySpan<float> probabilities, ReadOnlySpan<Emotion> labels)
    {
        Predictions.Check(probabilities, labels);
        var confusion = new int[Emotions.Count][];
        for (var k = 0; k < confusion.Length; k++)
            confusion[k] = new int[Emotions.Count];
        double loss = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var row = probabilities.Slice(i * Emotions.Count, Emotions.Count);
            confusion[(int)labels[i]][Predictions.Top(row)]++;
            loss -= Math.Log(Math.Max(row[(int)labels[i]], Predictions.SmallestProbability));
        }
        var perClass = new Dictionary<string, ClassMetrics>();
        foreach (var emotion in Emotions.All)
            perClass[emotion.Name()] = ClassMetrics.From(confusion, emotion, RocCurve.AreaOf(probabilities, labels, emotion));
        var occurring = perClass.Values.Where(c => c.Support > 0).ToList();
        var correct = Enumerable.Range(0, Emotions.Count).Sum(k => confusion[k][k]);
        return new ClassificationMetrics(
            labels.Length,
            (double)correct / labels.Length,
            Interval.Wilson(correct, labels.Length),
            occurring.Average(c => c.Recall),
            occurring.Average(c => c.F1),
            loss / labels.Length,
            Calibration.From(probabilities, labels).Ece,
            perClass.Values.Average(c => c.Auc),
            perClass,
            confusion);
    }
}

/// <summary>Figures averaged over classes.</summary>
/// <param name="Precision">The mean precision.</param>
/// <param name="Recall">The mean recall.</param>
/// <param name="F1">The mean F1.</param>
public sealed record AverageMetrics(double Precision, double Recall, double F1)
{
    internal static AverageMetrics Of(IEnumerable<ClassMetrics> classes, Func<ClassMetrics, double> weight)
    {
        var occurring = classes.Where(c => c.Support > 0).ToList();
        var all = occurring.Sum(weight);
        return new(occurring.Sum(c => weight(c) * c.Precision) / all, occurring.Sum(c => weight(c) * c.Recall) / all,
            occurring.Sum(c => weight(c) * c.F1) / all);
    }
}

/// <summary>Figures for one class against the rest.</summary>
/// <param name="Precision">The share of right ones among the faces answered so: 0 when none was.</param>
/// <param name="Recall">The share found among the faces labelled so: 0 when there are none.</param>
/// <param name="F1">The harmonic mean of both: 0 when both are 0.</param>
/// <param name="Support">Faces labelled so.</param>
/// <param name="Auc">The area under the ROC curve; null when the class, or everything else, is missing.</param>
public sealed record ClassMetrics(double Precision, double Recall, double F1, int Support, double? Auc)
{
    internal static ClassMetrics From(int[][] confusion, Emotion emotion, double? auc)
    {
        var k = (int)emotion;
        var right = confusion[k][k];
        var support = confusion[k].Sum();
        var answered = confusion.Sum(row => row[k]);
        return new ClassMetrics(
            answered == 0 ? 0 : (double)right / answered,
            support == 0 ? 0 : (double)right / support,
            support + answered == 0 ? 0 : 2.0 * right / (support + answered),
            support,
            auc);
    }
}
