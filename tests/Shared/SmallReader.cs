using Affekt.Neural;
using Affekt.Vision;

namespace Affekt.Testing;

/// <summary>A real reader around a tiny network with arbitrary weights: for what is about the way, not about the answer.</summary>
internal static class SmallReader
{
    /// <summary>The network: one convolution, pooled, and seven logits named "fer".</summary>
    public static Network Network(int size = 44, ulong seed = 7)
    {
        var network = new Network(new Shape(size, size, 1), seed);
        var features = network.GlobalAveragePool(network.BatchNorm(network.Convolution(network.Input, 16, 3)));
        network.AddOutput("fer", network.Dense(features, Emotions.Count));
        return network;
    }

    /// <summary>The reader.</summary>
    public static EmotionReader Create(double unsureBelow = 0) =>
        new(Network(), new EmotionModelInfo { Outputs = [new EmotionOutput("fer", Temperature: .5, UnsureBelow: unsureBelow)] });
}
