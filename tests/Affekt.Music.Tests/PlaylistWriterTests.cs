using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Affekt.Music.Playlists;

namespace Affekt.Music.Tests;

public sealed class PlaylistWriterTests
{
    private static readonly Track[] Tracks =
    [
        new() { Id = "1", Title = "A \"B\", <C> & D", Artist = "Ö, P", Year = 1999, Genre = "pop", Popularity = 50,
            Affect = new(.5, -.25), Source = "mood words" },
        new() { Id = "2", Title = "Own\nfile", Artist = "", Popularity = 70, Affect = default,
            Location = Path.Combine(Path.GetPathRoot(Environment.CurrentDirectory)!, "music", "a b#1 100%.mp3") },
    ];

    [Fact]
    public void Csv_has_the_agreed_columns_and_quotes()
    {
        var lines = Write(PlaylistFormat.Csv).Split('\n');
        Assert.Equal("id,title,artist,year,genre,popularity,valence,arousal,source", lines[0]);
        Assert.Equal("1,\"A \"\"B\"\", <C> & D\",\"Ö, P\",1999,pop,50,0.5,-0.25,mood words", lines[1]);
    }

    [Fact]
    public void M3u8_has_one_line_a_name_and_one_an_address()
    {
        var lines = Write(PlaylistFormat.M3U8).TrimEnd('\n').Split('\n');
        Assert.Equal(["#EXTM3U", "#PLAYLIST:My list"], lines[..2]);
        Assert.Equal("#EXTINF:-1,Ö, P - A \"B\", <C> & D", lines[2]);
        Assert.StartsWith("https://open.spotify.com/search/", lines[3], StringComparison.Ordinal);
        Assert.Equal("#EXTINF:-1,Own file", lines[4]);
        Assert.Equal(Tracks[1].Location, lines[5]);
        Assert.Equal(6, lines.Length);
    }

    [Fact]
    public void Xspf_is_version_1_and_its_addresses_are_addresses()
    {
        XNamespace ns = "http://xspf.org/ns/0/";
        var root = XDocument.Parse(Write(PlaylistFormat.Xspf)).Root!;
        Assert.Equal(ns + "playlist", root.Name);
        Assert.Equal("1", root.Attribute("version")!.Value);
        var tracks = root.Element(ns + "trackList")!.Elements(ns + "track").ToList();
        Assert.Equal(["A \"B\", <C> & D", "Own\nfile"], tracks.Select(t => t.Element(ns + "title")!.Value));
        Assert.True(Uri.TryCreate(tracks[0].Element(ns + "info")!.Value, UriKind.Absolute, out _));
        Assert.EndsWith("/music/a%20b%231%20100%25.mp3", tracks[1].Element(ns + "location")!.Value, StringComparison.Ordinal);
        Assert.Equal(Tracks[1].Location, new Uri(tracks[1].Element(ns + "location")!.Value).LocalPath);
        // The order that the schema asks for within a track.
        Assert.Equal(["title", "creator", "info"], tracks[0].Elements().Select(e => e.Name.LocalName));
    }

    [Fact]
    public void Jspf_has_the_playlist_extension()
    {
        using var json = JsonDocument.Parse(Write(PlaylistFormat.Jspf));
        var playlist = json.RootElement.GetProperty("playlist");
        Assert.Equal("My list", playlist.GetProperty("title").GetString());
        Assert.False(playlist.GetProperty("extension").GetProperty("https://musicbrainz.org/doc/jspf#playlist")
            .GetProperty("public").GetBoolean());
        Assert.Equal(JsonValueKind.Array, playlist.GetProperty("track")[1].GetProperty("location").ValueKind);
    }

    [Theory]
    [InlineData("xspf", PlaylistFormat.Xspf)]
    [InlineData("M3U8", PlaylistFormat.M3U8)]
    public void Format_names_ignore_case(string name, PlaylistFormat format) => Assert.Equal(format, PlaylistFormats.Parse(name));

    [Theory]
    [InlineData("pls")]
    [InlineData("")]
    [InlineData("1")]
    public void Unknown_formats_are_refused(string name) => Assert.Throws<MusicException>(() => PlaylistFormats.Parse(name));

    private static string Write(PlaylistFormat format)
    {
        using var stream = new MemoryStream();
        PlaylistWriter.Write("My list", Tracks, format, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
