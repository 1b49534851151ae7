namespace Affekt.Music.Catalogue;

/// <summary>
/// A catalogue held in memory for many requests a second: a grid over the plane for each band of popularity, so that a crowded
/// neighbourhood still yields its well-known songs and the songs near a point are found without looking at the others.
/// </summary>
public sealed class GridCatalogue : ICatalogue
{
    private const int Side = 64;

    // The same bands as the catalogue on the disk searches.
    private static readonly double[] BandStarts = [75, 50, 25, double.NegativeInfinity];

    private readonly MemoryCatalogue _songs;
    private readonly Track[][][] _bands; // [band][cell] -> songs

    /// <param name="tracks">The songs; of several with one id, the first counts.</param>
    public GridCatalogue(IEnumerable<Track> tracks)
    {
        _songs = new MemoryCatalogue(tracks.DistinctBy(track => track.Id, StringComparer.Ordinal));
        _bands = [.. BandStarts.Select((_, band) =>
        {
            var cells = new Track[Side * Side][];
            Array.Fill(cells, []);
            foreach (var cell in Tracks.Where(track => BandOf(track) == band)
                .GroupBy(track => Cell(track.Affect.Valence) + Side * Cell(track.Affect.Arousal)))
                cells[cell.Key] = [.. cell];
            return cells;
        })];
    }

    /// <summary>All songs.</summary>
    public IReadOnlyList<Track> Tracks => _songs.Tracks;

    /// <inheritdoc/>
    public int Count => _songs.Count;

    /// <inheritdoc/>
    public Track? Find(string id) => _songs.Find(id);

    /// <inheritdoc/>
    public IReadOnlyList<Track> Near(ValenceArousal target, TrackFilter filter, int limit)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var share = (limit + _bands.Length - 1) / _bands.Length;
        var near = _bands.Select(cells => NearestIn(cells, target, filter, share)).ToArray();
        if (near.Sum(band => Math.Min(band.Count, share)) < limit)
            near = [.. _bands.Select(cells => NearestIn(cells, target, filter, limit))];
        // Every band gives its share; what one lacks, the others give.
        return
        [
            .. near.SelectMany(band => band.Take(share))
                .Concat(near.SelectMany(band => band.Skip(share)).OrderBy(song => song.Distance))
                .Take(limit)
                .OrderBy(song => song.Distance).ThenByDescending(song => song.Track.Popularity)
                    .ThenBy(song => song.Track.Id, StringComparer.Ordinal)
                .Select(song => song.Track),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Track> Best(Func<SongPlace, double> score, TrackFilter filter, int limit, ulong? part = null) =>
        _songs.Best(score, filter, limit, part);

    /// <inheritdoc/>
    public IReadOnlyList<Track> Search(string text, int limit) => _songs.Search(text, limit);

    // Squares of cells around the target, each one wider, until no nearer song can be left.
    private static List<(Track Track, double Distance)> NearestIn(Track[][] cells, ValenceArousal target, TrackFilter filter, int limit)
    {
        var found = new List<(Track Track, double Distance)>(limit * 2);
        var (x, y) = (Cell(target.Valence), Cell(target.Arousal));
        const double CellWidth = 2.0 / Side;
        var reach = Math.Max(Math.Max(x, Side - 1 - x), Math.Max(y, Side - 1 - y));
        for (var ring = 0; ring <= reach; ring++)
        {
            for (var row = Math.Max(0, y - ring); row <= Math.Min(Side - 1, y + ring); row++)
            {
                var step = row == y - ring || row == y + ring ? 1 : 2 * ring;
                for (var column = x - ring; column <= x + ring; column += Math.Max(1, step))
                {
                    if (column is < 0 or >= Side)
                        continue;
                    foreach (var track in cells[column + Side * row])
                    {
                        if (filter.Allows(track))
                            found.Add((track, track.Affect.DistanceTo(target)));
                    }
                }
            }
            // All songs nearer than this many cell widths have been seen.
            if (found.Count >= limit && found.Count(song => song.Distance <= ring * CellWidth) >= limit)
                break;
        }
        found.Sort(static (a, b) => a.Distance != b.Distance ? a.Distance.CompareTo(b.Distance)
            : string.CompareOrdinal(a.Track.Id, b.Track.Id));
        return found.Count > limit ? found[..limit] : found;
    }

    private static int BandOf(Track track) => Array.FindIndex(BandStarts, start => track.Popularity >= start);

    private static int Cell(double value) => Math.Clamp((int)((value + 1) / 2 * Side), 0, Side - 1);
}
