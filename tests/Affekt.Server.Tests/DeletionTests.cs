using System.Net;
using System.Net.Http.Json;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;

namespace Affekt.Server.Tests;

/// <summary>What was deleted stays deleted, whatever comes in between.</summary>
public sealed class DeletionTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-deletion-").FullName;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync() => await Start();

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_like_or_a_list_on_its_way_brings_nothing_back()
    {
        for (var round = 0; round < 8; round++)
        {
            using var client = Client();
            var cookie = await NewProfile(client);
            await Like(client, cookie);
            var others = Enumerable.Range(0, 12).Select(i => Task.Run(() => i % 3 == 0
                ? Send(client, cookie, HttpMethod.Get, "recommendations?emotion=happy&n=" + (i + 1)) : Like(client, cookie))).ToList();

            var deleted = await Send(client, cookie, HttpMethod.Delete, "profile");

            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
            await Task.WhenAll(others);
            Assert.All(others, other => Assert.Contains(
                other.Result.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Conflict }));
            Assert.Empty(Rows("profiles.db", "SELECT name FROM profile"));
            Assert.Empty(Rows("listeners.db", "SELECT name FROM listener"));
        }
    }

    [Fact]
    public async Task After_a_deletion_the_next_word_begins_a_new_profile()
    {
        using var client = Client();
        var cookie = await NewProfile(client);
        await Send(client, cookie, HttpMethod.Delete, "profile");

        var said = await Like(client, null);

        Assert.Equal(HttpStatusCode.Created, said.StatusCode);
        Assert.NotEqual(cookie, CookieOf(said));
    }

    [Fact]
    public async Task Words_whose_profile_is_gone_are_swept_at_the_next_start_and_those_of_the_command_line_are_not()
    {
        using (var client = Client())
            await Like(client, await NewProfile(client));
        await _app.DisposeAsync();
        // As a crash leaves it that comes between the two files.
        Execute("profiles.db", "DELETE FROM profile");
        Execute("listeners.db", "INSERT INTO listener (name, created) VALUES ('ada', '2026-01-01T00:00:00Z')");

        await Start();

        Assert.Equal(["ada"], Rows("listeners.db", "SELECT name FROM listener"));
        Assert.Empty(Rows("listeners.db", "SELECT title FROM feedback"));
    }

    [Theory]
    [InlineData("profiles.db", "DELETE FROM profile")]
    [InlineData("listeners.db", "DELETE FROM listener")]
    public async Task A_deletion_that_a_crash_cut_short_is_finished_at_the_next_start(string file, string deletion)
    {
        const string Secret = "a name that nobody else has";
        using (var client = Client())
        {
            var cookie = await NewProfile(client, Secret);
            await Like(client, cookie);
        }
        await _app.DisposeAsync();
        var kept = Path.Combine(_folder, file);
        // The rows are unlinked but not overwritten, and the log still holds them: a copy of the files at that moment.
        Execute("listeners.db", $"INSERT INTO listener (name, created, of_profile) VALUES ('{Secret}', '2026-01-01T00:00:00Z', 1)");
        using (var connection = Open(file))
        {
            Execute(connection, "PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 0;");
            Execute(connection, $"{deletion}; INSERT INTO erasure DEFAULT VALUES;");
            foreach (var end in new[] { "", "-wal" })
                File.Copy(kept + end, kept + end + ".crash");
        }
        foreach (var end in new[] { "", "-wal" })
            File.Move(kept + end + ".crash", kept + end, overwrite: true);
        Assert.True(Holds(kept, Secret) || Holds(kept + "-wal", Secret), "The test must leave something to be found.");

        await Start();

        Assert.False(Holds(kept, Secret) || Holds(kept + "-wal", Secret));
        Assert.Empty(Rows(file, "SELECT number FROM erasure"));
    }

    [Fact]
    public async Task A_correction_is_refused_after_consent_was_taken_back()
    {
        using var client = Client();
        var cookie = await NewProfile(client);
        var correction = new { said = "sad", probabilities = Emotions.Names.ToDictionary(name => name, _ => 0.1) };
        await Send(client, cookie, HttpMethod.Put, "profile/consent", new { version = 1 });
        Assert.Equal(HttpStatusCode.Created, (await Send(client, cookie, HttpMethod.Post, "corrections", correction)).StatusCode);

        await Send(client, cookie, HttpMethod.Delete, "profile/consent");

        await ServerFixture.ProblemOf(await Send(client, cookie, HttpMethod.Post, "corrections", correction), 403);
        Assert.Empty(Rows("listeners.db", "SELECT said FROM correction"));
    }

    [Fact]
    public async Task A_secret_that_we_did_not_give_out_is_never_taken_up()
    {
        using var client = Client();
        var planted = $"affekt-browser-{client.BaseAddress!.Port}=planted-by-another-program-of-this-machine";

        var said = await Like(client, planted);

        Assert.Equal(HttpStatusCode.Created, said.StatusCode);
        Assert.NotEqual(planted, CookieOf(said));
        Assert.DoesNotContain("Padam",
            await (await Send(client, planted, HttpMethod.Get, "profile/history")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Padam", await (await Send(client, CookieOf(said), HttpMethod.Get, "profile/history")).Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_plain_http_cookies_of_another_port_are_others()
    {
        using var client = Client();

        var cookie = await NewProfile(client);

        Assert.StartsWith($"affekt-browser-{client.BaseAddress!.Port}=", cookie, StringComparison.Ordinal);
    }

    private async Task Start()
    {
        _app = AffektServer.Build(new AffektServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = _folder }, SmallReader.Create());
        await _app.StartAsync();
    }

    private HttpClient Client() => new(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(_app.Urls.First()) };

    private static async Task<string> NewProfile(HttpClient client, string name = "Ada") =>
        CookieOf(await Send(client, null, HttpMethod.Post, "profiles", new { name }));

    private static string CookieOf(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("Set-Cookie")).Split(';')[0];

    private static Task<HttpResponseMessage> Like(HttpClient client, string? cookie) => Send(client, cookie, HttpMethod.Post, "feedback",
        new { song = "edith-piaf.padam-padam", kind = "like", valence = 0.2, arousal = 0.1 });

    private static async Task<HttpResponseMessage> Send(
        HttpClient client, string? cookie, HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, "/api/v1/" + path);
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return await client.SendAsync(request);
    }

    private SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Path.Combine(_folder, file), Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private void Execute(string file, string sql)
    {
        using var connection = Open(file);
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written here.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private List<string> Rows(string file, string sql)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written here.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private static bool Holds(string path, string text) =>
        File.Exists(path) && File.ReadAllBytes(path).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
}
