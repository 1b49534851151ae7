using Affekt.Music;
using Affekt.Music.Catalogue;
using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>A catalogue in one SQLite file, for up to millions of songs. Several processes may read while one
/// writes, and no reader waits for another.</summary>
public sealed partial class SqliteCatalogue : ILibraryStore
{
    private const string Columns =
        "t.id, t.title, t.artist, t.year, t.genre, t.language, t.moods, t.popularity, t.valence, t.arousal, t.uncertainty, " +
        "t.source, t.tempo, t.explicit, t.location, t.genres, t.album, t.album_artist, t.number, t.compilation, t.seconds, t.music_key";
    private const int ColumnCount = 22;

    private readonly string _path;
    private readonly SqliteReaders _readers;

    private SqliteCatalogue(string path, Func<SqliteConnection> open, Action<SqliteConnection> prepare) =>
        (_path, _readers) = (path, new SqliteReaders(path, open, prepare));

    /// <summary>Opens a catalogue file, creating it when it is not there.</summary>
    /// <exception cref="MusicException">The file is no catalogue, is damaged, or was written by a newer Affekt.</exception>
    /// <exception cref="IOException">The file cannot be opened or another process holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public static SqliteCatalogue Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        return new SqliteCatalogue(path, () => CatalogueSchema.WithFunctions(SqliteRuntime.Open(path, "NORMAL")),
            connection => Migrations.Apply(connection, path, CatalogueSchema.ApplicationId, CatalogueSchema.Steps));
    }

    /// <summary>Opens a catalogue that must be there already; one that cannot be written can still be read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="MusicException">The file is no catalogue, is damaged, or was written by a newer Affekt.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SqliteCatalogue OpenExisting(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no catalogue {path}: make it with affekt catalog import.", path);
        try
        {
            return Open(path);
        }
        catch (Exception e) when (e.InnerException is SqliteException cause && SqliteRuntime.MeansUnwritable(cause))
        {
            return new SqliteCatalogue(path, () => SqliteRuntime.OpenUnwritable(path),
                connection => Migrations.Require(connection, path, CatalogueSchema.ApplicationId, CatalogueSchema.Steps));
        }
    }

    /// <inheritdoc/>
    public int Count => _readers.Use(connection => (int)SqliteRuntime.Number(connection, "SELECT count(*) FROM track"));

    /// <inheritdoc/>
    public bool Any => _readers.Use(connection => SqliteRuntime.Number(connection, "SELECT EXISTS (SELECT 1 FROM track)") == 1);

    /// <inheritdoc/>
    public Track? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _readers.Use(connection =>
            Read(connection, $"SELECT {Columns} FROM track t WHERE t.id = $id", ("$id", id)).FirstOrDefault());
    }

    /// <summary>The audio features of a song, where known.</summary>
    public AudioFeatures? FeaturesOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _readers.Use(connection =>
        {
            using var command = SqliteRuntime.Command(connection,
                "SELECT f.valence, f.energy, f.danceability, f.acousticness, f.instrumentalness, f.speechiness, f.liveness, " +
                "f.loudness, f.tempo "
                + "FROM track t JOIN track_feature f USING (key) WHERE t.id = $id", ("$id", id));
            using var r = command.ExecuteReader();
            return r.Read()
                ? new AudioFeatures(r.GetDouble(0), r.GetDouble(1), r.GetDouble(2), r.GetDouble(3), r.GetDouble(4),
                    r.GetDouble(5), r.GetDouble(6), r.GetDouble(7), r.GetDouble(8))
                : null;
        });
    }

    /// <inheritdoc/>
    public IEnumerable<Track> All(bool onlyFiles = false)
    {
        var which = onlyFiles ? "t.location IS NOT NULL AND " : "";
        // Read in pages, so that no connection is held while a caller looks at a song.
        var last = "";
        while (true)
        {
            var page = _readers.Use(connection => Read(
                connection, $"SELECT {Columns} FROM track t WHERE {which}t.id > $last ORDER BY t.id LIMIT 1000", ("$last", last)));
            foreach (var track in page)
                yield return track;
            if (page.Count == 0)
                yield break;
            last = page[^1].Id;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Track> Best(Func<SongPlace, double> score, TrackFilter filter, int limit, ulong? part = null)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _readers.Use(connection =>
        {
            // The rows say nothing of artists: where songs fail for theirs, more rows are asked for.
            for (var most = limit; ; most *= 2)
            {
                var keys = new SqliteSearch(connection, score, filter, most, part).Run();
                var songs = Read(connection, keys).Where(filter.Allows).Take(limit).ToList();
                if (songs.Count == limit || keys.Length < most)
                    return songs;
            }
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<Track> Search(string text, int limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        var words = TextKey.Words(text);
        if (words.Count == 0)
            return [];
        // Keys hold letters and digits only, so quoting is safe; the star finds beginnings of words.
        var query = string.Join(' ', words.Select(word => $"\"{word}\"*"));
        return _readers.Use(connection => Read(connection, $"SELECT {Columns} FROM track_text x JOIN track t ON t.key = x.rowid WHERE track_text MATCH " +
            "$query ORDER BY t.popularity DESC, t.id LIMIT $limit",
            ("$query", query), ("$limit", limit)));
    }

    /// <inheritdoc cref="ICatalogueStore.Write"/>
    public CatalogueWriter Write() => new(_path);

    ICatalogueWriter ICatalogueStore.Write() => Write();

    ILibraryWriter ILibraryStore.Write() => Write();

    /// <inheritdoc/>
    public void Dispose() => _readers.Dispose();

    private static IEnumerable<Track> Read(SqliteConnection connection, long[] keys)
    {
        var songs = new Dictionary<long, Track>(keys.Length);
        using var command = SqliteRuntime.Command(connection,
            $"SELECT {Columns}, t.key FROM track t WHERE t.key IN ({string.Join(',', keys)})");
        using var r = command.ExecuteReader();
        while (r.Read())
            songs.Add(r.GetInt64(ColumnCount), Song(r));
        // An import may have taken one away meanwhile.
        return keys.Where(songs.ContainsKey).Select(key => songs[key]);
    }

    private static List<Track> Read(
        SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = SqliteRuntime.Command(connection, sql, parameters);
        using var r = command.ExecuteReader();
        var tracks = new List<Track>();
        while (r.Read())
            tracks.Add(Song(r));
        return tracks;
    }

    private static Track Song(SqliteDataReader r) => new()
    {
        Id = r.GetString(0),
        Title = r.GetString(1),
        Artist = r.GetString(2),
        Year = r.IsDBNull(3) ? null : r.GetInt32(3),
        Genre = r.GetString(4),
        Language = r.GetString(5),
        Moods = r.GetString(6) is { Length: > 0 } moods ? moods.Split(';') : [],
        Popularity = r.GetDouble(7),
        Affect = new ValenceArousal(r.GetDouble(8), r.GetDouble(9)),
        Uncertainty = r.GetDouble(10),
        Source = r.GetString(11),
        Tempo = r.IsDBNull(12) ? null : r.GetDouble(12),
        Explicit = r.GetInt64(13) != 0,
        Location = r.IsDBNull(14) ? null : r.GetString(14),
        Genres = r.GetString(15) is { Length: > 0 } genres ? genres.Split(';') : [],
        Album = r.GetString(16),
        AlbumArtist = r.GetString(17),
        TrackNumber = r.IsDBNull(18) ? null : r.GetInt32(18),
        IsCompilation = r.GetInt64(19) != 0,
        Seconds = r.IsDBNull(20) ? null : r.GetDouble(20),
        Key = r.GetString(21),
    };
}
