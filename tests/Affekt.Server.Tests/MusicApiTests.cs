using System.Net.Http.Json;
using System.Text.Json;

namespace Affekt.Server.Tests;

public class MusicApiTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private async Task<JsonElement> Get(string path)
    {
        var response = await server.Client.GetAsync("/api/v1/" + path);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    [Fact]
    public async Task Songs_for_an_emotion()
    {
        var answer = await Get("recommendations?emotion=happy");

        Assert.Equal("match", answer.GetProperty("mode").GetString());
        Assert.Equal(5, answer.GetProperty("songs").GetArrayLength());
        Assert.Equal(answer.GetProperty("start").ToString(), answer.GetProperty("target").ToString());
    }

    [Fact]
    public async Task Songs_for_a_point_on_the_way_to_a_mode()
    {
        var answer = await Get("recommendations?valence=-0.6&arousal=-0.4&mode=lift&n=7");

        Assert.Equal(7, answer.GetProperty("songs").GetArrayLength());
        Assert.Equal(-0.6, answer.GetProperty("start").GetProperty("valence").GetDouble(), 6);
        Assert.True(answer.GetProperty("target").GetProperty("valence").GetDouble() > 0);
    }

    [Fact]
    public async Task A_journey_has_steps_from_the_mood_to_the_target()
    {
        var answer = await Get("journeys?emotion=sad&mode=energise&n=6");

        var songs = answer.GetProperty("songs").EnumerateArray().ToList();
        Assert.Equal([1, 2, 3, 4, 5, 6], songs.Select(song => song.GetProperty("step").GetInt32()));
        Assert.True(songs[^1].GetProperty("arousal").GetDouble() > songs[0].GetProperty("arousal").GetDouble());
    }

    [Fact]
    public async Task The_places_of_the_seven_emotions()
    {
        var answer = await Get("affect");

        Assert.Equal(Emotions.Names, answer.GetProperty("emotions").EnumerateArray().Select(e => e.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_songs_of_the_catalogue_with_their_places()
    {
        var tracks = (await Get("tracks")).GetProperty("tracks").EnumerateArray().ToList();

        Assert.True(tracks.Count >= 120);
        Assert.All(tracks, track => Assert.InRange(track.GetProperty("valence").GetDouble(), -1, 1));
    }

    [Theory]
    [InlineData("recommendations?emotion=gleeful", "angry, disgust, fear, happy, sad, surprise, neutral")]
    [InlineData("recommendations?emotion=happy&mode=sideways", "match, lift, calm, energise")]
    [InlineData("recommendations", "either an emotion")]
    [InlineData("recommendations?emotion=sad&valence=0&arousal=0", "either an emotion")]
    [InlineData("recommendations?valence=0.5", "both valence and arousal")]
    [InlineData("recommendations?valence=2&arousal=0", "from -1 to 1")]
    [InlineData("recommendations?valence=NaN&arousal=0", "from -1 to 1")]
    [InlineData("recommendations?emotion=sad&n=0", "1 to 100")]
    [InlineData("recommendations?emotion=sad&n=x", "\"n\"")]
    [InlineData("journeys?emotion=sad&n=1000", "1 to 50")]
    public async Task A_wish_that_cannot_be_is_refused_with_a_hint(string path, string hint)
    {
        var detail = await ServerFixture.ProblemOf(await server.Client.GetAsync("/api/v1/" + path), 400);

        Assert.Contains(hint.Trim('"'), detail, StringComparison.Ordinal);
    }
}
