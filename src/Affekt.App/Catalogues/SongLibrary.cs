using Affekt.Library.Folders;
using Affekt.Library.Imports;
using Affekt.Library.Scanning;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Catalogue;

namespace Affekt.App.Catalogues;

/// <summary>The songs that this server knows: those that come with Affekt, and those of the store. Safe to use from several
/// threads.</summary>
public sealed class SongLibrary
{
    private readonly ILibraryStore _store;
    private readonly TimeProvider _time;
    private readonly Lock _writing = new();
    private readonly Lock _publishing = new();
    private readonly MusicFolders _folders;
    private volatile CatalogueSnapshot _snapshot;

    /// <param name="store">Where imported songs are kept.</param>
    /// <param name="folders">Where own music may lie.</param>
    /// <param name="time">Paces how often songs are published while a scan runs; null for the system's clock.</param>
    /// <exception cref="MusicException">The store is damaged.</exception>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public SongLibrary(ILibraryStore store, MusicFolders folders, TimeProvider? time = null)
    {
        _store = store;
        _folders = folders;
        _time = time ?? TimeProvider.System;
        _snapshot = Load();
        GiveMemoryBack();
    }

    /// <summary>The songs as they are now.</summary>
    public CatalogueSnapshot Snapshot => _snapshot;

    /// <summary>Brings a table of songs, a playlist or an export into the catalogue.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What an uploaded file was called. Nothing here is read for what an upload names.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops the import.</param>
    /// <exception cref="MusicException">It is no song list that we know.</exception>
    /// <exception cref="IOException">It cannot be read or the catalogue not written.</exception>
    /// <exception cref="OperationCanceledException">The import was stopped; what was read stays.</exception>
    public ImportReport Import(string path, string name, IProgress<ImportProgress> progress, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            BeginWithStarter();
            try
            {
                return TrackImporter.Import(
                    path, _store, progress, new ImportOptions { Name = name, MusicFolders = [] }, cancellationToken);
            }
            finally
            {
                Publish();
                GiveMemoryBack();
            }
        }
    }

    /// <summary>Brings the catalogue in step with the music folders. Songs can be offered while the scan goes on.</summary>
    /// <param name="progress">Told how far it is; may be null.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="IOException">The catalogue cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The scan was stopped; what was read stays.</exception>
    public ImportReport Scan(IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        lock (_writing)
        {
            BeginWithStarter();
            var published = _time.GetTimestamp();
            var took = TimeSpan.Zero;
            var isDirty = false;
            try
            {
                return FolderScan.Run(_folders.Folders, _store, progress, new ScanOptions { Portion = Portion }, cancellationToken);
            }
            finally
            {
                if (isDirty)
                    Publish();
            }

            void Portion()
            {
                isDirty = true;
                // Publishing reads all songs: a tenth of the time goes into it.
                if (_time.GetElapsedTime(published) < TimeSpan.FromSeconds(1) + 10 * took)
                    return;
                var begun = _time.GetTimestamp();
                Publish();
                (took, published, isDirty) = (_time.GetElapsedTime(begun), _time.GetTimestamp(), false);
            }
        }
    }

    /// <summary>Reads the songs of the store anew, for example after listening has placed some of them.</summary>
    public void Publish()
    {
        // Scanning and listening both publish; a reading that began earlier must not replace one that saw more.
        lock (_publishing)
            _snapshot = Load();
    }

    /// <summary>True when the store answers.</summary>
    public bool Answers() => _store.Count >= 0;

    // As on the command line, one's own catalogue begins with the songs that come with Affekt.
    private void BeginWithStarter()
    {
        if (!_store.Any)
            TrackImporter.ImportStarter(_store);
    }

    // Unpacking models before the start, and reading a table of a hundred thousand songs, leave a hundred megabytes that a
    // server would carry for hours.
    private static void GiveMemoryBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);

    private CatalogueSnapshot Load()
    {
        var isLarge = _store.Count > SongIndex.MostSongs;
        var kept = _store.All(onlyFiles: isLarge).ToList();
        // A song whose file has gone, or lies where this server may not look, is offered by name only.
        List<Track> own = [.. kept.Where(track => _folders.Allows(track.Location))];
        var playable = own.Select(track => track.Id).ToHashSet(StringComparer.Ordinal);
        if (isLarge)
            return new CatalogueSnapshot(_store, new SongIndex(own).Prepare(), playable);
        List<Track> rest = [.. kept.Where(track => track.Location is null)];
        var starter = StarterCatalogue.Instance.Tracks.ExceptBy(kept.Select(track => track.Id), track => track.Id);
        return new CatalogueSnapshot(new SongIndex([.. own, .. rest, .. starter]).Prepare(), new SongIndex(own).Prepare(), playable);
    }
}
