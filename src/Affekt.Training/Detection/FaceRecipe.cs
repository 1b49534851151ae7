using System.Globalization;
using System.Security.Cryptography;
using Affekt.Neural;
using Affekt.Neural.Tensors;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>
/// How the face detector is trained: an anchor-free network of about 224 k parameters with maps at strides 8, 16 and 32. One wide
/// convolution makes the picture small at once, dense ones with stride two make it smaller, depthwise separable ones do the rest.
/// </summary>
public sealed record FaceRecipe
{
    /// <summary>The output that joins all maps for training: [points, 1, numbers a point].</summary>
    internal const string JoinedOutput = "faces";

    private const int StemChannels = 32;
    private const int Channels = 80;

    // One point in a hundred is a face; starting there spares the first steps.
    private const float FirstLogit = -4.5f;
    private const float FirstLogSize = 1.5f;

    /// <summary>The name on the command line.</summary>
    public string Name { get; init; } = "face";

    /// <summary>Passes of <see cref="StepsPerEpoch"/> steps.</summary>
    public int Epochs { get; init; } = 60;

    /// <summary>Steps after which a checkpoint is written and the detector is judged.</summary>
    public int StepsPerEpoch { get; init; } = 600;

    /// <summary>Composed scenes a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Pixels a side of composed scenes; a multiple of 32.</summary>
    public int TrainingSize { get; init; } = 128;

    /// <summary>The highest learning rate (AdamW) of a run that starts from nothing.</summary>
    public double LearningRate { get; init; } = 2.5e-3;

    /// <summary>A detector of this recipe, as an ONNX file's bytes, that a run starts from; null starts from nothing. Such a run
    /// goes at half the learning rate.</summary>
    public ReadOnlyMemory<byte>? Start { get; init; }

    /// <summary>Weight decay.</summary>
    public double WeightDecay { get; init; } = 0.02;

    /// <summary>How much of the moving average of the weights stays each step.</summary>
    public double AverageDecay { get; init; } = 0.998;

    /// <summary>Decides the first weights and everything that is composed.</summary>
    public ulong Seed { get; init; } = 1;

    internal double PeakRate => Start is null ? LearningRate : LearningRate / 2;

    /// <summary>What must be equal for a checkpoint to be continued: one line a setting. The number of epochs may change: the
    /// rate falls in their last part only.</summary>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture,
        $"recipe {Name}\nchannels {Channels}\nsteps an epoch {StepsPerEpoch}\nbatch {BatchSize}\nsize {TrainingSize}\nrate " +
        $"{LearningRate}\ndecay {WeightDecay}\naverage {AverageDecay}\nseed {Seed}")
        + (Start is { } start ? $"\nstart {Convert.ToHexStringLower(SHA256.HashData(start.Span))}" : "");

    /// <summary>The network for inputs of a size, whose sides are multiples of 32.</summary>
    /// <param name="height">Rows of the input.</param>
    /// <param name="width">Columns of the input.</param>
    /// <param name="joined">Also join the maps to one output, for training.</param>
    internal Network Build(int height, int width, bool joined)
    {
        var n = new Network(new Shape(height, width, 1), Seed);
        Layer Slim(Layer x, string name) => n.BatchNorm(
            n.Convolution(n.BatchNorm(n.DepthwiseConvolution(x, 3, name: name + "/depthwise"), name: name + "/depthwise/norm"),
                Channels, 1, name: name), name: name + "/norm");
        Layer Block(Layer x, string name) => n.Sum(x, Slim(Slim(x, name + "a"), name + "b"), name: name);
        Layer Above(Layer x, Layer like, string name) =>
            n.Resize(Slim(x, name), like.Shape.Height, like.Shape.Width, nearest: true, name: name + "/up");

        Layer Down(Layer x, string name) => n.BatchNorm(n.Convolution(x, Channels, 3, stride: 2, name: name), name: name + "/norm");

        var stem = n.BatchNorm(n.Convolution(n.Input, StemChannels, 7, stride: 4, name: "stem"), name: "stem/norm");
        var fine = Block(Down(stem, "down8"), "block8");
        var middle = Block(Down(fine, "down16"), "block16");
        var coarse = Block(Down(middle, "down32"), "block32");
        middle = n.Sum(middle, Above(coarse, middle, "above16"), name: "merge16");
        fine = n.Sum(fine, Above(middle, fine, "above8"), name: "merge8");

        var maps = new List<Layer>();
        foreach (var (level, stride) in new[] { fine, middle, coarse }.Zip(FaceGrid.Strides))
        {
            var map = n.Convolution(Slim(level, $"head{stride}"), FaceCode.Length, 1, bias: true, name: $"faces{stride}");
            var bias = ((ConvolutionLayer)map).Bias!.Values;
            (bias[0], bias[3], bias[4]) = (FirstLogit, FirstLogSize, FirstLogSize);
            maps.Add(map);
            if (!joined)
                n.AddOutput($"faces{stride}", map);
        }
        if (joined)
            n.AddOutput(JoinedOutput,
                n.Concat(Axis.Height, [.. maps.Select(m => n.Reshape(m, new Shape(m.Shape.Pixels, 1, FaceCode.Length)))],
                name: JoinedOutput));
        return n;
    }
}
