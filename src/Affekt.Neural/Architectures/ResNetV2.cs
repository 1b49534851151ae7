using Affekt.Neural.Tensors;

namespace Affekt.Neural.Architectures;

/// <summary>
/// Residual networks with pre-activation (He et al., "Identity mappings in deep residual networks", 2016), layer for layer
/// and name for name as Keras builds them, so that weights trained there fit.
/// </summary>
public static class ResNetV2
{
    /// <summary>What Keras adds to the variance in these networks.</summary>
    private const float Epsilon = 1.001e-5f;

    /// <summary>ResNet50V2: 16 blocks, 25.6 M parameters with 1000 classes, 3.5 G multiply-adds at 224x224.</summary>
    /// <param name="input">Normally 224x224x3, pixels scaled to [-1, 1]; 32x32 at least.</param>
    /// <param name="classes">How many results; the output is named "predictions" and holds logits.</param>
    /// <param name="seed">Decides the initial weights.</param>
    public static Network Build50(Shape input, int classes = 1000, ulong seed = 0) => Build(input, [3, 4, 6, 3], classes, seed);

    /// <summary>A network of any depth.</summary>
    /// <param name="input">The shape of one image.</param>
    /// <param name="blocks">How many blocks each of the four stages has.</param>
    /// <param name="classes">How many results.</param>
    /// <param name="seed">Decides the initial weights.</param>
    public static Network Build(Shape input, IReadOnlyList<int> blocks, int classes, ulong seed = 0)
    {
        var network = new Network(input, seed);
        network.AddOutput("predictions", network.Dense(Trunk(network, network.Input, blocks), classes, name: "predictions"));
        return network;
    }

    /// <summary>Adds everything but the dense layer: what other heads are put on.</summary>
    /// <param name="network">Gets the layers.</param>
    /// <param name="x">Three channels, pixels scaled to [-1, 1].</param>
    /// <param name="blocks">How many blocks each stage has: 3, 4, 6, 3 are ResNet50V2.</param>
    /// <returns>The features: 256 of them after one stage, and twice as many with each further one.</returns>
    public static Layer Trunk(Network network, Layer x, IReadOnlyList<int> blocks)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(blocks);
        x = network.Convolution(x, 64, 7, stride: 2, padding: 3, bias: true, name: "conv1_conv");
        // Keras pads with zeros, which count in the maximum, since no ReLU has been yet.
        x = network.MaxPool(network.Pad(x, 1, 1, 1, 1, "pool1_pad"), 3, 2, name: "pool1_pool");
        for (var stage = 0; stage < blocks.Count; stage++)
            for (var block = 1; block <= blocks[stage]; block++)
                x = Block(network, x, 64 << stage, $"conv{stage + 2}_block{block}", isFirst: block == 1,
                    stride: block == blocks[stage] && stage < blocks.Count - 1 ? 2 : 1);
        return network.GlobalAveragePool(network.BatchNorm(x, name: "post_bn", epsilon: Epsilon), "avg_pool");
    }

    /// <summary>One bottleneck block; the stride lies in the last block of a stage.</summary>
    private static Layer Block(Network network, Layer x, int filters, string name, bool isFirst, int stride)
    {
        var before = network.BatchNorm(x, name: name + "_preact_bn", epsilon: Epsilon);
        var shortcut = isFirst ? network.Convolution(before, 4 * filters, 1, stride, 0, bias: true, name: name + "_0_conv")
            : stride > 1 ? network.MaxPool(x, 1, stride, name: name + "_0_pool")
            : x;
        var body = network.BatchNorm(
            network.Convolution(before, filters, 1, name: name + "_1_conv"), name: name + "_1_bn", epsilon: Epsilon);
        body = network.BatchNorm(
            network.Convolution(body, filters, 3, stride, 1, name: name + "_2_conv"), name: name + "_2_bn", epsilon: Epsilon);
        return network.Sum(shortcut, network.Convolution(body, 4 * filters, 1, bias: true, name: name + "_3_conv"), name + "_out");
    }
}
