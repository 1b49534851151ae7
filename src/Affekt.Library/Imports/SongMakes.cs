namespace Affekt.Library.Imports;

/// <summary>Exports and lists that are known by name, told by their headers. What they say is read as from any table.</summary>
internal static class SongMakes
{
    /// <summary>What a table is called that has a title and an artist and is of no known make.</summary>
    public const string AnyTable = "table of songs";

    /// <summary>A table without a header, as a well-known exporter of Last.fm's scrobbles writes it.</summary>
    public const string LastFmWithoutHeader = "Last.fm scrobbles without header";

    /// <summary>The header that such a table would have.</summary>
    public static IReadOnlyList<string> LastFmHeader { get; } = ["artist", "album", "track", "date"];

    // The first whose headers are all there.
    private static readonly (string Name, string[] Headers)[] Tables =
    [
        ("Exportify (exportify.net)", ["trackuri", "trackname", "artistnames", "danceability"]),
        ("Exportify (watsonbox)", ["trackuri", "trackname", "artistnames"]),
        ("Exportify", ["trackid", "trackname", "artistnames"]),
        ("TuneMyMusic", ["trackname", "artistname", "playlistname", "type"]),
        ("Soundiiz (long)", ["title", "artist", "album", "isrc", "addeddate"]),
        ("Soundiiz", ["title", "artist", "album", "isrc"]),
        ("Last.fm scrobbles", ["uts", "utctime", "artist", "track"]),
        ("Last.fm scrobbles (lastfmstats)", ["artist", "album", "albumid", "track"]),
        ("Shazam", ["tagtime", "title", "artist", "trackkey"]),
        ("YouTube Music library", ["songtitle", "albumtitle", "songurl"]),
        ("YouTube Music library", ["songtitle", "albumtitle", "videoid"]),
        ("Muse v3", ["track", "artist", "valencetags", "arousaltags"]),
        ("tracks.csv (586k)", ["id", "name", "artists", "idartists", "releasedate"]),
        ("SpotifyFeatures.csv (232k)", ["genre", "artistname", "trackname", "trackid", "popularity"]),
        ("data.csv (160k)", ["id", "name", "artists", "year", "acousticness", "popularity"]),
        ("iTunes list", ["name", "artist", "album", "genre", "location"]),
    ];

    private static readonly string[] Collections =
        ["Muse v3", "tracks.csv (586k)", "SpotifyFeatures.csv (232k)", "data.csv (160k)"];

    private static readonly (string Name, string[] Keys)[] Json =
    [
        ("JSPF playlist", ["playlist", "track", "creator"]),
        ("ListenBrainz", ["trackmetadata", "artistname", "trackname"]),
        ("Spotify streaming history (extended)", ["mastermetadatatrackname", "msplayed"]),
        ("Spotify streaming history", ["trackname", "artistname", "msplayed"]),
        ("Spotify playlists", ["playlists", "items", "trackname"]),
        ("Spotify library", ["tracks", "track", "artist", "uri"]),
        ("YouTube Music history", ["header", "title", "subtitles"]),
    ];

    /// <summary>The make of a table with this header.</summary>
    public static string OfTable(IEnumerable<string> header) => Find(Tables, header) ?? AnyTable;

    /// <summary>The make of a JSON document that has these keys up to its first song.</summary>
    public static string OfJson(IEnumerable<string> keys) => Find(Json, keys) ?? "JSON list of songs";

    /// <summary>True for what a person listens to, false for a collection of songs.</summary>
    public static bool IsOwnList(string make) => make != AnyTable && !Collections.Contains(make);

    /// <summary>All names, for help texts.</summary>
    public static IEnumerable<string> Names =>
        Tables.Select(make => make.Name).Append(LastFmWithoutHeader).Concat(Json.Select(make => make.Name)).Distinct();

    private static string? Find((string Name, string[] Headers)[] makes, IEnumerable<string> names)
    {
        var present = names.Select(SongColumns.Normal).ToHashSet(StringComparer.Ordinal);
        return makes.FirstOrDefault(make => make.Headers.All(present.Contains)).Name;
    }
}
