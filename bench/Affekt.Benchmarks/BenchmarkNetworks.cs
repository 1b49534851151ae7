using Affekt.Neural;

namespace Affekt.Benchmarks;

/// <summary>Plain nets of 3x3 convolutions on 48x48 gray faces, of the sizes that the figures in the docs speak of.</summary>
internal static class BenchmarkNetworks
{
    public static IEnumerable<(string Name, Network Network)> All()
    {
        yield return Plain(16, 16, 32, 64, 128);
        yield return Plain(16, 32, 48, 96, 192);
        yield return Plain(32, 32, 64, 96, 192);
        yield return Plain(32, 32, 64, 128, 256);
    }

    /// <summary>One stage each at 48, 24, 12 and 6 pixels: two convolutions and a pool.</summary>
    private static (string, Network) Plain(int first, params int[] stages)
    {
        var network = new Network(new Shape(48, 48, 1), seed: 1);
        var x = network.BatchNorm(network.Convolution(network.Input, first, 3));
        for (var stage = 0; stage < stages.Length; stage++)
        {
            x = network.BatchNorm(network.Convolution(x, stages[stage], 3));
            if (stage > 0)
                x = network.BatchNorm(network.Convolution(x, stages[stage], 3));
            if (stage < stages.Length - 1)
                x = network.MaxPool(x);
        }
        network.AddOutput("class", network.Dense(network.GlobalAveragePool(x), 7));
        return ($"{network.MultiplyAdds / 1e6:F0} M", network);
    }
}
