namespace Affekt.Library.Folders;

/// <summary>The folders that own music may be played from, and nothing outside them.</summary>
public sealed class MusicFolders
{
    // As many as systems follow; a longer chain leads nowhere.
    private const int MostLinks = 40;

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

    /// <summary>True when the path is a file that holds something and lies in one of the folders, links followed.</summary>
    public bool Allows(string? path) =>
        path is not null && _roots.Length > 0 && RegularFile.HasContent(path)
            && Array.Exists(_roots, root => Resolve(path).StartsWith(root, StringComparison.Ordinal));

    // Follows links in every part of a path, and in every part of where they lead, so that no link leads out of a folder unseen.
    private static string Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        var resolved = Path.GetPathRoot(full)!;
        var left = new Stack<string>(Parts(full[resolved.Length..]));
        var links = 0;
        while (left.TryPop(out var part))
        {
            if (part == ".")
                continue;
            if (part == "..")
            {
                resolved = Path.GetDirectoryName(resolved) ?? resolved;
                continue;
            }
            var next = Path.Combine(resolved, part);
            if (new FileInfo(next).LinkTarget is not { } target || ++links > MostLinks)
            {
                resolved = next;
                continue;
            }
            if (Path.IsPathRooted(target))
                resolved = Path.GetPathRoot(target)!;
            foreach (var step in Parts(target[(Path.GetPathRoot(target)?.Length ?? 0)..]))
                left.Push(step);
        }
        return resolved;
    }

    // The last part first, as a stack takes them.
    private static IEnumerable<string> Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Reverse();
}
