using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

// Own files and what was heard in them.
public sealed partial class SqliteCatalogue
{
    private const string FileColumns = "SELECT path, id, size, written, passed, audio, heard, problem, gone FROM song_file ";

    /// <inheritdoc/>
    public IReadOnlyList<OwnFile> Files() => _readers.Use(connection => ReadFiles(connection, "ORDER BY path"));

    /// <inheritdoc/>
    public OwnFile? FileOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _readers.Use(connection => ReadFiles(connection, "WHERE id = $id AND gone = 0 ORDER BY path LIMIT 1", ("$id", id)).FirstOrDefault());
    }

    /// <inheritdoc/>
    public IReadOnlyList<OwnFile> Waiting(int most, string after) => _readers.Use(connection => ReadFiles(connection,
        "WHERE path > $after AND heard = 0 AND gone = 0 AND id IS NOT NULL ORDER BY path LIMIT $most", ("$after", after), ("$most", most)));

    /// <inheritdoc/>
    public ListeningCounts CountHeard() => _readers.Use(connection =>
    {
        using var command = SqliteRuntime.Command(connection,
            "SELECT count(*), total(heard AND problem IS NULL), total(problem IS NOT NULL) FROM song_file "
            + "WHERE gone = 0 AND id IS NOT NULL");
        using var r = command.ExecuteReader();
        r.Read();
        return new ListeningCounts(r.GetInt32(0), (int)r.GetDouble(1), (int)r.GetDouble(2));
    });

    /// <inheritdoc/>
    public HeardSound? Heard(string audio)
    {
        ArgumentNullException.ThrowIfNull(audio);
        return _readers.Use(connection =>
        {
            using var command = SqliteRuntime.Command(connection, "SELECT version, features, seconds, complete, tempo, pulse, "
                + "music_key, key_clarity, loudness, decoder FROM heard WHERE audio = $audio", ("$audio", audio));
            using var r = command.ExecuteReader();
            return r.Read()
                ? new HeardSound(audio, r.GetInt32(0), (byte[])r.GetValue(1), r.GetDouble(2), r.GetInt64(3) != 0,
                    r.IsDBNull(4) ? null : r.GetDouble(4), r.GetDouble(5), r.GetString(6), r.GetDouble(7), r.GetDouble(8), r.GetString(9))
                : null;
        });
    }

    private static List<OwnFile> ReadFiles(
        SqliteConnection connection, string condition, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = SqliteRuntime.Command(connection, FileColumns + condition, parameters);
        using var r = command.ExecuteReader();
        var files = new List<OwnFile>();
        while (r.Read())
        {
            files.Add(new OwnFile(r.GetString(0), Text(r, 1), r.GetInt64(2), r.GetInt64(3))
            {
                Passed = Text(r, 4),
                Audio = Text(r, 5),
                IsHeard = r.GetInt64(6) != 0,
                Problem = Text(r, 7),
                IsGone = r.GetInt64(8) != 0,
            });
        }
        return files;
    }

    private static string? Text(SqliteDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
}
