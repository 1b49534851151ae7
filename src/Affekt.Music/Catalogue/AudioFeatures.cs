namespace Affekt.Music.Catalogue;

/// <summary>The nine Spotify-style audio features that mood models use.</summary>
/// <param name="Valence">How pleasant the sound is, by the service's own model: 0 to 1.</param>
/// <param name="Energy">0 to 1.</param>
/// <param name="Danceability">0 to 1.</param>
/// <param name="Acousticness">0 to 1.</param>
/// <param name="Instrumentalness">0 to 1.</param>
/// <param name="Speechiness">0 to 1.</param>
/// <param name="Liveness">0 to 1.</param>
/// <param name="Loudness">Decibels below full scale: about -60 to 0.</param>
/// <param name="Tempo">Beats a minute; 0 when the tracker failed.</param>
public sealed record AudioFeatures(
    double Valence, double Energy, double Danceability, double Acousticness, double Instrumentalness,
    double Speechiness, double Liveness, double Loudness, double Tempo);

/// <summary>A song together with what is known of its sound.</summary>
/// <param name="Track">The song.</param>
/// <param name="Features">Its audio features, where known.</param>
public sealed record CatalogueEntry(Track Track, AudioFeatures? Features = null);

/// <summary>What <see cref="Track.Source"/> says about the origin of a song's place in valence and arousal.</summary>
public static class AffectSource
{
    /// <summary>People's ratings. They always win.</summary>
    public const string Listeners = "listeners";

    /// <summary>Mood words and audio features, each weighted by its certainty.</summary>
    public const string WordsAndFeatures = "mood words and audio features";

    /// <summary>Audio features.</summary>
    public const string Features = "audio features";

    /// <summary>Mood words, by the table of <see cref="MoodWords"/>.</summary>
    public const string Words = "mood words";

    /// <summary>Listening to the song itself, with what else is known of it.</summary>
    public const string Sound = "sound";

    /// <summary>Mood words and listening, each weighted by its certainty.</summary>
    public const string WordsAndSound = "mood words and sound";

    /// <summary>The artist's other songs, with year and title.</summary>
    public const string Artist = "artist";

    /// <summary>The genre, with year, title and the artist's other songs where known.</summary>
    public const string Genre = "genre";

    /// <summary>Words of the title; never the only source.</summary>
    public const string Title = "title";

    /// <summary>The year, beside a genre; never the only source.</summary>
    public const string Year = "year";

    /// <summary>Nothing is known; the song stands in the middle with great uncertainty.</summary>
    public const string Unknown = "unknown";
}
