namespace Affekt.Music.Catalogue;

/// <summary>A catalogue held in memory: for the starter songs and for lists of up to some ten thousand.</summary>
public sealed class MemoryCatalogue : ICatalogue
{
    /// <summary>How many songs a choice looks at, unless it finds too few among them.</summary>
    private const int LargestPart = 40_000;

    private readonly Track[] _tracks;
    private readonly Lazy<string[]> _searchKeys;
    private readonly Dictionary<string, Track> _byId;
    private readonly Lazy<(SongPlace Place, Track Track)[]> _places;

    /// <param name="tracks">The songs; ids must be unique.</param>
    /// <exception cref="MusicException">Two songs have the same id.</exception>
    public MemoryCatalogue(IEnumerable<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        _tracks = [.. tracks];
        _byId = new Dictionary<string, Track>(_tracks.Length, StringComparer.Ordinal);
        foreach (var track in _tracks)
        {
            if (!_byId.TryAdd(track.Id, track))
                throw new MusicException($"Two songs have the id '{track.Id}': give each song an id of its own.");
        }
        _places = new Lazy<(SongPlace, Track)[]>(() =>
            [.. _tracks.Select(track => (Place: SongPlace.Of(track), track)).OrderBy(song => song.Place.Key)]);
        // Many catalogues are never searched.
        _searchKeys = new Lazy<string[]>(() => [.. _tracks.Select(SearchKey)]);
    }

    private static string SearchKey(Track track)
    {
        var (titles, artists) = SongNames.Others(track);
        var own = TextKey.Of(track.Title) + ' ' + TextKey.Of(track.Artist);
        return artists.Length == 0 ? own : $"{own} {TextKey.Of(titles)} {TextKey.Of(artists)}";
    }

    /// <summary>All songs, in the order they were given.</summary>
    public IReadOnlyList<Track> Tracks => _tracks;

    /// <inheritdoc/>
    public int Count => _tracks.Length;

    /// <inheritdoc/>
    public Track? Find(string id) => _byId.GetValueOrDefault(id);

    /// <inheritdoc/>
    public IReadOnlyList<Track> Near(ValenceArousal target, TrackFilter filter, int limit)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return
        [
            .. _tracks.Where(filter.Allows)
                .OrderBy(track => track.Affect.DistanceTo(target)).ThenByDescending(track => track.Popularity)
                    .ThenBy(track => SongPlace.KeyOf(track.Id))
                .Take(limit),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Track> Best(Func<SongPlace, double> score, TrackFilter filter, int limit, ulong? part = null)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var songs = _places.Value;
        var best = new PriorityQueue<Track, double>(limit + 1);
        var start = part is { } at ? (int)(at % (ulong)Math.Max(songs.Length, 1)) : 0;
        for (var i = 0; i < songs.Length; i++)
        {
            // Songs stand in the order of their hashes: any run of them is an even choice.
            if (part is not null && i >= LargestPart && best.Count == limit)
                break;
            var (place, track) = songs[(start + i) % songs.Length];
            var value = score(place);
            if (double.IsNegativeInfinity(value) || best.Count == limit && best.TryPeek(out _, out var least) && value <= least
                || !filter.Allows(track))
                continue;
            if (best.Count == limit)
                best.DequeueEnqueue(track, value);
            else
                best.Enqueue(track, value);
        }
        var found = new Track[best.Count];
        for (var i = found.Length - 1; i >= 0; i--)
            found[i] = best.Dequeue();
        return found;
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
}
