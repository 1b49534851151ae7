using System.Text.RegularExpressions;

namespace Affekt.Library.Imports;

/// <summary>The ids by which services know songs, as they stand in exports: bare, as URIs, or within addresses.</summary>
internal static partial class SongIds
{
    /// <summary>
    /// The id that a song keeps in a catalogue: Spotify's own 22 letters and digits, or youtube:, deezer:, isrc: or mbid: with
    /// the service's id; null when a row has none.
    /// </summary>
    public static string? Of(TrackRow row)
    {
        var address = row.Text(SongColumns.Address);
        return Spotify(row.Text(SongColumns.Spotify)) ?? Spotify(address)
            ?? Prefixed("youtube:", YouTube(row.Text(SongColumns.YouTube)) ?? YouTubeAddress(address))
            ?? Prefixed("deezer:", Deezer(row.Text(SongColumns.Deezer)) ?? DeezerAddress(address))
            ?? Prefixed("isrc:", Isrc(row.Text(SongColumns.Isrc)))
            ?? Prefixed("mbid:", MusicBrainz(row.Text(SongColumns.MusicBrainz)) ?? MusicBrainz(address));
    }

    /// <summary>The id in "4uLU6hMCjMI75M1A2tKUQC", "spotify:track:4uLU..." or "https://open.spotify.com/track/4uLU...?si=x".</summary>
    public static string? Spotify(string text) => First(SpotifyId().Match(text));

    /// <summary>An ISRC such as DEA121234567, with or without dashes, in capitals.</summary>
    public static string? Isrc(string text)
    {
        var plain = text.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return IsrcCode().IsMatch(plain) ? plain : null;
    }

    private static string? YouTube(string text) => YouTubeId().IsMatch(text) ? text : YouTubeAddress(text);

    private static string? YouTubeAddress(string text) => First(YouTubeLink().Match(text));

    private static string? Deezer(string text) => DeezerId().IsMatch(text) ? text : DeezerAddress(text);

    private static string? DeezerAddress(string text) => First(DeezerLink().Match(text));

    private static string? MusicBrainz(string text) =>
        MusicBrainzId().Match(text) is { Success: true } match ? match.Value.ToLowerInvariant() : null;

    private static string? First(Match match) => match.Success ? match.Groups[1].Value : null;

    private static string? Prefixed(string prefix, string? id) => id is null ? null : prefix + id;

    [GeneratedRegex(@"\A(?:spotify:track:|https?://open\.spotify\.com/(?:intl-[a-z]{2,5}/)?track/)?([A-Za-z0-9]{22})(?:\?.*)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex SpotifyId();

    [GeneratedRegex(@"\A[A-Z]{2}[A-Z0-9]{3}[0-9]{7}\z")]
    private static partial Regex IsrcCode();

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{11}\z")]
    private static partial Regex YouTubeId();

    [GeneratedRegex(@"\Ahttps?://(?:(?:www|m|music)\.)?(?:youtube\.com/watch\?(?:.*&)?v=|youtu\.be/)([A-Za-z0-9_-]{11})(?![A-Za-z0-9_-])",
        RegexOptions.CultureInvariant)]
    private static partial Regex YouTubeLink();

    [GeneratedRegex(@"\A[0-9]{1,15}\z")]
    private static partial Regex DeezerId();

    [GeneratedRegex(@"\Ahttps?://(?:www\.)?deezer\.com/(?:[a-z]{2}/)?track/([0-9]{1,15})(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex DeezerLink();

    [GeneratedRegex(@"(?<=\A|recording/)[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MusicBrainzId();
}
