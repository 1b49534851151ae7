namespace Affekt.Music.Catalogue;

/// <summary>
/// The search over songs held in memory, by place, popularity, genre and year: for the songs that come with Affekt, the command
/// line and the server. Nobody waits for anybody: it never changes. For up to <see cref="MostSongs"/> songs; a larger store
/// searches itself.
/// </summary>
public sealed class SongIndex : ICatalogue
{
    /// <summary>Above this many songs a store is searched itself, so that memory stays bounded: about 0.5 KB a song.</summary>
    public const int MostSongs = 250_000;

    private readonly Track[] _tracks;
    private readonly Dictionary<string, Track> _byId;
    private readonly Lazy<string[]> _searchKeys;
    private readonly Lazy<SongGroup[]> _groups;

    /// <param name="tracks">The songs; ids must be unique.</param>
    /// <exception cref="MusicException">Two songs have the same id.</exception>
    public SongIndex(IEnumerable<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        _tracks = [.. tracks];
        _byId = new Dictionary<string, Track>(_tracks.Length, StringComparer.Ordinal);
        foreach (var track in _tracks)
        {
            if (!_byId.TryAdd(track.Id, track))
                throw new MusicException($"Two songs have the id '{track.Id}': give each song an id of its own.");
        }
        // Many catalogues are only looked up by id, and the songs that come with Affekt are needed to make groups.
        _groups = new Lazy<SongGroup[]>(MakeGroups);
        _searchKeys = new Lazy<string[]>(() => [.. _tracks.Select(SearchKey)]);
    }

    /// <summary>The search over a store: in memory up to <see cref="MostSongs"/> songs, by the store itself above.</summary>
    /// <param name="store">The store. It must stay open as long as the result is it.</param>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public static ICatalogue Over(ICatalogueStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Count <= MostSongs ? new SongIndex(store.All()) : store;
    }

    /// <summary>All songs, in the order they were given.</summary>
    public IReadOnlyList<Track> Tracks => _tracks;

    /// <inheritdoc/>
    public int Count => _tracks.Length;

    /// <summary>Does now what the first search would do: a second for 250,000 songs.</summary>
    public SongIndex Prepare()
    {
        _ = _groups.Value;
        return this;
    }

    /// <inheritdoc/>
    public Track? Find(string id) => _byId.GetValueOrDefault(id);

    /// <inheritdoc/>
    public IReadOnlyList<Track> Best(Func<SongPlace, double> score, TrackFilter filter, int limit, ulong? part = null)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var best = new BestSongs<Track>(limit);
        foreach (var group in _groups.Value)
        {
            if (filter.AllowsOrigin(group.IsMine))
                group.Look(score, filter, best, part);
        }
        return best.TakeBestFirst();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Track> Search(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var words = TextKey.Words(text);
        if (words.Count == 0)
            return [];
        var keys = _searchKeys.Value;
        return
        [
            .. Enumerable.Range(0, _tracks.Length)
                .Where(i => words.All(word => keys[i].Contains(word, StringComparison.Ordinal)))
                .Select(i => _tracks[i])
                .OrderByDescending(track => track.Popularity).ThenBy(track => track.Id, StringComparer.Ordinal)
                .Take(limit),
        ];
    }

    private SongGroup[] MakeGroups()
    {
        var songs = _tracks.Select(track => (Place: SongPlace.Of(track), Track: track)).OrderBy(song => song.Place.Key).ToLookup(
            song => song.Place.IsMine);
        return [new SongGroup(true, [.. songs[true]]), new SongGroup(false, [.. songs[false]])];
    }

    private static string SearchKey(Track track)
    {
        var (titles, artists) = SongNames.Others(track);
        var own = TextKey.Of(track.Title) + ' ' + TextKey.Of(track.Artist);
        return artists.Length == 0 ? own : $"{own} {TextKey.Of(titles)} {TextKey.Of(artists)}";
    }
}
