using System.Net;
using System.Net.Http.Json;
using Affekt.Music;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace Affekt.Server.Tests;

/// <summary>Starting, stopping, and files that cannot be used.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-operation-").FullName;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private AffektServerOptions Options => new() { Urls = ["http://127.0.0.1:0"], DataFolder = _folder };

    public async ValueTask InitializeAsync()
    {
        _app = AffektServer.Build(Options, SmallReader.Create());
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, file), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written here.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    [Fact]
    public async Task A_server_that_works_is_ready() => Assert.Equal("ready", await _client.GetStringAsync("/readyz"));

    [Fact]
    public void Data_is_for_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        var folder = Path.Combine(_folder, "new");
        using ((IDisposable)AffektServer.Build(Options with { DataFolder = folder }, SmallReader.Create()))
        {
            var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(folder);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
        }
    }

    [Fact]
    public async Task What_is_on_its_way_is_finished_when_the_server_stops()
    {
        var address = new Uri(_app.Urls.First());
        using var client = await RawClient.BeginUpload(address, ServerFixture.Jpeg.Length, ServerFixture.Jpeg[..100]);
        await Task.Delay(300);

        var stopping = _app.StopAsync();
        await Task.Delay(300);
        await client.Send(ServerFixture.Jpeg[100..]);

        Assert.StartsWith("HTTP/1.1 200", await client.Answer(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        await stopping;
    }

    [Fact]
    public async Task A_locked_file_is_said_to_be_in_use_and_songs_still_come()
    {
        using var holder = Open("listeners.db");
        Run(holder, "BEGIN EXCLUSIVE");

        var refused = await _client.PostAsJsonAsync(
            "/api/v1/feedback", new { song = "edith-piaf.padam-padam", kind = "like", valence = 0, arousal = 0 });
        await ServerFixture.ProblemOf(refused, 503);

        using var stranger = new HttpClient { BaseAddress = _client.BaseAddress };
        Assert.Equal(HttpStatusCode.OK, (await stranger.GetAsync("/api/v1/recommendations?emotion=happy")).StatusCode);
        Run(holder, "ROLLBACK");
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsJsonAsync(
            "/api/v1/feedback", new { song = "edith-piaf.padam-padam", kind = "like", valence = 0, arousal = 0 })).StatusCode);
    }

    [Theory]
    [InlineData("profiles.db")]
    [InlineData("listeners.db")]
    [InlineData("catalogue.db")]
    public async Task A_file_of_a_newer_version_is_not_touched(string file)
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        using (var connection = Open(file))
            Run(connection, "PRAGMA user_version = 99");

        var refused = Assert.Throws<MusicException>(() => AffektServer.Build(Options, SmallReader.Create()));

        Assert.Contains("newer Affekt", refused.Message, StringComparison.Ordinal);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_named()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        foreach (var rest in Directory.EnumerateFiles(_folder, "profiles.db-*"))
            File.Delete(rest);
        await File.WriteAllTextAsync(Path.Combine(_folder, "profiles.db"), string.Concat(Enumerable.Repeat("This is no database. ", 100)));

        Assert.Contains("profiles.db",
            Assert.Throws<MusicException>(() => AffektServer.Build(Options, SmallReader.Create())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_music_folder_that_is_not_there_is_named() =>
        Assert.Contains("--music", Assert.Throws<DirectoryNotFoundException>(
            () => AffektServer.Build(Options with
            {
                DataFolder = Path.Combine(_folder, "other"),
                MusicFolders = [Path.Combine(_folder, "none")]
            }, SmallReader.Create())).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Words_survive_a_restart()
    {
        using var browser = new HttpClient(
            new HttpClientHandler { CookieContainer = new CookieContainer() })
        { BaseAddress = _client.BaseAddress };
        var answer = await browser.PostAsJsonAsync(
            "/api/v1/feedback", new { song = "edith-piaf.padam-padam", kind = "like", valence = 0, arousal = 0 });
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split(';')[0];
        await _app.StopAsync();
        await _app.DisposeAsync();

        _app = AffektServer.Build(Options, SmallReader.Create());
        await _app.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(_app.Urls.First()), "/api/v1/profile/history"));
        // The name carries the port, which is another one now.
        request.Headers.Add("Cookie", $"affekt-browser-{new Uri(_app.Urls.First()).Port}={cookie.Split('=')[1]}");
        using var other = new HttpClient(new HttpClientHandler { UseCookies = false });
        Assert.Contains("Padam padam", await (await other.SendAsync(request)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
