using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

// Own files and what was heard in them.
public sealed partial class CatalogueWriter
{
    private readonly Dictionary<string, SqliteCommand> _more = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public void PutFile(OwnFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Do("INSERT OR REPLACE INTO song_file VALUES ($path, $id, $size, $written, $passed, $audio, $heard, $problem, $gone)",
            ("$path", file.Path), ("$id", file.Id), ("$size", file.Bytes), ("$written", file.Written), ("$passed", file.Passed),
            ("$audio", file.Audio), ("$heard", file.IsHeard ? 1 : 0), ("$problem", file.Problem), ("$gone", file.IsGone ? 1 : 0));
    }

    /// <inheritdoc/>
    public void RemoveFile(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        const string Key = "(SELECT key FROM track WHERE location = $path AND id = (SELECT id FROM song_file WHERE path = $path))";
        Do($"DELETE FROM track_text WHERE rowid = {Key}", ("$path", path));
        Do($"DELETE FROM track WHERE key = {Key}", ("$path", path));
        // Without a hash of its sound a file cannot be known again.
        Do("DELETE FROM song_file WHERE path = $path AND (audio IS NULL OR id IS NULL)", ("$path", path));
        Do("UPDATE song_file SET gone = 1 WHERE path = $path", ("$path", path));
    }

    /// <inheritdoc/>
    public void ForgetFile(string path) => Do("DELETE FROM song_file WHERE path = $path", ("$path", path));

    /// <inheritdoc/>
    public void PutHeard(HeardSound heard)
    {
        ArgumentNullException.ThrowIfNull(heard);
        Do("INSERT OR REPLACE INTO heard VALUES ($audio, $version, $features, $seconds, $complete, $tempo, $pulse, $music_key, "
            + "$key_clarity, $loudness, $decoder)",
            ("$audio", heard.Audio), ("$version", heard.Version), ("$features", heard.Features.ToArray()), ("$seconds", heard.Seconds),
            ("$complete", heard.IsComplete ? 1 : 0), ("$tempo", heard.Tempo), ("$pulse", heard.PulseClarity), ("$music_key", heard.Key),
            ("$key_clarity", heard.KeyClarity), ("$loudness", heard.Loudness), ("$decoder", heard.Decoder));
    }

    /// <inheritdoc/>
    public int RestoreIds()
    {
        // A file that is heard, and one that has gone and sounded the same, whose id no song has now.
        var pairs = new List<(string New, string Old, string Gone)>();
        using (var command = SqliteRuntime.Command(_connection,
            "SELECT now.id, gone.id, gone.path FROM song_file gone JOIN song_file now ON now.audio = gone.audio "
            + "WHERE gone.gone = 1 AND now.gone = 0 AND now.heard = 1 AND now.id IS NOT NULL AND now.id <> gone.id "
            + "AND NOT EXISTS (SELECT 1 FROM track WHERE track.id = gone.id) ORDER BY now.path"))
        using (var r = command.ExecuteReader())
        {
            while (r.Read())
                pairs.Add((r.GetString(0), r.GetString(1), r.GetString(2)));
        }
        var (taken, given) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (now, old, gone) in pairs)
        {
            if (taken.Contains(now) || given.Contains(old))
                continue;
            taken.Add(now);
            given.Add(old);
            Do("UPDATE track SET id = $old WHERE id = $now", ("$old", old), ("$now", now));
            Do("UPDATE song_file SET id = $old WHERE id = $now AND gone = 0", ("$old", old), ("$now", now));
            Do("DELETE FROM song_file WHERE path = $gone AND gone = 1", ("$gone", gone));
        }
        return given.Count;
    }

    private void Do(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_more.TryGetValue(sql, out var command))
            _more[sql] = command = Prepare(sql);
        try
        {
            Bind(command, values);
            command.ExecuteNonQuery();
        }
        catch (SqliteException error)
        {
            throw SqliteRuntime.Explain(error, _path);
        }
    }
}
