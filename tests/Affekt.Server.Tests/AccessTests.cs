using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Microsoft.AspNetCore.Builder;

namespace Affekt.Server.Tests;

public sealed class AccessTests : IAsyncLifetime
{
    private const string Token = "a-token-that-is-long-enough";

    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-access-").FullName;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        // Named like a server behind a proxy, so that it counts as one that others reach.
        _app = AffektServer.Build(
            new AffektServerOptions
            {
                Urls = ["http://127.0.0.1:0"],
                DataFolder = _folder,
                PublicHosts = ["music.example"],
                AccessToken = Token
            }, SmallReader.Create());
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://localhost:5080;http://192.168.0.2:5080")]
    [InlineData("http://*:5080")]
    public void Beyond_this_machine_no_server_starts_without_a_token(string urls)
    {
        var options = new AffektServerOptions { Urls = urls.Split(';'), DataFolder = _folder };

        var refused = Assert.Throws<ServerOptionsException>(() => AffektServer.Build(options, SmallReader.Create()));

        Assert.Contains("--token-file", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-anyone", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ServerOptionsException>((options with { AccessToken = "short" }).Validate);
        (options with { AllowAnyone = true }).Validate();
        (options with { AccessToken = Token }).Validate();
    }

    [Fact]
    public async Task The_API_asks_for_the_token_and_the_page_does_not()
    {
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/healthz")).StatusCode);
        var refused = await _client.GetAsync("/api/v1/affect");
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        await ServerFixture.ProblemOf(refused, 401);
        await ServerFixture.ProblemOf(await _client.GetAsync("/API/v1/affect"), 401);
        await ServerFixture.ProblemOf(await _client.GetAsync("/openapi/v1.json"), 401);
        await ServerFixture.ProblemOf(await _client.PostAsync("/api/v1/mood", new ByteArrayContent(ServerFixture.Jpeg)), 401);

        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/api/v1/affect")).StatusCode);
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token + "x");
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/v1/affect")).StatusCode);
    }

    [Fact]
    public async Task A_browser_gets_a_cookie_for_the_token_that_is_not_the_token()
    {
        var opened = await _client.PostAsJsonAsync("/api/v1/session", new { token = Token });

        Assert.Equal(HttpStatusCode.NoContent, opened.StatusCode);
        var cookie = Assert.Single(opened.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/api/v1/affect")).StatusCode);
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
            answers.Add((await _client.PostAsJsonAsync("/api/v1/session", new { token = "guess " + i })).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Fact]
    public async Task Guesses_by_header_cookie_and_session_share_one_limit_for_all_addresses_of_a_customer()
    {
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var request = new HttpRequestMessage(i % 3 == 2 ? HttpMethod.Post : HttpMethod.Get,
                i % 3 == 2 ? "/api/v1/session" : "/api/v1/affect");
            request.Headers.Add("X-Forwarded-For", $"2001:db8:1:2::{i + 1:x}");
            if (i % 3 == 0)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "guess " + i);
            else if (i % 3 == 1)
                request.Headers.Add("Cookie", $"affekt-access-{_client.BaseAddress!.Port}=guess{i}");
            else
                request.Content = JsonContent.Create(new { token = "guess " + i });
            answers.Add((await _client.SendAsync(request)).StatusCode);
        }

        Assert.All(answers.Take(10), answer => Assert.Equal(HttpStatusCode.Unauthorized, answer));
        Assert.All(answers.Skip(10), answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer));
        using var other = new HttpRequestMessage(HttpMethod.Get, "/api/v1/affect");
        other.Headers.Add("X-Forwarded-For", "2001:db8:1:3::1");
        other.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Assert.Equal(HttpStatusCode.OK, (await _client.SendAsync(other)).StatusCode);
    }

    [Fact]
    public async Task A_name_that_is_not_answered_to_is_told_with_the_option_that_adds_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
        request.Headers.Host = "evil.example";

        var problem = await ServerFixture.ProblemOf(await _client.SendAsync(request), 400);

        Assert.Contains("--host evil.example", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Elsewhere_a_program_has_to_state_consent()
    {
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Assert.Contains("Affekt-Consent", await ServerFixture.ProblemOf(
            await _client.PostAsync("/api/v1/mood", new ByteArrayContent(ServerFixture.Jpeg)), 403), StringComparison.Ordinal);

        _client.DefaultRequestHeaders.Add("Affekt-Consent", "1");

        Assert.Equal(HttpStatusCode.OK, (await _client.PostAsync("/api/v1/mood", new ByteArrayContent(ServerFixture.Jpeg))).StatusCode);
    }

    [Fact]
    public async Task Only_the_named_host_is_answered()
    {
        foreach (var (host, status) in new[] { ("music.example", HttpStatusCode.OK), ("evil.example", HttpStatusCode.BadRequest) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
            request.Headers.Host = host;
            Assert.Equal(status, (await _client.SendAsync(request)).StatusCode);
        }
    }

    [Fact]
    public async Task Other_machines_are_limited_one_by_one()
    {
        async Task<HttpStatusCode> Ask(string from)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/healthz");
            request.Headers.Add("X-Forwarded-For", from);
            return (await _client.SendAsync(request)).StatusCode;
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => Ask("203.0.113.7")));

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(HttpStatusCode.OK, await Ask("203.0.113.8"));
    }
}
