using Affekt.Library.Storage;

namespace Affekt.Library.Folders;

/// <summary>Where a person's own catalogue and feedback are kept unless told otherwise.</summary>
public static class UserFolder
{
    /// <summary>The environment variable that names another folder than the system's own for a user's data.</summary>
    public const string Variable = "AFFEKT_HOME";

    /// <summary>The folder: what <see cref="Variable"/> says, or "affekt" in the system's folder for a user's data. It need
    /// not exist yet.</summary>
    /// <exception cref="IOException">The system knows no such folder.</exception>
    public static string Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
                return chosen;
            var data = Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
            return data.Length > 0 ? Path.Combine(data, "affekt")
                : throw new IOException($"This system names no folder for your data: set {Variable} to one.");
        }
    }

    /// <summary>The person's catalogue, a file for <see cref="SqliteCatalogue"/>.</summary>
    public static string Catalogue => Path.Combine(Root, "catalogue.db");

    /// <summary>The listeners' feedback, a file for <see cref="ListenerStore"/>.</summary>
    public static string Listeners => Path.Combine(Root, "listeners.db");
}
