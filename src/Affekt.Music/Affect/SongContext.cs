using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>What is known of a song besides its sound. Each part may be missing.</summary>
/// <param name="Title">The title, empty when unknown.</param>
/// <param name="Genres">Genres and styles, such as "rock" and "hard rock".</param>
/// <param name="Year">The year of release.</param>
/// <param name="Seconds">How long the song lasts.</param>
public sealed record SongContext(string Title, IReadOnlyList<string> Genres, int? Year, double? Seconds)
{
    /// <summary>Nothing is known.</summary>
    public static SongContext Unknown { get; } = new("", [], null, null);

    /// <summary>True in a major key, false in a minor one; null when unknown.</summary>
    public bool? Major { get; init; }

    /// <summary>Beats to the bar, such as 4; null when unknown.</summary>
    public int? Beats { get; init; }

    /// <summary>Whether the song stood in the charts; null when unknown.</summary>
    public bool? Hit { get; init; }

    /// <summary>Names of playlists and albums that hold the song.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Who plays it, as credited; empty when unknown.</summary>
    public string ArtistName { get; init; } = "";

    /// <summary>What the artist's other songs sound like; null when none are known.</summary>
    public ArtistSound? Artist { get; init; }

    /// <summary>What two rows or files say of one song together; the first counts where they differ.</summary>
    public SongContext Join(SongContext other) => this with
    {
        Genres = [.. Genres.Union(other.Genres)],
        // Lists date reissues; the earliest year is the nearest to the song's own.
        Year = Year is { } mine && other.Year is { } theirs ? Math.Min(mine, theirs) : Year ?? other.Year,
        Seconds = Seconds ?? other.Seconds,
        Major = Major ?? other.Major,
        Beats = Beats ?? other.Beats,
        Hit = Hit ?? other.Hit,
        Lists = [.. Lists.Union(other.Lists)],
    };

    /// <summary>The words of the title by which songs are compared: lower case, each once; what stands in brackets or after "
    /// - " names a version, not the song.</summary>
    public IEnumerable<string> TitleWords => TextKey.Words(TextKey.PlainTitle(Title)).Distinct(StringComparer.Ordinal);

    /// <summary>The words of the playlists' and albums' names, likewise.</summary>
    public IEnumerable<string> ListWords =>
        Lists.SelectMany(name => TextKey.Words(TextKey.PlainTitle(name))).Distinct(StringComparer.Ordinal);

    /// <summary>The genres as the model knows them.</summary>
    public IEnumerable<string> GenreNames =>
        Genres.SelectMany(genre => genre.Split([',', ';', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Select(genre => genre.ToLowerInvariant().Replace('-', ' ')).Distinct(StringComparer.Ordinal);
}
