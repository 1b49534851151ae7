using Affekt.Music.Affect;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Imports;

/// <summary>A table of songs as people have it, recognised by its columns.</summary>
/// <param name="Name">How the format is called in messages.</param>
/// <param name="Columns">The columns that tell it from the others and that it cannot do without.</param>
/// <param name="HasFeatures">True when the nine audio features are among the columns.</param>
/// <param name="Read">Makes a song of a row; the place in valence and arousal is added afterwards.</param>
public sealed record TrackFormat(string Name, IReadOnlyList<string> Columns, bool HasFeatures, Func<TrackRow, RawTrack> Read)
{
    /// <summary>The popularity of songs of which a file does not say how known they are.</summary>
    public const double UnknownPopularity = 30;

    private const double HitPopularity = 60;
    private const double FlopPopularity = 20;

    /// <summary>All formats; the first that fits is taken.</summary>
    public static IReadOnlyList<TrackFormat> All { get; } =
    [
        new("Affekt csv", ["id", "title", "artist", "year", "genre", "popularity", "valence", "arousal", "source"], false,
            row => new RawTrack(
            row.Required("id"), row.Required("title"), row.Text("artist"), row.Year("year"), row.Text("genre"),
                row.Popularity("popularity", UnknownPopularity))
        {
            Language = row.Text("language"),
            Moods = row.Text("moods").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Explicit = row.Truth("explicit"),
            Tempo = row.Number("tempo"),
            Key = row.Text("key"),
            Album = row.Text("album"),
            AlbumArtist = row.Text("album_artist"),
            TrackNumber = (int?)row.Number("track"),
            Seconds = row.Number("seconds"),
            IsCompilation = row.Truth("compilation"),
            Genres = row.Text("genres").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Given = row.Number("valence") is >= -1 and <= 1 and var valence && row.Number("arousal") is >= -1 and <= 1 and var arousal
                ? (new UncertainAffect(new ValenceArousal(valence, arousal), row.Number("uncertainty") ?? 0.2), row.Text("source"))
                : null,
        }),
        new("spotify_songs.csv (TidyTuesday)", [
            "track_id", "track_name", "track_artist", "track_popularity", "track_album_release_date", "playlist_genre"], true,
            row => new RawTrack(
            row.Required("track_id"), row.Required("track_name"), row.Required("track_artist"), row.Year("track_album_release_date"),
            row.Text("playlist_genre"), row.Popularity("track_popularity", UnknownPopularity))
        {
            Style = row.Text("playlist_subgenre"),
            HasGenreOfList = true,
            Lists = [row.Text("playlist_name"), row.Text("track_album_name")],
            Seconds = row.Seconds("duration_ms"),
        }),
        new("dataset.csv (Kaggle, 114k)", ["track_id", "artists", "track_name", "popularity", "track_genre"], true, row => new RawTrack(
            row.Required("track_id"), row.Required("track_name"),
                row.Required("artists").Replace(";", " & ", StringComparison.Ordinal), null,
            row.Text("track_genre"), row.Popularity("popularity", UnknownPopularity))
        {
            Lists = [row.Text("album_name")],
            Explicit = row.Truth("explicit"),
            Seconds = row.Seconds("duration_ms"),
        }),
        new("data_moods.csv", ["id", "name", "artist", "release_date", "popularity", "mood"], true, row => new RawTrack(
            row.Required("id"), row.Required("name"), row.Required("artist"), row.Year("release_date"), "",
                row.Popularity("popularity", UnknownPopularity))
        {
            Moods = [row.Text("mood")],
            Lists = [row.Text("album")],
            Seconds = row.Seconds("length"),
        }),
        new("songs_normalize.csv", ["artist", "song", "year", "popularity", "genre"], true, row => new RawTrack(
            TrackIds.Of(row.Required("artist"), row.Required("song")), row.Required("song"), row.Required("artist"), row.Year("year"),
            row.Text("genre") is "set()" ? "" : row.Text("genre").Split(',')[0], row.Popularity("popularity", UnknownPopularity))
        {
            Explicit = row.Truth("explicit"),
            Style = row.Text("genre") is "set()" ? "" : row.Text("genre"),
            Seconds = row.Seconds("duration_ms"),
        }),
        new("hit predictor", ["track", "artist", "uri", "target"], true, row => new RawTrack(
            row.Required("uri").Split(':')[^1], row.Required("track"), row.Required("artist"), null, "", row.Truth("target")
                ? HitPopularity : FlopPopularity)
        {
            Hit = row.Truth("target"),
            Decade = row.Number("decade") is >= 1000 and <= 2200 and var decade ? (int)decade : null,
            Seconds = row.Seconds("duration_ms"),
        }),
        // The file holds no artists; most rows have the song's name, the others only that of a mix.
        new("genres_v2.csv", ["id", "genre", "song_name", "uri"], true, row => new RawTrack(
            row.Required("id"), row.Text("song_name") is { Length: > 0 } name ? name
                : row.Required("title"), "", null, row.Text("genre"), UnknownPopularity)
        {
            Seconds = row.Seconds("duration_ms"),
        }),
        // The tags of a track run on over further columns without a header.
        new("MTG-Jamendo tsv", ["TRACK_ID", "ARTIST_ID", "ALBUM_ID", "PATH", "DURATION", "TAGS"], false, row =>
        {
            var number = row.Required("TRACK_ID").Replace("track_", "", StringComparison.Ordinal).TrimStart('0');
            var tags = row.Rest("TAGS").Where(tag => tag.StartsWith("mood/theme---", StringComparison.Ordinal))
                .Select(tag => tag["mood/theme---".Length..]);
            return new RawTrack($"jamendo.{number}", $"Jamendo track {number}", row.Required("ARTIST_ID").Replace('_', ' '),
                null, "", UnknownPopularity) { Moods = [.. tags] };
        }),
    ];

    /// <summary>A song of a row with what goes with audio features: key and metre.</summary>
    public RawTrack Song(TrackRow row)
    {
        var song = Read(row);
        return !HasFeatures ? song : song with
        {
            Major = row.Major("mode"),
            Beats = row.Beats("time_signature"),
        };
    }

    /// <summary>The format that needs no more columns than a file has, or null.</summary>
    public static TrackFormat? Find(IReadOnlyDictionary<string, int> columns) =>
        All.FirstOrDefault(format => format.Needed.All(columns.ContainsKey));

    private IEnumerable<string> Needed => HasFeatures ? Columns.Concat(TrackRow.FeatureColumns) : Columns;
}

/// <summary>What a file says of a song, before its place in valence and arousal is worked out.</summary>
public sealed record RawTrack(string Id, string Title, string Artist, int? Year, string Genre, double Popularity)
{
    /// <summary>ISO 639 code, where known.</summary>
    public string Language { get; init; } = "";

    /// <summary>Words of mood, where given.</summary>
    public IReadOnlyList<string> Moods { get; init; } = [];

    /// <summary>True when it is marked explicit.</summary>
    public bool Explicit { get; init; }

    /// <summary>Beats a minute, where known.</summary>
    public double? Tempo { get; init; }

    /// <summary>Its file, where it has one.</summary>
    public string? Location { get; init; }

    /// <summary>True when the genre is that of a playlist, which holds other songs too.</summary>
    public bool HasGenreOfList { get; init; }

    /// <summary>Finer names than the genre, where the file has them.</summary>
    public string Style { get; init; } = "";

    /// <summary>All genres of a file, the first one first; empty for a song of a table.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>The album, empty when unknown.</summary>
    public string Album { get; init; } = "";

    /// <summary>Who the album is by, where that is somebody else.</summary>
    public string AlbumArtist { get; init; } = "";

    /// <summary>The number on the album, where known.</summary>
    public int? TrackNumber { get; init; }

    /// <summary>True for a song of a collection of several artists.</summary>
    public bool IsCompilation { get; init; }

    /// <summary>The key as it is written, empty when unknown.</summary>
    public string Key { get; init; } = "";

    /// <summary>How long the song lasts, where known.</summary>
    public double? Seconds { get; init; }

    /// <summary>True in a major key, false in a minor one, where known.</summary>
    public bool? Major { get; init; }

    /// <summary>Beats to the bar, where known.</summary>
    public int? Beats { get; init; }

    /// <summary>Whether it stood in the charts, where known.</summary>
    public bool? Hit { get; init; }

    /// <summary>The first year of the decade, where a file knows no more.</summary>
    public int? Decade { get; init; }

    /// <summary>Names of playlists and albums that hold the song, empty where the file names none.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>What is known of it besides its sound.</summary>
    public SongContext Context =>
        new(Title, [.. Genres.Prepend(Style).Prepend(Genre).Where(name => name.Length > 0).Distinct()], Year ?? Decade + 5, Seconds)
        {
            ArtistName = Artist,
            Major = Major,
            Beats = Beats,
            Hit = Hit,
            Lists = Album.Length > 0 ? [.. Lists, Album] : Lists,
        };

    /// <summary>A place that the file itself gives, and where the file has it from.</summary>
    public (UncertainAffect Place, string Source)? Given { get; init; }
}

/// <summary>Ids for songs whose file has none.</summary>
public static class TrackIds
{
    /// <summary>Made of artist and title, the same on every import.</summary>
    public static string Of(string artist, string title) => $"{Slug(artist)}.{Slug(title)}";

    private static string Slug(string text) => TextKey.Words(text) is { Count: > 0 } words ? string.Join('-', words) : "untitled";
}
