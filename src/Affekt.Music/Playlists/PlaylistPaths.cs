using System.Globalization;

namespace Affekt.Music.Playlists;

/// <summary>Names of songs and files as they stand in playlists.</summary>
internal static class PlaylistPaths
{
    /// <summary>The file's path in the style that was asked for.</summary>
    /// <exception cref="MusicException">Relative paths were asked for without a folder.</exception>
    public static string Of(string file, PlaylistOptions options) => options.Paths switch
    {
        PathStyle.Absolute => file,
        PathStyle.FileName => Path.GetFileName(file),
        _ => Path.GetRelativePath(
            options.Folder ?? throw new MusicException("Name the folder that relative paths start from."), file),
    };

    /// <summary>The path as the address that XSPF and JSPF ask for: file:///music/a%20b.mp3, or relative likewise.</summary>
    public static string Address(string file, PlaylistOptions options)
    {
        var path = Of(file, options);
        var escaped = string.Join('/', path.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
        return options.Paths == PathStyle.Absolute
            // C: keeps its colon.
            ? "file:///" + escaped.Replace("%3A", ":", StringComparison.Ordinal).TrimStart('/')
            : escaped;
    }

    /// <summary>The path as a line of M3U; null for one that no line can hold.</summary>
    public static string? Line(string file, PlaylistOptions options)
    {
        var path = Of(file, options);
        if (path.Any(char.IsControl))
            return null;
        // A line that begins with # is a remark, and blanks before a path are passed over.
        return path.Length > 0 && (path[0] == '#' || char.IsWhiteSpace(path[0])) ? $".{Path.DirectorySeparatorChar}{path}" : path;
    }

    /// <summary>A name on one line, without control characters.</summary>
    public static string OneLine(string text) => string.Concat(text.ReplaceLineEndings(" ")
        .Where(c => !char.IsControl(c)
            && char.GetUnicodeCategory(c) is not (UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)));

    /// <summary>Artist and title, or the title alone.</summary>
    public static string Name(Track track) => OneLine(track.Artist.Length > 0 ? $"{track.Artist} - {track.Title}" : track.Title);
}
