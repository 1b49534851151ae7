namespace Affekt;

/// <summary>A song of the catalogue.</summary>
public sealed record Track
{
    /// <summary>Unique and stable within its catalogue.</summary>
    public required string Id { get; init; }

    /// <summary>The song's title.</summary>
    public required string Title { get; init; }

    /// <summary>The performing artist as credited.</summary>
    public required string Artist { get; init; }

    /// <summary>The year of first release, where known.</summary>
    public int? Year { get; init; }

    /// <summary>The genre, lower case, empty when unknown.</summary>
    public string Genre { get; init; } = "";

    /// <summary>All genres that the file names, lower case, the first one first; empty where only <see cref="Genre"/> is known.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>The album, empty when unknown.</summary>
    public string Album { get; init; } = "";

    /// <summary>Who the album is by, where that is not <see cref="Artist"/>; empty when unknown.</summary>
    public string AlbumArtist { get; init; } = "";

    /// <summary>The number on its album, from 1; null when unknown.</summary>
    public int? TrackNumber { get; init; }

    /// <summary>True when the album is a collection of several artists' songs.</summary>
    public bool IsCompilation { get; init; }

    /// <summary>How long it lasts in seconds, where known.</summary>
    public double? Seconds { get; init; }

    /// <summary>The musical key, such as "C major", where known; empty otherwise.</summary>
    public string Key { get; init; } = "";

    /// <summary>The language sung in as an ISO 639 code; "zxx" for instrumental music; empty when unknown.</summary>
    public string Language { get; init; } = "";

    /// <summary>Editorial or tagged mood words, lower case.</summary>
    public IReadOnlyList<string> Moods { get; init; } = [];

    /// <summary>How widely known the song is: 0 to 100.</summary>
    public required double Popularity { get; init; }

    /// <summary>Where the song lies in valence and arousal.</summary>
    public required ValenceArousal Affect { get; init; }

    /// <summary>How uncertain <see cref="Affect"/> is: a standard deviation on each axis, 0 when not known.</summary>
    public double Uncertainty { get; init; }

    /// <summary>Beats a minute, where known.</summary>
    public double? Tempo { get; init; }

    /// <summary>True when the words are marked explicit; false also when nobody has said.</summary>
    public bool Explicit { get; init; }

    /// <summary>The full path of the song's file where it is the listener's own; null for songs that are only known by name.</summary>
    public string? Location { get; init; }

    /// <summary>Where <see cref="Affect"/> comes from, for example "mood words" or "audio features".</summary>
    public string Source { get; init; } = "";
}
