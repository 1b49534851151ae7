namespace Affekt;

/// <summary>Files that are there whole or not at all: written beside their place, then moved into it.</summary>
public static class AtomicFile
{
    /// <summary>Replaces a file's contents.</summary>
    /// <exception cref="IOException">It cannot be written, for example because the disk is full; the old file is unharmed.</exception>
    public static void Write(string path, ReadOnlySpan<byte> contents)
    {
        var bytes = contents.ToArray();
        Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Replaces a file's contents by what <paramref name="write"/> writes.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var part = path + ".part";
        try
        {
            using (var stream = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
    }
}
