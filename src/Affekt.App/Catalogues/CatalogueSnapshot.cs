using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.App.Catalogues;

/// <summary>The songs at one moment, with those who choose from them.</summary>
public sealed class CatalogueSnapshot(ICatalogue all, SongIndex own, IReadOnlySet<string> playable)
{
    private readonly Recommender _fromAll = new(all);
    private readonly Recommender _fromOwn = new(own);
    private readonly JourneyPlanner _travelsAll = new(all);
    private readonly JourneyPlanner _travelsOwn = new(own);

    /// <summary>Every song.</summary>
    public ICatalogue All => all;

    /// <summary>The songs that can be played here.</summary>
    public SongIndex Own => own;

    /// <summary>The song with this id, or null.</summary>
    public Track? Find(string id) => all.Find(id);

    /// <summary>True when the song can be played here.</summary>
    public bool CanPlay(string id) => playable.Contains(id);

    /// <summary>Chooses from all songs or from own ones.</summary>
    public Recommender Recommender(bool onlyOwn) => onlyOwn ? _fromOwn : _fromAll;

    /// <summary>All songs or own ones.</summary>
    public ICatalogue Songs(bool onlyOwn) => onlyOwn ? own : all;

    /// <summary>Plans over all songs or over own ones.</summary>
    public JourneyPlanner Planner(bool onlyOwn) => onlyOwn ? _travelsOwn : _travelsAll;

    /// <summary>At most <paramref name="limit"/> songs, spread over the plane, for drawing it: the best known ones of an even
    /// choice.</summary>
    public IReadOnlyList<Track> Sample(int limit)
    {
        var tracks = all is SongIndex index ? index.Tracks : all.Best(song => song.Popularity, TrackFilter.None, limit, part: 0);
        return tracks.Count <= limit ? tracks
            : [.. tracks.OrderByDescending(track => playable.Contains(track.Id)).ThenByDescending(track => track.Popularity).Take(limit)];
    }
}
