using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Affect;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Imports;

/// <summary>Brings files of songs into a catalogue.</summary>
public static class TrackImporter
{
    private const int RowsPerCommit = 5000;
    private const int RowsPerProgress = 1000;

    /// <summary>The tables that are recognised by name, for help texts; any other with a title and an artist is read as well.</summary>
    public static IReadOnlyList<string> Formats { get; } =
        [.. TrackFormat.All.Select(format => format.Name), .. SongMakes.Names];

    /// <summary>
    /// Imports a table of songs, a playlist, a player's library or a service's export, told by their content. Songs are
    /// committed in groups and known by their id: an import that was interrupted keeps what it committed,
    /// and running it again does no harm.
    /// </summary>
    /// <param name="path">A file.</param>
    /// <param name="catalogue">Where the songs go.</param>
    /// <param name="progress">Told every thousand rows; may be null.</param>
    /// <param name="options">Where own files may lie; null for the usual.</param>
    /// <param name="cancellationToken">Stops the import after committing what was read.</param>
    /// <exception cref="MusicException">The file is no song list that we know.</exception>
    /// <exception cref="IOException">The file cannot be read or the catalogue not written.</exception>
    /// <exception cref="OperationCanceledException">The import was stopped; what was read is in the catalogue.</exception>
    public static ImportReport Import(string path, ICatalogueStore catalogue, IProgress<ImportProgress>? progress = null,
        ImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(catalogue);
        if (Directory.Exists(path))
            throw new MusicException($"{path} is a folder: its files are scanned, not read as a list.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no file or folder {path}: check the name.", path);
        options ??= new ImportOptions();
        var name = options.Name ?? Path.GetFileName(path);
        var folder = options.Name is null ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;
        using var source = SongFile.Open(path, name, folder);
        return source is null ? ImportTable(path, name, catalogue, progress, cancellationToken)
            : new ListImport(catalogue, options, progress, cancellationToken).Run(source, path);
    }

    /// <summary>Writes the songs that come with Affekt into a catalogue.</summary>
    /// <param name="catalogue">Where the songs go.</param>
    /// <exception cref="IOException">The catalogue cannot be written.</exception>
    public static ImportReport ImportStarter(ICatalogueStore catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var counter = new ImportCounter();
        using var writer = catalogue.Write();
        foreach (var track in StarterCatalogue.Instance.Tracks)
            counter.Count(writer.Put(new CatalogueEntry(track)));
        writer.Commit();
        return counter.Report("starter songs");
    }

    /// <summary>The usable rows of a table as they stand, or none when it is of no known format.</summary>
    public static IEnumerable<(RawTrack Song, AudioFeatures? Features)> ReadRaw(string path)
    {
        using var table = TryOpen();
        while (table?.Rows.Read() is { } fields)
        {
            if (fields.Count >= table.Width && Usable(table.Format, new TrackRow(table.Columns, fields, _ => { })) is { } usable)
                yield return usable;
        }

        SongTable? TryOpen()
        {
            try
            {
                return SongTable.Open(path, Path.GetFileName(path));
            }
            catch (MusicException)
            {
                return null;
            }
        }

        static (RawTrack, AudioFeatures?)? Usable(TrackFormat format, TrackRow row)
        {
            try
            {
                return (format.Song(row), format.HasFeatures ? row.Features() : null);
            }
            catch (UnusableRowException)
            {
                return null;
            }
        }
    }

    private static ImportReport ImportTable(
        string path, string name, ICatalogueStore catalogue, IProgress<ImportProgress>? progress, CancellationToken cancellationToken)
    {
        using var table = SongTable.Open(path, name);
        var (csv, width) = (table.Rows, table.Width);
        var counter = new ImportCounter();
        TellEncoding(table.Encoding, name, counter);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // The file is read twice: a song is placed beside the others of its artist, and by all playlists that hold it; both may come later.
        var surroundings = table.Format.HasFeatures ? SongSurroundings.Of(path, cancellationToken) : new SongSurroundings();
        using var writer = catalogue.Write();
        while (!cancellationToken.IsCancellationRequested)
        {
            IReadOnlyList<string>? fields;
            try
            {
                fields = csv.Read();
            }
            catch (MusicException damage)
            {
                counter.Skip($"line {csv.Line}", $"{damage.Message} Reading stopped here.");
                counter.Complete = false;
                break;
            }
            if (fields is null)
                break;
            if (fields.Count < width && !csv.LineEnded)
            {
                counter.Skip($"line {csv.Line}",
                    $"{fields.Count} fields instead of {width}, and no end of the line: the file seems cut short.");
                counter.Complete = false;
                break;
            }
            ImportRow(table, fields, csv.Line, seen, surroundings, writer, counter);
            if (counter.Rows % RowsPerCommit == 0)
                writer.Commit();
            if (counter.Rows % RowsPerProgress == 0)
                progress?.Report(new ImportProgress(counter.Rows, table.Fraction));
        }
        writer.Commit();
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new ImportProgress(counter.Rows, 1));
        return counter.Report(table.Format.Name);
    }

    /// <summary>Says that letters are read by a guess, where they are.</summary>
    internal static void TellEncoding(TextEncoding encoding, string name, ImportCounter counter)
    {
        if (!encoding.IsCertain)
            counter.Problem(name, $"the letters were read as {encoding.Encoding.WebName}, since they are no UTF-8; " +
                "where names look wrong, save the file as UTF-8 and import it again");
    }

    private static void ImportRow(SongTable table, IReadOnlyList<string> fields, int line,
        HashSet<string> seen, SongSurroundings surroundings, ICatalogueWriter writer, ImportCounter counter)
    {
        var (format, place) = (table.Format, $"line {line}");
        if (fields.Count < table.Width)
        {
            counter.Skip(place, $"{fields.Count} fields instead of {table.Width}; skipped");
            return;
        }
        var row = new TrackRow(table.Columns, fields, message => counter.Problem(place, message));
        try
        {
            var raw = format.Song(row);
            if (!seen.Add(raw.Id))
            {
                counter.Duplicate();
                return;
            }
            counter.Count(writer.Put(Entry(raw, surroundings.Around(raw), format.HasFeatures ? row.Features() : null)));
        }
        catch (UnusableRowException reason)
        {
            counter.Skip(place, reason.Message);
        }
    }

    /// <summary>The entry of a song, with its place worked out and what we know of it filled in.</summary>
    /// <param name="raw">What a file says of it.</param>
    /// <param name="context">What else is known.</param>
    /// <param name="features">Audio features of a table, where known.</param>
    /// <param name="sound">What was heard, where somebody listened.</param>
    public static CatalogueEntry Entry(RawTrack raw, SongContext context, AudioFeatures? features, HeardSound? sound = null)
    {
        // What a file does not say of a well-known song is filled in from our own list; a catalogue of our own that comes back
        // is taken as it stands.
        var known = raw.Given is null ? StarterCatalogue.Same(raw.Artist, raw.Title) : null;
        string[] moods = [.. raw.Moods.Select(MoodWords.Canonical).OfType<string>().Distinct()];
        if (moods.Length == 0 && known is not null)
            moods = [.. known.Moods];
        var (place, source) = raw.Given ?? AffectEstimate.Of(moods, features, context, AffectModel.Shipped, SongPlacement.Evidence(sound));
        var track = new Track
        {
            Id = raw.Id,
            Title = raw.Title,
            Artist = raw.Artist,
            // Lists date reissues; the earlier year is that of the song.
            Year = known?.Year < raw.Year || raw.Year is null ? known?.Year : raw.Year,
            Genre = known is not null && (raw.HasGenreOfList || raw.Genre.Length == 0) ? known.Genre : raw.Genre.Trim().ToLowerInvariant(),
            Language = raw.Language.Length > 0 ? raw.Language : known?.Language ?? "",
            Moods = moods,
            // An issue that nobody plays does not make a song little known.
            Popularity = Math.Max(raw.Popularity, known?.Popularity ?? 0),
            Explicit = raw.Explicit || known is { Explicit: true },
            Tempo = raw.Tempo ?? (features is { Tempo: > 0 } ? features.Tempo : null),
            Affect = place.Affect,
            Uncertainty = place.Uncertainty,
            Source = source,
            Location = raw.Location,
            Genres = [.. raw.Genres.Select(genre => genre.Trim().ToLowerInvariant())
                .Where(genre => !genre.Contains(';', StringComparison.Ordinal))],
            Album = raw.Album,
            AlbumArtist = raw.AlbumArtist,
            TrackNumber = raw.TrackNumber,
            IsCompilation = raw.IsCompilation,
            Seconds = raw.Seconds,
            Key = raw.Key,
        };
        return new CatalogueEntry(SongPlacement.WithHeard(track, sound), features);
    }
}
