using System.Collections.Frozen;

namespace Affekt.Music.Catalogue;

/// <summary>The songs of one origin, in the order of their hashes, so that any run of them is an even choice.</summary>
internal sealed class SongGroup
{
    /// <summary>How many songs a choice looks at, unless it finds too few among them.</summary>
    private const int LargestPart = 40_000;

    private readonly (SongPlace Place, Track Track)[] _songs;
    private readonly FrozenDictionary<string, int[]> _ofGenre; // in lower case
    private readonly FrozenDictionary<int, int[]> _ofYear;

    /// <param name="isMine">Whether these are the listener's own and imported songs.</param>
    /// <param name="songs">The songs by <see cref="SongPlace.Key"/>.</param>
    public SongGroup(bool isMine, (SongPlace Place, Track Track)[] songs)
    {
        IsMine = isMine;
        _songs = songs;
        var all = Enumerable.Range(0, songs.Length).ToList();
        _ofGenre = all.GroupBy(i => TrackFilter.GenresOf(songs[i].Track), StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(songs => songs.Key, songs => songs.ToArray(), StringComparer.OrdinalIgnoreCase);
        _ofYear = all.Where(i => songs[i].Track.Year is not null).GroupBy(i => songs[i].Track.Year!.Value)
            .ToFrozenDictionary(songs => songs.Key, songs => songs.ToArray());
    }

    /// <summary>True for the listener's own and imported songs, false for those that come with Affekt.</summary>
    public bool IsMine { get; }

    /// <summary>Adds the best songs that pass a filter.</summary>
    /// <param name="score">The score of a song; negative infinity leaves it out.</param>
    /// <param name="filter">What a song must fulfil.</param>
    /// <param name="best">Where they are collected.</param>
    /// <param name="part">Where a run of songs begins when not all are looked at; null looks at all.</param>
    public void Look(Func<SongPlace, double> score, TrackFilter filter, BestSongs<Track> best, ulong? part)
    {
        if (Listed(filter) is { } few)
        {
            foreach (var i in few)
                Offer(i);
            return;
        }
        var start = part is { } at ? (int)(at % (ulong)Math.Max(_songs.Length, 1)) : 0;
        for (var i = 0; i < _songs.Length && (part is null || i < LargestPart || !best.IsFull); i++)
            Offer((start + i) % _songs.Length);

        void Offer(int i)
        {
            var (place, track) = _songs[i];
            var value = score(place);
            if (best.Takes(value) && filter.Allows(track))
                best.Add(track, value);
        }
    }

    // All songs of the genres or years that are asked for, where they are few: a rare genre needs no look at all songs.
    private List<int>? Listed(TrackFilter filter)
    {
        IEnumerable<int[]>? ofGenres = filter.GenreNames.Count == 0 ? null
            : _ofGenre.Where(songs => filter.AllowsGenre(songs.Key)).Select(songs => songs.Value);
        IEnumerable<int[]>? ofYears = filter.FromYear is null && filter.ToYear is null ? null
            : _ofYear.Where(songs => filter.AllowsYear(songs.Key)).Select(songs => songs.Value);
        return new[] { ofGenres, ofYears }.OfType<IEnumerable<int[]>>()
            .Select(lists => lists.ToList())
            .Where(lists => lists.Sum(list => list.Length) <= LargestPart)
            .MinBy(lists => lists.Sum(list => list.Length))?
            .SelectMany(list => list).ToList();
    }
}
