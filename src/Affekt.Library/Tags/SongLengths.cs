namespace Affekt.Library.Tags;

/// <summary>How long songs last, read from the heads of their files.</summary>
public static class SongLengths
{
    /// <summary>The length of a song's file in seconds; null for a song without a file, and for a file that cannot be read.</summary>
    public static double? Of(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (track.Location is not { } path || !File.Exists(path))
            return null;
        try
        {
            using var file = TagLib.File.Create(path, TagLib.ReadStyle.Average);
            return file.Properties is { Duration.TotalSeconds: > 0 and var seconds } ? seconds : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library throws exceptions of many types at damaged files; a playlist has no length for them.
            return null;
        }
    }
}
