using Affekt.Music.Affect;
using Affekt.Music.Catalogue;

namespace Affekt.Music.Tests;

public sealed class AffectModelTests
{
    private static readonly AudioFeatures Bright = new(.95, .75, .8, .1, 0, .05, .1, -5, 125);
    private static readonly AudioFeatures Bleak = new(.08, .2, .35, .9, .3, .04, .1, -16, 80);
    private static readonly AudioFeatures Harsh = new(.25, .97, .35, .001, .1, .1, .2, -4, 150);

    [Fact]
    public void Plain_cases_come_out_on_the_right_side()
    {
        var model = AffectModel.Shipped;
        Assert.True(model.Predict(Bright).Affect.Valence > model.Predict(Bleak).Affect.Valence + .2);
        Assert.True(model.Predict(Harsh).Affect.Arousal > model.Predict(Bleak).Affect.Arousal + .15);
        Assert.InRange(model.Uncertainty, .2, .5);
    }

    [Fact]
    public void Impossible_features_never_leave_the_circle()
    {
        var affect = AffectModel.Shipped.Predict(new AudioFeatures(1, 1, 1, 1, 1, 1, 1, 10, 400)).Affect;
        Assert.InRange(affect.Valence, -1, 1);
        Assert.InRange(affect.Arousal, -1, 1);
    }

    [Fact]
    public void A_model_comes_back_as_it_was_written_and_damage_is_noticed()
    {
        using var text = new StringWriter();
        AffectModel.Shipped.Write(text);
        var again = AffectModel.Read(new StringReader(text.ToString()));
        Assert.Equal(AffectModel.Shipped.Predict(Bright), again.Predict(Bright));
        Assert.Throws<MusicException>(() => AffectModel.Read(new StringReader("something else")));
        Assert.Throws<MusicException>(() => AffectModel.Read(new StringReader(text.ToString()[..20_000])));
    }

    [Fact]
    public void Words_and_features_together_are_surer_than_either()
    {
        var (words, _) = AffectEstimate.Of(["sad"], null, SongContext.Unknown, AffectModel.Shipped);
        var (features, _) = AffectEstimate.Of([], Bright, SongContext.Unknown, AffectModel.Shipped);
        var (both, source) = AffectEstimate.Of(["sad"], Bright, SongContext.Unknown, AffectModel.Shipped);
        Assert.True(both.Uncertainty < Math.Min(words.Uncertainty, features.Uncertainty));
        Assert.InRange(both.Affect.Valence, words.Affect.Valence, features.Affect.Valence);
        Assert.Equal(AffectSource.WordsAndFeatures, source);
        Assert.Equal(AffectSource.Genre,
            AffectEstimate.Of(["film"], null, SongContext.Unknown with { Genres = ["indie rock"] }, AffectModel.Shipped).Source);
        Assert.Equal(AffectSource.Unknown, AffectEstimate.Of([], null, SongContext.Unknown, AffectModel.Shipped).Source);
    }
}
