using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>An estimate on one axis.</summary>
/// <param name="Mean">From -1 to 1.</param>
/// <param name="Deviation">The standard deviation of its error, above 0.</param>
public readonly record struct AxisEstimate(double Mean, double Deviation);

/// <summary>
/// What one source says of a song's place: mood words, audio features, genre, year, title, artist, or listening to the sound.
/// </summary>
/// <param name="Source">What the song's <see cref="Track.Source"/> says when this source weighs most: see
/// <see cref="AffectSource"/>.</param>
/// <param name="Valence">How pleasant.</param>
/// <param name="Arousal">How active.</param>
public sealed record PlaceEvidence(string Source, AxisEstimate Valence, AxisEstimate Arousal)
{
    /// <summary>
    /// True for a prediction that leans to the middle where it knows little, as regressions do: genre, features, sound. False
    /// for a statement about the song itself, such as mood words.
    /// </summary>
    public bool IsPrediction { get; init; } = true;

    /// <summary>The same estimate and doubt on both axes.</summary>
    public static PlaceEvidence Of(string source, UncertainAffect place, bool isPrediction = true) => new(
        source, new AxisEstimate(place.Affect.Valence, place.Uncertainty), new AxisEstimate(place.Affect.Arousal, place.Uncertainty))
    { IsPrediction = isPrediction };
}

/// <summary>Joins evidence about a song's place by inverse variance.</summary>
/// <remarks>
/// Songs in general lie around the middle with a deviation of <see cref="Spread"/>. Every prediction has this prior in it already,
/// so it is counted once and not once a source. Statements about the song itself replace the prior.
/// </remarks>
public static class PlaceJoin
{
    /// <summary>The standard deviation of songs around the middle of the plane, on each axis.</summary>
    public const double Spread = 0.42;

    private const double LeastGain = 1e-3; // of precision: a prediction as unsure as the prior still says a little

    /// <summary>The joint place with its doubt: the root of the mean variance of both axes.</summary>
    /// <param name="evidence">What the sources say, in any order; may be empty.</param>
    public static UncertainAffect Of(IReadOnlyCollection<PlaceEvidence> evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var (valence, v) = Axis(evidence, one => one.Valence);
        var (arousal, a) = Axis(evidence, one => one.Arousal);
        return new UncertainAffect(new ValenceArousal(valence, arousal).Clamp(), Math.Sqrt((v + a) / 2));
    }

    private static (double Mean, double Variance) Axis(IReadOnlyCollection<PlaceEvidence> evidence, Func<PlaceEvidence, AxisEstimate> axis)
    {
        const double Prior = 1 / (Spread * Spread);
        var precision = evidence.Any(one => !one.IsPrediction) ? 0 : Prior;
        var moment = 0.0;
        foreach (var one in evidence)
        {
            var (mean, deviation) = axis(one);
            var own = 1 / (deviation * deviation);
            // A prediction's mean has been drawn to the middle by the prior already: its moment counts in full, its precision
            // less the prior's.
            precision += one.IsPrediction ? Math.Max(own - Prior, LeastGain) : own;
            moment += mean * own;
        }
        return (moment / precision, 1 / precision);
    }
}
