using System.Globalization;
using System.Text;

namespace Affekt.Sound;

/// <summary>
/// Reads valence and arousal from the features of a song by kernel ridge regression: a song lies near the songs that sound like it.
/// Trained on what listeners felt (docs/lab/sound.md has the figures).
/// </summary>
public sealed class SoundAffectModel
{
    /// <summary>One standard deviation of listeners' labels on our axes, the same as for the features of services.</summary>
    public const double LabelDeviation = 0.4;

    private const int Steps = 31; // of a byte for one standard deviation: four of them fit
    private const string Signature = "affekt-sound-model 1";
    private static readonly Lazy<SoundAffectModel> Loaded = new(() =>
    {
        using var stream = typeof(SoundAffectModel).Assembly.GetManifestResourceStream("sound-model.txt")
            ?? throw new InvalidOperationException("The sound model is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Read(reader);
    });

    private readonly double[] _means;
    private readonly double[] _deviations;
    private readonly sbyte[][] _songs;
    private readonly double _width;
    private readonly double _near;
    private readonly SoundAffectAxis _valence;
    private readonly SoundAffectAxis _arousal;

    /// <param name="means">[features]</param>
    /// <param name="deviations">[features]</param>
    /// <param name="songs">[songs][features] What the songs that it learned from sound like: <see cref="Scale"/>.</param>
    /// <param name="width">The kernel's exponent for songs that differ by one deviation in each feature.</param>
    /// <param name="near">How similar a song usually is to the one that is nearest to it.</param>
    /// <param name="valence">The weights for valence.</param>
    /// <param name="arousal">The weights for arousal.</param>
    public SoundAffectModel(
        double[] means, double[] deviations, sbyte[][] songs, double width, double near, SoundAffectAxis valence,
            SoundAffectAxis arousal) =>
        (_means, _deviations, _songs, _width, _near, _valence, _arousal) = (means, deviations, songs, width, near, valence, arousal);

    /// <summary>The model that comes with Affekt.</summary>
    public static SoundAffectModel Shipped => Loaded.Value;

    /// <summary>Where a song lies, by its sound alone.</summary>
    /// <param name="features">What it sounds like.</param>
    /// <returns>The place. The doubt grows for songs that sound like none that the model knows.</returns>
    public SoundAffect Predict(SoundFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var row = Scale(features.Values, _means, _deviations);
        double valence = _valence.Mean, arousal = _arousal.Mean, nearest = 0;
        for (var i = 0; i < _songs.Length; i++)
        {
            var similarity = Similarity(row, _songs[i], _width);
            nearest = Math.Max(nearest, similarity);
            valence += _valence.Weights[i] * similarity;
            arousal += _arousal.Weights[i] * similarity;
        }
        var strange = 1 - Math.Min(1, nearest / _near);
        return new SoundAffect(
            Math.Clamp(LabelDeviation * valence, -1, 1), LabelDeviation * Doubt(_valence.Error, strange),
            Math.Clamp(LabelDeviation * arousal, -1, 1), LabelDeviation * Doubt(_arousal.Error, strange));
    }

    /// <summary>Reads a model that <see cref="Write(TextWriter)"/> wrote.</summary>
    /// <exception cref="SoundException">It is damaged or of another version.</exception>
    public static SoundAffectModel Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadLine() != Signature)
            throw new SoundException($"The sound model does not begin with '{Signature}': train it with this version of Affekt.");
        var width = SoundFeatures.Names.Count;
        if (Numbers(reader, "features", 2) is not [var version, var count] || (int)version != SoundFeatures.Version || (int)count != width)
            throw new SoundException("The sound model is for other features: train it with this version of Affekt.");
        var means = Numbers(reader, "means", width);
        var deviations = Numbers(reader, "deviations", width);
        var kernel = Numbers(reader, "kernel", 3);
        var songs = new sbyte[(int)kernel[2]][];
        var axes = new SoundAffectAxis[2];
        for (var i = 0; i < axes.Length; i++)
        {
            var head = Numbers(reader, i == 0 ? "valence" : "arousal", 2);
            axes[i] = new SoundAffectAxis(head[0], head[1], Numbers(reader, "weights", songs.Length));
        }
        for (var i = 0; i < songs.Length; i++)
        {
            var bytes = new byte[width];
            if (!Convert.TryFromBase64String(reader.ReadLine() ?? "", bytes, out var length) || length != width)
                throw Damaged($"song {i}");
            songs[i] = Array.ConvertAll(bytes, value => unchecked((sbyte)value));
        }
        return new SoundAffectModel(means, deviations, songs, kernel[0], kernel[1], axes[0], axes[1]);
    }

    /// <summary>Writes the model as text.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Signature + "\n");
        Write(writer, "features", [SoundFeatures.Version, SoundFeatures.Names.Count]);
        Write(writer, "means", _means);
        Write(writer, "deviations", _deviations);
        Write(writer, "kernel", [_width, _near, _songs.Length]);
        Write(writer, "valence", [_valence.Mean, _valence.Error]);
        Write(writer, "weights", _valence.Weights);
        Write(writer, "arousal", [_arousal.Mean, _arousal.Error]);
        Write(writer, "weights", _arousal.Weights);
        foreach (var song in _songs)
            writer.Write(Convert.ToBase64String(Array.ConvertAll(song, value => unchecked((byte)value))) + "\n");
    }

    /// <summary>Features in deviations from the mean, in 31 steps each, cut at four: beyond, a file is more likely odd than
    /// the song.</summary>
    public static sbyte[] Scale(IReadOnlyList<float> values, double[] means, double[] deviations)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(deviations);
        var row = new sbyte[means.Length];
        for (var i = 0; i < row.Length; i++)
            row[i] = (sbyte)Math.Clamp(Math.Round(Steps * (values[i] - means[i]) / deviations[i]), -4 * Steps, 4 * Steps);
        return row;
    }

    /// <summary>How alike two songs sound: 0 to 1.</summary>
    public static double Similarity(sbyte[] a, sbyte[] b, double width)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var sum = 0;
        for (var i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Exp(-width * sum / ((double)Steps * Steps * a.Length));
    }

    /// <summary>From the error on songs like those it knows up to the spread of all songs.</summary>
    private static double Doubt(double error, double strange) => Math.Sqrt(error * error + strange * Math.Max(0, 1 - error * error));

    private static void Write(TextWriter writer, string name, IEnumerable<double> numbers) =>
        writer.Write($"{name} {string.Join(' ', numbers.Select(n => n.ToString("G6", CultureInfo.InvariantCulture)))}\n");

    private static double[] Numbers(TextReader reader, string name, int count)
    {
        var parts = (reader.ReadLine() ?? "").Split(' ');
        if (parts.Length != count + 1 || parts[0] != name)
            throw Damaged($"a line '{name}' with {count} numbers");
        return [.. parts.Skip(1).Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : throw Damaged($"a number in the line '{name}'"))];
    }

    private static SoundException Damaged(string what) => new($"The sound model is damaged: it lacks {what}. Train it again.");
}

/// <summary>What a <see cref="SoundAffectModel"/> learned for one axis, in deviations of the labels.</summary>
/// <param name="Mean">The label of a song that resembles none.</param>
/// <param name="Error">The standard deviation of errors on songs that were left out.</param>
/// <param name="Weights">[songs]</param>
public sealed record SoundAffectAxis(double Mean, double Error, IReadOnlyList<double> Weights);
