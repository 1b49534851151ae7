using Affekt.Music;
using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>Brings a database to the present schema, one numbered step after the other, each in a transaction of its own.</summary>
internal static class Migrations
{
    /// <summary>Applies the steps that a database has not seen yet.</summary>
    /// <param name="connection">An open database.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <param name="applicationId">The number that marks files of this kind.</param>
    /// <param name="steps">All steps that ever were, oldest first; the schema version is their count.</param>
    /// <exception cref="MusicException">The file is another program's, or was written by a newer Affekt.</exception>
    public static void Apply(SqliteConnection connection, string path, int applicationId, IReadOnlyList<string> steps)
    {
        var version = VersionOf(connection, path, applicationId, steps);
        while (version < steps.Count)
        {
            // Immediate: of two processes that open a new file at once, one migrates and the other waits and then sees it done.
            SqliteRuntime.Execute(connection, "BEGIN IMMEDIATE");
            try
            {
                version = SqliteRuntime.Number(connection, "PRAGMA user_version");
                if (version < steps.Count)
                    SqliteRuntime.Execute(connection,
                        $"{steps[(int)version]}; PRAGMA application_id = {applicationId}; PRAGMA user_version = {++version};");
                SqliteRuntime.Execute(connection, "COMMIT");
            }
            catch
            {
                SqliteRuntime.Rollback(connection);
                throw;
            }
        }
    }

    /// <summary>Checks that a database that cannot be written has seen every step.</summary>
    /// <exception cref="MusicException">The file is another program's, was written by a newer Affekt, or would have to be
    /// brought up to date.</exception>
    public static void Require(SqliteConnection connection, string path, int applicationId, IReadOnlyList<string> steps)
    {
        if (VersionOf(connection, path, applicationId, steps) < steps.Count)
            throw new MusicException(
                $"{path} was written by an older Affekt and cannot be brought up to date where it is: copy it to where it can be written.");
    }

    private static long VersionOf(SqliteConnection connection, string path, int applicationId, IReadOnlyList<string> steps)
    {
        var version = SqliteRuntime.Number(connection, "PRAGMA user_version");
        var owner = SqliteRuntime.Number(connection, "PRAGMA application_id");
        if (owner != applicationId
            && (owner != 0 || version != 0 || SqliteRuntime.Number(connection, "SELECT count(*) FROM sqlite_master") > 0))
            throw new MusicException($"{path} is a database of another kind: name another file.");
        if (version > steps.Count)
            throw new MusicException(
                $"{path} was written by a newer Affekt (schema {version}, this one knows {steps.Count}): update Affekt.");
        return version;
    }
}
