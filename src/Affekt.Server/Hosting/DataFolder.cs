namespace Affekt.Server.Hosting;

/// <summary>The folder of what is kept: for its owner only, and for one server at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OnlyOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LockName = "server.lock";
    private const string OwnerName = "server.owner";

    private readonly FileStream _lock;

    /// <summary>Takes the folder, and tidies up what a server left there that was killed.</summary>
    /// <exception cref="IOException">Another server uses it, or it cannot be used.</exception>
    public DataFolder(AffektServerOptions options)
    {
        var folder = Path.GetFullPath(options.DataFolder);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OnlyOwner | UnixFileMode.UserExecute);
        _lock = Take(folder);
        try
        {
            File.WriteAllText(
                Path.Combine(folder, OwnerName), $"process {Environment.ProcessId}, {string.Join(" and ", options.Urls)}");
            ImportFolder = Path.Combine(folder, "imports");
            if (Directory.Exists(ImportFolder))
            {
                foreach (var left in Directory.EnumerateFiles(ImportFolder, "*.import"))
                    File.Delete(left);
            }
            if (!OperatingSystem.IsWindows())
                Protect(folder);
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <summary>Where uploaded tables lie while they are imported; it need not exist yet.</summary>
    public string ImportFolder { get; }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStream Take(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException)
            && File.Exists(Path.Combine(folder, LockName)))
        {
            var owner = Path.Combine(folder, OwnerName);
            var first = File.Exists(owner) ? File.ReadAllText(owner) : "unknown";
            throw new IOException($"{folder} is in use by another Affekt server ({first}): " +
                "stop that one, or choose another folder with --data.", error);
        }
    }

    // SQLite gives its log the permissions of the file, so the files are there, with the right ones, before it opens them.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Protect(string folder)
    {
        Close(folder, OnlyOwner | UnixFileMode.UserExecute);
        foreach (var name in new[] { "profiles.db", "listeners.db", "catalogue.db" })
        {
            using (new FileStream(Path.Combine(folder, name), new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.ReadWrite,
                UnixCreateMode = OnlyOwner,
            }))
            {
            }
            foreach (var ending in new[] { "", "-wal", "-shm" })
            {
                if (File.Exists(Path.Combine(folder, name + ending)))
                    Close(Path.Combine(folder, name + ending), OnlyOwner);
            }
        }
        foreach (var name in new[] { LockName, OwnerName })
            Close(Path.Combine(folder, name), OnlyOwner);
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Close(string path, UnixFileMode mode)
    {
        try
        {
            File.SetUnixFileMode(path, mode);
        }
        catch (UnauthorizedAccessException)
        {
            // Another account's, such as a volume of a container: that account decides who may read it.
        }
    }
}
