using System.Globalization;
using Affekt.Neural.Optim;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>What a person sets otherwise than a recipe does. All of it becomes part of the run's fingerprint.</summary>
public sealed record RecipeChoices
{
    private const double AdamRate = 1e-3;
    private const double SgdRate = 0.05;

    /// <summary>The learning rates' courses by name.</summary>
    public static IReadOnlyList<string> Schedules { get; } = ["cosine", "plateau", "flat-cosine", "step"];

    /// <summary>The optimizers by name.</summary>
    public static IReadOnlyList<string> Optimizers { get; } = ["adam", "sgd"];

    /// <summary>How often each face is seen: 1 or more; null for the recipe's number, as everywhere here.</summary>
    public int? Epochs { get; init; }

    /// <summary>Faces a step: 1 or more.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Decides the first weights, the order of the faces and their variations.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The highest learning rate: above 0.</summary>
    public double? LearningRate { get; init; }

    /// <summary>One of <see cref="Schedules"/>.</summary>
    public string? Schedule { get; init; }

    /// <summary>One of <see cref="Optimizers"/>; without a rate of its own, Adam begins at .001 and SGD at .05.</summary>
    public string? Optimizer { get; init; }

    /// <summary>How the data was divided; only noted.</summary>
    public string? Split { get; init; }

    /// <summary>The recipe as chosen.</summary>
    /// <exception cref="ArgumentException">There is no such schedule or optimizer.</exception>
    public Recipe ApplyTo(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var lines = new List<string>();
        if (recipe.Choices.Length > 0)
            lines.Add(recipe.Choices);
        recipe = recipe with { Epochs = Epochs ?? recipe.Epochs, BatchSize = BatchSize ?? recipe.BatchSize, Seed = Seed ?? recipe.Seed };
        if (Optimizer is { } optimizer)
        {
            recipe = recipe with { Optimizer = OptimizerOf(optimizer), LearningRate = optimizer == "adam" ? AdamRate : SgdRate };
            lines.Add($"optimizer {optimizer}");
        }
        if (LearningRate is { } rate)
        {
            recipe = recipe with { LearningRate = rate };
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"learning-rate {rate}"));
        }
        if (Schedule is { } schedule)
        {
            recipe = recipe with { Schedule = ScheduleOf(schedule) };
            lines.Add($"schedule {schedule}");
        }
        if (Split is { } split)
            lines.Add($"split {split}");
        return recipe with { Choices = string.Join('\n', lines) };
    }

    private static Func<double, Schedule> ScheduleOf(string name) => name switch
    {
        "cosine" => rate => new CosineSchedule(rate, final: 1e-3 * rate, warmUp: 0.05),
        "plateau" => rate => new PlateauSchedule(rate, factor: 0.5, patience: 3),
        "flat-cosine" => rate => new FlatCosineSchedule(rate, final: 1e-3 * rate, warmUp: 0.05, fall: 0.4),
        "step" => rate => new StepSchedule(rate, factor: 0.1, 0.5, 0.75),
        _ => throw new ArgumentException($"There is no schedule '{name}'; choose one of {string.Join(", ", Schedules)}.", nameof(name)),
    };

    private static Func<Optimizer> OptimizerOf(string name) => name switch
    {
        "adam" => () => new Adam(),
        "sgd" => () => new Sgd(momentum: 0.9, weightDecay: 5e-4),
        _ => throw new ArgumentException($"There is no optimizer '{name}'; choose one of {string.Join(", ", Optimizers)}.", nameof(name)),
    };
}
