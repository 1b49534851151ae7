using System.Globalization;
using Affekt.Neural;
using Affekt.Neural.Optim;
using Affekt.Training.Expressions.Augmentation;

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

    /// <summary>How faces are varied: "none", "default" (the recipe's own) or amounts such as "rotation=10,flip=.5"; see
    /// <see cref="AugmentationText"/>.</summary>
    public string? Augmentation { get; init; }

    /// <summary>The rate of every dropout layer: at least 0 and below 1.</summary>
    public double? Dropout { get; init; }

    /// <summary>How classes of unequal size are weighted.</summary>
    public ClassWeights? ClassWeights { get; init; }

    /// <summary>Stop when so many epochs in a row brought nothing better: 1 or more.</summary>
    public int? EarlyStopping { get; init; }

    /// <summary>The most faces a class that are learnt from; only noted.</summary>
    public int? DownSample { get; init; }

    /// <summary>The list that says which rows are learnt from; only noted.</summary>
    public string? Rows { get; init; }

    /// <summary>How the data was divided; only noted.</summary>
    public string? Split { get; init; }

    /// <summary>The recipe as chosen.</summary>
    /// <exception cref="ArgumentException">There is no such schedule or optimizer.</exception>
    /// <exception cref="Data.DatasetException">The augmentation cannot be read, or the recipe has no dropout.</exception>
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
        if (Augmentation is { } text)
            recipe = recipe with { Augmentation = AugmentationText.Parse(text, recipe.Augmentation) };
        if (Dropout is { } rateOfDropout)
        {
            recipe = WithDropout(recipe, rateOfDropout);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"dropout {rateOfDropout}"));
        }
        recipe = recipe with
        {
            ClassWeights = ClassWeights ?? recipe.ClassWeights,
            EarlyStopping = EarlyStopping ?? recipe.EarlyStopping,
        };
        if (DownSample is { } most)
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"downsample {most}"));
        if (Rows is { } rows)
            lines.Add($"rows-of {rows}");
        if (Split is { } split)
            lines.Add($"split {split}");
        return recipe with { Choices = string.Join('\n', lines) };
    }

    private static Recipe WithDropout(Recipe recipe, double rate)
    {
        if (recipe.Build(recipe.Augmentation.OutputSize, recipe.Seed).SetDropout(rate) == 0)
            throw new Data.DatasetException($"Recipe {recipe.Name} has no dropout that could be set; leave --dropout out.");
        return recipe with
        {
            Build = (size, seed) => Set(recipe.Build(size, seed)),
            Trunk = recipe.Trunk is not { } trunk ? null : trunk with { BuildHead = seed => Set(trunk.BuildHead(seed)) },
        };

        Network Set(Network network)
        {
            network.SetDropout(rate);
            return network;
        }
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
