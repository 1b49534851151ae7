using Affekt.Music.Catalogue;

namespace Affekt.Music.Tests;

public sealed class SongIndexTests
{
    private static readonly SongIndex Catalogue = StarterCatalogue.Instance;

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
    public void The_best_are_those_that_a_look_at_every_song_finds()
    {
        TrackFilter[] filters =
        [
            TrackFilter.None, new() { Genres = ["rock"] }, new() { FromYear = 1990, ToYear = 1991 }, new() { Genres = ["tango"], ToYear = 1999 },
            new() { WithoutGenres = ["pop"], Origin = SongOrigin.Known }, new() { UsualLanguages = ["en"] }, new() { WithoutArtists = ["Queen"] },
        ];
        foreach (var filter in filters)
        {
            var expected = Catalogue.Tracks.Where(filter.Allows).OrderByDescending(track => Score(SongPlace.Of(track))).Take(25);
            Assert.Equal(expected.Select(track => track.Id), Catalogue.Best(Score, filter, 25).Select(track => track.Id));
        }
        Assert.Empty(Catalogue.Best(Score, new TrackFilter { Origin = SongOrigin.Mine }, 25));
        Assert.Empty(Catalogue.Best(_ => double.NegativeInfinity, TrackFilter.None, 25));

        static double Score(SongPlace song) => song.Popularity - 40 * song.Affect.DistanceTo(new(.4, -.6)) + song.Key % 1000 / 1e6;
    }

    [Fact]
    public void A_part_of_very_many_songs_is_enough_unless_few_pass()
    {
        var index = new SongIndex(Enumerable.Range(0, 90_000).Select(i => new Track
        {
            Id = $"{i}",
            Title = $"{i}",
            Artist = "a",
            Genre = i % 30_000 == 0 ? "rare" : "pop",
            Language = i % 30_000 == 1 ? "fr" : "en",
            Popularity = i / 900.0,
            Affect = default,
        }));
        var looked = 0;
        var first = index.Best(Popularity, TrackFilter.None, 100, part: 0);
        Assert.InRange(looked, 100, 45_000);
        Assert.NotEqual(first, index.Best(Popularity, TrackFilter.None, 100, part: 50_000));
        looked = 0;
        Assert.Equal(["60000", "30000", "0"], index.Best(Popularity, new() { Genres = ["rare"] }, 100, part: 0).Select(t => t.Id));
        Assert.Equal(3, looked);
        Assert.Equal(["60001", "30001", "1"], index.Best(Popularity, new() { Languages = ["fr"] }, 100, part: 0).Select(t => t.Id));

        double Popularity(SongPlace song)
        {
            looked++;
            return song.Popularity;
        }
    }

    [Fact]
    public void Ids_find_their_songs_and_must_be_unique()
    {
        Assert.Equal("Bohemian Rhapsody", Catalogue.Find("queen.bohemian-rhapsody")?.Title);
        Assert.Null(Catalogue.Find("nothing"));
        var track = new Track { Id = "1", Title = "t", Artist = "a", Popularity = 1, Affect = default };
        Assert.Throws<MusicException>(() => new SongIndex([track, track]));
    }
}
