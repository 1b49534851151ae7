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
