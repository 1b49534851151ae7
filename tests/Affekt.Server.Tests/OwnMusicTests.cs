using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Microsoft.AspNetCore.Builder;

namespace Affekt.Server.Tests;

public sealed class OwnMusicTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-music-").FullName;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private string Music => Path.Combine(_folder, "music");

    public async ValueTask InitializeAsync()
    {
        OwnMusic.Write(Directory.CreateDirectory(Music).FullName, seconds: 3);
        _app = AffektServer.Build(
            new AffektServerOptions
            {
                Urls = ["http://127.0.0.1:0"],
                DataFolder = Path.Combine(_folder, "data"),
                MusicFolders = [Music],
                NewProfileId = ProfileIds.Repeatable()
            }, SmallReader.Create());
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        Assert.Equal("done", (await Import(1)).GetProperty("state").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // Reads the events of an import to their end and gives the last.
    private async Task<JsonElement> Import(int id)
    {
        using var stream = await _client.GetStreamAsync($"/api/v1/imports/{id}/events");
        using var reader = new StreamReader(stream);
        var last = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                last = line["data: ".Length..];
        }
        return JsonDocument.Parse(last).RootElement;
    }

    private async Task<List<JsonElement>> Own(string query = "emotion=happy&n=6") =>
        [.. (await _client.GetFromJsonAsync<JsonElement>($"/api/v1/recommendations?own=true&{query}")).GetProperty("songs")
            .EnumerateArray()];

    [Fact]
    public async Task Own_songs_are_offered_with_their_sound_and_picture()
    {
        var songs = await Own("emotion=sad&n=6");

        Assert.NotEmpty(songs);
        var song = songs[0];
        var sound = await _client.GetAsync(song.GetProperty("audio").GetString());
        Assert.Equal(("audio/flac", HttpStatusCode.OK), (sound.Content.Headers.ContentType!.MediaType, sound.StatusCode));
        Assert.Equal("fLaC"u8.ToArray(), (await sound.Content.ReadAsByteArrayAsync())[..4]);
        var cover = await _client.GetAsync(song.GetProperty("cover").GetString());
        Assert.Equal("image/png", cover.Content.Headers.ContentType!.MediaType);
        Assert.Equal(0x89, (await cover.Content.ReadAsByteArrayAsync())[0]);
        Assert.Equal(OwnMusic.Songs.Count, (await _client.GetFromJsonAsync<JsonElement>("/api/v1/tracks")).GetProperty("own").GetInt32());
    }

    [Theory]
    [InlineData("bytes=0-99", 206, 100)]
    [InlineData("bytes=1000-1999", 206, 1000)]
    [InlineData("bytes=-50", 206, 50)]
    [InlineData("bytes=99999999-", 416, 0)]
    public async Task Players_can_seek(string range, int status, int length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (await Own())[0].GetProperty("audio").GetString());
        request.Headers.Range = RangeHeaderValue.Parse(range);

        var part = await _client.SendAsync(request);

        Assert.Equal(status, (int)part.StatusCode);
        if (status == 206)
            Assert.Equal(length, (await part.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Search_finds_own_and_other_songs()
    {
        var found = (await _client.GetFromJsonAsync<JsonElement>("/api/v1/search?q=morning%20lake")).GetProperty("songs");

        Assert.Equal("Morning on the Lake", Assert.Single(found.EnumerateArray()).GetProperty("title").GetString());
        Assert.NotEmpty((await _client.GetFromJsonAsync<JsonElement>("/api/v1/search?q=piaf")).GetProperty("songs").EnumerateArray());
        Assert.Empty((await _client.GetFromJsonAsync<JsonElement>("/api/v1/search?q=%20")).GetProperty("songs").EnumerateArray());
        await ServerFixture.ProblemOf(await _client.GetAsync("/api/v1/search?q=a&limit=1000"), 400);
        await ServerFixture.ProblemOf(await _client.GetAsync("/api/v1/search?q=" + new string('a', 300)), 400);
    }

    [Theory]
    [InlineData("../data/profiles.db")]
    [InlineData("file:../data/profiles.db")]
    [InlineData("/etc/passwd")]
    [InlineData("file:/etc/passwd")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("edith-piaf.padam-padam")]
    [InlineData("")]
    public async Task Nothing_but_own_songs_is_played(string id)
    {
        var response = await _client.GetAsync("/api/v1/audio?id=" + Uri.EscapeDataString(id));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync("/api/v1/cover?id=" + Uri.EscapeDataString(id))).StatusCode);
    }

    [Fact]
    public async Task A_link_that_leads_out_of_the_folder_is_not_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs rights on Windows that tests do not have.");
        var outside = Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName;
        OwnMusic.Write(outside, seconds: 1);
        var song = (await Own())[0];
        var title = song.GetProperty("title").GetString()!;
        var file = Directory.EnumerateFiles(Music, title + ".flac", SearchOption.AllDirectories).Single();
        File.Delete(file);
        File.CreateSymbolicLink(file, Directory.EnumerateFiles(outside, title + ".flac", SearchOption.AllDirectories).Single());

        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(song.GetProperty("audio").GetString())).StatusCode);
    }

    [Fact]
    public async Task A_file_that_vanished_is_said_and_then_no_longer_offered()
    {
        var song = (await Own())[0];
        var title = song.GetProperty("title").GetString()!;
        File.Delete(Directory.EnumerateFiles(Music, title + ".flac", SearchOption.AllDirectories).Single());

        Assert.Contains("has gone",
            await ServerFixture.ProblemOf(await _client.GetAsync(song.GetProperty("audio").GetString()), 404), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Accepted, (await _client.PostAsync("/api/v1/imports/folders", null)).StatusCode);
        Assert.Equal("done", (await Import(2)).GetProperty("state").GetString());
        Assert.DoesNotContain(title, (await Own()).Select(s => s.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task A_table_of_songs_is_imported_with_progress()
    {
        var table = "id,title,artist,year,genre,popularity,valence,arousal,source\n"
            + string.Concat(Enumerable.Range(0, 3000).Select(i => $"mine.{i},Song {i},Artist {i},2001,pop,{i % 100},0.5,0.25,mine\n"));

        var accepted = await _client.PostAsync("/api/v1/imports/table?name=mine.csv", new StringContent(table, null, "text/csv"));

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var report = await Import((await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32());
        Assert.Equal(("done", 3000), (report.GetProperty("state").GetString(), report.GetProperty("added").GetInt32()));
        Assert.NotEmpty((await _client.GetFromJsonAsync<JsonElement>("/api/v1/search?q=song%201234")).GetProperty("songs")
            .EnumerateArray());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder, "data", "imports")));
    }

    [Fact]
    public async Task A_song_with_the_id_of_a_service_has_its_player_and_others_have_none()
    {
        const string Table = "id,title,artist,year,genre,popularity,valence,arousal,source\n"
            + "0123456789abcdefghIJKL,Embedded one,Somebody,2001,pop,50,0.5,0.25,mine\nmine.2,Embedded " +
                "two,Somebody,2001,pop,40,0.5,0.25,mine\n";
        var accepted = await _client.PostAsync("/api/v1/imports/table", new StringContent(Table, null, "text/csv"));
        await Import((await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32());

        var songs = (await _client.GetFromJsonAsync<JsonElement>("/api/v1/search?q=embedded")).GetProperty("songs");

        Assert.Equal(2, songs.GetArrayLength());
        Assert.Equal(("spotify", "https://open.spotify.com/embed/track/0123456789abcdefghIJKL"),
            (songs[0].GetProperty("embed").GetProperty("service").GetString(),
                songs[0].GetProperty("embed").GetProperty("address").GetString()));
        Assert.False(songs[1].TryGetProperty("embed", out _));
    }

    [Fact]
    public async Task A_table_that_is_none_fails_with_a_reason()
    {
        var accepted = await _client.PostAsync("/api/v1/imports/table", new StringContent("a,b\n1,2\n", null, "text/csv"));

        var report = await Import((await accepted.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetInt32());

        Assert.Equal("failed", report.GetProperty("state").GetString());
        Assert.NotEmpty(report.GetProperty("message").GetString()!);
        await ServerFixture.ProblemOf(await _client.PostAsync(
            "/api/v1/imports/table", new ByteArrayContent(ServerFixture.Jpeg) { Headers = { ContentType = new("image/jpeg") } }), 415);
        await ServerFixture.ProblemOf(await _client.GetAsync("/api/v1/imports/99/events"), 404);
        await ServerFixture.ProblemOf(await _client.DeleteAsync("/api/v1/imports/99"), 404);
    }

    [Theory]
    [InlineData("m3u8", "#EXTM3U")]
    [InlineData("xspf", "<?xml")]
    [InlineData("jspf", "{")]
    [InlineData("csv", "id,title")]
    public async Task Songs_leave_as_playlists(string format, string start)
    {
        var ids = string.Concat((await Own()).Select(song => "&id=" + Uri.EscapeDataString(song.GetProperty("id").GetString()!)));

        var file = await _client.GetAsync($"/api/v1/playlists/{format}?title=Mine{ids}");

        Assert.StartsWith(start, await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal($"affekt.{format}", file.Content.Headers.ContentDisposition!.FileNameStar
            ?? file.Content.Headers.ContentDisposition.FileName);
        await ServerFixture.ProblemOf(await _client.GetAsync($"/api/v1/playlists/doc?id=x"), 400);
        await ServerFixture.ProblemOf(await _client.GetAsync($"/api/v1/playlists/{format}?id=nobody.nothing"), 404);
        await ServerFixture.ProblemOf(await _client.GetAsync($"/api/v1/playlists/{format}"), 400);
    }
}
