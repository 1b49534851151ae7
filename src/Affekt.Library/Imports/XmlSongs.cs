using System.Text;
using System.Xml;
using Affekt.Library.Folders;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>Playlists and libraries in XML: XSPF, iTunes' Library.xml and rekordbox's collection. Read as a stream, without
/// entities.</summary>
internal sealed class XmlSongs : SongSource
{
    private const long MostCharacters = 1L << 30;
    private const int MostLetters = 4096;
    private const string ITunes = "iTunes library";
    private const string Rekordbox = "rekordbox collection";
    private const string Xspf = "XSPF playlist";

    private static readonly Dictionary<string, string> XspfColumns = new(StringComparer.Ordinal)
    {
        ["location"] = SongColumns.Location,
        ["identifier"] = SongColumns.Address,
        ["title"] = SongColumns.Title,
        ["creator"] = SongColumns.Artist,
        ["album"] = SongColumns.Album,
        ["duration"] = SongColumns.Length,
    };

    private static readonly Dictionary<string, string> ITunesColumns = new(StringComparer.Ordinal)
    {
        ["Name"] = SongColumns.Title,
        ["Artist"] = SongColumns.Artist,
        ["Album"] = SongColumns.Album,
        ["Genre"] = SongColumns.Genre,
        ["Year"] = SongColumns.Year,
        ["BPM"] = "tempo",
        ["Total Time"] = SongColumns.Length,
        ["Location"] = SongColumns.Location,
    };

    private static readonly Dictionary<string, string> RekordboxColumns = new(StringComparer.Ordinal)
    {
        ["Name"] = SongColumns.Title,
        ["Artist"] = SongColumns.Artist,
        ["Album"] = SongColumns.Album,
        ["Genre"] = SongColumns.Genre,
        ["Year"] = SongColumns.Year,
        ["AverageBpm"] = "tempo",
        ["TotalTime"] = SongColumns.Length,
        ["Location"] = SongColumns.Location,
    };

    private readonly Stream _stream;
    private readonly XmlReader _xml;
    private readonly string _name;
    private string _list = "";

    /// <summary>Opens a file and tells its kind by its first element.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">How it is called in messages.</param>
    /// <exception cref="MusicException">It is no XML, declares entities, or is of none of the three kinds.</exception>
    public XmlSongs(string path, string name)
    {
        _name = name;
        _stream = RegularFile.OpenRead(path);
        try
        {
            RefuseEntities();
            _xml = XmlReader.Create(_stream, new XmlReaderSettings
            {
                // iTunes writes a document type. It is passed over, never fetched, and no entity of it is known.
                DtdProcessing = DtdProcessing.Ignore,
                XmlResolver = null,
                MaxCharactersInDocument = MostCharacters,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                IgnoreWhitespace = true,
            });
            Format = Guard(() => _xml.MoveToContent() == XmlNodeType.Element ? _xml.LocalName : "") switch
            {
                "playlist" => Xspf,
                "plist" => ITunes,
                "DJ_PLAYLISTS" => Rekordbox,
                var other => throw new MusicException(
                    $"{name} is XML that begins with <{Short(other)}>: of XML only XSPF playlists, iTunes' Library.xml and rekordbox's " +
                    "collection are read."),
            };
        }
        catch
        {
            _xml?.Dispose();
            _stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Format { get; }

    /// <inheritdoc/>
    public override double Fraction => _stream.Length == 0 ? 1 : (double)_stream.Position / _stream.Length;

    /// <inheritdoc/>
    public override IEnumerable<SongEntry> Read()
    {
        var songs = 0;
        while (Guard(Next) is { } entry)
            yield return entry with { Place = $"song {++songs}" };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _xml.Dispose();
        _stream.Dispose();
    }

    // Entities stand in the document type, which stands first. Players write none; they serve to blow a reader up.
    private void RefuseEntities()
    {
        var head = new byte[1 << 16];
        var length = _stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        _stream.Position = 0;
        if (head.AsSpan(0, length).IndexOf("<!ENTITY"u8) >= 0)
            throw new MusicException($"{_name} declares XML entities, which no player writes and Affekt does not read.");
    }

    private SongEntry? Next() => Format switch { Xspf => NextXspf(), ITunes => NextITunes(), _ => NextRekordbox() };

    private SongEntry? NextXspf()
    {
        while (_xml.Read())
        {
            if (_xml.NodeType != XmlNodeType.Element)
                continue;
            if (_xml.LocalName == "title" && _xml.Depth == 1)
                _list = Text();
            if (_xml.LocalName != "track")
                continue;
            var entry = SongEntry.At("");
            entry.Say(SongColumns.List, _list);
            var depth = _xml.Depth;
            while (!_xml.IsEmptyElement && _xml.Read() && _xml.Depth > depth)
            {
                if (_xml.NodeType == XmlNodeType.Element && _xml.Depth == depth + 1
                    && XspfColumns.TryGetValue(_xml.LocalName, out var column))
                    entry.Say(column, Text());
                if (_xml.Depth == depth)
                    break;
            }
            return entry;
        }
        return null;
    }

    private SongEntry? NextRekordbox()
    {
        while (_xml.Read())
        {
            // Playlists name tracks of the collection again, by their number alone.
            if (_xml.NodeType != XmlNodeType.Element || _xml.LocalName != "TRACK" || _xml.GetAttribute("Name") is null)
                continue;
            var entry = SongEntry.At("");
            foreach (var (attribute, column) in RekordboxColumns)
            {
                if (_xml.GetAttribute(attribute) is { Length: > 0 and <= MostLetters } value && value != "0" && value != "0.00")
                    entry.Say(column, value);
            }
            return entry;
        }
        return null;
    }

    // <key>Tracks</key><dict> <key>101</key><dict> <key>Name</key><string>...</string> ... </dict> ... </dict>
    private SongEntry? NextITunes()
    {
        while (_xml.Read())
        {
            if (_xml.NodeType != XmlNodeType.Element)
                continue;
            if (_xml.LocalName == "key" && _xml.Depth == 2 && Text() == "Playlists")
                return null;
            if (_xml.LocalName != "dict" || _xml.Depth != 3)
                continue;
            var entry = SongEntry.At("");
            var (key, depth, isSong) = ("", _xml.Depth, true);
            while (!_xml.IsEmptyElement && _xml.Read() && _xml.Depth > depth)
            {
                if (_xml.NodeType != XmlNodeType.Element)
                    continue;
                if (_xml.LocalName == "key")
                    key = Text();
                else if (_xml.LocalName is "true" && key is "Podcast" or "Movie" or "TV Show" or "Has Video")
                    isSong = false;
                else if (_xml.LocalName is "true" && key is "Explicit")
                    entry.Say(SongColumns.Explicit, "true");
                else if (ITunesColumns.TryGetValue(key, out var column))
                    entry.Say(column, Text());
            }
            if (isSong)
                return entry;
            Others++;
        }
        return null;
    }

    /// <summary>The text of an element, no longer than a name can be; the reader is left at the element's end.</summary>
    private string Text()
    {
        if (_xml.IsEmptyElement)
            return "";
        var text = new StringBuilder();
        var depth = _xml.Depth;
        var chunk = new char[512];
        while (_xml.Read() && _xml.Depth > depth)
        {
            if (_xml.NodeType is not (XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace))
                continue;
            int read;
            while ((read = _xml.ReadValueChunk(chunk, 0, chunk.Length)) > 0)
            {
                if (text.Length + read > MostLetters)
                    throw new MusicException($"{_name} has a value of more than {MostLetters} letters: that is no list of songs.");
                text.Append(chunk, 0, read);
            }
        }
        return text.ToString().Trim();
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException e)
        {
            throw new MusicException($"{_name} is no complete XML: it is damaged or cut short at line {e.LineNumber}.", e);
        }
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
