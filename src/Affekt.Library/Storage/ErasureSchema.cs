using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>Remembers in a file that something is being deleted for good, so that a start after a crash ends it.</summary>
internal static class ErasureSchema
{
    /// <summary>The step that a file's schema takes up.</summary>
    public const string Step = "CREATE TABLE erasure (number INTEGER PRIMARY KEY);";

    /// <summary>Says, within the transaction that deletes, that the file has yet to be rebuilt.</summary>
    public static void Begin(SqliteConnection connection) => SqliteRuntime.Execute(connection, "INSERT INTO erasure DEFAULT VALUES");

    /// <summary>True when a deletion was begun and the file not rebuilt since.</summary>
    public static bool IsUnderWay(SqliteConnection connection) =>
        SqliteRuntime.Number(connection, "SELECT EXISTS (SELECT 1 FROM erasure)") == 1;
}
