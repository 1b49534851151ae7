using System.Net.Http.Json;
using System.Text.Json;
using Affekt.Imaging;
using Affekt.Testing;

namespace Affekt.Server.Tests;

public class MoodApiTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_picture_becomes_a_reading_and_five_songs()
    {
        var response = await server.PostMood(ServerFixture.Jpeg);

        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((320, 240), (answer.GetProperty("width").GetInt32(), answer.GetProperty("height").GetInt32()));
        var face = Assert.Single(answer.GetProperty("faces").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, face.GetProperty("score").ValueKind);
        Assert.Equal(240, face.GetProperty("box").GetProperty("width").GetDouble());
        Assert.Equal(Emotions.Names, face.GetProperty("probabilities").EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, face.GetProperty("probabilities").EnumerateObject().Sum(p => p.Value.GetDouble()), 4);
        Assert.Equal("match", answer.GetProperty("mode").GetString());
        var songs = answer.GetProperty("songs").EnumerateArray().ToList();
        Assert.Equal(5, songs.Count);
        Assert.All(songs, song =>
        {
            Assert.NotEmpty(song.GetProperty("title").GetString()!);
            Assert.NotEmpty(song.GetProperty("reason").GetString()!);
            Assert.All(song.GetProperty("links").EnumerateObject(),
                link => Assert.StartsWith("https://", link.Value.GetString(), StringComparison.Ordinal));
            Assert.False(song.TryGetProperty("step", out _));
        });
        Assert.Equal(["decode", "detect", "read", "recommend"], answer.GetProperty("milliseconds").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_form_with_a_file_is_taken_too()
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("hello"), "note" },
            { new ByteArrayContent(PngEncoder.Encode(DrawnFace.Draw(64, 64))), "image", "face.png" },
        };

        var response = await server.Client.PostAsync("/api/v1/mood?mode=calm&n=2", form);

        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("calm", answer.GetProperty("mode").GetString());
        Assert.Equal(2, answer.GetProperty("songs").GetArrayLength());
    }

    [Fact]
    public async Task Frames_of_a_camera_are_read_without_songs()
    {
        var response = await server.PostMood(ServerFixture.Jpeg, query: "?n=0");

        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Single(answer.GetProperty("faces").EnumerateArray());
        Assert.Empty(answer.GetProperty("songs").EnumerateArray());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("image/png")]
    [InlineData("application/octet-stream")]
    public async Task The_first_bytes_say_what_a_picture_is(string? type)
    {
        var response = await server.PostMood(ServerFixture.Jpeg, type);

        response.EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("not a type")]
    public async Task A_body_that_claims_to_be_no_picture_is_refused(string type) =>
        await ServerFixture.ProblemOf(await server.PostMood(ServerFixture.Jpeg, type), 415);

    [Fact]
    public async Task An_empty_body_is_refused() =>
        Assert.Contains("no picture", await ServerFixture.ProblemOf(await server.PostMood([]), 400), StringComparison.Ordinal);

    [Fact]
    public async Task A_form_without_a_file_is_refused()
    {
        using var form = new MultipartFormDataContent { { new StringContent("hello"), "note" } };

        await ServerFixture.ProblemOf(await server.Client.PostAsync("/api/v1/mood", form), 400);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task A_damaged_form_is_refused(string type) =>
        await ServerFixture.ProblemOf(
            await server.PostMood("--x\r\nContent-Disposition: form-data; name=\"i\"; filename=\"f\"\r\n\r\nabc"u8.ToArray(), type), 400);

    [Fact]
    public async Task Text_that_is_called_a_picture_is_refused() =>
        await ServerFixture.ProblemOf(await server.PostMood("This is no picture at all."u8.ToArray()), 415);

    [Fact]
    public async Task A_truncated_JPEG_is_refused() =>
        await ServerFixture.ProblemOf(await server.PostMood(ServerFixture.Jpeg[..(ServerFixture.Jpeg.Length / 2)]), 400);

    [Fact]
    public async Task A_truncated_PNG_is_refused()
    {
        var png = PngEncoder.Encode(DrawnFace.Draw(64, 64));

        await ServerFixture.ProblemOf(await server.PostMood(png[..(png.Length / 2)], "image/png"), 400);
    }

    [Fact]
    public async Task A_small_file_with_giant_sides_is_refused_at_once() =>
        await ServerFixture.ProblemOf(await server.PostMood(GiantPng.Make(30_000, 30_000), "image/png"), 413);

    [Fact]
    public async Task A_body_above_the_limit_is_refused()
    {
        // A client that sends on regardless finds the connection closed; one that asks first gets the answer.
        using var patient = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) });
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/api/v1/mood"))
        { Content = new ByteArrayContent(new byte[(32 << 20) + 1]) };
        request.Headers.ExpectContinue = true;
        request.Headers.Add("Affekt-Consent", "1");
        var response = await patient.SendAsync(request);

        Assert.Contains("32 MB", await ServerFixture.ProblemOf(response, 413), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?mode=sideways", "mode")]
    [InlineData("?n=101", "100")]
    [InlineData("?n=-1", "0 to 100")]
    [InlineData("?n=many", "n")]
    public async Task A_wish_that_cannot_be_is_refused(string query, string said) =>
        Assert.Contains(said, await ServerFixture.ProblemOf(await server.PostMood(ServerFixture.Jpeg, query: query), 400),
            StringComparison.Ordinal);

    [Fact]
    public async Task Pages_of_other_sites_cannot_send_pictures()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/mood") { Content = new ByteArrayContent(ServerFixture.Jpeg) };
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        await ServerFixture.ProblemOf(await server.Client.SendAsync(request), 403);
    }
}
