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
        Assert.StartsWith("id,title,artist,year,genre,popularity,valence,arousal,source,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith(
            "1,\"A \"\"B\"\", <C> & D\",\"Ö, P\",1999,pop,50,0.5,-0.25,mood words,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void M3u8_names_files_with_their_lengths_and_leaves_out_songs_without_one()
    {
        using var stream = new MemoryStream();
        var leftOut = PlaylistWriter.Write("My\r\nlist\u0007", Tracks, PlaylistFormat.M3U8, stream,
            new PlaylistOptions { Seconds = track => track.Id == "2" ? 201.4 : null });
        Assert.Equal(1, leftOut);
        Assert.Equal(["#EXTM3U", "#PLAYLIST:My list", "#EXTINF:201,Own file", Tracks[1].Location!],
            Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n'));
        Assert.Contains("#EXTINF:-1,Own file", Write(PlaylistFormat.M3U8), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\u2028b\u0085c\u0000d\te\u009Bf", "a b cdef")]
    [InlineData("#EXTINF:1,x\n/etc/passwd", "#EXTINF:1,x /etc/passwd")]
    public void A_song_is_one_line_whatever_its_name(string title, string shown)
    {
        var file = Path.Combine(Path.GetTempPath(), "x.mp3");
        var lines = Write(PlaylistFormat.M3U8, new PlaylistOptions(), Own(file) with { Title = title }).Split('\n');
        Assert.Equal(["#EXTM3U", "#PLAYLIST:My list", $"#EXTINF:-1,{shown}", file, ""], lines);
    }

    [Fact]
    public void Files_are_named_as_was_asked_for()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "music"));
        var (song, hash) = (Path.Combine(root, "A", "b c.mp3"), Path.Combine(root, "lists", "#1 hit.mp3"));
        var relative = new PlaylistOptions { Paths = PathStyle.Relative, Folder = Path.Combine(root, "lists") };
        var dot = $".{Path.DirectorySeparatorChar}";

        var lines = Write(PlaylistFormat.M3U8, relative, Own(song), Own(hash)).Split('\n');
        Assert.Equal((Path.Combine("..", "A", "b c.mp3"), dot + "#1 hit.mp3"), (lines[3], lines[5]));
        var names = Write(PlaylistFormat.M3U8, new PlaylistOptions { Paths = PathStyle.FileName }, Own(song), Own(hash)).Split('\n');
        Assert.Equal(("b c.mp3", dot + "#1 hit.mp3"), (names[3], names[5]));
        Assert.Contains("<location>../A/b%20c.mp3</location>", Write(PlaylistFormat.Xspf, relative, Own(song)), StringComparison.Ordinal);
        Assert.Contains($"<location>{Path.Combine("..", "A", "b c.mp3")}</location>",
            Write(PlaylistFormat.Xspf, relative with { PlainPaths = true }, Own(song)), StringComparison.Ordinal);
        Assert.Throws<MusicException>(() => Write(PlaylistFormat.M3U8, relative with { Folder = null }, Own(song)));
    }

    [Fact]
    public void A_path_that_no_line_can_hold_is_left_out_of_m3u8_and_kept_in_xspf()
    {
        var odd = Own("/music/two\nlines.mp3");
        Assert.DoesNotContain("lines.mp3", Write(PlaylistFormat.M3U8, new PlaylistOptions(), odd), StringComparison.Ordinal);
        Assert.Contains("two%0Alines.mp3", Write(PlaylistFormat.Xspf, new PlaylistOptions(), odd), StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_stand_in_xspf_and_jspf_in_milliseconds()
    {
        var options = new PlaylistOptions { Seconds = _ => 201.4 };
        Assert.Contains("<duration>201400</duration>", Write(PlaylistFormat.Xspf, options, Tracks), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Write(PlaylistFormat.Jspf, options, Tracks));
        Assert.Equal(201400, json.RootElement.GetProperty("playlist").GetProperty("track")[0].GetProperty("duration").GetInt32());
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

    private static Track Own(string file) =>
        new() { Id = file, Title = "Song", Artist = "", Popularity = 70, Affect = default, Location = file };

    private static string Write(PlaylistFormat format) => Write(format, new PlaylistOptions(), Tracks);

    private static string Write(PlaylistFormat format, PlaylistOptions options, params Track[] tracks)
    {
        using var stream = new MemoryStream();
        PlaylistWriter.Write("My list", tracks, format, stream, options);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
