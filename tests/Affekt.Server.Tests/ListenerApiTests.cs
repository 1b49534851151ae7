using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Affekt.Music.Catalogue;
using Affekt.Music.Listeners;

namespace Affekt.Server.Tests;

public class ListenerApiTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static async Task<JsonElement> Json(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task<JsonElement> Get(HttpClient client, string path) => await Json(await client.GetAsync("/api/v1/" + path));

    private static Task<HttpResponseMessage> Say(HttpClient client, string song, string kind) =>
        client.PostAsJsonAsync("/api/v1/feedback", new { song, kind, valence = 0.5, arousal = 0.2, mode = "match" });

    private static async Task<JsonElement> Listener(HttpClient client) => (await Get(client, "profile/export")).GetProperty("listener");

    private static async Task<List<string>> Songs(HttpClient client, string query = "emotion=happy&n=10") =>
        [.. (await Get(client, "recommendations?" + query)).GetProperty("songs").EnumerateArray()
            .Select(song => song.GetProperty("id").GetString()!)];

    [Fact]
    public async Task Trying_needs_no_profile_and_sets_no_cookie()
    {
        using var browser = server.Browser();

        var profiles = await browser.GetAsync("/api/v1/profiles");
        var songs = await browser.GetAsync("/api/v1/recommendations?emotion=happy");

        Assert.False(profiles.Headers.Contains("Set-Cookie") || songs.Headers.Contains("Set-Cookie"));
        Assert.Empty((await Json(profiles)).GetProperty("profiles").EnumerateArray());
        Assert.Empty((await Get(browser, "profile/history")).GetProperty("moods").EnumerateArray());
        Assert.Equal(HttpStatusCode.NoContent,
            (await browser.PostAsJsonAsync("/api/v1/profile/moods", new { way = "hand", valence = 0, arousal = 0 })).StatusCode);
        Assert.Empty((await Get(browser, "profile/history")).GetProperty("moods").EnumerateArray());
    }

    [Fact]
    public async Task The_cookie_of_a_profile_cannot_be_read_by_pages_or_sent_by_other_sites()
    {
        using var browser = server.Browser();

        var made = await browser.PostAsJsonAsync("/api/v1/profiles", new { name = "Ada" });

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var cookie = Assert.Single(made.Headers.GetValues("Set-Cookie")).ToLowerInvariant();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Contains("path=/", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_https_the_cookie_is_bound_to_the_host()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post, "/api/v1/profiles")
        { Content = JsonContent.Create(new { name = "Ada" }) };
        // What a proxy on this machine says.
        request.Headers.Add("X-Forwarded-Proto", "https");

        var made = await server.Client.SendAsync(request);

        var cookie = Assert.Single(made.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-affekt-browser=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(made.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Several_profiles_live_in_one_browser_and_none_in_another()
    {
        using var browser = server.Browser();
        using var other = server.Browser();
        var ada = (await Json(await browser.PostAsJsonAsync("/api/v1/profiles", new { name = "Ada" }))).GetProperty("id").GetString();
        var ben = (await Json(await browser.PostAsJsonAsync("/api/v1/profiles", new { name = " Ben " }))).GetProperty("id").GetString();

        var profiles = await Get(browser, "profiles");
        Assert.Equal(["Ada", "Ben"], profiles.GetProperty("profiles").EnumerateArray().Select(p => p.GetProperty("name").GetString()));
        Assert.Equal(ben, profiles.GetProperty("active").GetString());
        Assert.Equal(ada, (await Json(await browser.PutAsJsonAsync("/api/v1/profiles/active", new { id = ada })))
            .GetProperty("active").GetString());
        Assert.Equal(JsonValueKind.Null, (await Json(
            await browser.PutAsJsonAsync("/api/v1/profiles/active", new { id = (string?)null }))).GetProperty("active").ValueKind);

        Assert.Empty((await Get(other, "profiles")).GetProperty("profiles").EnumerateArray());
        await ServerFixture.ProblemOf(await other.PutAsJsonAsync("/api/v1/profiles/active", new { id = ada }), 404);
        using var third = server.Browser();
        await third.PostAsJsonAsync("/api/v1/profiles", new { name = "Cleo" });
        await ServerFixture.ProblemOf(await third.PutAsJsonAsync("/api/v1/profiles/active", new { id = ada }), 404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    [InlineData("0123456789012345678901234567890123456789x")]
    [InlineData("a\nb")]
    public async Task A_name_that_is_none_is_refused(string? name)
    {
        using var browser = server.Browser();

        await ServerFixture.ProblemOf(await browser.PostAsJsonAsync("/api/v1/profiles", new { name }), 400);
    }

    [Fact]
    public async Task Different_words_bring_different_songs()
    {
        using var likes = server.Browser();
        using var dislikes = server.Browser();
        var before = await Songs(likes);

        foreach (var song in before.Take(4))
        {
            Assert.Equal(HttpStatusCode.Created, (await Say(likes, song, "like")).StatusCode);
            Assert.Equal(HttpStatusCode.Created, (await Say(dislikes, song, "dislike")).StatusCode);
        }

        var liked = await Songs(likes);
        var disliked = await Songs(dislikes);
        Assert.NotEqual(liked, disliked);
        // What was liked may come again, beside others that are tried; what was disliked may not.
        Assert.NotEmpty(before.Intersect(liked));
        Assert.Empty(before.Take(4).Intersect(disliked));
        using var stranger = server.Browser();
        Assert.Equal(before, await Songs(stranger));
    }

    [Fact]
    public async Task Lists_chosen_by_feedback_are_logged_with_propensities_and_feedback_is_linked_to_them()
    {
        using var ada = server.Browser();
        using var ben = server.Browser();
        var before = await Songs(ada);
        await Say(ada, before[0], "like");
        await Say(ben, before[0], "dislike");

        var list = await Songs(ada);
        Assert.NotEqual(list, await Songs(ben));
        Assert.Equal(list, await Songs(ada)); // The same question again is no other offer.
        await Say(ada, list[1], "skip");

        var listener = await Listener(ada);
        var offer = Assert.Single(listener.GetProperty("offers").EnumerateArray());
        Assert.Equal(PersonalRecommender.ThompsonPolicy, offer.GetProperty("policy").GetString());
        Assert.Equal(list, offer.GetProperty("songs").EnumerateArray().Select(song => song.GetProperty("id").GetString()!));
        Assert.All(offer.GetProperty("songs").EnumerateArray(),
            song => Assert.InRange(song.GetProperty("propensity").GetDouble(), 1 / 64.0, 1));
        var words = listener.GetProperty("feedback").EnumerateArray().ToList();
        Assert.False(words[0].TryGetProperty("offer", out _), "What everybody gets is not logged.");
        Assert.Equal(offer.GetProperty("number").GetInt64(), words[1].GetProperty("offer").GetInt64());
    }

    [Fact]
    public async Task Taking_a_word_back_removes_the_lists_chosen_with_it_and_deleting_removes_all()
    {
        using var browser = server.Browser();
        var before = await Songs(browser);
        await Say(browser, before[0], "like");
        await Songs(browser);
        await Say(browser, before[1], "like");
        await Songs(browser);
        await Get(browser, "journeys?emotion=happy&mode=calm&n=6");
        Assert.Equal(["thompson", "thompson", "journey"],
            (await Listener(browser)).GetProperty("offers").EnumerateArray().Select(offer => offer.GetProperty("policy").GetString()));

        await browser.DeleteAsync("/api/v1/feedback/last");
        Assert.Single((await Listener(browser)).GetProperty("offers").EnumerateArray());
        await browser.DeleteAsync("/api/v1/feedback/last");
        Assert.Empty((await Listener(browser)).GetProperty("offers").EnumerateArray());
        Assert.Equal(before, await Songs(browser));

        await Say(browser, before[0], "like");
        await Songs(browser);
        var id = (await Get(browser, "profiles")).GetProperty("active").GetString()!;
        Assert.True(server.DataHolds(id));
        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync("/api/v1/profile")).StatusCode);
        Assert.False(server.DataHolds(id), "The id is still in a file.");
    }

    [Fact]
    public async Task On_a_full_disk_there_are_songs_all_the_same()
    {
        using var browser = server.Browser();
        var hidden = (await Songs(browser, "emotion=happy&n=100"))[0];
        await Say(browser, hidden, "hide");
        string[] emotions = ["happy", "sad", "angry", "fear", "neutral", "surprise"];
        server.FillDisk(true);
        try
        {
            foreach (var emotion in emotions)
                Assert.DoesNotContain(hidden, await Songs(browser, $"emotion={emotion}&n=100"));
            Assert.Equal(8, (await Get(browser, "journeys?emotion=sad&mode=lift&n=8")).GetProperty("songs").GetArrayLength());
        }
        finally
        {
            server.FillDisk(false);
        }
        Assert.True((await Listener(browser)).GetProperty("offers").GetArrayLength() < emotions.Length, "The file must have been full.");
    }

    [Fact]
    public async Task A_hidden_song_is_not_offered_again_until_that_is_taken_back()
    {
        using var browser = server.Browser();
        var song = (await Songs(browser))[0];

        await Say(browser, song, "hide");
        Assert.DoesNotContain(song, await Songs(browser));
        var journey = await Get(browser, "journeys?emotion=happy&mode=match&n=8");
        Assert.DoesNotContain(song, journey.GetProperty("songs").EnumerateArray().Select(s => s.GetProperty("id").GetString()));

        var undone = await Json(await browser.DeleteAsync("/api/v1/feedback/last"));
        Assert.Equal((song, "hide"), (undone.GetProperty("song").GetString(), undone.GetProperty("kind").GetString()));
        Assert.Contains(song, await Songs(browser));
        await ServerFixture.ProblemOf(await browser.DeleteAsync("/api/v1/feedback/last"), 404);
    }

    [Theory]
    [InlineData("""{"song":"nobody.nothing","kind":"like","valence":0,"arousal":0}""", 404)]
    [InlineData("""{"song":"edith-piaf.padam-padam","kind":"adore","valence":0,"arousal":0}""", 400)]
    [InlineData("""{"song":"edith-piaf.padam-padam","kind":"like","valence":2,"arousal":0}""", 400)]
    [InlineData("""{"song":"edith-piaf.padam-padam","kind":"like","valence":0,"arousal":0,"mode":"up"}""", 400)]
    [InlineData("""{"song":null,"kind":"like","valence":0,"arousal":0}""", 404)]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    public async Task Feedback_that_cannot_be_is_refused(string body, int status)
    {
        using var browser = server.Browser();

        await ServerFixture.ProblemOf(
            await browser.PostAsync("/api/v1/feedback", new StringContent(body, null, "application/json")), status);
    }

    [Fact]
    public async Task A_body_that_is_called_something_else_is_not_taken_for_JSON()
    {
        using var browser = server.Browser();

        // What a form of another site could send without asking first.
        var response = await browser.PostAsync("/api/v1/profiles", new StringContent("""{"name":"Mallory"}""", null, "text/plain"));

        await ServerFixture.ProblemOf(response, 415);
    }

    [Fact]
    public async Task Corrections_are_kept_and_exported()
    {
        using var browser = server.Browser();
        var read = Emotions.Names.ToDictionary(name => name, name => name == "sad" ? 0.4 : 0.1);

        await browser.PutAsJsonAsync("/api/v1/profile/consent", new { version = 1 });

        var kept = await browser.PostAsJsonAsync("/api/v1/corrections", new { probabilities = read, said = "surprise" });

        Assert.Equal(HttpStatusCode.Created, kept.StatusCode);
        var correction = Assert.Single(
            (await Get(browser, "profile/export")).GetProperty("listener").GetProperty("corrections").EnumerateArray());
        Assert.Equal("surprise", correction.GetProperty("said").GetString());
        await ServerFixture.ProblemOf(
            await browser.PostAsJsonAsync("/api/v1/corrections", new { probabilities = read, said = "bored" }), 400);
        read.Remove("fear");
        await ServerFixture.ProblemOf(
            await browser.PostAsJsonAsync("/api/v1/corrections", new { probabilities = read, said = "sad" }), 400);
    }

    [Fact]
    public async Task Settings_shape_the_songs()
    {
        using var browser = server.Browser();
        var known = await Songs(browser);

        var saved = await Json(await browser.PutAsJsonAsync(
            "/api/v1/profile/settings",
            new { discovery = 1.0, @explicit = false, languages = new[] { "fr" }, ownMusic = false, lessMotion = true }));

        Assert.True(saved.GetProperty("settings").GetProperty("lessMotion").GetBoolean());
        var found = await Songs(browser);
        Assert.NotEqual(known, found);
        Assert.All(found, id => Assert.Contains(StarterCatalogue.Instance.Find(id)!.Language, (string[])["fr", "zxx"]));
        // zxx: without words.
        Assert.Equal(known, await Songs(browser,
            "emotion=happy&n=10&discovery=0&explicit=true&language=en&language=fr&language=es&language=de&language=pt&language=it&language=ja&language=ko&language=zxx") is var all && all.Count == 10 ? known : []);
        await ServerFixture.ProblemOf(await browser.PutAsJsonAsync("/api/v1/profile/settings", new { discovery = 3.0 }), 400);
        await ServerFixture.ProblemOf(
            await browser.PutAsJsonAsync("/api/v1/profile/settings", new { languages = new[] { "<script>" } }), 400);
        await ServerFixture.ProblemOf(await browser.GetAsync("/api/v1/recommendations?emotion=sad&own=true"), 400);
    }

    [Fact]
    public async Task History_holds_moods_and_words_in_order()
    {
        using var browser = server.Browser();
        await browser.PostAsJsonAsync("/api/v1/profiles", new { name = "Ada" });
        await browser.PostAsJsonAsync(
            "/api/v1/profile/moods", new { way = "word", valence = -0.5, arousal = -0.2, emotion = "sad", mode = "lift" });
        await browser.PostAsJsonAsync("/api/v1/profile/moods", new { way = "hand", valence = 0.5, arousal = 0.25 });
        await Say(browser, "edith-piaf.padam-padam", "like");

        var history = await Get(browser, "profile/history");

        Assert.Equal(["word", "hand"], history.GetProperty("moods").EnumerateArray().Select(m => m.GetProperty("way").GetString()));
        Assert.Equal("sad", history.GetProperty("moods")[0].GetProperty("emotion").GetString());
        Assert.Equal("Padam padam", history.GetProperty("feedback")[0].GetProperty("title").GetString());
        await ServerFixture.ProblemOf(
            await browser.PostAsJsonAsync("/api/v1/profile/moods", new { way = "dream", valence = 0, arousal = 0 }), 400);
        await ServerFixture.ProblemOf(
            await browser.PostAsJsonAsync("/api/v1/profile/moods", new { way = "photo", valence = 0, arousal = 0 }), 403);
    }

    [Fact]
    public async Task Deleting_leaves_nothing_in_any_file()
    {
        using var browser = server.Browser();
        const string Name = "Zebulon Quixote";
        var made = await browser.PostAsJsonAsync("/api/v1/profiles", new { name = Name });
        var id = (await Json(made)).GetProperty("id").GetString()!;
        await Say(browser, "edith-piaf.padam-padam", "like");
        await browser.PostAsJsonAsync("/api/v1/profile/moods", new { way = "hand", valence = 0.123456, arousal = 0 });
        Assert.True(server.DataHolds(Name) && server.DataHolds(id));

        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync("/api/v1/profile")).StatusCode);

        Assert.False(server.DataHolds(Name), "The name is still in a file.");
        Assert.False(server.DataHolds(id), "The id is still in a file.");
        Assert.Empty((await Get(browser, "profiles")).GetProperty("profiles").EnumerateArray());
        await ServerFixture.ProblemOf(await browser.DeleteAsync("/api/v1/profile"), 404);
        await ServerFixture.ProblemOf(await browser.GetAsync("/api/v1/profile/export"), 404);
    }
}
