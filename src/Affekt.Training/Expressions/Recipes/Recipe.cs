using System.Globalization;
using Affekt.Neural;
using Affekt.Neural.Optim;
using Affekt.Neural.Training;
using Affekt.Training.Expressions.Augmentation;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>Everything that decides how a model is trained, except the data.</summary>
public sealed record Recipe
{
    /// <summary>The output trained on the data set's own labels.</summary>
    public const string LabelOutput = "fer";

    /// <summary>The output trained on the crowd's votes.</summary>
    public const string CrowdOutput = "crowd";

    /// <summary>The name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>One line for the help.</summary>
    public required string Description { get; init; }

    /// <summary>Builds the network for square gray faces of a side in pixels; the outputs are logits named
    /// <see cref="LabelOutput"/> and perhaps <see cref="CrowdOutput"/>.</summary>
    public required Func<int, ulong, Network> Build { get; init; }

    /// <summary>How often each face is seen.</summary>
    public required int Epochs { get; init; }

    /// <summary>Faces a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>Makes the optimizer.</summary>
    public required Func<Optimizer> Optimizer { get; init; }

    /// <summary>The highest learning rate.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Makes the learning rate's course out of its highest value.</summary>
    public required Func<double, Schedule> Schedule { get; init; }

    /// <summary>How faces are varied; its output size is what the network is trained on.</summary>
    public required AugmentationOptions Augmentation { get; init; }

    /// <summary>
    /// The side of the centre crop that the finished network reads; by default the training size. A little more than in
    /// training suits networks with global pooling, since random crops show larger features (Touvron et al., 2019).
    /// </summary>
    public int? EvaluationSize { get; init; }

    /// <summary>How much of each label is spread over all classes: 0 to 1 (Szegedy et al., 2016).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>The alpha of <see cref="Mixup"/>, which blends the faces of a batch in pairs: 0 for none, to 1.</summary>
    public double MixupAlpha { get; init; }

    /// <summary>The share of the epochs after which faces are no longer blended, so that a run ends on faces as they will be
    /// read: 0 to 1.</summary>
    public double MixupUntil { get; init; } = 0.8;

    /// <summary>How much the crowd's output counts beside the labels' output; 0 for networks without it.</summary>
    public double CrowdWeight { get; init; }

    /// <summary>How much a teacher's answers count against the data's own targets: 0 to 1; only with a <see cref="Teacher"/>.</summary>
    public double TeacherWeight { get; init; } = 0.5;

    /// <summary>The SHA-256 of the model that teaches; null for none.</summary>
    public string? Teacher { get; init; }

    /// <summary>The SHA-256 of a foreign model that teaches the crowd's output; null for none.</summary>
    public string? ForeignTeacher { get; init; }

    /// <summary>How much of the crowd's targets a foreign teacher's answers become where all of them count: 0 to 1.</summary>
    public double ForeignTeacherWeight { get; init; } = 0.4;

    /// <summary>The group column that faces are weighted by; null to count each alike. See <see cref="Datasets.GroupBalance"/>.</summary>
    public string? BalancedGroups { get; init; }

    /// <summary>How classes of unequal size are weighted.</summary>
    public ClassWeights ClassWeights { get; init; }

    /// <summary>Stop when so many epochs in a row brought nothing better: 1 or more; null to make all epochs.</summary>
    public int? EarlyStopping { get; init; }

    /// <summary>A loss of one's own for the labels' output instead of softmax cross-entropy; null for that.</summary>
    public RowLoss? LabelLoss { get; init; }

    /// <summary>The part of the network that may come with weights from elsewhere, or be frozen; null for recipes without one.</summary>
    public Trunk? Trunk { get; init; }

    /// <summary>Weights to start from, of another run or, for a <see cref="Trunk"/>, from elsewhere. Null starts at random.</summary>
    public PretrainedWeights? Weights { get; init; }

    /// <summary>
    /// How many views of each face a frozen trunk is shown, once, before the head alone learns from what it made of them: the
    /// face itself, then variations. 0 trains the whole network.
    /// </summary>
    public int FrozenViews { get; init; }

    /// <summary>What was set otherwise than the recipe says and stands nowhere else: one line each; empty for nothing.</summary>
    public string Choices { get; init; } = "";

    /// <summary>How much of the moving average of the weights stays each step; 0 for none.</summary>
    public double AverageDecay { get; init; }

    /// <summary>Decides the first weights, the order of the faces, their variations and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The side of the faces that the finished network reads.</summary>
    public int InputSize => EvaluationSize ?? Augmentation.OutputSize;

    /// <summary>What must be equal for a checkpoint to be continued: one line a setting.</summary>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture,
        $"recipe {Name}\nepochs {Epochs}\nbatch {BatchSize}\nsmoothing {LabelSmoothing}\ncrowd {CrowdWeight}\naverage " +
        $"{AverageDecay}\nseed {Seed}\ninput {InputSize}\n{Augmentation}") +
        (MixupAlpha == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\nmixup {MixupAlpha} until {MixupUntil}")) +
        (Teacher is null ? "" : string.Create(CultureInfo.InvariantCulture, $"\nteacher {TeacherWeight} {Teacher}")) +
        (ForeignTeacher is null ? ""
            : string.Create(CultureInfo.InvariantCulture, $"\nforeign teacher {ForeignTeacherWeight} {ForeignTeacher}")) +
        (BalancedGroups is null ? "" : $"\nbalanced groups {BalancedGroups}") +
        (ClassWeights == ClassWeights.None ? "" : $"\nclass weights {ClassWeights}") +
        (EarlyStopping is null ? "" : string.Create(CultureInfo.InvariantCulture, $"\nearly stopping {EarlyStopping}")) +
        (LabelLoss is null ? "" : $"\nloss {LabelLoss.Method.Name}") +
        (Weights is null ? "" : $"\nweights {Weights.Sha256}") +
        (FrozenViews == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\nfrozen views {FrozenViews}")) +
        (Choices.Length == 0 ? "" : $"\n{Choices}");
}

/// <summary>How much a face of each class counts.</summary>
public enum ClassWeights
{
    /// <summary>Every face alike.</summary>
    None,
    /// <summary>Each class alike: n / (classes * n_c).</summary>
    Balanced,
    /// <summary>Rare classes more, but less so: by the effective number of samples (Cui et al., 2019).</summary>
    Effective,
}

/// <summary>The part of a network that makes features out of faces, and the head that is put on it.</summary>
/// <param name="Build">Builds the trunk alone for square gray faces of a side in pixels; its one output is named
/// <see cref="Features"/>.</param>
/// <param name="BuildHead">Builds the head alone; its input is the features.</param>
/// <param name="FineTuningRate">The highest learning rate for the whole network when it starts from weights that have learnt
/// already.</param>
public sealed record Trunk(Func<int, ulong, Network> Build, Func<ulong, Network> BuildHead, double FineTuningRate)
{
    /// <summary>The trunk's output.</summary>
    public const string Features = "features";
}
