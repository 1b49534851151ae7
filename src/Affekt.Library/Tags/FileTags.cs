namespace Affekt.Library.Tags;

/// <summary>What the tags and the head of an audio file say. Texts are empty and lists have no items where the file says nothing.</summary>
public sealed record FileTags
{
    /// <summary>A file without tags.</summary>
    public static FileTags None { get; } = new();

    /// <summary>The title.</summary>
    public string Title { get; init; } = "";

    /// <summary>The performing artists, first to last.</summary>
    public IReadOnlyList<string> Artists { get; init; } = [];

    /// <summary>The album.</summary>
    public string Album { get; init; } = "";

    /// <summary>Who the album is by.</summary>
    public IReadOnlyList<string> AlbumArtists { get; init; } = [];

    /// <summary>The number on the album, from 1.</summary>
    public int? TrackNumber { get; init; }

    /// <summary>The year of the song, or of its first issue where the file knows that.</summary>
    public int? Year { get; init; }

    /// <summary>All genres, by name.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>All mood words.</summary>
    public IReadOnlyList<string> Moods { get; init; } = [];

    /// <summary>Beats a minute: 20 to 400.</summary>
    public double? Tempo { get; init; }

    /// <summary>The key as it is written, such as "Am" or "8A".</summary>
    public string Key { get; init; } = "";

    /// <summary>The language's code as it is written.</summary>
    public string Language { get; init; } = "";

    /// <summary>The International Standard Recording Code.</summary>
    public string Isrc { get; init; } = "";

    /// <summary>True when it is marked explicit.</summary>
    public bool IsExplicit { get; init; }

    /// <summary>True for a song of a collection of several artists.</summary>
    public bool IsCompilation { get; init; }

    /// <summary>How long it lasts.</summary>
    public double? Seconds { get; init; }
}

/// <summary>Why a file is not taken for a song.</summary>
public enum PassedOver
{
    /// <summary>It is no music by its name: a picture, a text, a playlist.</summary>
    NotMusic,
    /// <summary>It has no bytes.</summary>
    Empty,
    /// <summary>It may not be read, or cannot be.</summary>
    Unreadable,
    /// <summary>It breaks the rules of its format, or is no sound, whatever its name says.</summary>
    Damaged,
    /// <summary>Its sound is encrypted (DRM).</summary>
    Protected,
    /// <summary>It is a film.</summary>
    Video,
    /// <summary>It grew while it was read; it is read again later.</summary>
    Changing,
    /// <summary>Reading took too long.</summary>
    Stalled,
    /// <summary>It is a link; files are read where they lie.</summary>
    Link,
    /// <summary>It belongs to a system: a shadow file ("._name"), a recycle bin.</summary>
    System,
}

/// <summary>A file that is not taken for a song. The message is one line.</summary>
public sealed class SongFileException : FormatException
{
    /// <summary>An exception without a message of its own.</summary>
    public SongFileException()
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public SongFileException(string message) : base(message)
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What the cause was.</param>
    public SongFileException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <param name="reason">The reason, for counting.</param>
    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What the cause was; null when there was none.</param>
    public SongFileException(PassedOver reason, string message, Exception? innerException = null) : base(message, innerException) =>
        Reason = reason;

    /// <summary>The reason, for counting.</summary>
    public PassedOver Reason { get; } = PassedOver.Damaged;
}
