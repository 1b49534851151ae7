namespace Affekt.Music.Playlists;

/// <summary>Links that look a song up on the big services. They need no key and work without an account where the service
/// allows it.</summary>
public static class TrackLinks
{
    /// <summary>The search links of a song by service, in this order: spotify, youtube, deezer, apple.</summary>
    public static IReadOnlyDictionary<string, string> For(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        // Services search for these words; collaborators and title stay as printed.
        var words = Uri.EscapeDataString($"{track.Artist} {track.Title}");
        return new OrderedDictionary<string, string>
        {
            ["spotify"] = $"https://open.spotify.com/search/{words}",
            ["youtube"] = $"https://www.youtube.com/results?search_query={words}",
            ["deezer"] = $"https://www.deezer.com/search/{words}",
            ["apple"] = $"https://music.apple.com/search?term={words}",
        };
    }
}
