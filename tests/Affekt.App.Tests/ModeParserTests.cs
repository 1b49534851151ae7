using Affekt.App.Songs;
using Affekt.Music;

namespace Affekt.App.Tests;

public sealed class ModeParserTests
{
    [Theory]
    [InlineData("match", MoodMode.Match)]
    [InlineData(" Lift ", MoodMode.Lift)]
    [InlineData("CALM", MoodMode.Calm)]
    [InlineData("energise", MoodMode.Energise)]
    public void Reads_modes_whatever_their_case(string name, MoodMode mode) => Assert.Equal(mode, ModeParser.Parse(name));

    [Fact]
    public void Says_which_modes_there_are() =>
        Assert.Contains("match, lift, calm, energise", Assert.Throws<MusicException>(() => ModeParser.Parse("wild")).Message);

    [Theory]
    [InlineData(1.01, 0)]
    [InlineData(0, -1.01)]
    [InlineData(double.NaN, 0)]
    public void Refuses_points_outside_the_plane(double valence, double arousal) =>
        Assert.Throws<MusicException>(() => ModeParser.Point(valence, arousal));

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("happy", 0.5, 0.5)]
    [InlineData(null, 0.5, null)]
    public void A_mood_is_either_an_emotion_or_a_point(string? emotion, double? valence, double? arousal) =>
        Assert.Throws<MusicException>(() => RequestedMood.Read(emotion, valence, arousal, "match"));
}
