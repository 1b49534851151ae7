using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>What an artist's other songs sound like.</summary>
/// <param name="Songs">How many other songs are known: 1 or more.</param>
/// <param name="Mean">The mean of each of their audio features.</param>
public sealed record ArtistSound(int Songs, AudioFeatures Mean);

/// <summary>The sound of the songs of one or more lists, by artist, so that each song can be seen beside the others of its
/// artist.</summary>
public sealed class ArtistSounds
{
    private readonly Dictionary<string, AudioFeatures> _songs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Count, AudioFeatures Sum)> _artists = new(StringComparer.Ordinal);

    /// <summary>Adds a song; one that is known already, under whatever id, counts once.</summary>
    public void Add(string artist, string title, AudioFeatures? features)
    {
        if (features is null || KeyOf(artist) is not { } key || !_songs.TryAdd(TextKey.Song(artist, title), features))
            return;
        _artists[key] = _artists.TryGetValue(key, out var known)
            ? (known.Count + 1, Combine(known.Sum, features, (a, b) => a + b)) : (1, features);
    }

    /// <summary>The mean sound of the artist's songs besides this one; null when there are none.</summary>
    public ArtistSound? Besides(string artist, string title)
    {
        if (KeyOf(artist) is not { } key || !_artists.TryGetValue(key, out var known))
            return null;
        var (count, sum) = _songs.TryGetValue(TextKey.Song(artist, title), out var own)
            ? (known.Count - 1, Combine(known.Sum, own, (a, b) => a - b)) : known;
        return count == 0 ? null : new ArtistSound(count, Combine(sum, sum, (a, _) => a / count));
    }

    // Who is named first makes the sound; the others are guests.
    private static string? KeyOf(string artist) => TextKey.Artists(artist) is [var first, ..] ? first : null;

    private static AudioFeatures Combine(AudioFeatures a, AudioFeatures b, Func<double, double, double> of) => new(
        of(a.Valence, b.Valence), of(a.Energy, b.Energy), of(a.Danceability, b.Danceability), of(a.Acousticness, b.Acousticness),
            of(a.Instrumentalness, b.Instrumentalness),
        of(a.Speechiness, b.Speechiness), of(a.Liveness, b.Liveness), of(a.Loudness, b.Loudness), of(a.Tempo, b.Tempo));
}
