namespace Affekt.Library.Tags;

/// <summary>How long songs last: by their catalogue, else read from the heads of their files.</summary>
public static class SongLengths
{
    /// <summary>The length in seconds; null for a song without a file, and for a file that cannot be read.</summary>
    public static double? Of(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (track.Seconds is { } known)
            return known;
        if (track.Location is not { } path || !File.Exists(path))
            return null;
        try
        {
            return TagReader.Read(path).Seconds;
        }
        catch (SongFileException)
        {
            return null;
        }
    }
}
