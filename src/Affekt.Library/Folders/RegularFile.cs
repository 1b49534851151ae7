namespace Affekt.Library.Folders;

/// <summary>Opens files that hold something, and never waits for anybody.</summary>
/// <remarks>Opening a pipe waits until somebody writes to it, and a device may never end. Both state a length of zero.</remarks>
public static class RegularFile
{
    /// <summary>True when the path is a file of at least one byte, links followed.</summary>
    public static bool HasContent(string path)
    {
        // Asking for the target of what is not there is an error.
        if (!File.Exists(path))
            return false;
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file) is { Exists: true, Length: > 0 };
    }

    /// <summary>Opens a file for reading; what holds nothing, or is no regular file, reads as empty and is not opened.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static Stream OpenRead(string path) =>
        HasContent(path) || !File.Exists(path) ? File.OpenRead(path) : new MemoryStream([], writable: false);
}
