namespace Affekt.Library.Folders;

/// <summary>The folders that own music may be played from, and nothing outside them.</summary>
public sealed class MusicFolders
{
    private readonly string[] _roots;

    /// <param name="folders">Existing folders.</param>
    /// <exception cref="DirectoryNotFoundException">One is not there.</exception>
    public MusicFolders(IEnumerable<string> folders)
    {
        Folders = [.. folders.Select(folder => Path.GetFullPath(folder))];
        foreach (var folder in Folders)
        {
            if (!Directory.Exists(folder))
                throw new DirectoryNotFoundException($"There is no folder {folder}: check the name after --music.");
        }
        _roots = [.. Folders.Select(folder => Path.TrimEndingDirectorySeparator(Resolve(folder)) + Path.DirectorySeparatorChar)];
    }

    /// <summary>The folders as full paths.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>True when the path is an existing file that lies in one of the folders, links followed.</summary>
    public bool Allows(string? path) =>
        path is not null && _roots.Length > 0 && File.Exists(path)
            && Array.Exists(_roots, root => Resolve(path).StartsWith(root, StringComparison.Ordinal));

    // Follows links in every part of a path, so that no link leads out of a folder unseen.
    private static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        var resolved = Path.GetPathRoot(full)!;
        foreach (var part in full[resolved.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            FileSystemInfo info = Directory.Exists(resolved) ? new DirectoryInfo(resolved) : new FileInfo(resolved);
            if (info.LinkTarget is not null && info.ResolveLinkTarget(returnFinalTarget: true) is { } target)
                resolved = target.FullName;
        }
        return resolved;
    }
}
