using Affekt.Library.Tags;
using Affekt.Music;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Imports;

/// <summary>
/// Imports playlists, players' libraries and services' exports. Each song is sought among the listener's own files: by path, then by
/// names. One that is not found is known by name, where it has one, and is listed.
/// </summary>
internal sealed class ListImport(
    ICatalogueStore catalogue, ImportOptions options, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
{
    private const int RowsPerCommit = 5000;
    private const int RowsPerProgress = 1000;
    private const int DeepestNesting = 8;

    private static readonly string[] ListEndings = [".m3u", ".m3u8", ".pls", ".xspf", ".jspf"];

    private readonly ImportCounter _counter = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly OwnSongs _own = new(catalogue.All());

    /// <summary>Imports what a source holds.</summary>
    /// <param name="source">The opened file; not disposed.</param>
    /// <param name="path">The file.</param>
    public ImportReport Run(SongSource source, string path)
    {
        string[] folders = [.. (options.MusicFolders ?? (source.Folder is { } own ? [own] : [])).Select(Path.GetFullPath)];
        using (var writer = catalogue.Write())
        {
            Read(source, options.Name ?? Path.GetFileName(path), folders, [Path.GetFullPath(path)], writer);
            writer.Commit();
        }
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new ImportProgress(_counter.Rows, 1));
        return _counter.Report(source.Format);
    }

    private void Read(SongSource source, string name, string[] folders, string[] chain, ICatalogueWriter writer)
    {
        if (source is TextLists { Encoding: var encoding })
            TrackImporter.TellEncoding(encoding, name, _counter);
        var place = "";
        try
        {
            foreach (var entry in source.Read())
            {
                if (cancellationToken.IsCancellationRequested)
                    return;
                place = chain.Length > 1 ? $"{name}, {entry.Place}" : entry.Place;
                Take(entry with { Place = place }, source, folders, chain, writer);
                if (_counter.Rows % RowsPerCommit == 0)
                    writer.Commit();
                if (chain.Length == 1 && _counter.Rows % RowsPerProgress == 0)
                    progress?.Report(new ImportProgress(_counter.Rows, source.Fraction));
            }
        }
        catch (MusicException damage)
        {
            _counter.Skip(place.Length > 0 ? $"after {place}" : name, $"{damage.Message} Reading stopped here.");
            _counter.Complete = false;
        }
        if (source.Others > 0)
            _counter.Problem(name, $"{source.Others} entries are no songs with a title and an artist, such as podcast " +
                $"episodes or albums; passed over");
    }

    private void Take(SongEntry entry, SongSource source, string[] folders, string[] chain, ICatalogueWriter writer)
    {
        var row = new TrackRow(SongColumns.Places, entry.Fields, message => _counter.Problem(entry.Place, message));
        var path = SongPath.Of(entry[SongColumns.Location], isAddress: source is not TextLists);
        var full = path is null ? null : SongPath.Full(path, source.Folder);
        if (path is not null && ListEndings.Contains(Path.GetExtension(path).ToLowerInvariant()))
        {
            Nested(entry.Place, path, full, folders, chain, writer);
            return;
        }
        try
        {
            if (path is not null && Own(entry, row, path, full, folders, writer))
                return;
            // What the list says comes before what a path suggests.
            var names = OwnSongs.Suggested(path ?? "").Prepend((row.Text(SongColumns.Artist), row.Text(SongColumns.Title)));
            if (names.Select(name => _own.ByNames(name.Item1, name.Item2)).FirstOrDefault(song => song is not null) is { } named)
                Match(named, row, writer);
            else
                ByName(entry, row, path, writer);
        }
        catch (UnusableRowException reason)
        {
            _counter.Skip(entry.Place, reason.Message);
        }
    }

    /// <summary>A song by its path: one of the catalogue, or a file in the music folders that the catalogue does not have yet.</summary>
    private bool Own(SongEntry entry, TrackRow row, string path, string? full, string[] folders, ICatalogueWriter writer)
    {
        if (_own.ByPath(path, full) is { } known)
        {
            Match(known, row, writer);
            return true;
        }
        if (full is not null && folders.FirstOrDefault(folder => SongPath.IsInside(full, folder)) is { } home)
        {
            if (File.Exists(full) && MusicFileKinds.IsMusic(full))
            {
                Add(entry, home, full, writer);
                return true;
            }
        }
        else if (full is not null && folders.Length > 0)
            _counter.Problem(entry.Place, $"{Shown(path)} lies outside the music folder; not read");
        return false;
    }

    private void Add(SongEntry entry, string home, string file, ICatalogueWriter writer)
    {
        RawTrack raw;
        try
        {
            raw = FileSong.Of(FileSong.IdOf(home, file), file, TagReader.Read(file), note => _counter.Problem(entry.Place, note));
        }
        catch (SongFileException e)
        {
            _counter.Skip(entry.Place, $"{Shown(file)}: {e.Message} Skipped.");
            return;
        }
        if (_seen.Add(raw.Id))
            _counter.Count(writer.Put(TrackImporter.Entry(raw, raw.Context, null)));
        else
            _counter.Duplicate();
    }

    private void Match(Track song, TrackRow row, ICatalogueWriter writer)
    {
        if (!_seen.Add(song.Id))
        {
            _counter.Duplicate();
            return;
        }
        _counter.Match();
        // Players know the tempo of songs whose tags do not.
        if (song.Tempo is null && row.Number("tempo") is >= 20 and <= 400 and var tempo)
            writer.Put(new CatalogueEntry(song with { Tempo = tempo }));
    }

    private void ByName(SongEntry entry, TrackRow row, string? path, ICatalogueWriter writer)
    {
        var (artist, title) = (row.Text(SongColumns.Artist), row.Text(SongColumns.Title));
        var isNamed = artist.Length > 0 && title.Length > 0;
        if (path is not null)
            _counter.Miss(isNamed ? $"{artist} - {title}" : Shown(path));
        if (!isNamed)
        {
            var what = path is not null ? "no such own file, and no title with an artist"
                : entry[SongColumns.Location].Length > 0 ? "an address without a title and an artist, such as a radio station's"
                : title.Length > 0 ? "no artist" : "no title";
            throw new UnusableRowException($"{what}; skipped");
        }
        var raw = AnySong.Read(row, isOwnList: true);
        if (_seen.Add(raw.Id))
            _counter.Count(writer.Put(TrackImporter.Entry(raw, raw.Context, null)));
        else
            _counter.Duplicate();
    }

    private void Nested(string place, string path, string? full, string[] folders, string[] chain, ICatalogueWriter writer)
    {
        if (full is null || !folders.Any(folder => SongPath.IsInside(full, folder)))
            _counter.Skip(place, $"the playlist {Shown(path)} lies outside the music folder; not read");
        else if (chain.Contains(full))
            _counter.Skip(place, $"the playlist {Shown(path)} leads back to itself; not read again");
        else if (chain.Length > DeepestNesting)
            _counter.Skip(place, $"the playlist {Shown(path)} is nested more than {DeepestNesting} deep; not read");
        else if (!File.Exists(full))
            _counter.Skip(place, $"there is no playlist {Shown(path)}; skipped");
        else
            ReadNested(place, full, folders, chain, writer);
    }

    private void ReadNested(string place, string full, string[] folders, string[] chain, ICatalogueWriter writer)
    {
        var name = Path.GetFileName(full);
        try
        {
            using var source = SongFile.Open(full, name, Path.GetDirectoryName(full));
            if (source is null)
                _counter.Skip(place, $"{name} is no playlist; skipped");
            else
                Read(source, name, folders, [.. chain, full], writer);
        }
        catch (Exception e) when (e is MusicException or IOException or UnauthorizedAccessException)
        {
            _counter.Skip(place, $"{e.Message} Skipped.");
        }
    }

    private static string Shown(string path)
    {
        var text = string.Concat(path.Where(c => !char.IsControl(c)));
        return text.Length <= 120 ? text : "..." + text[^120..];
    }
}
