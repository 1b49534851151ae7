using Affekt.Neural;
using Affekt.Neural.Architectures;
using Affekt.Neural.Optim;
using Affekt.Neural.Tensors;
using Affekt.Training.Expressions.Augmentation;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>
/// Residual networks with pre-activation on enlarged faces, as Keras prepares images for them: pixels from -1 to 1, a gray face
/// repeated in three channels. Weights that were trained on photographs fit the trunk.
/// </summary>
public static class ResNetRecipe
{
    private const int FirstFeatures = 256;
    private const float HalfRange = 127.5f;

    /// <summary>A recipe of any depth; the one that ships is <see cref="RecipeBook.ResNet50V2"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="blocks">How many blocks each stage has.</param>
    /// <param name="side">What faces are enlarged to, in pixels: 32 or more.</param>
    public static Recipe Create(string name, IReadOnlyList<int> blocks, int side)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var features = FirstFeatures << (blocks.Count - 1);
        return new Recipe
        {
            Name = name,
            Description = "ResNet50V2 at 224x224, for weights from ImageNet (--weights), frozen (--freeze) or fine-tuned.",
            Build = BuildWhole,
            Epochs = 20,
            BatchSize = 64,
            Optimizer = () => new Adam(),
            LearningRate = 1e-3,
            Schedule = rate => new CosineSchedule(rate, final: 1e-2 * rate, warmUp: 0.05),
            Augmentation = new AugmentationOptions
            {
                OutputSize = side,
                CropSize = Datasets.FerCsvReader.FerSide,
                Mean = HalfRange,
                Deviation = HalfRange,
                ErasingProbability = 0,
            },
            Trunk = new Trunk(BuildTrunk, BuildHead, FineTuningRate: 1e-4),
        };

        Network BuildWhole(int size, ulong seed)
        {
            var network = new Network(new Shape(size, size, 1), seed);
            AddHead(network, Features(network));
            return network;
        }

        Network BuildTrunk(int size, ulong seed)
        {
            var network = new Network(new Shape(size, size, 1), seed);
            network.AddOutput(Trunk.Features, Features(network));
            return network;
        }

        Network BuildHead(ulong seed)
        {
            var network = new Network(new Shape(1, 1, features), seed);
            AddHead(network, network.Input);
            return network;
        }

        Layer Features(Network network) =>
            ResNetV2.Trunk(network, network.Concat(Axis.Channels, [network.Input, network.Input, network.Input], "rgb"), blocks);
    }

    private static void AddHead(Network network, Layer features) =>
        network.AddOutput(Recipe.LabelOutput, network.Dense(network.Dropout(features, 0.3), Emotions.Count, name: Recipe.LabelOutput));
}
