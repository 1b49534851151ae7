using System.Globalization;
using Affekt.Imaging;
using Affekt.Neural.Inference;
using Affekt.Neural.Onnx;

namespace Affekt.Vision;

/// <summary>How a second opinion is weighed: the probability's logit is a sum of three parts.</summary>
/// <param name="OfDetector">What the logit of the detector's probability is multiplied by.</param>
/// <param name="OfCheck">What the check's own logit is multiplied by.</param>
/// <param name="Offset">Added to both.</param>
/// <param name="Threshold">The probability from which on a face is reported, unless the caller wishes otherwise.</param>
public sealed record FaceCheckInfo(double OfDetector, double OfCheck, double Offset, double Threshold)
{
    private const string DetectorKey = "affekt.check.detector";
    private const string CheckKey = "affekt.check.own";
    private const string OffsetKey = "affekt.check.offset";
    private const string ThresholdKey = "affekt.check.threshold";

    /// <summary>The description as a model file's metadata.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        [DetectorKey] = Text(OfDetector),
        [CheckKey] = Text(OfCheck),
        [OffsetKey] = Text(Offset),
        [ThresholdKey] = Text(Threshold),
    };

    /// <summary>Reads a description from a model file's metadata.</summary>
    /// <exception cref="FaceModelException">A key is missing or damaged.</exception>
    public static FaceCheckInfo FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var info = new FaceCheckInfo(
            Number(metadata, DetectorKey), Number(metadata, CheckKey), Number(metadata, OffsetKey), Number(metadata, ThresholdKey));
        return info.Threshold is > 0 and < 1 ? info
            : throw new FaceModelException("The face check's threshold is not between 0 and 1: the file is damaged, fetch it again.");
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Number(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number) ? number
        : throw new FaceModelException($"The face check's '{key}' is missing or no number: it is no face check of Affekt's.");
}

/// <summary>
/// A second opinion on a place that a detector is in doubt about: a small network that looks at the place alone, at one size and
/// one brightness. Safe to use from several threads.
/// </summary>
public sealed class FaceCheck
{
    /// <summary>Pixels a side of what the network sees.</summary>
    public const int Side = 48;

    /// <summary>What it sees in terms of the box's longer side.</summary>
    public const double Context = 1.5;

    /// <summary>The name of the network's output: one logit.</summary>
    public const string OutputName = "face";

    // More samples a pixel bring nothing for a face, and cost time in large photos.
    private const int MostShrink = 2;
    private const double LeastDeviation = 6;

    private readonly Predictor _predictor;

    /// <param name="model">The bytes of an ONNX file.</param>
    /// <exception cref="FaceModelException">It is no face check.</exception>
    /// <exception cref="ModelFormatException">It is no ONNX model that can be run here.</exception>
    public FaceCheck(byte[] model)
    {
        var parsed = Model.Parse(model);
        Info = FaceCheckInfo.FromMetadata(parsed.Metadata);
        _predictor = new Predictor(parsed.Network);
        if (_predictor.Input is not { Height: Side, Width: Side, Channels: 1 } || !_predictor.Outputs.ContainsKey(OutputName))
            throw new FaceModelException($"The face check does not take {Side}x{Side} gray pixels or has no output '{OutputName}'.");
    }

    /// <summary>How its opinion is weighed.</summary>
    public FaceCheckInfo Info { get; }

    /// <summary>The probability that a box shows a face.</summary>
    /// <param name="gray">The picture.</param>
    /// <param name="box">Where.</param>
    /// <param name="probability">What the detector says, above 0 and below 1.</param>
    public double Weigh(Image gray, Box box, double probability) =>
        FaceCode.ScoreOf((float)(
            Info.OfDetector * Math.Log(probability / (1 - probability)) + Info.OfCheck * LogitOf(gray, box) + Info.Offset));

    /// <summary>What the network says of a box, as a logit.</summary>
    /// <param name="gray">The picture.</param>
    /// <param name="box">Where.</param>
    public double LogitOf(Image gray, Box box)
    {
        var input = new float[Side * Side];
        Normalise(CropOf(gray, box, Side, Context), input);
        return _predictor.Run(input, 1)[OutputName][0];
    }

    /// <summary>The square about a box; beyond the picture's border its last pixels are repeated.</summary>
    /// <param name="gray">The picture.</param>
    /// <param name="box">Where.</param>
    /// <param name="side">Pixels a side of the result.</param>
    /// <param name="context">The square's side in terms of the box's longer side.</param>
    public static Image CropOf(Image gray, Box box, int side, double context)
    {
        ArgumentNullException.ThrowIfNull(gray);
        var length = Math.Max(1, context * Math.Max(box.Width, box.Height));
        var shrink = Math.Clamp((int)Math.Floor(Math.Log2(length / side)), 0, MostShrink);
        var sampled = side << shrink;
        var scale = sampled / length;
        var crop = gray.Warp(AffineTransform.Translation(-box.CentreX, -box.CentreY).Then(AffineTransform.Scaling(scale, scale))
            .Then(AffineTransform.Translation(sampled / 2.0, sampled / 2.0)), sampled, sampled);
        return shrink == 0 ? crop : crop.Resize(side, side);
    }

    /// <summary>A crop as the network takes it: less its mean, in terms of its deviation, so that the dark counts as the bright.</summary>
    /// <param name="crop">Gray.</param>
    /// <param name="input">As many numbers as the crop has pixels.</param>
    public static void Normalise(Image crop, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(crop);
        double sum = 0, squares = 0;
        foreach (var pixel in crop.Pixels)
            (sum, squares) = (sum + pixel, squares + pixel * pixel);
        var mean = sum / crop.Pixels.Length;
        var scale = 1 / Math.Max(LeastDeviation, Math.Sqrt(Math.Max(0, squares / crop.Pixels.Length - mean * mean)));
        for (var i = 0; i < input.Length; i++)
            input[i] = (float)((crop.Pixels[i] - mean) * scale);
    }
}
