using System.Globalization;

namespace Affekt.Vision;

/// <summary>One output of an emotion model: seven logits in label order.</summary>
/// <param name="Name">The network's name for it.</param>
/// <param name="Temperature">What logits are divided by, so that probabilities are calibrated; above 0.</param>
/// <param name="UnsureBelow">A reading whose likeliest emotion has a lower probability than this is unsure; 0 is never.</param>
public sealed record EmotionOutput(string Name, double Temperature = 1, double UnsureBelow = 0);

/// <summary>
/// What an emotion model's file says about itself: the meaning of its classes, how a face becomes its input, and how its output
/// becomes probabilities. Written by training and read with the model, so that both do the same.
/// </summary>
/// <remarks>
/// A face is cropped to its box (scaled by <see cref="BoxScale"/> around its centre), turned gray, resized to <see cref="FaceSize"/>
/// pixels a side and cut to its centre of <see cref="CropSize"/> pixels, which is enlarged or shrunk bilinearly where the
/// network takes another size; each pixel p in 0..255 becomes (p / 255 - <see cref="Mean"/>) / <see cref="Deviation"/>. Each
/// of the network's <see cref="Outputs"/> is seven logits; probabilities are softmax(logits / temperature).
/// </remarks>
public sealed record EmotionModelInfo
{
    /// <summary>The version of this description that is written, and the only one that is read.</summary>
    public const int CurrentFormat = 1;

    private const string FormatKey = "affekt.format";
    private const string ClassesKey = "affekt.classes";
    private const string OutputsKey = "affekt.outputs";
    private const string BoxScaleKey = "affekt.boxScale";
    private const string FaceSizeKey = "affekt.faceSize";
    private const string CropSizeKey = "affekt.cropSize";
    private const string MeanKey = "affekt.mean";
    private const string DeviationKey = "affekt.deviation";
    private const string TemperatureKey = "affekt.temperature.";
    private const string UnsureKey = "affekt.unsureBelow.";
    private const string PicturesSharesKey = "affekt.pictures.shares";
    private const string PicturesOffsetsKey = "affekt.pictures.offsets";
    private const string PicturesTemperatureKey = "affekt.pictures.temperature";
    private const string PicturesUnsureKey = "affekt.pictures.unsureBelow";
    private const string PicturesMirroredKey = "affekt.pictures.mirrored";

    private static readonly string ClassOrder = string.Join(',', Emotions.Names);

    /// <summary>The network's outputs; the first is the one that faces are read with.</summary>
    public required IReadOnlyList<EmotionOutput> Outputs { get; init; }

    /// <summary>How faces in pictures are read; null for the first output as it is.</summary>
    public PictureReading? Pictures { get; init; }

    /// <summary>The confidence below which a face in a picture is unsure: 0 to 1.</summary>
    public double PicturesUnsureBelow => Pictures?.UnsureBelow ?? Outputs[0].UnsureBelow;

    /// <summary>How much larger than the finder's box the crop is; 1 takes the box as it is.</summary>
    public double BoxScale { get; init; } = 1;

    /// <summary>Pixels a side that a face is resized to.</summary>
    public int FaceSize { get; init; } = 48;

    /// <summary>Pixels a side of the resized face's centre that fill the network's input; null for the input's own size, which
    /// resamples nothing.</summary>
    public int? CropSize { get; init; }

    /// <summary>What is taken off a pixel in 0..1.</summary>
    public double Mean { get; init; }

    /// <summary>What a pixel is divided by after that; above 0.</summary>
    public double Deviation { get; init; } = 1;

    /// <summary>The description as a model file's metadata.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>
        {
            [FormatKey] = Text(CurrentFormat),
            [ClassesKey] = ClassOrder,
            [OutputsKey] = string.Join(',', Outputs.Select(output => output.Name)),
            [BoxScaleKey] = Text(BoxScale),
            [FaceSizeKey] = Text(FaceSize),
            [MeanKey] = Text(Mean),
            [DeviationKey] = Text(Deviation),
        };
        if (CropSize is { } side)
            metadata[CropSizeKey] = Text(side);
        foreach (var output in Outputs)
        {
            metadata[TemperatureKey + output.Name] = Text(output.Temperature);
            metadata[UnsureKey + output.Name] = Text(output.UnsureBelow);
        }
        if (Pictures is { } pictures)
        {
            metadata[PicturesSharesKey] = string.Join(',', pictures.Shares.Select(Text));
            metadata[PicturesOffsetsKey] = string.Join(',', pictures.Offsets.Select(Text));
            metadata[PicturesTemperatureKey] = Text(pictures.Temperature);
            metadata[PicturesUnsureKey] = Text(pictures.UnsureBelow);
            metadata[PicturesMirroredKey] = pictures.Mirrored ? "1" : "0";
        }
        return metadata;
    }

    /// <summary>Reads a description from a model file's metadata; other keys are passed over.</summary>
    /// <exception cref="EmotionModelException">A key is missing or damaged, the format is another one, or the classes stand in
    /// another order.</exception>
    public static EmotionModelInfo FromMetadata(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var format = (int)Number(metadata, FormatKey);
        if (format > CurrentFormat)
            throw new EmotionModelException(
                $"The model is too new for this Affekt (format {format}, known is {CurrentFormat}): update Affekt.");
        if (format < CurrentFormat)
            throw new EmotionModelException(
                $"The model is too old for this Affekt (format {format}, known is {CurrentFormat}): train it again.");
        if (Value(metadata, ClassesKey) is var classes && classes != ClassOrder)
            throw new EmotionModelException($"The model's classes are {classes}, expected {ClassOrder}: train it again with this order.");
        var info = new EmotionModelInfo
        {
            Outputs = [.. Value(metadata, OutputsKey).Split(',').Select(name =>
                new EmotionOutput(name, Number(metadata, TemperatureKey + name), Number(metadata, UnsureKey + name)))],
            Pictures = PicturesFrom(metadata),
            BoxScale = Number(metadata, BoxScaleKey),
            FaceSize = (int)Number(metadata, FaceSizeKey),
            CropSize = metadata.ContainsKey(CropSizeKey) ? (int)Number(metadata, CropSizeKey) : null,
            Mean = Number(metadata, MeanKey),
            Deviation = Number(metadata, DeviationKey),
        };
        if (info is not { BoxScale: > 0 and <= 4, FaceSize: > 0 and <= 1024, CropSize: null or > 0, Deviation: > 0 }
            || info.CropSize > info.FaceSize
            || info.Outputs.Any(output => output is not { Temperature: > 0, UnsureBelow: >= 0 and <= 1 })
            || info.Pictures?.IsValid(info.Outputs.Count) == false)
            throw new EmotionModelException("The model's description has a value out of range: the file is damaged, fetch it again.");
        return info;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Value(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var value)
            ? value
            : throw new EmotionModelException($"The model does not say what '{key}' is: it is no emotion model of Affekt's.");

    private static PictureReading? PicturesFrom(IReadOnlyDictionary<string, string> metadata) =>
        !metadata.ContainsKey(PicturesSharesKey) ? null : new PictureReading
        {
            Shares = Numbers(metadata, PicturesSharesKey),
            Offsets = Numbers(metadata, PicturesOffsetsKey),
            Temperature = Number(metadata, PicturesTemperatureKey),
            UnsureBelow = Number(metadata, PicturesUnsureKey),
            Mirrored = Number(metadata, PicturesMirroredKey) != 0,
        };

    private static double[] Numbers(IReadOnlyDictionary<string, string> metadata, string key)
    {
        var parts = Value(metadata, key).Split(',');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                throw new EmotionModelException(
                    $"The model's '{key}' is not numbers with commas between: the file is damaged, fetch it again.");
        return numbers;
    }

    private static double Number(IReadOnlyDictionary<string, string> metadata, string key) =>
        double.TryParse(Value(metadata, key), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new EmotionModelException($"The model's '{key}' is not a number: the file is damaged, fetch it again.");
}
