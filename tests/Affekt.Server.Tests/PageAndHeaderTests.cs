using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Affekt.Server.Tests;

public partial class PageAndHeaderTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/js/main.js")]
    [InlineData("/api/v1/affect")]
    [InlineData("/healthz")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/nothing/here")]
    public async Task Every_answer_carries_the_headers_that_keep_the_page_safe(string path)
    {
        var response = await server.Client.GetAsync(path);

        string Header(string name) => string.Join(',', response.Headers.TryGetValues(name, out var values) ? values : []);
        Assert.StartsWith("default-src 'none'; script-src 'self'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("; frame-src https://open.spotify.com https://widget.deezer.com https://www.youtube-nocookie.com;",
            Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header("Referrer-Policy"));
        Assert.StartsWith("camera=(self)", Header("Permissions-Policy"), StringComparison.Ordinal);
        Assert.Empty(Header("Server"));
        Assert.NotNull(response.Headers.CacheControl);
    }

    [Fact]
    public async Task The_page_and_everything_it_names_is_served()
    {
        var page = await server.Client.GetStringAsync("/");

        var parts = Parts().Matches(page).Select(match => match.Groups[1].Value)
            .Where(part => !part.StartsWith("/api/", StringComparison.Ordinal)).ToList();
        Assert.True(parts.Count >= 6);
        foreach (var part in parts)
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(part)).StatusCode);
    }

    [Fact]
    public async Task The_page_has_no_inline_code_or_style()
    {
        var page = await server.Client.GetStringAsync("/");

        Assert.DoesNotMatch(@"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=", page);
    }

    [Fact]
    public async Task Health_is_one_word() => Assert.Equal("ok", await server.Client.GetStringAsync("/healthz"));

    [Fact]
    public async Task The_API_describes_itself()
    {
        var document = await server.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        Assert.Equal("Affekt", document.GetProperty("info").GetProperty("title").GetString());
        var paths = document.GetProperty("paths");
        Assert.Equal(
            [
                "/api/v1/affect", "/api/v1/audio", "/api/v1/corrections", "/api/v1/cover", "/api/v1/feedback", "/api/v1/feedback/last",
                "/api/v1/imports", "/api/v1/imports/folders", "/api/v1/imports/table", "/api/v1/imports/{id}",
                    "/api/v1/imports/{id}/events",
                "/api/v1/journeys", "/api/v1/listening", "/api/v1/mood", "/api/v1/playlists/{format}", "/api/v1/profile", "/api/v1/profile/consent",
                    "/api/v1/profile/export",
                "/api/v1/profile/history", "/api/v1/profile/moods", "/api/v1/profile/name", "/api/v1/profile/settings", "/api/v1/profiles",
                "/api/v1/profiles/active", "/api/v1/recommendations", "/api/v1/search", "/api/v1/session", "/api/v1/song", "/api/v1/tracks",
            ],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        Assert.All(paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()), operation =>
        {
            Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
            Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), response => response.Name.StartsWith('2'));
        });
    }

    [Fact]
    public async Task A_path_that_is_none_is_a_problem_document()
    {
        var response = await server.Client.GetAsync("/api/v1/nothing");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_method_that_is_not_meant_is_a_problem_document()
    {
        var response = await server.Client.GetAsync("/api/v1/mood");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/../Affekt.Server.dll")]
    [InlineData("/%2e%2e/Affekt.Server.dll")]
    [InlineData("/js/..%2f..%2fAffekt.Server.dll")]
    [InlineData("/..%5cAffekt.Server.dll")]
    public async Task Nothing_outside_the_page_is_served(string path)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(server.Address.GetLeftPart(UriPartial.Authority) + path,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        var response = await server.Client.SendAsync(request);

        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest });
    }

    [Fact]
    public async Task A_name_that_someone_else_points_at_this_machine_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/affect");
        request.Headers.Host = "evil.example";

        await ServerFixture.ProblemOf(await server.Client.SendAsync(request), 400);
    }

    [GeneratedRegex("""(?:src|href)="(/[^"]+)""")]
    private static partial Regex Parts();
}
