namespace Affekt.Music.Catalogue;

/// <summary>Where songs come from.</summary>
public enum SongOrigin
{
    /// <summary>From anywhere.</summary>
    Any,
    /// <summary>The listener's own files and imported lists.</summary>
    Mine,
    /// <summary>The songs that come with Affekt, known by name only.</summary>
    Known,
}

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

    /// <summary>
    /// Languages of songs that come with Affekt, as ISO 639 codes; empty allows all. Unlike <see cref="Languages"/> this is a
    /// default that nobody asked for: own and imported songs pass, and so do songs of unknown language.
    /// </summary>
    public IReadOnlyList<string> UsualLanguages { get; init; } = [];

    /// <summary>Artists that must not take part, in any spelling.</summary>
    public IReadOnlyList<string> WithoutArtists
    {
        get;
        init
        {
            field = value;
            ArtistKeys = [.. value.SelectMany(TextKey.Artists).Concat(value.Select(TextKey.Of)).Where(key => key.Length > 0).Distinct()];
        }
    } = [];

    /// <summary>Genres that must not come, by the same rule as <see cref="Genres"/>.</summary>
    public IReadOnlyList<string> WithoutGenres
    {
        get;
        init
        {
            field = value;
            ExcludedGenreNames = [.. value.SelectMany(GenreFamilies.Names).Distinct()];
        }
    } = [];

    /// <summary>Whose songs may come.</summary>
    public SongOrigin Origin { get; init; }

    /// <summary>The keys of <see cref="WithoutArtists"/>.</summary>
    internal IReadOnlyList<string> ArtistKeys { get; private init; } = [];

    /// <summary>All names of <see cref="WithoutGenres"/>, in lower case.</summary>
    internal IReadOnlyList<string> ExcludedGenreNames { get; private init; } = [];

    /// <summary>True when <paramref name="track"/> passes.</summary>
    public bool Allows(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return (AllowExplicit || !track.Explicit)
            && (FromYear is not { } first || track.Year >= first)
            && (ToYear is not { } last || track.Year <= last)
            && (Languages.Count == 0 || Languages.Contains(track.Language, StringComparer.OrdinalIgnoreCase))
            && (GenreNames.Count == 0 || GenreNames.Any(genre => IsGenre(track.Genre, genre)))
            && (!AsksNames || AllowsByNames(track.Id, track.Artist, track.Genre, track.Language, track.Location is not null));
    }

    /// <summary>True when <see cref="AllowsByNames"/> may forbid a song.</summary>
    public bool AsksNames => Origin != SongOrigin.Any || UsualLanguages.Count > 0 || ExcludedGenreNames.Count > 0 || ArtistKeys.Count > 0;

    /// <summary>The part of the filter that a database cannot ask by itself: origin, usual languages and exclusions.</summary>
    public bool AllowsByNames(string id, string artist, string genre, string language, bool hasFile)
    {
        if (ExcludedGenreNames.Any(name => IsGenre(genre, name))
            || ArtistKeys.Count > 0 && (TextKey.Artists(artist).Any(ArtistKeys.Contains) || ArtistKeys.Contains(TextKey.Of(artist))))
            return false;
        if (Origin == SongOrigin.Any && UsualLanguages.Count == 0)
            return true;
        var known = StarterCatalogue.Holds(id, hasFile);
        return Origin switch { SongOrigin.Mine => !known, SongOrigin.Known => known, _ => true }
            && (!known || UsualLanguages.Count == 0 || language.Length == 0
                || UsualLanguages.Contains(language, StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsGenre(string genre, string wanted) =>
        genre.EndsWith(wanted, StringComparison.OrdinalIgnoreCase)
        && (genre.Length == wanted.Length || genre[genre.Length - wanted.Length - 1] is ' ' or '-');
}
