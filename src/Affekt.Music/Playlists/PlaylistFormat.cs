namespace Affekt.Music.Playlists;

/// <summary>The forms in which songs leave Affekt.</summary>
public enum PlaylistFormat
{
    /// <summary>Comma-separated, with the columns id, title, artist, year, genre, popularity, valence, arousal, source.</summary>
    Csv,
    /// <summary>Extended M3U in UTF-8.</summary>
    M3U8,
    /// <summary>XML Shareable Playlist Format, version 1.</summary>
    Xspf,
    /// <summary>XSPF as JSON, with MusicBrainz's playlist extension.</summary>
    Jspf,
}

/// <summary>Names and parsing for <see cref="PlaylistFormat"/>.</summary>
public static class PlaylistFormats
{
    /// <summary>Reads a name such as "xspf", ignoring case.</summary>
    /// <exception cref="MusicException">It is none of the four.</exception>
    public static PlaylistFormat Parse(string name) =>
        Enum.TryParse<PlaylistFormat>(name, ignoreCase: true, out var format) && Enum.IsDefined(format) && !char.IsAsciiDigit(name[0])
            ? format
            : throw new MusicException($"'{name}' is no playlist format: use csv, m3u8, xspf or jspf.");

    /// <summary>The format that the ending of a file's name tells; false when it tells none.</summary>
    public static bool TryOfFile(string path, out PlaylistFormat format)
    {
        (var known, format) = Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => (true, PlaylistFormat.Csv),
            ".M3U8" => (true, PlaylistFormat.M3U8),
            ".XSPF" => (true, PlaylistFormat.Xspf),
            ".JSPF" => (true, PlaylistFormat.Jspf),
            _ => (false, default),
        };
        return known;
    }
}
