using System.Text;
using Affekt.Library.Imports;
using Affekt.Library.Storage;

namespace Affekt.Library.Tests;

/// <summary>Exports in JSON: made-up songs in the services' shapes.</summary>
public sealed class JsonImportTests : IDisposable
{
    private const string Id = "0aB1cD2eF3gH4iJ5kL6mN7";

    private readonly TempFolder _folder = new();
    private readonly SqliteCatalogue _catalogue;

    public JsonImportTests() => _catalogue = SqliteCatalogue.Open(_folder.File("catalogue.db"));

    public void Dispose()
    {
        _catalogue.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, string, string> Shapes { get; } = new()
    {
        { "ListenBrainz", """
            {"listened_at":1704067200,"track_metadata":{"artist_name":"Mira Holm","track_name":"Grey Morning"}}
            {"listened_at":1704067300,"track_metadata":{"artist_name":"Mira Holm","track_name":"Grey Morning"}}
            """, "mira-holm.grey-morning" },
        { "ListenBrainz", """
            {"payload":{"count":1,"listens":[{"listened_at":1,"track_metadata":{"additional_info":{"recording_mbid":"0f0e0d0c-0b0a-4908-8706-050403020100",
            "artist_names":["Mira Holm"]},"artist_name":"Mira Holm","release_name":"Album","track_name":"Grey Morning"},"user_name":"me"}]}}
            """, "mbid:0f0e0d0c-0b0a-4908-8706-050403020100" },
        { "Spotify streaming history", """
            [{"endTime":"2024-01-01 10:00","artistName":"Mira Holm","trackName":"Grey Morning","msPlayed":201000}]
            """, "mira-holm.grey-morning" },
        { "Spotify streaming history (extended)", $$"""
            [{"ts":"2024-01-01T10:00:00Z","ms_played":9000,"master_metadata_track_name":null,"master_metadata_album_artist_name":null,
              "master_metadata_album_album_name":null,"spotify_track_uri":null,"episode_name":"An episode"},
             {"ts":"2024-01-01T10:00:00Z","ms_played":201000,"master_metadata_track_name":"Grey Morning",
              "master_metadata_album_artist_name":"Mira Holm","master_metadata_album_album_name":"Album","spotify_track_uri":"spotify:track:{{Id}}"}]
            """, Id },
        { "Spotify library", $$"""
            {"tracks":[{"artist":"Mira Holm","album":"Album","track":"Grey Morning","uri":"spotify:track:{{Id}}"}],
             "albums":[{"artist":"Mira Holm","album":"Album","uri":"spotify:album:x"}],"shows":[],"artists":[{"name":"Mira Holm","uri":"spotify:artist:x"}]}
            """, Id },
        { "Spotify playlists", $$"""
            {"playlists":[{"name":"My list","lastModifiedDate":"2024-01-01","items":[{"track":{"trackName":"Grey Morning","artistName":"Mira Holm",
             "albumName":"Album","trackUri":"spotify:track:{{Id}}"},"episode":null,"localTrack":null}]}]}
            """, Id },
        { "YouTube Music history", """
            [{"header":"YouTube Music","title":"Watched Grey Morning","titleUrl":"https://music.youtube.com/watch?v=aB3_-6789xy",
              "subtitles":[{"name":"Mira Holm - Topic","url":"https://www.youtube.com/channel/x"}],"time":"2024-01-01T10:00:00Z"}]
            """, "youtube:aB3_-6789xy" },
        { "JSPF playlist", """
            {"playlist":{"title":"My list","creator":"me","track":[{"title":"Grey Morning","creator":"Mira Holm","duration":201000,
             "identifier":["https://musicbrainz.org/recording/0f0e0d0c-0b0a-4908-8706-050403020100"]}]}}
            """, "mbid:0f0e0d0c-0b0a-4908-8706-050403020100" },
        { "JSON list of songs", $$"""
            [{"name":"Grey Morning","album":{"name":"Album","artists":[{"name":"Various"}]},"artists":[{"name":"Mira Holm"},{"name":"Guest"}],
              "id":"{{Id}}","duration_ms":201000,"explicit":true}]
            """, Id },
    };

    [Theory, MemberData(nameof(Shapes))]
    public void Every_shape_is_told_by_its_keys_and_its_songs_are_read(string make, string json, string id)
    {
        var report = TrackImporter.Import(_folder.Write("export.json", json), _catalogue);

        Assert.Equal((make, 1, 0, true), (report.Format, report.Added, report.Skipped, report.Complete));
        var song = Assert.Single(_catalogue.All());
        Assert.Equal((id, "Grey Morning"), (song.Id, song.Title));
        Assert.Equal(make == "JSON list of songs" ? "Mira Holm & Guest" : "Mira Holm", song.Artist);
    }

    [Fact]
    public void What_is_no_song_is_counted_and_said()
    {
        var report = TrackImporter.Import(
            _folder.Write("export.json", ((ITheoryDataRow)Shapes.ElementAt(3)).GetData()[1]!.ToString()!), _catalogue);
        Assert.Contains("1 entries are no songs", Assert.Single(report.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[{\"artistName\":\"A\",\"trackName\":\"B\"},{\"artistName\":\"C\",", 1, "damaged or cut short")]
    [InlineData("[{\"artistName\":\"A\",\"trackName\":\"B\"}", 1, "damaged or cut short")]
    [InlineData("{\"a\":", 0, "damaged or cut short")]
    [InlineData("[]", 0, "")]
    public void Damaged_json_keeps_what_came_before_and_says_so(string json, int songs, string said)
    {
        var report = TrackImporter.Import(_folder.Write("export.json", json), _catalogue);
        Assert.Equal((songs, said.Length == 0), (report.Added, report.Complete));
        Assert.Contains(said, report.LastProblem.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Nested_and_endless_json_is_refused_within_bounded_memory()
    {
        File.WriteAllText(_folder.File("deep.json"), new string('[', 100_000));
        Assert.False(TrackImporter.Import(_folder.File("deep.json"), _catalogue).Complete);
        File.WriteAllText(_folder.File("long.json"), "[{\"title\":\"" + new string('x', 8 << 20) + "\"}]");
        Assert.Contains("more than 1 MiB", TrackImporter.Import(_folder.File("long.json"), _catalogue).LastProblem.Message,
            StringComparison.Ordinal);

        // 200 MB that hold two songs.
        using (var file = new StreamWriter(_folder.File("large.json"), false, new UTF8Encoding(false), 1 << 16))
        {
            file.Write("[{\"title\":\"First\",\"artist\":\"A\"}");
            var filler = ",{\"note\":\"" + new string('y', 2000) + "\"}";
            for (var i = 0; i < 100_000; i++)
                file.Write(filler);
            file.Write(",{\"title\":\"Last\",\"artist\":\"B\"}]");
        }
        var before = GC.GetTotalAllocatedBytes();
        var report = TrackImporter.Import(_folder.File("large.json"), _catalogue);
        Assert.Equal((2, true), (report.Added, report.Complete));
        Assert.InRange(GC.GetTotalMemory(true), 0, 200L << 20);
        TestContext.Current.TestOutputHelper?.WriteLine($"{(GC.GetTotalAllocatedBytes() - before) >> 20} MiB allocated in all");
    }
}
