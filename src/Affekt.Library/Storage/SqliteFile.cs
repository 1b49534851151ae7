using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>One SQLite file and the connection to it. Used by one thread at a time; others wait.</summary>
/// <remarks>
/// A connection that met an error is closed, which ends whatever it had begun, and the next use opens another: a full disk or
/// a locked file harms one call and no later one.
/// </remarks>
internal sealed class SqliteFile : IDisposable
{
    private readonly string _path;
    private readonly Func<SqliteConnection> _open;
    private readonly Lock _lock = new();
    private SqliteConnection? _connection;
    private int? _mostPages;

    /// <param name="path">The file.</param>
    /// <param name="open">Opens a connection to it.</param>
    /// <param name="prepare">Brings the file up to date; called once, now.</param>
    /// <exception cref="Affekt.Music.MusicException">The file is of another kind, is damaged, or was written by a newer Affekt.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public SqliteFile(string path, Func<SqliteConnection> open, Action<SqliteConnection> prepare)
    {
        (_path, _open) = (path, open);
        try
        {
            Use(() =>
            {
                prepare(Connection);
                return 0;
            });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The connection, open; to be used within <see cref="Use{T}(Func{T})"/> or
    /// <see cref="Transaction{T}(Func{T})"/> only.</summary>
    public SqliteConnection Connection => _connection ?? throw new InvalidOperationException("The file is used outside of its lock.");

    /// <summary>Works with the connection, alone.</summary>
    /// <exception cref="IOException">The file cannot be used now; see <see cref="SqliteRuntime.Explain"/>.</exception>
    public T Use<T>(Func<T> work)
    {
        lock (_lock)
        {
            try
            {
                _connection ??= Open();
                return work();
            }
            catch (SqliteException error)
            {
                Drop();
                throw SqliteRuntime.Explain(error, _path);
            }
        }
    }

    /// <summary>Works with the connection, alone; all of it is kept or nothing.</summary>
    /// <inheritdoc cref="Use{T}(Func{T})"/>
    public T Transaction<T>(Func<T> work) => Use(() =>
    {
        SqliteRuntime.Execute(Connection, "BEGIN IMMEDIATE");
        try
        {
            var result = work();
            SqliteRuntime.Execute(Connection, "COMMIT");
            return result;
        }
        catch (Exception error) when (error is not SqliteException)
        {
            // An error of SQLite closes the connection, which ends the transaction even where a rollback would fail as well.
            if (_connection is not null)
                SqliteRuntime.Rollback(_connection);
            throw;
        }
    });

    /// <summary>Finds out whether the file can be written, by writing a number that it holds already.</summary>
    public void TryWrite() => Transaction(() =>
    {
        var version = SqliteRuntime.Number(Connection, "PRAGMA user_version");
        return SqliteRuntime.Execute(Connection, $"PRAGMA user_version = {version}");
    });

    /// <summary>Rebuilds the file without what was deleted and empties its log, until when the deletion counts as under way.</summary>
    public int FinishErasure() => Use(() =>
    {
        SqliteRuntime.Execute(Connection, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
        return SqliteRuntime.Execute(Connection, "DELETE FROM erasure");
    });

    /// <summary>Lets the file grow to a number of pages only; beyond, writing fails as on a full disk.</summary>
    public void LimitPages(int pages) => Use(() =>
    {
        _mostPages = pages;
        return SqliteRuntime.Execute(Connection, $"PRAGMA max_page_count = {pages}");
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
            Drop();
    }

    private SqliteConnection Open()
    {
        var connection = _open();
        if (_mostPages is { } pages)
            SqliteRuntime.Execute(connection, $"PRAGMA max_page_count = {pages}");
        return connection;
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
