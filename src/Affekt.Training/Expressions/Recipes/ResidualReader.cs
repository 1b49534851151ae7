using Affekt.Neural;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>
/// The network of the reader that ships: a stem of two convolutions, then stages that each halve the map with a pool and run one
/// residual block with squeeze-excitation (Hu et al., 2018), and two outputs on their global mean.
/// </summary>
/// <param name="stages">Channels of each stage; two or more.</param>
/// <param name="dropout">Before the outputs: 0 to 1.</param>
/// <param name="isFinished">
/// Build it as it lies in a finished model's file, where the normalisations have become part of the convolutions. Then the file's
/// numbers are all that is needed to go on from it.
/// </param>
internal sealed class ResidualReader(IReadOnlyList<int> stages, double dropout, bool isFinished = false)
{
    private const int StemChannels = 32;
    private const int ReductionOfSqueeze = 8;

    /// <summary>The whole network for square gray faces of a side in pixels.</summary>
    public Network Build(int size, ulong seed)
    {
        var network = new Network(new Shape(size, size, 1), seed);
        AddHead(network, Early(network));
        return network;
    }

    /// <summary>All but the last stage and the outputs.</summary>
    public Network BuildTrunk(int size, ulong seed)
    {
        var network = new Network(new Shape(size, size, 1), seed);
        network.AddOutput(Trunk.Features, Early(network));
        return network;
    }

    /// <summary>The last stage and the outputs, on what the trunk makes of faces of 48 pixels.</summary>
    public Network BuildHead(ulong seed)
    {
        var side = FerCsvReader.FerSide >> stages.Count;
        var network = new Network(new Shape(side, side, stages[^2]), seed);
        AddHead(network, network.Input);
        return network;
    }

    private Layer Early(Network network)
    {
        var x = Convolution(network, network.Input, StemChannels, 3, "stem1");
        x = network.MaxPool(Convolution(network, x, StemChannels, 3, "stem2"));
        foreach (var channels in stages.SkipLast(1))
            x = network.MaxPool(Block(network, x, channels));
        return x;
    }

    private void AddHead(Network network, Layer features)
    {
        var x = network.Dropout(network.GlobalAveragePool(Block(network, features, stages[^1])), dropout);
        network.AddOutput(Recipe.LabelOutput, network.Dense(x, Emotions.Count, name: Recipe.LabelOutput));
        network.AddOutput(Recipe.CrowdOutput, network.Dense(x, Emotions.Count, name: Recipe.CrowdOutput));
    }

    private Layer Block(Network network, Layer input, int channels)
    {
        var name = $"block{channels}";
        var x = Convolution(network, input, channels, 3, name + ".conv1");
        x = Convolution(network, x, channels, 3, name + ".conv2", relu: false);
        var squeezed = network.Activation(
            network.Dense(network.GlobalAveragePool(x), channels / ReductionOfSqueeze, name: name + ".squeeze"), Activation.Relu);
        x = network.Scale(x, network.Activation(network.Dense(squeezed, channels, name: name + ".excite"), Activation.Sigmoid));
        var shortcut = Convolution(network, input, channels, 1, name + ".shortcut", relu: false);
        return network.Activation(network.Sum(x, shortcut), Activation.Relu);
    }

    private Layer Convolution(Network network, Layer input, int channels, int kernel, string name, bool relu = true)
    {
        var x = network.Convolution(input, channels, kernel, bias: isFinished, name: name);
        return !isFinished ? network.BatchNorm(x, relu) : relu ? network.Activation(x, Activation.Relu) : x;
    }
}
