using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace Affekt.Music.Playlists;

/// <summary>Writes songs as playlists that other players read.</summary>
/// <remarks>
/// A song of the listener's own is given by its file. A song that is only known by name cannot be given by a file: XSPF and JSPF name
/// a page about it (info); M3U8, which has no such thing, leaves it out, since players would show a line that does not play.
/// </remarks>
public static class PlaylistWriter
{
    private const string XspfNamespace = "http://xspf.org/ns/0/";
    private const string PlaylistExtension = "https://musicbrainz.org/doc/jspf#playlist";
    private const string CsvHeader = "id,title,artist,year,genre,popularity,valence,arousal,source,"
        + "uncertainty,language,moods,explicit,tempo,key,album,album_artist,track,seconds,compilation,genres";

    /// <summary>Writes the songs in order, with line feeds, and without a byte-order mark.</summary>
    /// <param name="title">The playlist's name; csv has no place for it.</param>
    /// <param name="tracks">The songs; read once.</param>
    /// <param name="format">The form.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <param name="options">How files are named and how long songs last; null for full paths and unknown lengths.</param>
    /// <returns>How many songs were left out because they have no file that the form can name: 0 except for M3U8.</returns>
    /// <exception cref="MusicException">Relative paths were asked for without a folder.</exception>
    public static int Write(string title, IEnumerable<Track> tracks, PlaylistFormat format, Stream stream, PlaylistOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(stream);
        options ??= new PlaylistOptions();
        switch (format)
        {
            case PlaylistFormat.Csv:
                WriteLines(CsvLines(tracks), stream);
                return 0;
            case PlaylistFormat.M3U8:
                return WriteM3U(title, tracks, stream, options);
            case PlaylistFormat.Xspf:
                WriteXspf(title, tracks, stream, options);
                return 0;
            case PlaylistFormat.Jspf:
                WriteJspf(title, tracks, stream, options);
                return 0;
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
                CsvCell.Disarmed(track.Id), CsvCell.Disarmed(track.Title), CsvCell.Disarmed(track.Artist),
                track.Year?.ToString(CultureInfo.InvariantCulture) ?? "", CsvCell.Disarmed(track.Genre), Number(track.Popularity),
                Number(track.Affect.Valence), Number(track.Affect.Arousal), CsvCell.Disarmed(track.Source),
                Number(track.Uncertainty), CsvCell.Disarmed(track.Language), CsvCell.Disarmed(string.Join(';', track.Moods)),
                track.Explicit ? "yes" : "no", Number(track.Tempo), CsvCell.Disarmed(track.Key), CsvCell.Disarmed(track.Album),
                CsvCell.Disarmed(track.AlbumArtist), track.TrackNumber?.ToString(CultureInfo.InvariantCulture) ?? "", Number(track.Seconds),
                track.IsCompilation ? "yes" : "no", CsvCell.Disarmed(string.Join(';', track.Genres)),
            }.Select(Quote));
        }
    }

    private static int WriteM3U(string title, IEnumerable<Track> tracks, Stream stream, PlaylistOptions options)
    {
        var leftOut = 0;
        WriteLines(Lines(), stream);
        return leftOut;

        IEnumerable<string> Lines()
        {
            yield return "#EXTM3U";
            yield return $"#PLAYLIST:{PlaylistPaths.OneLine(title)}";
            foreach (var track in tracks)
            {
                if (track.Location is not { } file || PlaylistPaths.Line(file, options) is not { } path)
                {
                    leftOut++;
                    continue;
                }
                // -1: the length is not known.
                var seconds = Seconds(track, options) is { } length ? Math.Max(1, Math.Round(length)) : -1;
                yield return string.Create(CultureInfo.InvariantCulture, $"#EXTINF:{seconds},{PlaylistPaths.Name(track)}");
                yield return path;
            }
        }
    }

    private static void WriteXspf(string title, IEnumerable<Track> tracks, Stream stream, PlaylistOptions options)
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
                Element("location", options.PlainPaths ? PlaylistPaths.Of(file, options) : PlaylistPaths.Address(file, options));
            Element("title", track.Title);
            if (track.Artist.Length > 0)
                Element("creator", track.Artist);
            if (track.Location is null)
                Element("info", Page(track));
            if (track.Album.Length > 0)
                Element("album", track.Album);
            if (track.TrackNumber is { } number)
                Element("trackNum", number.ToString(CultureInfo.InvariantCulture));
            if (Seconds(track, options) is { } seconds)
                Element("duration", Milliseconds(seconds));
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();

        void Element(string name, string text) =>
            xml.WriteElementString(name, XspfNamespace, string.Concat(text.Where(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))));
    }

    private static void WriteJspf(string title, IEnumerable<Track> tracks, Stream stream, PlaylistOptions options)
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
                json.WriteStringValue(PlaylistPaths.Address(file, options));
                json.WriteEndArray();
            }
            json.WriteString("title", track.Title);
            if (track.Artist.Length > 0)
                json.WriteString("creator", track.Artist);
            if (track.Location is null)
                json.WriteString("info", Page(track));
            if (track.Album.Length > 0)
                json.WriteString("album", track.Album);
            if (track.TrackNumber is { } number)
                json.WriteNumber("trackNum", number);
            if (Seconds(track, options) is { } seconds)
                json.WriteNumber("duration", (long)Math.Round(1000 * seconds));
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

    private static string Page(Track track) => TrackLinks.For(track)["spotify"];

    private static double? Seconds(Track track, PlaylistOptions options) =>
        (track.Seconds ?? options.Seconds?.Invoke(track)) is > 0 and var seconds ? seconds : null;

    private static string Milliseconds(double seconds) => ((long)Math.Round(1000 * seconds)).ToString(CultureInfo.InvariantCulture);

    private static string Number(double? value) => value is { } number ? Number(number) : "";

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text != text.Trim() ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
