using Affekt.Music;
using Affekt.Music.Affect;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Imports;

/// <summary>What all rows of a file say of its songs: how the artist's other songs sound, and each song's further genres,
/// playlists and albums.</summary>
internal sealed class SongSurroundings
{
    private readonly ArtistSounds _sounds = new();
    private readonly Dictionary<string, SongContext> _songs = new(StringComparer.Ordinal);

    /// <summary>The surroundings in a file that <see cref="TrackImporter"/> recognises, as far as it can be read.</summary>
    public static SongSurroundings Of(string path, CancellationToken cancellationToken)
    {
        var surroundings = new SongSurroundings();
        try
        {
            foreach (var (song, features) in TrackImporter.ReadRaw(path))
            {
                cancellationToken.ThrowIfCancellationRequested();
                surroundings.Add(song, features);
            }
        }
        catch (MusicException)
        {
            // Damage is told, with its line, when the songs themselves are imported; what came before it counts.
        }
        return surroundings;
    }

    /// <summary>What is known of a song besides its sound.</summary>
    public SongContext Around(RawTrack song) =>
        (_songs.GetValueOrDefault(song.Id) ?? song.Context) with { Artist = _sounds.Besides(song.Artist, song.Title) };

    private void Add(RawTrack song, AudioFeatures? features)
    {
        _sounds.Add(song.Artist, song.Title, features);
        _songs[song.Id] = _songs.TryGetValue(song.Id, out var before) ? before.Join(song.Context) : song.Context;
    }
}
