using System.Text.RegularExpressions;

namespace Affekt.Music.Playlists;

/// <summary>The official player of a service for one song, to be shown in a frame. It needs no key.</summary>
/// <param name="Service">spotify, deezer or youtube, as in <see cref="TrackLinks"/>.</param>
/// <param name="Address">The frame's address.</param>
public sealed partial record TrackEmbed(string Service, string Address)
{
    private const string Spotify = "https://open.spotify.com";
    private const string Deezer = "https://widget.deezer.com";
    private const string YouTube = "https://www.youtube-nocookie.com";

    /// <summary>The origins of all players: nothing else need be allowed in a frame.</summary>
    public static IReadOnlyList<string> Origins { get; } = [Spotify, Deezer, YouTube];

    /// <summary>The player of the service that a song's id is of; null for ids of our own and of others.</summary>
    /// <remarks>
    /// Spotify's ids are 22 letters and digits, as the csv files of its songs carry them, also as spotify:track:ID. The ids of
    /// the others are told by deezer: (a number) and youtube: (eleven letters, digits, - and _) before them.
    /// </remarks>
    public static TrackEmbed? For(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        var id = track.Id[(track.Id.LastIndexOf(':') + 1)..];
        return track.Id[..^id.Length] switch
        {
            "" or "spotify:track:" when SpotifyId().IsMatch(id) => new TrackEmbed("spotify", $"{Spotify}/embed/track/{id}"),
            "deezer:" when DeezerId().IsMatch(id) => new TrackEmbed("deezer", $"{Deezer}/widget/auto/track/{id}"),
            "youtube:" when YouTubeId().IsMatch(id) => new TrackEmbed("youtube", $"{YouTube}/embed/{id}"),
            _ => null,
        };
    }

    [GeneratedRegex(@"\A[A-Za-z0-9]{22}\z")]
    private static partial Regex SpotifyId();

    [GeneratedRegex(@"\A[0-9]{1,15}\z")]
    private static partial Regex DeezerId();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{11}\z")]
    private static partial Regex YouTubeId();
}
