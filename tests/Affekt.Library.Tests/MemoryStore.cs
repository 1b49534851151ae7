using Affekt.Music.Catalogue;

namespace Affekt.Library.Tests;

/// <summary>A store without a file: what <see cref="ICatalogueStore"/> asks for, and no more.</summary>
internal sealed class MemoryStore : ICatalogueStore
{
    private volatile SongIndex _committed = new([]);

    public int Count => _committed.Count;

    public bool Any => Count > 0;

    public Track? Find(string id) => _committed.Find(id);

    public IReadOnlyList<Track> Best(Func<SongPlace, double> score, TrackFilter filter, int limit, ulong? part = null) =>
        _committed.Best(score, filter, limit, part);

    public IReadOnlyList<Track> Search(string text, int limit) => _committed.Search(text, limit);

    public IEnumerable<Track> All(bool onlyFiles = false) => _committed.Tracks
        .Where(track => !onlyFiles || track.Location is not null).OrderBy(track => track.Id, StringComparer.Ordinal);

    public ICatalogueWriter Write() => new Writer(this);

    public void Dispose()
    {
    }

    private sealed class Writer(MemoryStore store) : ICatalogueWriter
    {
        private readonly Dictionary<string, Track> _tracks = store._committed.Tracks.ToDictionary(
            track => track.Id, StringComparer.Ordinal);

        public WriteOutcome Put(CatalogueEntry entry)
        {
            var track = entry.Track;
            var known = _tracks.GetValueOrDefault(track.Id);
            _tracks[track.Id] = known?.Source == AffectSource.Listeners && track.Source != AffectSource.Listeners
                ? track with { Affect = known.Affect, Uncertainty = known.Uncertainty, Source = known.Source }
                : track;
            return known is null ? WriteOutcome.Added : WriteOutcome.Updated;
        }

        public void Commit() => store._committed = new SongIndex(_tracks.Values);

        public void Dispose()
        {
        }
    }
}
