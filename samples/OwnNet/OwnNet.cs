using Affekt;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Reports;
using Affekt.Training.Expressions.Runs;

namespace OwnNet;

/// <summary>A net, an augmentation and a loss of one's own, trained, written and judged.</summary>
public static class OwnNet
{
    /// <summary>An own net in fifteen lines: everything else is taken from the recipe cnn4.</summary>
    public static Recipe Recipe { get; } = RecipeBook.Cnn4 with
    {
        Name = "own-net",
        Description = "Two convolutions and one dense layer.",
        Epochs = 5,
        Build = (size, seed) =>
        {
            var network = new Network(new Shape(size, size, 1), seed);
            var x = network.MaxPool(network.BatchNorm(network.Convolution(network.Input, 16, kernelSize: 3)));
            x = network.MaxPool(network.BatchNorm(network.Convolution(x, 32, kernelSize: 3)));
            x = network.Dropout(network.GlobalAveragePool(x), 0.2);
            network.AddOutput(Recipe.LabelOutput, network.Dense(x, Emotions.Count, name: Recipe.LabelOutput));
            return network;
        },
    };

    /// <summary>The same with an own augmentation and an own loss.</summary>
    public static Recipe WithOwnLoss { get; } = Recipe with
    {
        Name = "own-loss",
        Augmentation = Recipe.Augmentation with { RotationDegrees = 20, NoiseDeviation = 10 },
        LabelLoss = Focal,
    };

    /// <summary>Focal loss (Lin et al., 2017) with gamma 1: what is right already counts less.</summary>
    /// <param name="logits">[7].</param>
    /// <param name="target">[7]; adds up to one.</param>
    /// <param name="gradient">[7]: filled with the slope of the loss at each logit.</param>
    /// <returns>The loss.</returns>
    public static double Focal(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> gradient)
    {
        Span<double> p = stackalloc double[logits.Length];
        double top = double.NegativeInfinity, sum = 0, loss = 0, shared = 0;
        foreach (var logit in logits)
            top = Math.Max(top, logit);
        for (var k = 0; k < p.Length; k++)
            sum += p[k] = Math.Exp(logits[k] - top);
        Span<double> slope = stackalloc double[logits.Length];
        for (var k = 0; k < p.Length; k++)
        {
            p[k] = Math.Max(p[k] / sum, 1e-9);
            loss -= target[k] * (1 - p[k]) * Math.Log(p[k]);
            // d loss / d p, times p: the softmax' own slope is put on below.
            slope[k] = target[k] * (p[k] * Math.Log(p[k]) - (1 - p[k]));
            shared += slope[k];
        }
        for (var k = 0; k < p.Length; k++)
            gradient[k] = (float)(slope[k] - p[k] * shared);
        return loss;
    }

    /// <summary>Trains on a data set, writes model and report, and judges it on the rows that nothing was chosen on.</summary>
    /// <param name="recipe">How.</param>
    /// <param name="path">FER2013's csv, or a folder of class folders.</param>
    /// <param name="folder">Where the run goes.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The share of right answers among the test rows, or among the validation rows where there are no test rows.</returns>
    public static double Train(Recipe recipe, string path, string folder, TimeProvider time)
    {
        var faces = DatasetReader.Read(path).Faces;
        if (!faces.SplitOf.Contains(Split.PublicTest))
            faces = StratifiedSplit.ApplyBesidePrivateTest(faces, trainingShare: 0.8);
        var (kept, rules) = new SplitRules().Apply(faces);
        var data = new TrainingData(kept.Only(Split.Training), kept.Only(Split.PublicTest), recipe);

        var (network, epochs) = new TrainingRun(recipe, data, folder, Environment.ProcessorCount, time)
            .Train(resume: false, progress: null, CancellationToken.None);
        using var pool = new WorkerPool(Environment.ProcessorCount);
        var finished = FinishedModel.From(recipe, network, epochs, data, rules, pool, time);
        finished.Write(folder);
        RunReport.Write(folder, recipe, data, epochs, finished);

        var test = kept.SplitOf.Contains(Split.PrivateTest) ? kept.Only(Split.PrivateTest) : data.Validation;
        var model = Model.Load(Path.Combine(folder, FinishedModel.ModelFile));
        var (unseen, _) = RowOverlap.LeaveOut(test, [LearntRows.From(model.Metadata)]);
        return EmotionModelJudge.Judge(model, Recipe.LabelOutput, unseen, flip: false, pool, time).Metrics.Accuracy;
    }
}
