using Affekt.Music.Catalogue;
using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>Writes songs to a catalogue in a SQLite file.</summary>
public sealed partial class CatalogueWriter : ILibraryWriter
{
    private readonly SqliteConnection _connection;
    private readonly string _path;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _choice;
    private readonly SqliteCommand _genre;
    private readonly Dictionary<string, long> _genres = new(StringComparer.Ordinal);
    private readonly SqliteCommand _text;
    private readonly SqliteCommand _forgetText;
    private readonly SqliteCommand _features;

    internal CatalogueWriter(string path)
    {
        // A connection of its own: those who read in this process need not wait for the writer.
        _path = path;
        _connection = SqliteRuntime.Open(path, "NORMAL");
        const string MoreColumns = "genres, album, album_artist, number, compilation, seconds, music_key";
        const string More = "$genres, $album, $album_artist, $number, $compilation, $seconds, $music_key";
        const string Values = "$id, $title, $artist, $year, $genre, $language, $moods, $popularity, $valence, $arousal, " +
            "$uncertainty, $source, $tempo, $explicit, $location, " + More;
        _find = Prepare("SELECT key FROM track WHERE id = $id");
        _insert = Prepare("INSERT INTO track (id, title, artist, year, genre, language, moods, popularity, valence, " +
            $"arousal, uncertainty, source, tempo, explicit, location, {MoreColumns}) "
            + $"VALUES ({Values}); SELECT last_insert_rowid();");
        // People's ratings win over whatever is computed later.
        _update = Prepare($"""
            UPDATE track SET (id, title, artist, year, genre, language, moods, popularity, tempo, explicit, location, {MoreColumns})
                = ($id, $title, $artist, $year, $genre, $language, $moods, $popularity, $tempo, $explicit, $location, {More})
                WHERE key = $key;
            UPDATE track SET (valence, arousal, uncertainty, source) = ($valence, $arousal, $uncertainty, $source)
                WHERE key = $key AND NOT (source = '{AffectSource.Listeners}' AND $source <> '{AffectSource.Listeners}');
            """);
        _genre = Prepare("INSERT INTO genre (name) VALUES ($name) ON CONFLICT DO UPDATE SET name = name RETURNING number");
        _choice = Prepare("INSERT OR REPLACE INTO track_choice SELECT $isMine, $song, key, valence, arousal, uncertainty, " +
            "popularity, year, $genre, lower(language), explicit FROM track WHERE key = $key");
        _forgetText = Prepare("DELETE FROM track_text WHERE rowid = $key");
        _text = Prepare("INSERT INTO track_text (rowid, title, artist) VALUES ($key, $title, $artist)");
        _features = Prepare("INSERT OR REPLACE INTO track_feature VALUES ($key, $valence, $energy, $danceability, " +
            "$acousticness, $instrumentalness, $speechiness, $liveness, $loudness, $tempo)");
        try
        {
            Begin();
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public WriteOutcome Put(CatalogueEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var track = entry.Track;
        try
        {
            Bind(_find, ("$id", track.Id));
            var key = _find.ExecuteScalar() as long?;
            var outcome = key is null ? WriteOutcome.Added : WriteOutcome.Updated;
            var command = key is null ? _insert : _update;
            Bind(command,
                ("$id", track.Id), ("$title", track.Title), ("$artist", track.Artist), ("$year", track.Year), ("$genre", track.Genre),
                ("$language", track.Language), ("$moods", string.Join(';', track.Moods)), ("$popularity", track.Popularity),
                ("$valence", track.Affect.Valence), ("$arousal", track.Affect.Arousal), ("$uncertainty", track.Uncertainty),
                ("$source", track.Source), ("$tempo", track.Tempo), ("$explicit", track.Explicit ? 1 : 0), ("$location", track.Location),
                ("$genres", string.Join(';', track.Genres)), ("$album", track.Album), ("$album_artist", track.AlbumArtist),
                ("$number", track.TrackNumber), ("$compilation", track.IsCompilation ? 1 : 0), ("$seconds", track.Seconds),
                ("$music_key", track.Key));
            if (key is { } known)
            {
                Bind(command, ("$key", known));
                command.ExecuteNonQuery();
                Bind(_forgetText, ("$key", known));
                _forgetText.ExecuteNonQuery();
            }
            else
            {
                key = (long)command.ExecuteScalar()!;
            }
            Bind(_choice, ("$key", key), ("$isMine", StarterCatalogue.Holds(track) ? 0 : 1), ("$genre", Genre(TrackFilter.GenresOf(track))),
                ("$song", SqliteSearch.Number(SongPlace.KeyOf(track))));
            _choice.ExecuteNonQuery();
            var (titles, artists) = SongNames.Others(track);
            Bind(_text, ("$key", key), ("$title", string.Join(' ', TextKey.Words($"{track.Title} {titles}"))),
                ("$artist", string.Join(' ', TextKey.Words($"{track.Artist} {artists}"))));
            _text.ExecuteNonQuery();
            if (entry.Features is { } f)
            {
                Bind(_features, ("$key", key), ("$valence", f.Valence), ("$energy", f.Energy), ("$danceability", f.Danceability),
                    ("$acousticness", f.Acousticness),
                    ("$instrumentalness", f.Instrumentalness), ("$speechiness", f.Speechiness), ("$liveness", f.Liveness),
                        ("$loudness", f.Loudness), ("$tempo", f.Tempo));
                _features.ExecuteNonQuery();
            }
            return outcome;
        }
        catch (SqliteException error)
        {
            throw SqliteRuntime.Explain(error, _path);
        }
    }

    /// <inheritdoc/>
    public void Commit()
    {
        Run("COMMIT");
        Begin();
    }

    /// <summary>Lets the file grow to a number of pages only; beyond, writing fails as on a full disk. The limit ends with
    /// this writer.</summary>
    /// <param name="pages">Pages of SQLite, usually 4 KiB each; never fewer than the file has.</param>
    public void LimitPages(int pages) => Run($"PRAGMA max_page_count = {pages}");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in _more.Values.Concat([_find, _insert, _update, _choice, _genre, _text, _forgetText, _features]))
            command.Dispose();
        // Closing rolls back what was not committed.
        _connection.Dispose();
    }

    private long Genre(string name)
    {
        if (!_genres.TryGetValue(name, out var number))
        {
            Bind(_genre, ("$name", name));
            _genres[name] = number = (long)_genre.ExecuteScalar()!;
        }
        return number;
    }

    private void Begin() => Run("BEGIN IMMEDIATE");

    private void Run(string sql)
    {
        try
        {
            SqliteRuntime.Execute(_connection, sql);
        }
        catch (SqliteException error)
        {
            throw SqliteRuntime.Explain(error, _path);
        }
    }

    private SqliteCommand Prepare(string sql) => SqliteRuntime.Command(_connection, sql);

    private static void Bind(SqliteCommand command, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        foreach (var (name, value) in values)
        {
            if (command.Parameters.Contains(name))
                command.Parameters[name].Value = value ?? DBNull.Value;
            else
                command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }
    }
}
