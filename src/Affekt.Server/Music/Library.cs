using Affekt.Music;

namespace Affekt.Server.Music;

/// <summary>The songs that this server knows: those that come with Affekt, and those of the store. Safe to use from several
/// threads.</summary>
internal sealed class Library
{
    /// <summary>Above this many songs the store is searched itself, so that memory stays bounded.</summary>
    private const int MostInMemory = 250_000;

    private readonly ICatalogueStore _store;
    private readonly MusicFolders _folders;
    private volatile Shelf _shelf;

    /// <param name="store">Where imported songs are kept.</param>
    /// <param name="folders">Where own music may lie.</param>
    /// <exception cref="MusicException">The store is damaged.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public Library(ICatalogueStore store, MusicFolders folders)
    {
        _store = store;
        _folders = folders;
        _shelf = Load();
        GiveMemoryBack();
    }

    /// <summary>The songs as they are now.</summary>
    public Shelf Shelf => _shelf;

    /// <summary>Brings a table of songs or a folder of music into the catalogue.</summary>
    /// <exception cref="MusicException">It is no song list that we know.</exception>
    /// <exception cref="IOException">It cannot be read or the catalogue not written.</exception>
    /// <exception cref="OperationCanceledException">The import was stopped; what was read stays.</exception>
    public ImportReport Import(string path, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        // As on the command line, one's own catalogue begins with the songs that come with Affekt.
        if (!_store.Any)
            TrackImporter.ImportStarter(_store);
        try
        {
            return TrackImporter.Import(path, _store, progress, cancellationToken);
        }
        finally
        {
            _shelf = Load();
            GiveMemoryBack();
        }
    }

    /// <summary>True when the store answers.</summary>
    public bool Answers() => _store.Count >= 0;

    // Unpacking models before the start, and reading a table of a hundred thousand songs, leave a hundred megabytes that a
    // server would carry for hours.
    private static void GiveMemoryBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);

    private Shelf Load()
    {
        var kept = _store.All().Take(MostInMemory + 1).ToList();
        // A song whose file has gone, or lies where this server may not look, is offered by name only.
        List<Track> own = [.. kept.Where(track => _folders.Allows(track.Location))];
        var playable = own.Select(track => track.Id).ToHashSet(StringComparer.Ordinal);
        if (kept.Count > MostInMemory)
            return new Shelf(_store, new GridCatalogue(own), playable);
        List<Track> rest = [.. kept.Where(track => track.Location is null)];
        var starter = StarterCatalogue.Instance.Tracks.ExceptBy(kept.Select(track => track.Id), track => track.Id);
        return new Shelf(new GridCatalogue([.. own, .. rest, .. starter]), new GridCatalogue(own), playable);
    }
}

/// <summary>The songs at one moment, with those who choose from them.</summary>
internal sealed class Shelf(ICatalogue all, GridCatalogue own, IReadOnlySet<string> playable)
{
    private readonly Recommender _fromAll = new(all);
    private readonly Recommender _fromOwn = new(own);
    private readonly JourneyPlanner _travelsAll = new(all);
    private readonly JourneyPlanner _travelsOwn = new(own);

    /// <summary>Every song.</summary>
    public ICatalogue All => all;

    /// <summary>The songs that can be played here.</summary>
    public GridCatalogue Own => own;

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
        var tracks = all is GridCatalogue grid ? grid.Tracks : all.Near(new ValenceArousal(0, 0), TrackFilter.None, limit);
        return tracks.Count <= limit ? tracks
            : [.. tracks.OrderByDescending(track => playable.Contains(track.Id)).ThenByDescending(track => track.Popularity).Take(limit)];
    }
}
