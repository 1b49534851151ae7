using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>Connections that only read one SQLite file, one for each reader at work, so that no reader waits for another.</summary>
/// <remarks>Connections are kept for the next readers. One that met an error is closed.</remarks>
internal sealed class SqliteReaders : IDisposable
{
    private const int MostIdle = 16;

    private readonly string _path;
    private readonly Func<SqliteConnection> _open;
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private volatile bool _isDisposed;

    /// <param name="path">The file, for messages.</param>
    /// <param name="open">Opens a connection to it.</param>
    /// <param name="prepare">Brings the file up to date; called once, now.</param>
    /// <exception cref="Affekt.Music.MusicException">The file is of another kind, is damaged, or was written by a newer Affekt.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public SqliteReaders(string path, Func<SqliteConnection> open, Action<SqliteConnection> prepare)
    {
        (_path, _open) = (path, open);
        Use(connection =>
        {
            prepare(connection);
            return 0;
        });
    }

    /// <summary>Works with a connection.</summary>
    /// <exception cref="IOException">The file cannot be used now; see <see cref="SqliteRuntime.Explain"/>.</exception>
    public T Use<T>(Func<SqliteConnection, T> work)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        SqliteConnection? connection = null;
        try
        {
            connection = _idle.TryTake(out var kept) ? kept : _open();
            var result = work(connection);
            if (_idle.Count < MostIdle && !_isDisposed)
            {
                _idle.Add(connection);
                connection = null;
            }
            return result;
        }
        catch (SqliteException error)
        {
            throw SqliteRuntime.Explain(error, _path);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }
}
