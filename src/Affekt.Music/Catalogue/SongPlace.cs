namespace Affekt.Music.Catalogue;

/// <summary>What a choice from very many songs looks at first: little enough to go over all of them.</summary>
/// <param name="Key">A stable hash of first artist and title, the same for all issues of a song: see <see cref="KeyOf(Track)"/>.</param>
/// <param name="Affect">Where the song lies.</param>
/// <param name="Uncertainty">The doubt about that, a standard deviation on each axis.</param>
/// <param name="Popularity">From 0 to 100.</param>
/// <param name="IsMine">True for the listener's own and imported songs, false for those that come with Affekt.</param>
public readonly record struct SongPlace(ulong Key, ValenceArousal Affect, double Uncertainty, double Popularity, bool IsMine)
{
    /// <summary>The place of a song of a catalogue.</summary>
    public static SongPlace Of(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return new SongPlace(KeyOf(track), track.Affect, track.Uncertainty, track.Popularity, !StarterCatalogue.Holds(track));
    }

    /// <summary>The same for all issues of one song, so that a song that a catalogue holds five times is not drawn five times as
    /// often.</summary>
    public static ulong KeyOf(Track track) => KeyOf(TextKey.Song(track));

    /// <summary>FNV-1a, mixed once more: string.GetHashCode differs from run to run.</summary>
    public static ulong KeyOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var hash = 14695981039346656037UL;
        foreach (var c in id)
            hash = (hash ^ c) * 1099511628211UL;
        return Mix(hash);
    }

    internal static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9UL;
        return hash ^ (hash >> 32);
    }
}
