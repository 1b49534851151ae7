using Affekt.Neural;
using Affekt.Neural.Tensors;

namespace Affekt.Benchmarks;

/// <summary>
/// Plain nets of 3x3 convolutions on 48x48 gray faces, of the sizes that the figures in the docs speak of, and two of the
/// convolutions that detectors live on.
/// </summary>
internal static class BenchmarkNetworks
{
    private const int Pool = 0;

    public static IEnumerable<(string Name, Network Network)> All()
    {
        yield return Plain(32, Pool, 32, Pool, 64, Pool, 64, 32);
        yield return Plain(32, Pool, 32, 64, Pool, 64, Pool, 96, 32);
        yield return Plain(32, Pool, 64, 64, Pool, 64);
        yield return Plain(32, 32, Pool, 64, 64, Pool, 128, 128, Pool, 256);
        yield return Separable("depthwise 3x3 and 1x1", depthwise: true);
        yield return Separable("1x1", depthwise: false);
    }

    /// <summary>Six 1x1 convolutions of 64 channels on maps of 40x40, alone or each behind a depthwise one.</summary>
    private static (string, Network) Separable(string name, bool depthwise)
    {
        const int Channels = 64;
        var network = new Network(new Shape(80, 80, 1), seed: 1);
        var x = network.BatchNorm(network.Convolution(network.Input, Channels, 3, stride: 2));
        for (var i = 0; i < 6; i++)
        {
            x = depthwise ? network.BatchNorm(network.DepthwiseConvolution(x, 3)) : x;
            x = network.BatchNorm(network.Convolution(x, Channels, 1));
        }
        network.AddOutput("class", network.Dense(network.GlobalAveragePool(x), 7));
        return (name, network);
    }

    /// <summary>Convolutions with normalisation and ReLU by their channels, and pools of 2x2.</summary>
    private static (string, Network) Plain(params int[] channels)
    {
        var network = new Network(new Shape(48, 48, 1), seed: 1);
        var x = network.Input;
        foreach (var count in channels)
            x = count == Pool ? network.MaxPool(x) : network.BatchNorm(network.Convolution(x, count, 3));
        network.AddOutput("class", network.Dense(network.GlobalAveragePool(x), 7));
        return ($"{network.MultiplyAdds / 1e6:F0} M", network);
    }
}
