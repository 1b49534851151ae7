using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>Works out where a song lies from all that is known of it.</summary>
public static class AffectEstimate
{
    /// <summary>The place of a song: what all sources say, joined by <see cref="PlaceJoin"/>, so that the surer one wins the
    /// more.</summary>
    /// <param name="moods">Mood words; those outside the table are passed over.</param>
    /// <param name="features">Spotify-style audio features, where known.</param>
    /// <param name="context">Title, genres, year, artist and length, as far as known.</param>
    /// <param name="model">The model for the features; it weighs the context, too.</param>
    /// <param name="sound">What listening to the song itself says; null when nobody has listened.</param>
    /// <returns>The place and its <see cref="AffectSource"/>.</returns>
    public static (UncertainAffect Place, string Source) Of(
        IEnumerable<string> moods, AudioFeatures? features, SongContext context, AffectModel model, PlaceEvidence? sound = null)
    {
        var evidence = Evidence(moods, features, context, model, sound);
        return (PlaceJoin.Of(evidence), SourceOf(evidence));
    }

    /// <summary>What each source says by itself, for those who ask why a song stands where it stands.</summary>
    /// <inheritdoc cref="Of"/>
    public static IReadOnlyList<PlaceEvidence> Evidence(
        IEnumerable<string> moods, AudioFeatures? features, SongContext context, AffectModel model, PlaceEvidence? sound = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(model);
        var evidence = new List<PlaceEvidence>();
        if (MoodWords.Place(moods) is { } words)
            evidence.Add(PlaceEvidence.Of(AffectSource.Words, words, isPrediction: false));
        if (sound is not null)
            evidence.Add(sound);
        // The model has seen genre, year, title and artist: they must not count twice.
        if (features is not null)
            evidence.Add(PlaceEvidence.Of(AffectSource.Features, model.Predict(features, context)));
        else
            evidence.AddRange(ContextEvidence.Of(context));
        return evidence;
    }

    private static string SourceOf(IReadOnlyList<PlaceEvidence> evidence)
    {
        bool Has(string source) => evidence.Any(one => one.Source == source);
        return (Has(AffectSource.Words), Has(AffectSource.Features), Has(AffectSource.Sound)) switch
        {
            (true, true, _) => AffectSource.WordsAndFeatures,
            (true, _, true) => AffectSource.WordsAndSound,
            (true, _, _) => AffectSource.Words,
            (_, true, _) => AffectSource.Features,
            (_, _, true) => AffectSource.Sound,
            _ => Has(AffectSource.Genre) ? AffectSource.Genre : Has(AffectSource.Artist) ? AffectSource.Artist : AffectSource.Unknown,
        };
    }
}
