using System.Text.Json.Serialization;
using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music.Affect;

namespace Affekt.App.Answers;

/// <summary>All that is known of a song, and why it stands where it stands.</summary>
/// <param name="Id">Unique and stable within its catalogue.</param>
/// <param name="Title">The song's title.</param>
/// <param name="Artist">The performing artist.</param>
/// <param name="Album">The album; empty when unknown.</param>
/// <param name="AlbumArtist">Who the album is by, where that is somebody else; else empty.</param>
/// <param name="TrackNumber">The number on the album; null when unknown.</param>
/// <param name="Compilation">True for a song of a collection of several artists.</param>
/// <param name="Year">The year; null when unknown.</param>
/// <param name="Genres">All genres, the first one first.</param>
/// <param name="Moods">Mood words.</param>
/// <param name="Language">An ISO 639 code; empty when unknown.</param>
/// <param name="Explicit">True when it is marked explicit.</param>
/// <param name="Seconds">How long it lasts; null when unknown.</param>
/// <param name="Tempo">Beats a minute; null when unknown.</param>
/// <param name="Key">Such as "C major"; empty when unknown.</param>
/// <param name="Loudness">In LUFS; null when it was not heard.</param>
/// <param name="Valence">-1 to 1.</param>
/// <param name="Arousal">-1 to 1.</param>
/// <param name="Uncertainty">The doubt about both: a standard deviation.</param>
/// <param name="Source">Where the place comes from, in words.</param>
/// <param name="Evidence">What each source says by itself, the one that weighs most first.</param>
/// <param name="Heard">True when its sound was heard.</param>
public sealed record SongDetailAnswer(string Id, string Title, string Artist, string Album, string AlbumArtist, int? TrackNumber,
    bool Compilation, int? Year, IReadOnlyList<string> Genres, IReadOnlyList<string> Moods, string Language, bool Explicit, double? Seconds,
    double? Tempo, string Key, double? Loudness, double Valence, double Arousal, double Uncertainty, string Source,
    IReadOnlyList<EvidenceAnswer> Evidence, bool Heard)
{
    /// <summary>Why it could not be heard; absent when it was, or when nobody tried.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Problem { get; init; }

    /// <summary>The song's file; absent where there is none, and for those who ask from other machines.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? File { get; init; }

    /// <summary>The answer for a song.</summary>
    /// <param name="track">The song.</param>
    /// <param name="store">What is known of its file; null for songs that are known by name only.</param>
    public static SongDetailAnswer Of(Track track, ILibraryStore? store)
    {
        ArgumentNullException.ThrowIfNull(track);
        var file = track.Location is null ? null : store?.FileOf(track.Id);
        var heard = file is { IsHeard: true, Audio: { } audio } ? store!.Heard(audio) : null;
        var evidence = AffectEstimate.Evidence(track.Moods, store?.FeaturesOf(track.Id), SongPlacement.ContextOf(track),
            AffectModel.Shipped, SongPlacement.Evidence(heard));
        return new SongDetailAnswer(track.Id, track.Title, track.Artist, track.Album, track.AlbumArtist, track.TrackNumber,
            track.IsCompilation, track.Year,
            track.Genres.Count > 0 ? track.Genres : [.. new[] { track.Genre }.Where(genre => genre.Length > 0)],
            track.Moods, track.Language,
            track.Explicit, Round(track.Seconds, 1), Round(track.Tempo, 1), track.Key, Round(heard?.Loudness, 1),
            Digits.Round(track.Affect.Valence), Digits.Round(track.Affect.Arousal), Digits.Round(track.Uncertainty), track.Source,
            [.. evidence.OrderBy(one => one.Valence.Deviation + one.Arousal.Deviation).Select(EvidenceAnswer.From)], heard is not null)
        { Problem = file?.Problem, File = track.Location };
    }

    private static double? Round(double? number, int digits) => number is { } value ? Math.Round(value, digits) : null;
}

/// <summary>What one source says of a song's place.</summary>
/// <param name="Source">mood words, audio features, sound, genre, artist, title or year.</param>
/// <param name="Valence">-1 to 1.</param>
/// <param name="ValenceDoubt">A standard deviation.</param>
/// <param name="Arousal">-1 to 1.</param>
/// <param name="ArousalDoubt">A standard deviation.</param>
public sealed record EvidenceAnswer(string Source, double Valence, double ValenceDoubt, double Arousal, double ArousalDoubt)
{
    /// <summary>The answer for a piece of evidence.</summary>
    public static EvidenceAnswer From(PlaceEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new(evidence.Source, Digits.Round(evidence.Valence.Mean), Digits.Round(evidence.Valence.Deviation),
            Digits.Round(evidence.Arousal.Mean), Digits.Round(evidence.Arousal.Deviation));
    }
}
