using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;
using Affekt.Training.Augmentation;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>
/// What cameras, rooms and files do to a picture, to see how a reader bears it. Lengths are in pixels of a face as readers see
/// it, 48 across, and grow with larger faces, so that small faces and large photos are harmed alike.
/// </summary>
public sealed class Distortion
{
    private const double ReaderSide = FerCsvReader.FerSide;
    private const double BlurDeviation = 1.5;
    private const double LowLight = 0.25;
    private const float NoiseDeviation = 20;
    private const int JpegQuality = 20;
    private const double RollDegrees = 15;
    private const int SmallSide = 24;
    private const ulong Seed = 1;

    private readonly Func<Image, double, int, Image> _apply;

    private Distortion(string name, string description, Func<Image, double, int, Image> apply) =>
        (Name, Description, _apply) = (name, description, apply);

    /// <summary>One word.</summary>
    public string Name { get; }

    /// <summary>What is done, with amounts.</summary>
    public string Description { get; }

    /// <summary>All of them, the untouched picture first.</summary>
    public static IReadOnlyList<Distortion> All { get; } =
    [
        new("none", "as it is", (picture, _, _) => picture),
        new("blur", "Gaussian, deviation 1.5 px of 48", (picture, side, _) => Blur(picture, BlurDeviation * side / ReaderSide)),
        new("dark", "a quarter of the light", (picture, _, _) => Map(picture, value => value * LowLight)),
        new("noise", "normal, deviation 20 of 255", (picture, _, row) => AddNoise(picture, row)),
        new("jpeg", "quality 20", (picture, _, _) => ImageDecoder.Decode(JpegEncoder.Encode(picture, JpegQuality))),
        new("roll", "turned by 15 degrees", (picture, _, row) => Roll(picture, row % 2 == 0 ? RollDegrees : -RollDegrees)),
        new("small", "24 px across, enlarged again", (picture, side, _) => Shrink(picture, SmallSide / side)),
    ];

    /// <summary>Distorts a picture.</summary>
    /// <param name="picture">Gray or RGB.</param>
    /// <param name="faceSide">Pixels of the picture that a reader's crop is across.</param>
    /// <param name="row">Where it stands in its source: decides noise and the direction of a turn.</param>
    public Image Apply(Image picture, double faceSide, int row)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return _apply(picture, faceSide, row);
    }

    /// <summary>Distorts the faces of a data set, each of which fills its picture.</summary>
    public FaceDataset Apply(FaceDataset faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var size = faces.Width * faces.Height;
        var pixels = new byte[faces.Pixels.Length];
        Parallel.For(0, faces.Count, i =>
            Apply(new Image(faces.Width, faces.Height, 1, faces.Face(i).ToArray()), faces.Width, faces.Rows[i]).Pixels.CopyTo(
                pixels.AsSpan(i * size)));
        return faces.WithPixels(pixels);
    }

    private static Image Map(Image picture, Func<byte, double> function) =>
        new(picture.Width, picture.Height, picture.Channels,
            Array.ConvertAll(picture.Pixels, value => (byte)Math.Clamp(Math.Round(function(value)), 0, 255)));

    private static Image AddNoise(Image picture, int row)
    {
        var random = new SeededRandom(Seed, 0, row);
        var pixels = new byte[picture.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(MathF.Round(picture.Pixels[i] + NoiseDeviation * random.NextNormal()), 0, 255);
        return new Image(picture.Width, picture.Height, picture.Channels, pixels);
    }

    private static Image Roll(Image picture, double degrees) => picture.Warp(
        AffineTransform.Translation(-picture.Width / 2.0, -picture.Height / 2.0)
            .Then(AffineTransform.Rotation(degrees * Math.PI / 180))
            .Then(AffineTransform.Translation(picture.Width / 2.0, picture.Height / 2.0)),
        picture.Width, picture.Height);

    private static Image Shrink(Image picture, double scale) => scale >= 1 ? picture
        : picture.Resize(Math.Max(1, (int)Math.Round(picture.Width * scale)),
            Math.Max(1, (int)Math.Round(picture.Height * scale))).Resize(picture.Width, picture.Height);

    private static Image Blur(Image picture, double deviation)
    {
        var radius = (int)Math.Ceiling(3 * deviation);
        var kernel = Array.ConvertAll(
            [.. Enumerable.Range(-radius, 2 * radius + 1)], x => (float)Math.Exp(-x * x / (2 * deviation * deviation)));
        var sum = kernel.Sum();
        for (var i = 0; i < kernel.Length; i++)
            kernel[i] /= sum;
        var (width, height, channels) = (picture.Width, picture.Height, picture.Channels);
        var values = Array.ConvertAll(picture.Pixels, value => (float)value);
        values = Along(values, height, width, channels, kernel, (y, x) => (y * width + x) * channels);
        values = Along(values, width, height, channels, kernel, (x, y) => (y * width + x) * channels);
        return new Image(width, height, channels, Array.ConvertAll(values, value => (byte)Math.Clamp(MathF.Round(value), 0, 255)));
    }

    /// <summary>Convolves each line with the kernel; beyond its ends it goes on with its last value.</summary>
    private static float[] Along(float[] values, int lines, int length, int channels, float[] kernel, Func<int, int, int> offset)
    {
        var (result, radius) = (new float[values.Length], kernel.Length / 2);
        for (var line = 0; line < lines; line++)
            for (var i = 0; i < length; i++)
                for (var k = 0; k < kernel.Length; k++)
                {
                    var (from, to) = (offset(line, Math.Clamp(i + k - radius, 0, length - 1)), offset(line, i));
                    for (var c = 0; c < channels; c++)
                        result[to + c] += kernel[k] * values[from + c];
                }
        return result;
    }
}
