using System.Globalization;
using Affekt.Library.Folders;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>M3U and M3U8 (also extended), and PLS: playlists of lines.</summary>
internal sealed class TextLists : SongSource
{
    private const long MostBytes = 64L << 20;
    private readonly Stream _stream;
    private readonly StreamReader _text;
    private readonly bool _isPls;

    /// <summary>Opens a playlist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">How it is called in messages.</param>
    /// <param name="isPls">True for PLS.</param>
    /// <exception cref="MusicException">It is too large, or no text.</exception>
    public TextLists(string path, string name, bool isPls)
    {
        _isPls = isPls;
        _stream = RegularFile.OpenRead(path);
        try
        {
            if (_stream.Length > MostBytes)
                throw new MusicException($"{name} is larger than {MostBytes >> 20} MiB: that is no playlist.");
            Encoding = TextEncodings.Of(_stream, name);
            _text = new StreamReader(_stream, Encoding.Encoding, detectEncodingFromByteOrderMarks: true);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>How the letters are written.</summary>
    public TextEncoding Encoding { get; }

    /// <inheritdoc/>
    public override string Format => _isPls ? "PLS playlist" : "M3U playlist";

    /// <inheritdoc/>
    public override double Fraction => _stream.Length == 0 ? 1 : (double)_stream.Position / _stream.Length;

    /// <inheritdoc/>
    public override IEnumerable<SongEntry> Read() => _isPls ? ReadPls() : ReadM3U();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _text.Dispose();
        _stream.Dispose();
    }

    private IEnumerable<SongEntry> ReadM3U()
    {
        var (number, list) = (0, "");
        SongEntry? told = null;
        while (_text.ReadLine() is { } line)
        {
            number++;
            line = line.Trim('\uFEFF', ' ', '\t', '\0');
            if (line.Length == 0)
                continue;
            if (line[0] != '#')
            {
                var entry = (told ?? SongEntry.At("")) with { Place = $"line {number}" };
                entry.Say(SongColumns.Location, line);
                entry.Say(SongColumns.List, list);
                told = null;
                yield return entry;
                continue;
            }
            if (After(line, "#PLAYLIST:") is { } name)
                list = name;
            else if (After(line, "#EXTINF:") is { } info)
                Inform(told ??= SongEntry.At(""), info);
            else if (After(line, "#EXTALB:") is { } album)
                (told ??= SongEntry.At("")).Say(SongColumns.Album, album);
            else if (After(line, "#EXTART:") is { } artist)
                (told ??= SongEntry.At("")).Say(SongColumns.Artist, artist);
            else if (After(line, "#EXTGENRE:") is { } genre)
                (told ??= SongEntry.At("")).Say(SongColumns.Genre, genre);
        }
    }

    private static string? After(string line, string directive) =>
        line.StartsWith(directive, StringComparison.OrdinalIgnoreCase) ? line[directive.Length..].Trim() : null;

    /// <summary>Reads "201,Nadia Brandt - Slow Harbour", also with attributes such as key="value" before the comma.</summary>
    private static void Inform(SongEntry entry, string info)
    {
        var comma = -1;
        var inQuotes = false;
        for (var i = 0; i < info.Length && comma < 0; i++)
        {
            if (info[i] == '"')
                inQuotes = !inQuotes;
            else if (info[i] == ',' && !inQuotes)
                comma = i;
        }
        var seconds = (comma < 0 ? info : info[..comma]).Split(' ')[0];
        if (double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var length) && length > 0)
            entry.Say(SongColumns.Length, length.ToString(CultureInfo.InvariantCulture));
        if (comma >= 0)
            Name(entry, info[(comma + 1)..]);
    }

    private static void Name(SongEntry entry, string name)
    {
        var dash = name.IndexOf(" - ", StringComparison.Ordinal);
        if (dash > 0)
            entry.Say(SongColumns.Artist, name[..dash].Trim());
        entry.Say(SongColumns.Title, (dash > 0 ? name[(dash + 3)..] : name).Trim());
    }

    // File1=, Title1= and Length1= may stand in any order.
    private SortedDictionary<int, SongEntry>.ValueCollection ReadPls()
    {
        var entries = new SortedDictionary<int, SongEntry>();
        while (_text.ReadLine() is { } line)
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
                continue;
            var (key, value) = (line[..at].Trim(), line[(at + 1)..].Trim());
            var letters = key.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
            if (!int.TryParse(key.AsSpan(letters.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                continue;
            if (!entries.TryGetValue(number, out var entry))
                entries[number] = entry = SongEntry.At($"song {number}");
            switch (letters.ToUpperInvariant())
            {
                case "FILE":
                    entry.Say(SongColumns.Location, value);
                    break;
                case "TITLE":
                    Name(entry, value);
                    break;
                case "LENGTH" when !value.StartsWith('-'):
                    entry.Say(SongColumns.Length, value);
                    break;
                default:
                    break;
            }
        }
        return entries.Values;
    }
}
