using System.Text.Json;
using Affekt.App.Answers;
using Affekt.Music.Listeners;

namespace Affekt.App.Tests;

public sealed class AnswerTests
{
    private static readonly Track Song = new()
    {
        Id = "s1",
        Title = "Title",
        Artist = "Artist",
        Popularity = 50,
        Affect = new ValenceArousal(0.5, -0.5),
    };

    [Fact]
    public void Feedback_names_the_song_both_as_lists_and_as_requests_do()
    {
        var said = new FeedbackEvent(7, DateTimeOffset.UnixEpoch, FeedbackKind.Like, Song, new ValenceArousal(0.1, 0.2), MoodMode.Lift)
        {
            Offer = 3,
        };

        var json = JsonSerializer.SerializeToElement(FeedbackAnswer.From(said).WithSong(), AnswerJson.Default.FeedbackAnswer);

        Assert.Equal("s1", json.GetProperty("id").GetString());
        Assert.Equal("s1", json.GetProperty("song").GetString());
        Assert.Equal("like", json.GetProperty("kind").GetString());
        Assert.Equal("lift", json.GetProperty("mode").GetString());
        Assert.Equal(3, json.GetProperty("offer").GetInt64());
    }

    [Fact]
    public void A_journey_numbers_its_songs()
    {
        var json = JsonSerializer.SerializeToElement(Song.ToAnswer() with { Step = 2 }, AnswerJson.Default.SongAnswer);

        Assert.Equal(2, json.GetProperty("step").GetInt32());
        Assert.False(json.TryGetProperty("audio", out _));
    }
}
