using Affekt.Music;
using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>Opens SQLite files the way all stores use them, and says in one line why a file cannot be used.</summary>
internal static class SqliteRuntime
{
    private const int NotADatabase = 26;
    private const int Corrupt = 11;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int CannotOpen = 14;
    private const int Full = 13;
    private const int InputOutput = 10;

    /// <summary>Opens a file, creating it if need be: write-ahead log, foreign keys, ten seconds of patience with other
    /// processes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="synchronous">FULL when every commit must survive a power cut, NORMAL when an import may be run again.</param>
    public static SqliteConnection Open(string path, string synchronous)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 10,
        }.ToString());
        try
        {
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = " +
                $"{synchronous}; PRAGMA foreign_keys = ON;");
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            if (e is SqliteException error)
                throw Explain(error, path);
            throw;
        }
    }

    /// <summary>Opens a file that holds what is kept of people: every commit survives a power cut, and what is deleted is
    /// overwritten, not only unlinked.</summary>
    public static SqliteConnection OpenErasing(string path)
    {
        var connection = Open(path, "FULL");
        Execute(connection, "PRAGMA secure_delete = ON");
        return connection;
    }

    /// <summary>Opens a file on a medium that cannot be written, as it stands: a write-ahead log beside it could not be taken
    /// part in.</summary>
    public static SqliteConnection OpenUnwritable(string path)
    {
        // Immutable: SQLite neither locks the file nor looks for a log, both of which would have to be written.
        var address = new Uri(Path.GetFullPath(path)).AbsoluteUri + "?immutable=1";
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = address, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw Explain(error, path);
        }
    }

    /// <summary>Runs statements that return nothing.</summary>
    public static int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>Gives up a transaction. A full disk may have ended it already.</summary>
    public static void Rollback(SqliteConnection connection)
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
            Execute(connection, "ROLLBACK");
    }

    /// <summary>A command with its parameters.</summary>
    public static SqliteCommand Command(
        SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements are written in this library; values are bound.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>The first value of the first row as a number, 0 when there is none.</summary>
    public static long Number(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>What an error of SQLite means for the person who named the file.</summary>
    public static Exception Explain(SqliteException error, string path) => error.SqliteErrorCode switch
    {
        NotADatabase => new MusicException($"{path} is not an Affekt database: name another file.", error),
        Corrupt => new MusicException($"{path} is damaged: restore it from a copy, or delete it and import again.", error),
        Busy or Locked => new IOException($"{path} is in use by another process: try again when that has ended.", error),
        ReadOnly => new UnauthorizedAccessException($"{path} cannot be written: check its permissions or name another file.", error),
        CannotOpen => new IOException($"{path} cannot be opened: check that its folder exists and can be written.", error),
        Full => new IOException($"The disk is full: {path} keeps what was committed; free some space and run again.", error),
        InputOutput => new IOException($"{path} cannot be read or written: {error.Message}", error),
        _ => new MusicException($"{path} cannot be used: {error.Message}", error),
    };

    /// <summary>True when a file could perhaps be read, if not written.</summary>
    public static bool MeansUnwritable(SqliteException error) => error.SqliteErrorCode is ReadOnly or CannotOpen or InputOutput;
}
