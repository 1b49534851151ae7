using System.Text;
using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music.Playlists;

namespace Affekt.Library.Tests;

public sealed class CsvCellTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://x\")")]
    [InlineData("+1")]
    [InlineData("-2+3")]
    [InlineData("@sum")]
    [InlineData("'=already")]
    [InlineData("'Til Tomorrow")]
    public void Csv_cells_that_a_spreadsheet_would_run_are_disarmed_and_come_back_as_they_were(string title)
    {
        using var folder = new TempFolder();
        using var catalogue = SqliteCatalogue.Open(folder.File("songs.db"));
        using var stream = new MemoryStream();
        PlaylistWriter.Write("", [new Track { Id = "1", Title = title, Artist = title, Popularity = 50, Affect = new(.5, -.25), Source = "mood words" }],
            PlaylistFormat.Csv, stream);
        var csv = Encoding.UTF8.GetString(stream.ToArray());

        var cells = new CsvReader(new StringReader(csv.Split('\n')[1])).Read()!;

        Assert.DoesNotContain(cells[1][0], "=+-@\t\r");
        Assert.Equal("-0.25", cells[7]); // a number of ours
        Assert.Equal(1, TrackImporter.Import(folder.Write("again.csv", csv), catalogue).Added);
        Assert.Equal((title, title), (catalogue.Find("1")!.Title, catalogue.Find("1")!.Artist));
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
}
