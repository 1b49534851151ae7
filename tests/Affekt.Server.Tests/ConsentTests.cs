using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Affekt.Server.Tests;

public class ConsentTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static Task<HttpResponseMessage> PostPicture(HttpClient client)
    {
        var content = new ByteArrayContent(ServerFixture.Jpeg);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
        return client.PostAsync("/api/v1/mood", content);
    }

    private static Task<HttpResponseMessage> Agree(HttpClient client, int version = 1) =>
        client.PutAsJsonAsync("/api/v1/profile/consent", new { version });

    [Fact]
    public async Task A_browser_has_to_agree_before_a_picture_is_read()
    {
        using var browser = server.Browser();
        Assert.Contains("agreed", await ServerFixture.ProblemOf(await PostPicture(browser), 403), StringComparison.Ordinal);

        var consent = await (await Agree(browser)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(1, consent.GetProperty("version").GetInt32());
        Assert.Contains("pictures", consent.GetProperty("what").GetString(), StringComparison.Ordinal);
        Assert.InRange(consent.GetProperty("when").GetDateTimeOffset(), TimeProvider.System.GetUtcNow().AddMinutes(-1),
            TimeProvider.System.GetUtcNow());
        Assert.Equal(HttpStatusCode.OK, (await PostPicture(browser)).StatusCode);
    }

    [Fact]
    public async Task Consent_belongs_to_one_profile()
    {
        using var browser = server.Browser();
        await Agree(browser);

        await browser.PostAsJsonAsync("/api/v1/profiles", new { name = "Somebody else" });

        await ServerFixture.ProblemOf(await PostPicture(browser), 403);
    }

    [Fact]
    public async Task A_yes_to_another_question_does_not_count()
    {
        using var browser = server.Browser();

        await ServerFixture.ProblemOf(await Agree(browser, version: 0), 400);

        await ServerFixture.ProblemOf(await PostPicture(browser), 403);
    }

    [Fact]
    public async Task Taking_consent_back_deletes_what_came_of_pictures_and_nothing_else()
    {
        using var browser = server.Browser();
        await Agree(browser);
        await browser.PostAsJsonAsync("/api/v1/profile/moods", new { way = "camera", valence = 0.31, arousal = 0.1, emotion = "happy" });
        await browser.PostAsJsonAsync("/api/v1/profile/moods", new { way = "hand", valence = -0.4, arousal = 0.1 });
        await browser.PostAsJsonAsync(
            "/api/v1/corrections", new { probabilities = Emotions.Names.ToDictionary(name => name, _ => 0.14), said = "sad" });
        await browser.PostAsJsonAsync("/api/v1/feedback", new { song = "edith-piaf.padam-padam", kind = "like", valence = 0, arousal = 0 });
        // The list for this picture is logged with its mood, for somebody has said something of songs.
        Assert.True((await PostPicture(browser)).IsSuccessStatusCode);
        Assert.Single(await Offers());

        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync("/api/v1/profile/consent")).StatusCode);

        await ServerFixture.ProblemOf(await PostPicture(browser), 403);
        var left = await browser.GetFromJsonAsync<JsonElement>("/api/v1/profile/export");
        Assert.Equal(JsonValueKind.Null, left.GetProperty("profile").GetProperty("consent").ValueKind);
        Assert.Equal("hand", Assert.Single(left.GetProperty("moods").EnumerateArray()).GetProperty("way").GetString());
        Assert.Empty(left.GetProperty("listener").GetProperty("corrections").EnumerateArray());
        Assert.Single(left.GetProperty("listener").GetProperty("feedback").EnumerateArray());
        Assert.Empty(await Offers());

        async Task<List<JsonElement>> Offers() =>
            [.. (await browser.GetFromJsonAsync<JsonElement>("/api/v1/profile/export")).GetProperty("listener")
                .GetProperty("offers").EnumerateArray()];
    }

    [Theory]
    [InlineData("1", 200)]
    [InlineData("0", 403)]
    [InlineData("yes", 403)]
    [InlineData(null, 200)]
    public async Task A_program_on_this_machine_may_state_consent_in_a_header(string? stated, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/mood") { Content = new ByteArrayContent(ServerFixture.Jpeg) };
        if (stated is not null)
            request.Headers.Add("Affekt-Consent", stated);

        Assert.Equal(status, (int)(await server.Client.SendAsync(request)).StatusCode);
    }
}
