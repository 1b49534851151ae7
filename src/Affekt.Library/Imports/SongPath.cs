namespace Affekt.Library.Imports;

/// <summary>Paths as playlists and libraries of all systems write them.</summary>
internal static class SongPath
{
    /// <summary>The path in a location: a path of any system, or a file: address; null for another address, such as http.</summary>
    /// <param name="location">As it is written.</param>
    /// <param name="isAddress">True where the format asks for addresses, in which blanks and the like are escaped.</param>
    public static string? Of(string location, bool isAddress)
    {
        if (location.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            var path = location["file:".Length..];
            if (path.StartsWith("//localhost/", StringComparison.OrdinalIgnoreCase))
                path = path["//localhost".Length..];
            else if (path.StartsWith("///", StringComparison.Ordinal))
                path = path["//".Length..];
            path = Uri.UnescapeDataString(path);
            // /C:/Music is C:/Music.
            return path is ['/', _, ':', '/', ..] && char.IsAsciiLetter(path[1]) ? path[1..] : path;
        }
        if (location.Contains("://", StringComparison.Ordinal) || location.StartsWith("spotify:", StringComparison.OrdinalIgnoreCase))
            return null;
        return isAddress ? Uri.UnescapeDataString(location) : location;
    }

    /// <summary>The names from the root to the file, whichever way strokes lean.</summary>
    public static string[] Parts(string path) =>
        path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The full path, where this system has such paths; null for those of another system or without a folder to start
    /// from.</summary>
    /// <param name="path">As it is written.</param>
    /// <param name="folder">Where relative paths start from; null when not known.</param>
    public static string? Full(string path, string? folder)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
            return null;
        if (!OperatingSystem.IsWindows())
        {
            if (path is [_, ':', ..] && char.IsAsciiLetter(path[0]) || path.StartsWith(@"\\", StringComparison.Ordinal))
                return null;
            // A file's name may hold a backslash, but in a playlist it comes from Windows.
            if (!path.Contains('/', StringComparison.Ordinal))
                path = path.Replace('\\', '/');
        }
        return Path.IsPathFullyQualified(path) ? Path.GetFullPath(path) : folder is null ? null : Path.GetFullPath(path, folder);
    }

    /// <summary>True when a file lies in a folder, and no link on the way leads elsewhere.</summary>
    /// <param name="path">A full path.</param>
    /// <param name="folder">A full path.</param>
    public static bool IsInside(string path, string folder)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var relative = Path.GetRelativePath(root, path);
        if (relative == "." || relative == ".." || relative.StartsWith("../", StringComparison.Ordinal)
            || relative.StartsWith(@"..\", StringComparison.Ordinal) || Path.IsPathRooted(relative))
            return false;
        var at = root;
        foreach (var part in relative.Split(Path.DirectorySeparatorChar))
        {
            at = Path.Join(at, part);
            if (new FileInfo(at) is { Exists: true, LinkTarget: not null }
                || new DirectoryInfo(at) is { Exists: true, LinkTarget: not null })
                return false;
        }
        return true;
    }
}
