namespace Affekt.Sound.Tests;

public sealed class ModelTests
{
    [Fact]
    public void What_was_written_is_read_again()
    {
        using var first = new StringWriter();
        SoundAffectModel.Shipped.Write(first);
        using var second = new StringWriter();
        SoundAffectModel.Read(new StringReader(first.ToString())).Write(second);
        Assert.Equal(first.ToString(), second.ToString());
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.6)]
    [InlineData(0.999)]
    public void A_model_that_breaks_off_is_refused(double share)
    {
        using var text = new StringWriter();
        SoundAffectModel.Shipped.Write(text);
        var cut = text.ToString()[..(int)(share * text.ToString().Length)];
        Assert.Throws<SoundException>(() => SoundAffectModel.Read(new StringReader(cut)));
    }

    [Fact]
    public void A_song_unlike_all_others_is_placed_with_more_doubt()
    {
        var usual = SoundAffectModel.Shipped.Predict(new SoundFeatures([.. Average()]));
        var strange = SoundAffectModel.Shipped.Predict(new SoundFeatures([.. Average().Select((value, i) => i % 2 == 0 ? 1e6f : -1e6f)]));
        Assert.InRange(usual.ArousalDeviation, 0.1, 0.4);
        Assert.InRange(usual.ValenceDeviation, usual.ArousalDeviation, 0.4);
        Assert.Equal(0.4, strange.ArousalDeviation, 0.01);
        Assert.Equal(0, strange.Arousal, 0.05);
    }

    [Fact]
    public void Features_survive_as_bytes_and_those_of_another_version_are_refused()
    {
        var features = new SoundFeatures([.. Average()]);
        Assert.Equal(features.Values, SoundFeatures.FromBytes(features.ToBytes())!.Values);
        Assert.Null(SoundFeatures.FromBytes(features.ToBytes().AsSpan(4)));
    }

    [Fact]
    public void A_feature_that_is_no_number_is_refused() =>
        Assert.Throws<ArgumentException>(() => new SoundFeatures([.. Average().Select((value, i) => i == 3 ? float.NaN : value)]));

    private static IEnumerable<float> Average()
    {
        using var text = new StringWriter();
        SoundAffectModel.Shipped.Write(text);
        return text.ToString().Split('\n').First(line => line.StartsWith("means ", StringComparison.Ordinal)).Split(' ').Skip(1)
            .Select(part => float.Parse(part, System.Globalization.CultureInfo.InvariantCulture));
    }
}
