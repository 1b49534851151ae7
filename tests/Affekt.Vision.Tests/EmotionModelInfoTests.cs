namespace Affekt.Vision.Tests;

public class EmotionModelInfoTests
{
    private static readonly EmotionModelInfo Info = new()
    {
        Outputs = [new EmotionOutput("crowd", 1.25, .41), new EmotionOutput("fer", 1.75, .35)],
        BoxScale = 1.1,
        Mean = .5,
        Deviation = .25,
        Pictures = new PictureReading
        {
            Shares = [.8, .2],
            Offsets = [.1, 2, 1.4, 0, .3, -.2, .5],
            Temperature = .9,
            UnsureBelow = .45,
            Mirrored = true,
        },
    };

    private static Dictionary<string, string> Metadata(string key, string? value)
    {
        var metadata = Info.ToMetadata().ToDictionary();
        if (value is null)
            metadata.Remove(key);
        else
            metadata[key] = value;
        return metadata;
    }

    [Fact]
    public void Is_the_same_after_a_trip_through_metadata()
    {
        var read = EmotionModelInfo.FromMetadata(Info.ToMetadata());

        Assert.Equal(Info.Outputs, read.Outputs);
        Assert.Equal(Info.Pictures!.Shares, read.Pictures!.Shares);
        Assert.Equal(Info.Pictures.Offsets, read.Pictures.Offsets);
        Assert.Equal(Info.Pictures with { Shares = read.Pictures.Shares, Offsets = read.Pictures.Offsets }, read.Pictures);
        Assert.Equal(Info with { Outputs = read.Outputs, Pictures = read.Pictures }, read);
        Assert.Equal(.45, read.PicturesUnsureBelow);
    }

    [Fact]
    public void Passes_over_keys_of_others() => EmotionModelInfo.FromMetadata(Metadata("author", "someone"));

    [Theory]
    [InlineData("affekt.format", "2", "too new")]
    [InlineData("affekt.format", "0", "too old")]
    [InlineData("affekt.format", "one", "not a number")]
    [InlineData("affekt.classes", "happy,sad,angry,disgust,fear,surprise,neutral",
        "expected angry,disgust,fear,happy,sad,surprise,neutral")]
    [InlineData("affekt.classes", null, "no emotion model")]
    [InlineData("affekt.temperature.fer", null, "no emotion model")]
    [InlineData("affekt.temperature.crowd", "0", "out of range")]
    [InlineData("affekt.deviation", "NaN", "not a number")]
    [InlineData("affekt.faceSize", "100000", "out of range")]
    [InlineData("affekt.pictures.shares", "0.8,0.3", "out of range")]
    [InlineData("affekt.pictures.shares", "1", "out of range")]
    [InlineData("affekt.pictures.offsets", "0,1,2", "out of range")]
    [InlineData("affekt.pictures.offsets", "0,1,2,many,0,0,0", "affekt.pictures.offsets")]
    [InlineData("affekt.pictures.temperature", null, "affekt.pictures.temperature")]
    public void Refuses_a_description_that_does_not_fit(string key, string? value, string reason)
    {
        var exception = Assert.Throws<EmotionModelException>(() => EmotionModelInfo.FromMetadata(Metadata(key, value)));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }
}
