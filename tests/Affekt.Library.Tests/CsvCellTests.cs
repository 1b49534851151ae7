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
        PlaylistWriter.Write("", [
            new Track { Id = "1", Title = title, Artist = title, Popularity = 50, Affect = new(.5, -.25), Source = "mood words" }],
            PlaylistFormat.Csv, stream);
        var csv = Encoding.UTF8.GetString(stream.ToArray());

        var cells = new CsvReader(new StringReader(csv.Split('\n')[1])).Read()!;

        Assert.DoesNotContain(cells[1][0], "=+-@\t\r");
        Assert.Equal("-0.25", cells[7]); // a number of ours
        Assert.Equal(1, TrackImporter.Import(folder.Write("again.csv", csv), catalogue).Added);
        Assert.Equal((title, title), (catalogue.Find("1")!.Title, catalogue.Find("1")!.Artist));
    }
}
