using Affekt.Music.Catalogue;
using Affekt.Music.Playlists;

namespace Affekt.Music.Tests;

public sealed class TrackLinksTests
{
    [Fact]
    public void Links_come_in_a_fixed_order_and_are_escaped()
    {
        var track = new Track
        {
            Id = "1",
            Title = "What's Up? 100% / #1 & more",
            Artist = "Beyoncé + AC/DC",
            Popularity = 1,
            Affect = default
        };
        var links = TrackLinks.For(track);
        Assert.Equal(["spotify", "youtube", "deezer", "apple"], links.Keys);
        const string Words = "Beyonc%C3%A9%20%2B%20AC%2FDC%20What%27s%20Up%3F%20100%25%20%2F%20%231%20%26%20more";
        Assert.Equal("https://open.spotify.com/search/" + Words, links["spotify"]);
        Assert.Equal("https://www.youtube.com/results?search_query=" + Words, links["youtube"]);
        Assert.Equal("https://www.deezer.com/search/" + Words, links["deezer"]);
        Assert.Equal("https://music.apple.com/search?term=" + Words, links["apple"]);
    }

    [Fact]
    public void Every_starter_song_has_four_well_formed_links() =>
        Assert.All(StarterCatalogue.Instance.Tracks, track => Assert.All(TrackLinks.For(track).Values, link =>
        {
            Assert.Equal(link, new Uri(link, UriKind.Absolute).AbsoluteUri);
            Assert.Contains(Uri.EscapeDataString(track.Title), link, StringComparison.Ordinal);
        }));
}
