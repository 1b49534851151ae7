using Affekt.Music.Catalogue;

namespace Affekt.Music.Tests;

public sealed class MemoryCatalogueTests
{
    private static readonly MemoryCatalogue Catalogue = StarterCatalogue.Instance;

    [Theory]
    [InlineData("edith piaf", "Édith Piaf")]
    [InlineData("BEYONCE halo", "Beyoncé")]
    [InlineData("simarik", "Tarkan")]
    [InlineData("earth wind", "Earth, Wind & Fire")]
    public void Search_ignores_case_accents_and_punctuation(string text, string artist) =>
        Assert.Contains(Catalogue.Search(text, 10), track => track.Artist == artist);

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("?!")]
    [InlineData("no song has these words")]
    public void Search_finds_nothing_where_nothing_is(string text) => Assert.Empty(Catalogue.Search(text, 10));

    [Fact]
    public void Near_returns_the_nearest_first_and_keeps_to_the_limit()
    {
        var target = new ValenceArousal(.4, -.6);
        var near = Catalogue.Near(target, TrackFilter.None, 25);
        Assert.Equal(25, near.Count);
        var farthest = near.Max(t => t.Affect.DistanceTo(target));
        Assert.All(Catalogue.Tracks.Except(near), t => Assert.True(t.Affect.DistanceTo(target) >= farthest));
    }

    [Fact]
    public void Ids_find_their_songs_and_must_be_unique()
    {
        Assert.Equal("Bohemian Rhapsody", Catalogue.Find("queen.bohemian-rhapsody")?.Title);
        Assert.Null(Catalogue.Find("nothing"));
        var track = new Track { Id = "1", Title = "t", Artist = "a", Popularity = 1, Affect = default };
        Assert.Throws<MusicException>(() => new MemoryCatalogue([track, track]));
    }
}
