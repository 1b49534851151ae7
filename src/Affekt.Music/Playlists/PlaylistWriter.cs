using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace Affekt.Music.Playlists;

/// <summary>Writes songs as playlists that other players read.</summary>
/// <remarks>
/// A song of the listener's own is given by its file. A song that is only known by name cannot be given by a file: XSPF and JSPF name
/// a page about it (info), and M3U8, which has no such thing, the same page as its address.
/// </remarks>
public static class PlaylistWriter
{
    private const string XspfNamespace = "http://xspf.org/ns/0/";
    private const string PlaylistExtension = "https://musicbrainz.org/doc/jspf#playlist";
    private const string CsvHeader = "id,title,artist,year,genre,popularity,valence,arousal,source";

    /// <summary>Writes the songs in order, with line feeds, and without a byte-order mark.</summary>
    /// <param name="title">The playlist's name; csv has no place for it.</param>
    /// <param name="tracks">The songs; read once.</param>
    /// <param name="format">The form.</param>
    /// <param name="stream">Where to; left open.</param>
    public static void Write(string title, IEnumerable<Track> tracks, PlaylistFormat format, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(stream);
        switch (format)
        {
            case PlaylistFormat.Csv:
                WriteLines(CsvLines(tracks), stream);
                break;
            case PlaylistFormat.M3U8:
                WriteLines(M3ULines(title, tracks), stream);
                break;
            case PlaylistFormat.Xspf:
                WriteXspf(title, tracks, stream);
                break;
            case PlaylistFormat.Jspf:
                WriteJspf(title, tracks, stream);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format));
        }
    }

    private static IEnumerable<string> CsvLines(IEnumerable<Track> tracks)
    {
        yield return CsvHeader;
        foreach (var track in tracks)
        {
            yield return string.Join(',', new[]
            {
                track.Id, track.Title, track.Artist, track.Year?.ToString(CultureInfo.InvariantCulture)
                    ?? "", track.Genre, Number(track.Popularity),
                Number(track.Affect.Valence), Number(track.Affect.Arousal), track.Source,
            }.Select(Quote));
        }
    }

    private static IEnumerable<string> M3ULines(string title, IEnumerable<Track> tracks)
    {
        yield return "#EXTM3U";
        yield return $"#PLAYLIST:{OneLine(title)}";
        foreach (var track in tracks)
        {
            // -1: the length is not known.
            yield return $"#EXTINF:-1,{OneLine(Name(track))}";
            yield return track.Location is { } file ? OneLine(file) : Page(track);
        }
    }

    private static void WriteXspf(string title, IEnumerable<Track> tracks, Stream stream)
    {
        using var xml = XmlWriter.Create(
            stream, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false), CloseOutput = false });
        xml.WriteStartDocument();
        xml.WriteStartElement("playlist", XspfNamespace);
        xml.WriteAttributeString("version", "1");
        Element("title", title);
        Element("creator", "Affekt");
        xml.WriteStartElement("trackList", XspfNamespace);
        foreach (var track in tracks)
        {
            xml.WriteStartElement("track", XspfNamespace);
            if (track.Location is { } file)
                Element("location", FileAddress(file));
            Element("title", track.Title);
            if (track.Artist.Length > 0)
                Element("creator", track.Artist);
            if (track.Location is null)
                Element("info", Page(track));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();

        void Element(string name, string text) =>
            xml.WriteElementString(name, XspfNamespace, string.Concat(text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))));
    }

    private static void WriteJspf(string title, IEnumerable<Track> tracks, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteStartObject("playlist");
        json.WriteString("title", title);
        json.WriteString("creator", "Affekt");
        json.WriteStartObject("extension");
        json.WriteStartObject(PlaylistExtension);
        json.WriteBoolean("public", false);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("track");
        foreach (var track in tracks)
        {
            json.WriteStartObject();
            if (track.Location is { } file)
            {
                json.WriteStartArray("location");
                json.WriteStringValue(FileAddress(file));
                json.WriteEndArray();
            }
            json.WriteString("title", track.Title);
            if (track.Artist.Length > 0)
                json.WriteString("creator", track.Artist);
            if (track.Location is null)
                json.WriteString("info", Page(track));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLines(IEnumerable<string> lines, Stream stream)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        foreach (var line in lines)
            writer.WriteLine(line);
    }

    private static string Name(Track track) => track.Artist.Length > 0 ? $"{track.Artist} - {track.Title}" : track.Title;

    private static string Page(Track track) => TrackLinks.For(track)["spotify"];

    private static string FileAddress(string path)
    {
        var parts = path.Split(Path.DirectorySeparatorChar)
            .Select(part => Uri.EscapeDataString(part).Replace("%3A", ":", StringComparison.Ordinal));
        return "file:///" + string.Join('/', parts).TrimStart('/');
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text != text.Trim() ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
