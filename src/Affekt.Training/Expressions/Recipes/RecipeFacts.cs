using System.Globalization;
using Affekt.Neural.Optim;
using Affekt.Training.Expressions.Augmentation;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>A recipe in words, as a report tells it.</summary>
public static class RecipeFacts
{
    /// <summary>Name and value, in the order in which a person asks.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var facts = new List<KeyValuePair<string, string>>();
        void Add(string name, FormattableString value) => facts.Add(new(name, value.ToString(CultureInfo.InvariantCulture)));
        Add("recipe", $"{recipe.Name}: {recipe.Description}");
        Add("input", $"gray faces of {recipe.InputSize} x {recipe.InputSize} pixels");
        Add("loss function", $"{LossOf(recipe)}");
        Add("optimizer", $"{DescribeOptimizer(recipe.Optimizer())}");
        Add("learning rate", $"{recipe.LearningRate} at most, {NameOf(recipe.Schedule(recipe.LearningRate))}");
        Add("epochs", $"at most {recipe.Epochs}{(recipe.EarlyStopping is { } n ? $", stopped after {n} without anything better" : "")}");
        Add("batch", $"{recipe.BatchSize} faces");
        Add("augmentation", $"{AugmentationText.Describe(recipe.Augmentation)}");
        if (recipe.MixupAlpha > 0)
            Add("mixup", $"alpha {recipe.MixupAlpha}, for the first {recipe.MixupUntil:P0} of the epochs");
        if (recipe.ClassWeights != ClassWeights.None)
            Add("class weights", $"{recipe.ClassWeights}");
        if (recipe.AverageDecay > 0)
            Add("averaged weights", $"{recipe.AverageDecay} of the average stays each step");
        foreach (var choice in recipe.Choices.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', 2)))
            Add(choice[0], $"{(choice.Length > 1 ? choice[1] : "")} (chosen)");
        Add("seed", $"{recipe.Seed}");
        return facts;
    }

    private static string LossOf(Recipe recipe) =>
        (recipe.LabelLoss is { } own ? $"own ({own.Method.Name})" : "softmax cross-entropy")
        + (recipe.LabelSmoothing > 0 ? string.Create(CultureInfo.InvariantCulture, $", labels smoothed by {recipe.LabelSmoothing}") : "")
        + (recipe.CrowdWeight > 0 ? string.Create(CultureInfo.InvariantCulture, $"; the crowd's votes count {recipe.CrowdWeight} times") : "");

    private static string DescribeOptimizer(Optimizer optimizer) => string.Create(CultureInfo.InvariantCulture,
        $"{optimizer.GetType().Name}{(optimizer is Sgd sgd ? $", momentum {sgd.Momentum}" : "")}{(optimizer.WeightDecay > 0
            ? $", weight decay {optimizer.WeightDecay}" : "")}");

    private static string NameOf(Schedule schedule) => schedule switch
    {
        CosineSchedule => "falling along a cosine",
        FlatCosineSchedule => "flat, then falling along a cosine",
        PlateauSchedule => "halved when validation stalls",
        StepSchedule => "falling in steps",
        OneCycleSchedule => "one rise and one fall",
        _ => schedule.GetType().Name,
    };
}
