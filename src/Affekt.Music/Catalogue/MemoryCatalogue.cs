namespace Affekt.Music.Catalogue;

/// <summary>A catalogue held in memory: for the starter songs and for lists of up to some ten thousand.</summary>
public sealed class MemoryCatalogue : ICatalogue
{
    private readonly Track[] _tracks;
    private readonly Lazy<string[]> _searchKeys;
    private readonly Dictionary<string, Track> _byId;

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
                    .ThenBy(track => track.Id, StringComparer.Ordinal)
                .Take(limit),
        ];
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
