namespace Affekt.Music.Playlists;

/// <summary>How a playlist names files.</summary>
public enum PathStyle
{
    /// <summary>By the full path: for players on this machine.</summary>
    Absolute,
    /// <summary>By the path from the playlist's folder: for a folder that is moved or synchronised as a whole.</summary>
    Relative,
    /// <summary>By the file's name alone: for a playlist beside its files.</summary>
    FileName,
}

/// <summary>Choices for playlists.</summary>
public sealed record PlaylistOptions
{
    /// <summary>How files are named.</summary>
    public PathStyle Paths { get; init; }

    /// <summary>The folder that relative paths start from: that of the playlist, or the music folder of a player such as MPD.</summary>
    public string? Folder { get; init; }

    /// <summary>True to write plain paths into XSPF, where the standard asks for addresses: MPD up to 0.23 reads only those.</summary>
    public bool PlainPaths { get; init; }

    /// <summary>How long a song lasts, in seconds; null where it is not known.</summary>
    public Func<Track, double?>? Seconds { get; init; }
}
