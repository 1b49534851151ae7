using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Affekt.Imaging;
using Affekt.Testing;

namespace Affekt.Server.Tests;

/// <summary>What somebody with bad intentions, or a broken program, could send. Each on a server of its own, so that no test
/// stands in another's way.</summary>
public sealed class HostileTests : IAsyncLifetime
{
    // Little memory, so that little fills it.
    private readonly ServerFixture _server = ServerFixture.With(options => options with { MemoryBytes = 384 << 20 });

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Slow_uploads_take_no_place_from_others()
    {
        var holders = new List<RawClient>();
        try
        {
            // Far more than are read at a time; each has sent enough not to be given up as too slow.
            for (var i = 0; i < 10 * Environment.ProcessorCount; i++)
                holders.Add(await RawClient.HoldUpload(_server.Address, 1 << 20, new byte[64 << 10]));

            Assert.Equal(HttpStatusCode.OK, (await _server.PostMood(ServerFixture.Jpeg)).StatusCode);
        }
        finally
        {
            holders.ForEach(holder => holder.Dispose());
        }
    }

    [Fact]
    public async Task Bodies_that_do_not_fit_together_are_told_to_come_back()
    {
        var content = new byte[20 << 20];
        ServerFixture.Jpeg.CopyTo(content, 0);
        var holders = new List<RawClient>();
        try
        {
            HttpResponseMessage? refused = null;
            for (var i = 0; i < 10 && refused is null; i++)
            {
                holders.Add(await RawClient.HoldUpload(_server.Address, 32 << 20, content));
                if (await _server.PostMood(content) is { StatusCode: HttpStatusCode.TooManyRequests } answer)
                    refused = answer;
            }

            Assert.NotNull(refused);
            await ServerFixture.ProblemOf(refused, 429);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            Assert.Equal(HttpStatusCode.OK, (await _server.Client.GetAsync("/api/v1/recommendations?emotion=happy")).StatusCode);
        }
        finally
        {
            holders.ForEach(holder => holder.Dispose());
        }

        // Once the server sees that they are gone, the next picture is read.
        var watch = Stopwatch.StartNew();
        HttpStatusCode next;
        while ((next = (await _server.PostMood(ServerFixture.Jpeg)).StatusCode) == HttpStatusCode.TooManyRequests
            && watch.Elapsed < TimeSpan.FromSeconds(30))
            await Task.Delay(20);
        Assert.Equal(HttpStatusCode.OK, next);
    }

    [Fact]
    public async Task Many_large_pictures_at_once_are_read_or_told_to_come_back()
    {
        var picture = PngEncoder.Encode(new Image(6000, 4000, 1));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _server.PostMood(picture, "image/png")));

        Assert.All(answers, answer => Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.TooManyRequests }));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("cors")]
    [InlineData("no-cors")]
    public async Task Another_site_cannot_make_the_server_work_by_a_picture_or_a_script(string mode)
    {
        foreach (var path in new[] { "journeys?emotion=happy", "recommendations?emotion=happy", "audio?id=x", "profiles" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/" + path);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Add("Sec-Fetch-Mode", mode);
            await ServerFixture.ProblemOf(await _server.Client.SendAsync(request), 403);
        }
        using var link = new HttpRequestMessage(HttpMethod.Get, "/");
        link.Headers.Add("Sec-Fetch-Site", "cross-site");
        link.Headers.Add("Sec-Fetch-Mode", "navigate");
        Assert.Equal(HttpStatusCode.OK, (await _server.Client.SendAsync(link)).StatusCode);
    }

    [Fact]
    public async Task A_charset_that_is_none_is_a_bad_request()
    {
        using var content = new ByteArrayContent("{\"name\":\"Ada\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json; charset=klingon");

        var status = (int)(await _server.Client.PostAsync("/api/v1/profiles", content)).StatusCode;

        Assert.InRange(status, 400, 415);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("99999999999999999999")]
    public async Task A_length_that_is_no_number_is_a_bad_request(string length)
    {
        using var client = new RawClient(_server.Address);
        await client.Send($"POST /api/v1/profiles HTTP/1.1\r\nHost: {_server.Address.Authority}\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{{}}");

        Assert.StartsWith("HTTP/1.1 400", await client.Answer(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_that_stalls_is_given_up()
    {
        using var slow = await RawClient.BeginUpload(_server.Address, 100_000, ServerFixture.Jpeg[..100]);

        var answer = await slow.Answer(TimeSpan.FromSeconds(30));

        Assert.EndsWith("[closed]", answer, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_never_end_are_given_up()
    {
        using var slow = new RawClient(_server.Address);
        await slow.Send($"GET / HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nX-Slow: ");

        Assert.EndsWith("[closed]", await slow.Answer(TimeSpan.FromSeconds(40)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("Content-Length: -5\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n")]
    public async Task A_body_whose_length_is_ambiguous_is_refused_and_the_connection_ends(string rest)
    {
        using var client = new RawClient(_server.Address);
        await client.Send($"POST /api/v1/mood HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nContent-Type: " +
            $"image/jpeg\r\n{rest}GET /healthz HTTP/1.1\r\nHost: {_server.Address.Authority}\r\n\r\n");

        var answer = await client.Answer(TimeSpan.FromSeconds(30));

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.EndsWith("[closed]", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("HTTP/1.1 200", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_that_swells_is_given_up_early()
    {
        var bomb = GiantPng.Swelling(500 << 20);
        Assert.True(bomb.Length < 1 << 20);
        var watch = Stopwatch.StartNew();

        var response = await _server.PostMood(bomb, "image/png");

        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
    }

    [Fact]
    public async Task The_largest_picture_that_is_taken_fits_into_memory_and_time()
    {
        var picture = PngEncoder.Encode(new Image(10_000, 6000, 1));
        var watch = Stopwatch.StartNew();

        var response = await _server.PostMood(picture, "image/png");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(1), $"It took {watch.Elapsed}.");
        Assert.Equal(HttpStatusCode.OK, (await _server.PostMood(ServerFixture.Jpeg)).StatusCode);
    }

    [Fact]
    public async Task A_compressed_body_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            gzip.Write(new byte[100 << 20]);
        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentEncoding.Add("gzip");

        await ServerFixture.ProblemOf(await _server.Client.PostAsync("/api/v1/mood", content), 415);
    }

    [Theory]
    [InlineData("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
    [InlineData("image/heic", "\0\0\0\u0018ftypheic\0\0\0\0mif1heic")]
    [InlineData("image/avif", "\0\0\0\u0018ftypavif\0\0\0\0mif1avif")]
    [InlineData("image/jpeg", "<html><script>alert(1)</script></html>")]
    [InlineData("application/octet-stream", "PK\u0003\u0004 a zip archive of something")]
    public async Task What_is_no_picture_is_refused_whatever_it_says_it_is(string type, string body)
    {
        var problem = await ServerFixture.ProblemOf(await _server.PostMood(System.Text.Encoding.Latin1.GetBytes(body), type), 415);

        Assert.DoesNotContain("script", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task Nothing_is_changed_for_another_site(string header, string value)
    {
        foreach (var (method, path) in new[] { ("POST", "mood"), ("POST", "feedback"), ("POST", "profiles"),
            ("PUT", "profile/consent"), ("DELETE", "profile"), ("POST", "imports/folders") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/" + path) { Content = JsonContent.Create(new { }) };
            request.Headers.Add(header, value);
            var response = await _server.Client.SendAsync(request);
            await ServerFixture.ProblemOf(response, 403);
            Assert.False(response.Headers.Contains("Set-Cookie"));
        }
    }

    [Fact]
    public async Task The_servers_own_origin_may_change_things()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/api/v1/profiles")
        { Content = JsonContent.Create(new { name = "Ada" }) };
        request.Headers.Add("Origin", _server.Address.GetLeftPart(UriPartial.Authority));

        Assert.Equal(HttpStatusCode.Created, (await _server.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("/api/v1/playlists/..%2f..%2fetc%2fpasswd?id=x", 400)]
    [InlineData("/api/v1/search?q=%00%ff'%22;DROP%20TABLE%20track", 200)]
    [InlineData("/api/v1/recommendations?emotion=happy&genre='%20OR%201=1", 200)]
    [InlineData("/api/v1/tracks?limit=999999", 400)]
    [InlineData("/api/v1/imports/-1/events", 404)]
    [InlineData("/api/v1/imports/99999999999999/events", 404)]
    public async Task Odd_addresses_do_no_harm(string path, int status)
    {
        var response = await _server.Client.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.DoesNotContain(" at Affekt.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deep_and_large_JSON_is_refused()
    {
        using var browser = _server.Browser();
        var deep = new string('[', 5000) + new string(']', 5000);

        await ServerFixture.ProblemOf(await browser.PostAsync("/api/v1/feedback", new StringContent(deep, null, "application/json")), 400);
        await ServerFixture.ProblemOf(await browser.PostAsync(
            "/api/v1/profiles", new StringContent(
            JsonSerializer.Serialize(new { name = new string('x', 1 << 20) }), null, "application/json")), 400);
    }
}
