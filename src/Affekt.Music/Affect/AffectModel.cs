using System.Text;
using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>
/// Valence and arousal of a song from its audio features and what else is known of it: the mean of boosted trees, which also
/// see the artist's other songs, and of a kernel regression, trained by AffectModelTrainer on people's mood
/// labels, and a share of the features valence and energy alone, which carry over to other people's labels as well as any
/// model does (see docs/music.md for the figures). To this, genre, year, length, success in the charts and the words of the
/// title and of the playlists and albums that hold it add what they explain of the rest.
/// </summary>
public sealed class AffectModel
{
    /// <summary>One standard deviation of the labels it was trained on, on our axes: two deviations reach from the middle to 0.8.</summary>
    public const double LabelDeviation = 0.4;

    private const string Signature = "affekt-affect-model 6";
    private static readonly Lazy<AffectModel> Loaded = new(() =>
    {
        using var stream = typeof(AffectModel).Assembly.GetManifestResourceStream("affect-model.txt")
            ?? throw new InvalidOperationException("The affect model is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Read(reader);
    });

    private readonly FeatureScaling _scaling;
    private readonly double[] _lines;
    // slope on the feature valence and mean of the labels of valence, then slope on energy and mean for arousal
    private readonly AxisModel _valence;
    private readonly AxisModel _arousal;

    /// <summary>Puts a model together from its parts.</summary>
    public AffectModel(FeatureScaling scaling, double[] lines, AxisModel valence, AxisModel arousal, double uncertainty) =>
        (_scaling, _lines, _valence, _arousal, Uncertainty) = (scaling, lines, valence, arousal, uncertainty);

    /// <summary>The model that comes with Affekt.</summary>
    public static AffectModel Shipped => Loaded.Value;

    /// <summary>The standard deviation of its errors on our axes, by cross-validation.</summary>
    public double Uncertainty { get; }

    /// <summary>Where a song lies.</summary>
    /// <param name="features">Its audio features.</param>
    /// <param name="context">What else is known of it; null when nothing is.</param>
    public UncertainAffect Predict(AudioFeatures features, SongContext? context = null)
    {
        var (valence, arousal) = PredictLabels(features, context ?? SongContext.Unknown);
        return new UncertainAffect(new ValenceArousal(LabelDeviation * valence, LabelDeviation * arousal).Clamp(), Uncertainty);
    }

    /// <summary>The prediction in standard deviations of the labels.</summary>
    public (double Valence, double Arousal) PredictLabels(AudioFeatures features, SongContext context)
    {
        ArgumentNullException.ThrowIfNull(features);
        var row = _scaling.Apply(features);
        var inputs = SongInputs.Of(row, context, _scaling);
        return (
            _valence.Predict(row, inputs, context, _lines[0] * row[FeatureScaling.Valence] + _lines[1]),
            _arousal.Predict(row, inputs, context, _lines[2] * row[FeatureScaling.Energy] + _lines[3]));
    }

    /// <summary>Reads a model that <see cref="Write"/> wrote.</summary>
    /// <exception cref="MusicException">It is damaged or of another version.</exception>
    public static AffectModel Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadLine() != Signature)
            throw new MusicException($"The affect model does not begin with '{Signature}': train it with this version of Affekt.");
        var uncertainty = ModelText.Numbers(reader, "uncertainty", 1)[0];
        var scaling = FeatureScaling.Read(reader);
        var lines = ModelText.Numbers(reader, "lines", 4);
        return new AffectModel(scaling, lines, AxisModel.Read(reader), AxisModel.Read(reader), uncertainty);
    }

    /// <summary>Writes the model as text.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Signature + "\n");
        ModelText.Write(writer, "uncertainty", [Uncertainty]);
        _scaling.Write(writer);
        ModelText.Write(writer, "lines", _lines);
        _valence.Write(writer);
        _arousal.Write(writer);
    }
}

/// <summary>The learned parts for one axis.</summary>
/// <param name="Share">How much of the prediction is one feature's regression line alone: 0 to 1.</param>
/// <param name="Trees">Of sound, artist, genre, year and length: <see cref="SongInputs"/>.</param>
/// <param name="Kernel">Of sound.</param>
/// <param name="Context">Of genre, year, length, title and lists: what the kernel leaves unexplained.</param>
public sealed record AxisModel(double Share, BoostedTrees Trees, RandomFeatureRegression Kernel, ContextRegression Context)
{
    /// <param name="sound">[9] The scaled features.</param>
    /// <param name="inputs">[<see cref="SongInputs.Width"/>] What the trees see.</param>
    /// <param name="context">What is known besides the sound.</param>
    /// <param name="plain">What the one feature's regression line says.</param>
    public double Predict(double[] sound, double[] inputs, SongContext context, double plain) =>
        (1 - Share) * Learned(sound, inputs, context) + Share * plain;

    private double Learned(double[] sound, double[] inputs, SongContext context) =>
        (Trees.Predict(inputs) + Kernel.Predict(sound)) / 2 + Context.Predict(context);

    /// <summary>Reads what Write wrote.</summary>
    public static AxisModel Read(TextReader reader) =>
        new(ModelText.Numbers(reader, "share", 1)[0], BoostedTrees.Read(reader), RandomFeatureRegression.Read(reader),
            ContextRegression.Read(reader));

    /// <summary>Writes it as text that a diff can show.</summary>
    public void Write(TextWriter writer)
    {
        ModelText.Write(writer, "share", [Share]);
        Trees.Write(writer);
        Kernel.Write(writer);
        Context.Write(writer);
    }
}
