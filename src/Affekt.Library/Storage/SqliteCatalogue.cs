using System.Globalization;
using System.Text;
using Affekt.Music;
using Affekt.Music.Catalogue;
using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>A catalogue in one SQLite file, for up to millions of songs. Several processes may read while one writes.</summary>
public sealed class SqliteCatalogue : ICatalogueStore
{
    private const string Columns =
        "t.id, t.title, t.artist, t.year, t.genre, t.language, t.moods, t.popularity, t.valence, t.arousal, t.uncertainty, " +
        "t.source, t.tempo, t.explicit, t.location";

    // Songs are sought in bands of popularity, so that a crowded neighbourhood still yields its well-known songs.
    private static readonly (double Low, double High)[] KnownBands = [(0.75, 1), (0.5, 0.75), (0.25, 0.5), (0, 0.25)];
    private const double FirstRadius = 0.02;
    private const double LargestRadius = 3; // more than the plane is across
    private const double SmallStep = 1.25; // to a circle that holds hardly more than enough: reading songs is what takes the time
    private const double SmallestDifference = 0.002;
    private const int LargestSurplus = 8; // times as many songs as are needed
    private const int Strips = 12;
    private const int MostScanned = 250_000; // songs that a choice looks at, unless it finds too few among them
    private const int Runs = 250;
    private const int MostCorners = 6; // times as many songs as may be in the circle, in one strip

    private readonly string _path;
    private readonly SqliteFile _file;

    private TrackFilter _filter = TrackFilter.None; // what the function passes in a query asks

    private SqliteCatalogue(string path, Func<SqliteConnection> open, Action<SqliteConnection> prepare)
    {
        _path = path;
        _file = new SqliteFile(path, () =>
        {
            var connection = open();
            connection.CreateFunction("passes", (string id, string artist, string genre, string language, bool hasFile) =>
                _filter.AllowsByNames(id, artist, genre, language, hasFile));
            return connection;
        }, prepare);
    }

    /// <summary>Opens a catalogue file, creating it when it is not there.</summary>
    /// <exception cref="MusicException">The file is no catalogue, is damaged, or was written by a newer Affekt.</exception>
    /// <exception cref="IOException">The file cannot be opened or another process holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file cannot be written.</exception>
    public static SqliteCatalogue Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        return new SqliteCatalogue(path, () => SqliteRuntime.Open(path, "NORMAL"),
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
    public int Count => _file.Use(() => (int)SqliteRuntime.Number(_file.Connection, "SELECT count(*) FROM track"));

    /// <inheritdoc/>
    public bool Any => _file.Use(() => SqliteRuntime.Number(_file.Connection, "SELECT EXISTS (SELECT 1 FROM track)") == 1);

    /// <inheritdoc/>
    public Track? Find(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _file.Use(() => Read($"SELECT {Columns} FROM track t WHERE t.id = $id", ("$id", id)).FirstOrDefault());
    }

    /// <summary>The audio features of a song, where known.</summary>
    public AudioFeatures? FeaturesOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _file.Use(() =>
        {
            using var command = SqliteRuntime.Command(_file.Connection,
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
    public IEnumerable<Track> All()
    {
        // Read in pages, so that nobody holds the lock while a caller looks at a song.
        var last = "";
        while (true)
        {
            var page = _file.Use(() => Read($"SELECT {Columns} FROM track t WHERE t.id > $last ORDER BY t.id LIMIT 1000", ("$last", last)));
            foreach (var track in page)
                yield return track;
            if (page.Count == 0)
                yield break;
            last = page[^1].Id;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Track> Near(ValenceArousal target, TrackFilter filter, int limit)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _file.Use(() =>
        {
            _filter = filter;
            var share = (limit + KnownBands.Length - 1) / KnownBands.Length;
            var radius = FirstRadius;
            var bands = KnownBands.Select(band => NearestInBand(target, filter, band, share, ref radius)).ToList();
            if (bands.Sum(songs => songs.Count) < limit)
                bands = [.. KnownBands.Select(band => NearestInBand(target, filter, band, limit, ref radius))];
            // Every band gives its share; what one lacks, the others give.
            var chosen = bands.SelectMany(songs => songs.Take(share))
                .Concat(bands.SelectMany(songs => songs.Skip(share)).OrderBy(song => song.Distance))
                .Take(limit);
            var keys = string.Join(',', chosen.Select(song => song.Key.ToString(CultureInfo.InvariantCulture)));
            return Read($"SELECT {Columns} FROM track t WHERE t.key IN ({keys})")
                .OrderBy(track => track.Affect.DistanceTo(target)).ThenByDescending(track => track.Popularity)
                    .ThenBy(track => SongPlace.KeyOf(track.Id))
                .ToList();
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<Track> Best(Func<SongPlace, double> score, TrackFilter filter, int limit, ulong? part = null)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _file.Use(() =>
        {
            _filter = filter;
            var best = new PriorityQueue<(long Key, double Score), double>(limit + 1);
            var songs = SqliteRuntime.Number(_file.Connection, "SELECT coalesce(max(key), 0) FROM track");
            if (part is { } number && songs > MostScanned)
            {
                // Runs of rows in many places of the file: songs beside each other are often of one album.
                var random = new Random((int)(number % int.MaxValue));
                for (var run = 0; run < Runs; run++)
                    Scan($" AND t.key >= {random.NextInt64(songs - MostScanned / Runs)}", MostScanned / Runs);
            }
            if (best.Count < limit)
            {
                best.Clear();
                Scan("", -1);
            }
            var scores = best.UnorderedItems.ToDictionary(item => item.Element.Key, item => item.Priority);
            return Read($"SELECT {Columns} FROM track t WHERE t.key IN ({string.Join(',', scores.Keys)})", scores);

            void Scan(string from, int most)
            {
                var (where, parameters) = Condition(filter);
                using var command = SqliteRuntime.Command(_file.Connection,
                    "SELECT t.key, t.id, t.valence, t.arousal, t.uncertainty, t.popularity, t.location IS NOT NULL, "
                    + "t.artist, t.title FROM track t "
                    + $"WHERE 1{from}{where} LIMIT {most}", [.. parameters]);
                using var r = command.ExecuteReader();
                while (r.Read())
                {
                    var id = r.GetString(1);
                    var place = new SongPlace(
                        SongPlace.KeyOf(TextKey.Song(r.GetString(7), r.GetString(8))),
                            new ValenceArousal(r.GetDouble(2), r.GetDouble(3)), r.GetDouble(4),
                        r.GetDouble(5), !StarterCatalogue.Holds(id, r.GetBoolean(6)));
                    var value = score(place);
                    if (double.IsNegativeInfinity(value))
                        continue;
                    best.Enqueue((r.GetInt64(0), value), value);
                    if (best.Count > limit)
                        best.Dequeue();
                }
            }
        });
    }

    private List<Track> Read(string sql, Dictionary<long, double> scores)
    {
        // Ordered by score; the key is read beside the song.
        using var command = SqliteRuntime.Command(_file.Connection, sql.Replace("SELECT ", "SELECT t.key, ", StringComparison.Ordinal));
        using var r = command.ExecuteReader();
        var order = new List<(Track Track, double Score)>(scores.Count);
        while (r.Read())
            order.Add((Song(r, 1), scores[r.GetInt64(0)]));
        return [.. order.OrderByDescending(song => song.Score).ThenBy(song => SongPlace.KeyOf(song.Track.Id)).Select(song => song.Track)];
    }

    /// <summary>
    /// Looks for a circle around the target that holds enough songs of a band, but not very many: it grows until it does, and
    /// where songs begin to stand densely it is narrowed down by halves.
    /// </summary>
    /// <param name="target">The centre.</param>
    /// <param name="filter">What every song must fulfil.</param>
    /// <param name="band">From which familiarity to which.</param>
    /// <param name="atLeast">How many songs; fewer only where there are no more.</param>
    /// <param name="radius">Where to begin; then where it ended, since bands are spread alike.</param>
    private List<(long Key, double Distance)> NearestInBand(
        ValenceArousal target, TrackFilter filter, (double Low, double High) band, int atLeast, ref double radius)
    {
        var (where, parameters) = Condition(filter);
        var sql = "SELECT p.key, p.valence_low, p.arousal_low FROM track_place p"
            + (where.Length > 0 ? " JOIN track t USING (key)" : "")
            + " WHERE p.valence_high >= $v0 AND p.valence_low <= $v1 AND p.arousal_high >= $a0 AND p.arousal_low < $a1 AND " +
                "p.known_low >= $k0 AND p.known_low < $k1" + where
            + " LIMIT $most";
        using var command = SqliteRuntime.Command(
            _file.Connection, sql, [.. parameters, ("$k0", band.Low), ("$k1", band.High >= 1 ? 2 : band.High)]);
        foreach (var name in new[] { "$v0", "$v1", "$a0", "$a1" })
            command.Parameters.Add(new SqliteParameter(name, SqliteType.Real));
        command.Parameters.Add(new SqliteParameter("$most", SqliteType.Integer));
        var (tooFew, tooMany) = (0.0, double.PositiveInfinity);
        while (true)
        {
            var isNarrowedDown = tooMany - tooFew < SmallestDifference;
            if (isNarrowedDown)
                radius = tooMany;
            var step = SmallStep;
            if (radius < LargestRadius && !isNarrowedDown && InSquare(command, target, radius, atLeast) is var held && held < atLeast)
            {
                tooFew = radius;
                // Twice the radius is four times the songs, more or less.
                step = 4 * held < atLeast ? 2 : SmallStep;
            }
            else if (Within(command, target, radius, isNarrowedDown ? int.MaxValue : atLeast * LargestSurplus) is not { } near)
                tooMany = radius;
            else if (near.Count >= atLeast || radius >= LargestRadius || isNarrowedDown)
            {
                near.Sort((x, y) => x.Distance != y.Distance ? x.Distance.CompareTo(y.Distance) : x.Key.CompareTo(y.Key));
                return near;
            }
            else
                tooFew = radius;
            radius = double.IsPositiveInfinity(tooMany) ? Math.Min(step * radius, LargestRadius) : (tooFew + tooMany) / 2;
        }
    }

    /// <summary>How many songs the square around a circle holds, as far as <paramref name="most"/>: the circle holds no more,
    /// and one question has settled it.</summary>
    private static int InSquare(SqliteCommand command, ValenceArousal target, double radius, int most)
    {
        using var reader = Rectangle(command, target, radius, -radius, radius, most);
        var rows = 0;
        while (reader.Read())
            rows++;
        return rows;
    }

    /// <summary>The songs within a circle, or null when there are more than <paramref name="most"/>.</summary>
    private static List<(long Key, double Distance)>? Within(SqliteCommand command, ValenceArousal target, double radius, int most)
    {
        var songs = new List<(long Key, double Distance)>();
        // The index knows squares. Strips fill a circle closely, where one square would be mostly corners: far from all songs
        // these may hold nearly all of them.
        var height = 2 * radius / Strips;
        for (var strip = 0; strip < Strips; strip++)
        {
            var (low, high) = (strip * height - radius, (strip + 1) * height - radius);
            var nearest = low > 0 ? low : high < 0 ? high : 0;
            using var reader = Rectangle(
                command, target, Math.Sqrt(radius * radius - nearest * nearest), low, high, most == int.MaxValue ? -1 : MostCorners * most);
            var rows = 0;
            while (reader.Read())
            {
                rows++;
                var place = new ValenceArousal(reader.GetDouble(1), reader.GetDouble(2));
                // A place on the line between two strips is found in both.
                if (place.Arousal >= target.Arousal + low && place.Arousal < target.Arousal + high
                    && target.DistanceTo(place) is var distance && distance <= radius)
                    songs.Add((reader.GetInt64(0), distance));
            }
            if (songs.Count > most || rows == MostCorners * (long)most)
                return null;
        }
        return songs;
    }

    /// <summary>Keys and places in a rectangle around a point, from so far below it to so far above it; all of them where
    /// <paramref name="most"/> is negative.</summary>
    private static SqliteDataReader Rectangle(
        SqliteCommand command, ValenceArousal centre, double halfWidth, double low, double high, int most)
    {
        command.Parameters["$v0"].Value = centre.Valence - halfWidth;
        command.Parameters["$v1"].Value = centre.Valence + halfWidth;
        command.Parameters["$a0"].Value = centre.Arousal + low;
        command.Parameters["$a1"].Value = centre.Arousal + high;
        command.Parameters["$most"].Value = most;
        return command.ExecuteReader();
    }

    private static (string Where, List<(string Name, object? Value)> Parameters) Condition(TrackFilter filter)
    {
        var where = new StringBuilder();
        var parameters = new List<(string Name, object? Value)>();
        if (filter.FromYear is { } first)
            where.Append(" AND t.year >= ").Append(first);
        if (filter.ToYear is { } last)
            where.Append(" AND t.year <= ").Append(last);
        if (!filter.AllowExplicit)
            where.Append(" AND t.explicit = 0");
        OneOf(filter.Languages, "lower(t.language) = {0}", "language");
        // The same rule as TrackFilter.Allows: the whole genre, or its last words.
        OneOf(filter.GenreNames, "(lower(t.genre) = {0} OR substr(lower(t.genre), -length({0}) - 1) IN (' ' || {0}, '-' || {0}))", "genre");
        if (filter.AsksNames)
            where.Append(" AND passes(t.id, t.artist, t.genre, t.language, t.location IS NOT NULL)");
        return (where.ToString(), parameters);

        void OneOf(IReadOnlyList<string> values, string condition, string name)
        {
            if (values.Count == 0)
                return;
            var parts = values.Select((value, i) =>
            {
                parameters.Add(($"${name}{i}", value.ToLowerInvariant()));
                return string.Format(CultureInfo.InvariantCulture, condition, $"${name}{i}");
            });
            where.Append(" AND (").AppendJoin(" OR ", parts).Append(')');
        }
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
        return _file.Use(() => Read($"SELECT {Columns} FROM track_text x JOIN track t ON t.key = x.rowid WHERE track_text MATCH " +
            $"$query ORDER BY t.popularity DESC, t.id LIMIT $limit",
            ("$query", query), ("$limit", limit)));
    }

    /// <inheritdoc cref="ICatalogueStore.Write"/>
    public CatalogueWriter Write() => new(_path);

    ICatalogueWriter ICatalogueStore.Write() => Write();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private List<Track> Read(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = SqliteRuntime.Command(_file.Connection, sql, parameters);
        using var r = command.ExecuteReader();
        var tracks = new List<Track>();
        while (r.Read())
            tracks.Add(Song(r, 0));
        return tracks;
    }

    private static Track Song(SqliteDataReader r, int from) => new()
    {
        Id = r.GetString(from),
        Title = r.GetString(from + 1),
        Artist = r.GetString(from + 2),
        Year = r.IsDBNull(from + 3) ? null : r.GetInt32(from + 3),
        Genre = r.GetString(from + 4),
        Language = r.GetString(from + 5),
        Moods = r.GetString(from + 6) is { Length: > 0 } moods ? moods.Split(';') : [],
        Popularity = r.GetDouble(from + 7),
        Affect = new ValenceArousal(r.GetDouble(from + 8), r.GetDouble(from + 9)),
        Uncertainty = r.GetDouble(from + 10),
        Source = r.GetString(from + 11),
        Tempo = r.IsDBNull(from + 12) ? null : r.GetDouble(from + 12),
        Explicit = r.GetInt64(from + 13) != 0,
        Location = r.IsDBNull(from + 14) ? null : r.GetString(from + 14),
    };
}
