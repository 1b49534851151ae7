using System.Security.Cryptography;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;
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
    public static EmotionReader Create(double unsureBelow = 0) => new(Network(), Info(unsureBelow));

    /// <summary>Writes the network as a model with its manifest, which says that no detector is needed.</summary>
    public static void Save(string folder)
    {
        // It learnt from nothing, and says so.
        var metadata = new Dictionary<string, string>(Info(0).ToMetadata()) { ["affekt.rows.learnt"] = "" };
        var model = new Model(Network(), metadata).ToBytes();
        File.WriteAllBytes(Path.Combine(folder, "emotion.onnx"), model);
        File.WriteAllText(Path.Combine(folder, "manifest.json"),
            $$"""{ "picturesAreFaces": true, "models": [ { "name": "emotion", "file": "emotion.onnx", "version": "test", "sha256": "{{Convert.ToHexString(SHA256.HashData(model))}}" } ] }""");
    }

    private static EmotionModelInfo Info(double unsureBelow) =>
        new() { Outputs = [new EmotionOutput("fer", Temperature: .5, UnsureBelow: unsureBelow)] };
}
