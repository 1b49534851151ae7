namespace Affekt.Music.Catalogue;

/// <summary>What a song must fulfil to be offered. A song whose value is unknown does not pass a filter on that value.</summary>
public sealed record TrackFilter
{
    /// <summary>Every song passes.</summary>
    public static TrackFilter None { get; } = new();

    /// <summary>
    /// Allowed genres, ignoring case; empty allows all. "rock" also allows genres that end in it, such as "indie rock", and
    /// some names stand for more, as "rap" does for "hip hop", "edm" for "house" and "latin" for "salsa".
    /// </summary>
    public IReadOnlyList<string> Genres
    {
        get;
        init
        {
            field = value;
            GenreNames = [.. value.SelectMany(GenreFamilies.Names).Distinct()];
        }
    } = [];

    /// <summary>The names of all allowed genres, in lower case.</summary>
    public IReadOnlyList<string> GenreNames { get; private init; } = [];

    /// <summary>Allowed languages as ISO 639 codes ("zxx" is instrumental), ignoring case; empty allows all.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The first year allowed.</summary>
    public int? FromYear { get; init; }

    /// <summary>The last year allowed.</summary>
    public int? ToYear { get; init; }

    /// <summary>True when songs marked explicit may be offered. The default.</summary>
    public bool AllowExplicit { get; init; } = true;

    /// <summary>True when <paramref name="track"/> passes.</summary>
    public bool Allows(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return (AllowExplicit || !track.Explicit)
            && (FromYear is not { } first || track.Year >= first)
            && (ToYear is not { } last || track.Year <= last)
            && (Languages.Count == 0 || Languages.Contains(track.Language, StringComparer.OrdinalIgnoreCase))
            && (GenreNames.Count == 0 || GenreNames.Any(genre => IsGenre(track.Genre, genre)));
    }

    private static bool IsGenre(string genre, string wanted) =>
        genre.EndsWith(wanted, StringComparison.OrdinalIgnoreCase)
        && (genre.Length == wanted.Length || genre[genre.Length - wanted.Length - 1] is ' ' or '-');
}
