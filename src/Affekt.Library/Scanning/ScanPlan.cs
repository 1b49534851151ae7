using Affekt.Library.Storage;

namespace Affekt.Library.Scanning;

/// <summary>A file to be read.</summary>
/// <param name="Found">As it is now.</param>
/// <param name="Known">What is known of it from before, perhaps at another place; null for a new file.</param>
internal readonly record struct ScanStep(FoundFile Found, OwnFile? Known)
{
    /// <summary>True when the file was known at another place, and is the same byte for byte as far as size and time tell.</summary>
    public bool IsMoved => Known is not null && Known.Path != Found.Path;
}

/// <summary>What a scan has to do: which files are new, changed, moved, gone or as they were.</summary>
internal sealed class ScanPlan
{
    private ScanPlan()
    {
    }

    /// <summary>Files to read.</summary>
    public required IReadOnlyList<ScanStep> ToRead { get; init; }

    /// <summary>Files that have gone.</summary>
    public required IReadOnlyList<OwnFile> Gone { get; init; }

    /// <summary>Files that were passed over before and are as they were.</summary>
    public required IReadOnlyList<OwnFile> PassedBefore { get; init; }

    /// <summary>How many songs are as they were.</summary>
    public required int Unchanged { get; init; }

    /// <summary>How many songs are kept although their folder cannot be looked into.</summary>
    public required int Kept { get; init; }

    /// <summary>True when the folder is not there, or is empty where there were songs, as when a drive is not connected.</summary>
    public required bool IsAway { get; init; }

    /// <summary>The plan for a folder.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="listing">What it holds now.</param>
    /// <param name="all">All files of the store.</param>
    public static ScanPlan Of(string root, MusicListing listing, IReadOnlyList<OwnFile> all)
    {
        var inside = root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar;
        var known = all.Where(file => !file.IsGone && file.Path.StartsWith(inside, StringComparison.Ordinal))
            .ToDictionary(file => file.Path, StringComparer.Ordinal);
        var songs = known.Values.Count(file => file.Id is not null);
        var isUnread = listing.Unread.Any(folder => folder.Folder == root);
        if (isUnread || !listing.IsThere && songs > 0)
            return new ScanPlan { ToRead = [], Gone = [], PassedBefore = [], Unchanged = 0, Kept = songs, IsAway = true };

        var toRead = new List<ScanStep>();
        var passedBefore = new List<OwnFile>();
        var unchanged = 0;
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in listing.Files)
        {
            present.Add(file.Path);
            var before = known.GetValueOrDefault(file.Path);
            if (before is null || before.Bytes != file.Bytes || before.Written != file.Written)
                toRead.Add(new ScanStep(file, before));
            else if (before.Id is null)
                passedBefore.Add(before);
            else
                unchanged++;
        }
        var unread = listing.Unread.Select(folder => folder.Folder + Path.DirectorySeparatorChar).ToArray();
        var missing = known.Values.Where(file => !present.Contains(file.Path)).ToList();
        var gone = missing.Where(file => !unread.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal))).ToList();
        var live = all.Where(file => !file.IsGone && file.Id is not null).Select(file => file.Id!).ToHashSet(StringComparer.Ordinal);
        return new ScanPlan
        {
            ToRead = WithMoved(toRead, gone, [.. all.Where(file => file.IsGone && !live.Contains(file.Id!))], out var left),
            Gone = left,
            PassedBefore = passedBefore,
            Unchanged = unchanged,
            Kept = missing.Count - gone.Count,
            IsAway = false,
        };
    }

    /// <summary>Files that are new here and gone elsewhere, with one size and time that no other has, are the same.</summary>
    private static List<ScanStep> WithMoved(
        List<ScanStep> toRead, List<OwnFile> gone, List<OwnFile> goneBefore, out IReadOnlyList<OwnFile> left)
    {
        var places = gone.Concat(goneBefore).Where(file => file.Id is not null).GroupBy(file => (file.Bytes, file.Written))
            .Where(files => files.Count() == 1).ToDictionary(files => files.Key, files => files.First());
        var moved = new HashSet<string>(StringComparer.Ordinal);
        var steps = new List<ScanStep>(toRead.Count);
        foreach (var step in toRead)
        {
            if (step.Known is null && places.Remove((step.Found.Bytes, step.Found.Written), out var from))
            {
                moved.Add(from.Path);
                steps.Add(step with { Known = from });
            }
            else
                steps.Add(step);
        }
        left = moved.Count == 0 ? gone : [.. gone.Where(file => !moved.Contains(file.Path))];
        return steps;
    }
}
