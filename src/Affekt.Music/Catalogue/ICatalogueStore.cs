namespace Affekt.Music.Catalogue;

/// <summary>A catalogue that keeps songs and can be written to: what imports need of a store. Reading is safe from several
/// threads, also while one writes, and no reader waits for another. <see cref="SongIndex.Over"/> searches a small store in
/// memory; a large one searches itself.</summary>
public interface ICatalogueStore : ICatalogue, IDisposable
{
    /// <summary>True when there is at least one song; as fast for millions as for one.</summary>
    bool Any { get; }

    /// <summary>All songs by id, read one by one.</summary>
    /// <param name="onlyFiles">True for songs that are files only.</param>
    IEnumerable<Track> All(bool onlyFiles = false);

    /// <summary>Begins to write. Nobody else may write until the writer is disposed; readers see what was committed.</summary>
    /// <exception cref="IOException">The store cannot be written, or somebody else writes.</exception>
    ICatalogueWriter Write();
}

/// <summary>Writes songs to a store in one transaction at a time. What was committed stays, whatever happens afterwards;
/// disposing gives up the rest.</summary>
public interface ICatalogueWriter : IDisposable
{
    /// <summary>
    /// Adds a song, or replaces the one with the same id: writing a song twice changes nothing. Features that are known
    /// already stay where the entry has none, and a place with the source <see cref="AffectSource.Listeners"/> gives way only
    /// to another of that source.
    /// </summary>
    /// <exception cref="IOException">The store is full or cannot be written; the songs since the last commit are lost.</exception>
    WriteOutcome Put(CatalogueEntry entry);

    /// <summary>Makes all songs so far last, and begins anew.</summary>
    /// <exception cref="IOException">The store is full or cannot be written; the songs since the last commit are lost.</exception>
    void Commit();
}

/// <summary>What became of a song that was written.</summary>
public enum WriteOutcome
{
    /// <summary>The store did not have it.</summary>
    Added,
    /// <summary>The store had a song with this id, which now says what was written.</summary>
    Updated,
}
