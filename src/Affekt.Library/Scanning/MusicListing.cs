using System.IO.Enumeration;
using Affekt.Library.Tags;

namespace Affekt.Library.Scanning;

/// <summary>A file with its size and time.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Written">When it was last written, in ticks of universal time.</param>
internal readonly record struct FoundFile(string Path, long Bytes, long Written);

/// <summary>The music files under a folder, and what was passed over on the way.</summary>
internal sealed class MusicListing
{
    private static readonly HashSet<string> Bins = new(StringComparer.OrdinalIgnoreCase)
    {
        "$RECYCLE.BIN", "#recycle", "@Recycle", "RECYCLER", "System Volume Information", "lost+found", ".Trash", ".Trashes",
        ".AppleDouble", "__MACOSX", "@eaDir",
    };

    private readonly List<FoundFile> _files = [];
    private readonly List<(PassedOver Reason, string Path)> _passed = [];
    private readonly List<(string Folder, string Message)> _unread = [];

    /// <summary>The music files, in a fixed order.</summary>
    public IReadOnlyList<FoundFile> Files => _files;

    /// <summary>Files that are not music or not to be read, with the reason.</summary>
    public IReadOnlyList<(PassedOver Reason, string Path)> Passed => _passed;

    /// <summary>Folders that could not be looked into: nothing is known of what is under them.</summary>
    public IReadOnlyList<(string Folder, string Message)> Unread => _unread;

    /// <summary>True when the folder itself is there and holds something.</summary>
    public bool IsThere { get; private set; }

    /// <summary>Looks through a folder and those in it, also those whose names begin with a dot. Links are not followed.</summary>
    public static MusicListing Of(string root, StallGuard guard, CancellationToken cancellationToken)
    {
        var listing = new MusicListing();
        var open = new Stack<string>();
        open.Push(root);
        while (open.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                var entries = guard.Run(() => Entries(folder), cancellationToken);
                listing.IsThere |= folder == root && entries.Count > 0;
                foreach (var entry in entries.Where(entry => entry.IsFolder).Reverse())
                    listing.Enter(entry, open);
                foreach (var entry in entries.Where(entry => !entry.IsFolder))
                    listing.Take(entry);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or SongFileException)
            {
                listing._unread.Add((folder, e.Message));
            }
        }
        return listing;
    }

    private static List<Entry> Entries(string folder)
    {
        var entries = new FileSystemEnumerable<Entry>(folder, (ref FileSystemEntry entry) => new Entry(
            entry.ToFullPath(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0,
            entry.IsDirectory ? 0 : entry.Length, entry.LastWriteTimeUtc.UtcTicks),
            new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false }).ToList();
        entries.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return entries;
    }

    private void Enter(Entry folder, Stack<string> open)
    {
        var name = Path.GetFileName(folder.Path);
        if (folder.IsLink)
            _passed.Add((PassedOver.Link, folder.Path));
        else if (Bins.Contains(name) || name.StartsWith(".Trash-", StringComparison.Ordinal))
            _passed.Add((PassedOver.System, folder.Path));
        else
            open.Push(folder.Path);
    }

    private void Take(Entry file)
    {
        var name = Path.GetFileName(file.Path);
        if (!MusicFileKinds.IsMusic(name))
            _passed.Add((PassedOver.NotMusic, file.Path));
        else if (name.StartsWith("._", StringComparison.Ordinal) || name.StartsWith(".affekt-", StringComparison.Ordinal))
            _passed.Add((PassedOver.System, file.Path));
        else if (file.IsLink)
            _passed.Add((PassedOver.Link, file.Path));
        else if (file.Bytes == 0)
            // Pipes and devices state no length either: they are never opened.
            _passed.Add((PassedOver.Empty, file.Path));
        else
            _files.Add(new FoundFile(file.Path, file.Bytes, file.Written));
    }

    private readonly record struct Entry(string Path, bool IsFolder, bool IsLink, long Bytes, long Written);
}
