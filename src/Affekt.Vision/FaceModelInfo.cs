using System.Globalization;

namespace Affekt.Vision;

/// <summary>
/// What a face detector's file says about itself. Its network takes gray pictures of any size whose sides are multiples of
/// <see cref="LargestStride"/>, each pixel p in 0..255 as (p / 255 - <see cref="Mean"/>) / <see cref="Deviation"/>, and has a
/// map "faces8", "faces16" ... for each of <see cref="Strides"/>, whose points are written as <see cref="FaceCode"/> says.
/// </summary>
public sealed record FaceModelInfo
{
    /// <summary>The version of this description that is written, and the only one that is read.</summary>
    public const int CurrentFormat = 1;

    private const string FormatKey = "affekt.face.format";
    private const string StridesKey = "affekt.face.strides";
    private const string MeanKey = "affekt.face.mean";
    private const string DeviationKey = "affekt.face.deviation";
    private const string ThresholdKey = "affekt.face.threshold";
    private const string ScoreScaleKey = "affekt.face.score.scale";
    private const string ScoreOffsetKey = "affekt.face.score.offset";
    private const string SmallestKey = "affekt.face.smallest";
    private const string LargestKey = "affekt.face.largest";

    /// <summary>Pixels from one point to the next, by map.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [8, 16, 32];

    /// <summary>What is taken off a pixel in 0..1.</summary>
    public double Mean { get; init; } = 0.5;

    /// <summary>What a pixel is divided by after that; above 0.</summary>
    public double Deviation { get; init; } = 0.25;

    /// <summary>The score from which on a face is reported, unless the caller wishes otherwise.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>What the network's logit is multiplied by to become that of a probability.</summary>
    public double ScoreScale { get; init; } = 1;

    /// <summary>What is added to it after that.</summary>
    public double ScoreOffset { get; init; }

    /// <summary>Pixels of the longer side of the smallest face that the network was shown.</summary>
    public double SmallestFace { get; init; } = 12;

    /// <summary>Pixels of the longer side of the largest face that the network was shown.</summary>
    public double LargestFace { get; init; } = 160;

    /// <summary>The sides of the input are multiples of it.</summary>
    public int LargestStride => Strides.Max();

    /// <summary>The description as a model file's metadata.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        [FormatKey] = Text(CurrentFormat),
        [StridesKey] = string.Join(',', Strides),
        [MeanKey] = Text(Mean),
        [DeviationKey] = Text(Deviation),
        [ThresholdKey] = Text(Threshold),
        [ScoreScaleKey] = Text(ScoreScale),
        [ScoreOffsetKey] = Text(ScoreOffset),
        [SmallestKey] = Text(SmallestFace),
        [LargestKey] = Text(LargestFace),
    };

    /// <summary>Reads a description from a model file's metadata; other keys are passed over.</summary>
    /// <exception cref="FaceModelException">A key is missing or damaged, or the format is another one.</exception>
    public static FaceModelInfo FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var format = (int)Number(metadata, FormatKey);
        if (format > CurrentFormat)
            throw new FaceModelException(
                $"The face model is too new for this Affekt (format {format}, known is {CurrentFormat}): update Affekt.");
        if (format < CurrentFormat)
            throw new FaceModelException(
                $"The face model is too old for this Affekt (format {format}, known is {CurrentFormat}): train it again.");
        var info = new FaceModelInfo
        {
            Strides = [.. Value(metadata, StridesKey).Split(',')
                .Select(text => int.TryParse(text, CultureInfo.InvariantCulture, out var stride) ? stride : 0)],
            Mean = Number(metadata, MeanKey),
            Deviation = Number(metadata, DeviationKey),
            Threshold = Number(metadata, ThresholdKey),
            // Detectors from before scores were probabilities lack both.
            ScoreScale = metadata.ContainsKey(ScoreScaleKey) ? Number(metadata, ScoreScaleKey) : 1,
            ScoreOffset = metadata.ContainsKey(ScoreOffsetKey) ? Number(metadata, ScoreOffsetKey) : 0,
            SmallestFace = Number(metadata, SmallestKey),
            LargestFace = Number(metadata, LargestKey),
        };
        return info is { Deviation: > 0, Threshold: > 0 and < 1, SmallestFace: > 0, ScoreScale: > 0 }
            && info.LargestFace > info.SmallestFace
            && info.Strides.All(s => s is > 0 and <= 256)
            ? info
            : throw new FaceModelException("The face model's description has a value out of range: the file is damaged, fetch it again.");
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Value(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var value)
            ? value
            : throw new FaceModelException($"The model does not say what '{key}' is: it is no face model of Affekt's.");

    private static double Number(IReadOnlyDictionary<string, string> metadata, string key) =>
        double.TryParse(Value(metadata, key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new FaceModelException($"The model's '{key}' is not a number: the file is damaged, fetch it again.");
}
