using Affekt.Neural;
using Affekt.Neural.Optim;
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
        Build = (size, seed) => BuildResidual(size, seed, [64, 128, 256, 512], dropout: 0.3),
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
        Build = (size, seed) => BuildResidual(size, seed, [64, 128, 256], dropout: 0.2),
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
            ErasingProbability = 0,
        },
    };

    /// <summary>ResNet50V2 on faces enlarged to 224x224, for weights from ImageNet.</summary>
    public static Recipe ResNet50V2 { get; } = ResNetRecipe.Create("resnet50v2", [3, 4, 6, 3], side: 224);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Recipe> All { get; } = [Affekt, AffektSmall, Cnn4, ResNet50V2];

    /// <summary>A recipe by its name.</summary>
    /// <exception cref="DatasetException">There is none.</exception>
    public static Recipe Find(string name) => All.FirstOrDefault(r => r.Name == name)
        ?? throw new DatasetException($"There is no recipe '{name}'; choose one of {string.Join(", ", All.Select(r => r.Name))}.");

    private static Network BuildResidual(int size, ulong seed, ReadOnlySpan<int> stages, double dropout)
    {
        var network = new Network(new Shape(size, size, 1), seed);
        var x = network.BatchNorm(network.Convolution(network.Input, 32, 3, name: "stem1"));
        x = network.BatchNorm(network.Convolution(x, 32, 3, name: "stem2"));
        foreach (var channels in stages)
            x = ResidualBlock(network, network.MaxPool(x), channels, $"block{channels}");
        x = network.Dropout(network.GlobalAveragePool(x), dropout);
        network.AddOutput(Recipe.LabelOutput, network.Dense(x, Emotions.Count, name: Recipe.LabelOutput));
        network.AddOutput(Recipe.CrowdOutput, network.Dense(x, Emotions.Count, name: Recipe.CrowdOutput));
        return network;
    }

    private static Layer ResidualBlock(Network network, Layer input, int channels, string name)
    {
        var x = network.BatchNorm(network.Convolution(input, channels, 3, name: name + ".conv1"));
        x = network.BatchNorm(network.Convolution(x, channels, 3, name: name + ".conv2"), relu: false);
        var squeezed = network.Activation(
            network.Dense(network.GlobalAveragePool(x), channels / 8, name: name + ".squeeze"), Activation.Relu);
        x = network.Scale(x, network.Activation(network.Dense(squeezed, channels, name: name + ".excite"), Activation.Sigmoid));
        var shortcut = network.BatchNorm(network.Convolution(input, channels, 1, name: name + ".shortcut"), relu: false);
        return network.Activation(network.Sum(x, shortcut), Activation.Relu);
    }

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
