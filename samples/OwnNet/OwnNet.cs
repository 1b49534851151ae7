using Affekt.Neural;
using Affekt.Neural.Tensors;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Samples.OwnNet;

/// <summary>A net, an augmentation and a loss of one's own. Everything else is taken from the recipe cnn4.</summary>
public static class OwnNet
{
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
        LabelLoss = FocalLoss.Of,
    };
}
