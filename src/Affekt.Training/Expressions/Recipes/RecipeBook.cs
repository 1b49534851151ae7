using Affekt.Neural;
using Affekt.Neural.Operations;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Augmentation;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>The recipes that ship with Affekt.</summary>
public static class RecipeBook
{
    /// <summary>The model that Affekt ships: two outputs on one residual trunk that sees whole faces.</summary>
    public static Recipe Affekt { get; } = new()
    {
        Name = "affekt",
        Description = "The model that Affekt ships: residual blocks with squeeze-excitation, outputs for FER2013's labels " +
            "and for the crowd's votes.",
        Build = new ResidualReader([64, 128, 256, 512], dropout: 0.3).Build,
        Epochs = 60,
        Optimizer = () => new Sgd(momentum: 0.9, weightDecay: 5e-4),
        LearningRate = 0.1,
        Schedule = rate => new CosineSchedule(rate, final: 1e-3 * rate, warmUp: 0.05),
        Augmentation = new AugmentationOptions
        {
            OutputSize = 48,
            RotationDegrees = 12,
            ShiftPixels = 4,
            ScaleMin = 0.82f,
            ScaleMax = 1.2f,
            NoiseDeviation = 22,
            NoiseProbability = 0.1f,
            BlurDeviation = 1.6f,
            BlurProbability = 0.15f,
            ErasingProbability = 0.4f,
        },
        LabelSmoothing = 0.1,
        CrowdWeight = 1,
        AverageDecay = 0.998,
        Seed = 11,
    };

    /// <summary>A smaller relation of <see cref="Affekt"/>, twice as fast to train and to run: what shipped before, and a
    /// teacher of what ships.</summary>
    public static Recipe AffektSmall { get; } = Affekt with
    {
        Name = "affekt-small",
        Description = "A smaller relation of affekt on crops of 40 pixels, a quarter of the parameters.",
        Build = new ResidualReader([64, 128, 256], dropout: 0.2).Build,
        Epochs = 56,
        Augmentation = Affekt.Augmentation with
        {
            OutputSize = 40,
            ScaleMin = 0.87f,
            ScaleMax = 1.18f,
            ErasingProbability = 0.3f,
        },
        Seed = 3,
    };

    /// <summary>Goes on from the reader that ships: the early stages stay as they are, the last one and the outputs learn on.</summary>
    public static Recipe AffektTune { get; } = CreateTuning(new ResidualReader([64, 128, 256, 512], dropout: 0.3, isFinished: true));

    /// <summary>The classic of student projects: four convolutions with pools, three dense layers with dropout.</summary>
    public static Recipe Cnn4 { get; } = new()
    {
        Name = "cnn4",
        Description = "The classic: four convolution and pool blocks, three dense layers with dropout.",
        Build = BuildCnn4,
        Epochs = 30,
        BatchSize = 64,
        Optimizer = () => new Adam(),
        LearningRate = 5e-4,
        Schedule = rate => new PlateauSchedule(rate, factor: 0.5, patience: 3),
        Augmentation = new AugmentationOptions
        {
            OutputSize = 48,
            RotationDegrees = 10,
            ShiftPixels = 4,
            ScaleMin = 0.9f,
            ScaleMax = 1.1f,
            ShearDegrees = 6,
            Brightness = 0,
            Contrast = 0,
            NoiseDeviation = 8,
            NoiseProbability = 0.3f,
            ErasingProbability = 0,
        },
    };

    /// <summary>ResNet50V2 on faces enlarged to 224x224, for weights from ImageNet.</summary>
    public static Recipe ResNet50V2 { get; } = ResNetRecipe.Create("resnet50v2", [3, 4, 6, 3], side: 224);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Recipe> All { get; } = [Affekt, AffektSmall, AffektTune, Cnn4, ResNet50V2];

    /// <summary>A recipe by its name.</summary>
    /// <exception cref="DatasetException">There is none.</exception>
    public static Recipe Find(string name) => All.FirstOrDefault(r => r.Name == name)
        ?? throw new DatasetException($"There is no recipe '{name}'; choose one of {string.Join(", ", All.Select(r => r.Name))}.");

    private static Recipe CreateTuning(ResidualReader reader) => Affekt with
    {
        Name = "affekt-tune",
        Description = "Goes on from a finished affekt (--weights emotion.onnx); with --freeze only its last stage and outputs learn.",
        Build = reader.Build,
        Epochs = 12,
        LearningRate = 0.005,
        Augmentation = Affekt.Augmentation with
        {
            ScaleMin = 0.85f,
            NoiseDeviation = 18,
            BlurDeviation = 1.4f,
            BlurProbability = 0.12f,
            ErasingProbability = 0.3f,
            ErasingMaxArea = 0.15f,
            Contrast = 0.3f,
            Shading = 0.35f,
        },
        Trunk = new Trunk(reader.BuildTrunk, reader.BuildHead, FineTuningRate: 0.005),
        Seed = 1,
    };

    private static Network BuildCnn4(int size, ulong seed)
    {
        var network = new Network(new Shape(size, size, 1), seed);
        var x = network.Input;
        foreach (var channels in (ReadOnlySpan<int>)[64, 128, 256, 256])
            x = network.MaxPool(network.BatchNorm(network.Convolution(x, channels, 3)));
        x = network.Dropout(network.Activation(network.Dense(network.Flatten(x), 256), Activation.Relu), 0.4);
        x = network.Dropout(network.Activation(network.Dense(x, 128), Activation.Relu), 0.4);
        network.AddOutput(Recipe.LabelOutput, network.Dense(x, Emotions.Count, name: Recipe.LabelOutput));
        return network;
    }
}
