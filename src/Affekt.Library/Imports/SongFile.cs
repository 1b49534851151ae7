using Affekt.Library.Folders;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>What kind of file somebody brings, told by its content; only playlists without a header need their name's ending.</summary>
internal static class SongFile
{
    private const int HeadBytes = 4096;

    /// <summary>Opens a file that holds entries; null for a table, which is read by rows.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">How it is called in messages, with its ending.</param>
    /// <param name="folder">The folder that relative paths start from; null when the file came without its folder.</param>
    /// <exception cref="MusicException">It is none that is read; the message says what it is.</exception>
    public static SongSource? Open(string path, string name, string? folder)
    {
        var head = new byte[HeadBytes];
        int length;
        using (var stream = RegularFile.OpenRead(path))
            length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var bytes = head.AsSpan(0, length);
        if (bytes.StartsWith("PK\x03\x04"u8))
            throw new MusicException(bytes.IndexOf("xl/"u8) >= 0 || bytes.IndexOf("[Content_Types].xml"u8) >= 0
                ? $"{name} is a workbook: save it as CSV (UTF-8) and import that."
                : $"{name} is a zip archive: unpack it and import the file with the songs.");
        var text = System.Text.Encoding.Latin1.GetString(bytes).Replace("\0", "", StringComparison.Ordinal)
            .TrimStart('\u00EF', '\u00BB', '\u00BF', '\u00FF', '\u00FE', ' ', '\t', '\r', '\n');
        var ending = Path.GetExtension(name).ToUpperInvariant();
        if (text.StartsWith("#EXTM3U", StringComparison.OrdinalIgnoreCase) || ending is ".M3U" or ".M3U8")
            return new TextLists(path, name, isPls: false) { Folder = folder };
        if (text.StartsWith("[playlist]", StringComparison.OrdinalIgnoreCase))
            return new TextLists(path, name, isPls: true) { Folder = folder };
        if (text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase))
            throw new MusicException($"{name} is a web page, not a list of songs: download the export itself.");
        if (text.StartsWith('<'))
            return new XmlSongs(path, name) { Folder = folder };
        // A table may begin with a bracket as well: [1, "a"] is JSON, [Title],[Artist] is none.
        return text is ['{', ..] or ['[', ..] && (text.AsSpan(1).TrimStart() is ['{' or '[' or '"' or '}' or ']', ..] or [])
            ? new JsonSongs(RegularFile.OpenRead(path), name) { Folder = folder }
            : null;
    }
}
