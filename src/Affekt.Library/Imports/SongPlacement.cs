using Affekt.Library.Storage;
using Affekt.Music.Affect;
using Affekt.Music.Catalogue;
using Affekt.Sound;

namespace Affekt.Library.Imports;

/// <summary>Works out where own songs lie, from what their files say and what was heard in them.</summary>
public static class SongPlacement
{
    /// <summary>What a sound says of a song's place; null without a sound, or when it was heard by an older version.</summary>
    public static PlaceEvidence? Evidence(HeardSound? heard)
    {
        if (heard is null || heard.Version != SoundFeatures.Version
            || SoundFeatures.FromBytes(heard.Features.ToArray()) is not { } features)
            return null;
        // Read anew each time, so that a better model serves songs that were heard before.
        var affect = SoundAffectModel.Shipped.Predict(features);
        return new PlaceEvidence(AffectSource.Sound, new AxisEstimate(affect.Valence, affect.ValenceDeviation),
            new AxisEstimate(affect.Arousal, affect.ArousalDeviation));
    }

    /// <summary>What is known of a song of a catalogue besides its sound.</summary>
    public static SongContext ContextOf(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        string[] genres = [.. track.Genres.Prepend(track.Genre).Where(genre => genre.Length > 0).Distinct()];
        return new SongContext(track.Title, genres, track.Year, track.Seconds)
        {
            ArtistName = track.Artist,
            Lists = track.Album.Length > 0 ? [track.Album] : [],
        };
    }

    /// <summary>A song with its place worked out anew. Places that listeners gave stay.</summary>
    /// <param name="track">The song.</param>
    /// <param name="features">Audio features of a table, where known.</param>
    /// <param name="heard">What was heard, where somebody listened.</param>
    public static Track Place(Track track, AudioFeatures? features, HeardSound? heard)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (track.Source == AffectSource.Listeners)
            return WithHeard(track, heard);
        var (place, source) = AffectEstimate.Of(track.Moods, features, ContextOf(track), AffectModel.Shipped, Evidence(heard));
        return WithHeard(track, heard) with { Affect = place.Affect, Uncertainty = place.Uncertainty, Source = source };
    }

    /// <summary>The song with its length as heard, and tempo and key as heard where its tags do not say.</summary>
    internal static Track WithHeard(Track track, HeardSound? heard) => heard is null ? track : track with
    {
        Tempo = track.Tempo ?? heard.Tempo,
        Key = track.Key.Length > 0 ? track.Key : heard.Key,
        // Heads of files only estimate a length, and are wrong by half for some.
        Seconds = heard.IsComplete ? heard.Seconds : track.Seconds,
    };
}
