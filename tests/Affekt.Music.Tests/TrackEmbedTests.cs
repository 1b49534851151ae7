using Affekt.Music.Catalogue;
using Affekt.Music.Playlists;

namespace Affekt.Music.Tests;

public sealed class TrackEmbedTests
{
    private static TrackEmbed? Of(string id) =>
        TrackEmbed.For(new Track { Id = id, Title = "Song", Artist = "Somebody", Popularity = 1, Affect = default });

    [Theory]
    [InlineData("0123456789abcdefghIJKL", "spotify", "https://open.spotify.com/embed/track/0123456789abcdefghIJKL")]
    [InlineData("spotify:track:0123456789abcdefghIJKL", "spotify", "https://open.spotify.com/embed/track/0123456789abcdefghIJKL")]
    [InlineData("deezer:12345", "deezer", "https://widget.deezer.com/widget/auto/track/12345")]
    [InlineData("youtube:abc-DEF_123", "youtube", "https://www.youtube-nocookie.com/embed/abc-DEF_123")]
    public void An_id_of_a_service_has_its_player(string id, string service, string address)
    {
        Assert.Equal(new TrackEmbed(service, address), Of(id));
        Assert.Contains(new Uri(address).GetLeftPart(UriPartial.Authority), TrackEmbed.Origins);
    }

    [Theory]
    [InlineData("edith-piaf.padam-padam")]
    [InlineData("")]
    [InlineData("12345")]
    [InlineData("deezer:12345/../..")]
    [InlineData("deezer:")]
    [InlineData("youtube:abc-DEF_12?autoplay=1")]
    [InlineData("spotify:album:0123456789abcdefghIJKL")]
    [InlineData("0123456789abcdefghIJK/")]
    [InlineData("0123456789abcdefghIJKL\n")]
    [InlineData("0123456789abcdefghIJKé")]
    public void Other_ids_have_none(string id) => Assert.Null(Of(id));

    [Fact]
    public void The_ids_of_the_starter_songs_are_our_own() =>
        Assert.All(StarterCatalogue.Instance.Tracks, track => Assert.Null(TrackEmbed.For(track)));
}
