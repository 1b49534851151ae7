using System.Text;

namespace Affekt.Music;

/// <summary>
/// Valence and arousal of a song from its audio features: seven tenths the mean of boosted trees and of a kernel regression, trained by
/// <see cref="AffectModelTrainer"/> on people's mood labels, and three tenths the features valence and energy alone, which carry over
/// to other people's labels as well as any model does (see docs/music.md for the figures).
/// </summary>
public sealed class AffectModel
{
    /// <summary>One standard deviation of the labels it was trained on, on our axes: two deviations reach from the middle to 0.8.</summary>
    public const double LabelDeviation = 0.4;

    private const double PlainShare = 0.3;
    private const string Signature = "affekt-affect-model 2";
    private static readonly Lazy<AffectModel> Loaded = new(() =>
    {
        using var stream = typeof(AffectModel).Assembly.GetManifestResourceStream("affect-model.txt")
            ?? throw new InvalidOperationException("The affect model is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Read(reader);
    });

    private readonly FeatureScaling _scaling;
    private readonly double[] _slopes; // of the labels on the features valence and energy
    private readonly (BoostedTrees Trees, RandomFeatureRegression Kernel) _valence;
    private readonly (BoostedTrees Trees, RandomFeatureRegression Kernel) _arousal;

    internal AffectModel(FeatureScaling scaling, double[] slopes, (BoostedTrees, RandomFeatureRegression) valence, (BoostedTrees, RandomFeatureRegression) arousal, double uncertainty) =>
        (_scaling, _slopes, _valence, _arousal, Uncertainty) = (scaling, slopes, valence, arousal, uncertainty);

    /// <summary>The model that comes with Affekt.</summary>
    public static AffectModel Shipped => Loaded.Value;

    /// <summary>The standard deviation of its errors on our axes, by cross-validation.</summary>
    public double Uncertainty { get; }

    /// <summary>Where a song with these features lies.</summary>
    public UncertainAffect Predict(AudioFeatures features)
    {
        var (valence, arousal) = PredictLabels(features);
        return new UncertainAffect(new ValenceArousal(LabelDeviation * valence, LabelDeviation * arousal).Clamp(), Uncertainty);
    }

    /// <summary>The prediction in standard deviations of the labels.</summary>
    internal (double Valence, double Arousal) PredictLabels(AudioFeatures features)
    {
        ArgumentNullException.ThrowIfNull(features);
        var row = _scaling.Apply(features);
        return (Blend(_valence, row, FeatureScaling.Valence), Blend(_arousal, row, FeatureScaling.Energy));
    }

    private double Blend((BoostedTrees Trees, RandomFeatureRegression Kernel) learned, double[] row, int plain) =>
        (1 - PlainShare) * (learned.Trees.Predict(row) + learned.Kernel.Predict(row)) / 2 + PlainShare * _slopes[plain] * row[plain];

    /// <summary>Reads a model that <see cref="Write"/> wrote.</summary>
    /// <exception cref="MusicException">It is damaged or of another version.</exception>
    public static AffectModel Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.ReadLine() != Signature)
            throw new MusicException($"The affect model does not begin with '{Signature}': train it with this version of Affekt.");
        var uncertainty = ModelText.Numbers(reader, "uncertainty", 1)[0];
        var scaling = FeatureScaling.Read(reader);
        var slopes = ModelText.Numbers(reader, "slopes", 2);
        var valence = (BoostedTrees.Read(reader), RandomFeatureRegression.Read(reader));
        return new AffectModel(scaling, slopes, valence, (BoostedTrees.Read(reader), RandomFeatureRegression.Read(reader)), uncertainty);
    }

    /// <summary>Writes the model as text.</summary>
    public void Write(TextWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Signature + "\n");
        ModelText.Write(writer, "uncertainty", [Uncertainty]);
        _scaling.Write(writer);
        ModelText.Write(writer, "slopes", _slopes);
        foreach (var (trees, kernel) in new[] { _valence, _arousal })
        {
            trees.Write(writer);
            kernel.Write(writer);
        }
    }
}
