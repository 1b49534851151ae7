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
    internal IReadOnlyList<string> GenreNames { get; private init; } = [];

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

    private IReadOnlyList<string> ArtistKeys { get; init; } = [];

    private IReadOnlyList<string> ExcludedGenreNames { get; init; } = [];

    /// <summary>True when <paramref name="track"/> passes.</summary>
    public bool Allows(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return (AllowExplicit || !track.Explicit)
            && AllowsYear(track.Year)
            && (Languages.Count == 0 || Languages.Contains(track.Language, StringComparer.OrdinalIgnoreCase))
            && AllowsGenre(GenresOf(track))
            && (ArtistKeys.Count == 0 || !TextKey.Artists(track.Artist).Append(TextKey.Of(track.Artist)).Any(ArtistKeys.Contains))
            && (Origin == SongOrigin.Any && UsualLanguages.Count == 0 || AllowsSource(track));
    }

    /// <summary>True when songs of a year may pass; null is an unknown year.</summary>
    public bool AllowsYear(int? year) => (FromYear is not { } first || year >= first) && (ToYear is not { } last || year <= last);

    /// <summary>All genres of a song as one text, with semicolons between them: what <see cref="AllowsGenre"/> takes.</summary>
    public static string GenresOf(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return track.Genres.Count == 0 ? track.Genre : string.Join(';', track.Genres.Prepend(track.Genre).Distinct());
    }

    /// <summary>True when songs of a genre may pass; see <see cref="GenresOf"/>.</summary>
    public bool AllowsGenre(string genres)
    {
        ArgumentNullException.ThrowIfNull(genres);
        return (GenreNames.Count == 0 || IsOneOf(GenreNames)) && !IsOneOf(ExcludedGenreNames);

        bool IsOneOf(IReadOnlyList<string> names) => names.Count > 0
            && genres.Split(';').Any(genre => names.Any(name => IsGenre(genre, name)));
    }

    /// <summary>True when a song of this origin may pass: the listener's own or imported, or one that comes with Affekt.</summary>
    public bool AllowsOrigin(bool isMine) => Origin switch { SongOrigin.Mine => isMine, SongOrigin.Known => !isMine, _ => true };

    private bool AllowsSource(Track track)
    {
        var isMine = !StarterCatalogue.Holds(track);
        return AllowsOrigin(isMine) && (isMine || UsualLanguages.Count == 0 || track.Language.Length == 0
            || UsualLanguages.Contains(track.Language, StringComparer.OrdinalIgnoreCase));
    }

    private static bool IsGenre(string genre, string wanted) =>
        genre.EndsWith(wanted, StringComparison.OrdinalIgnoreCase)
        && (genre.Length == wanted.Length || genre[genre.Length - wanted.Length - 1] is ' ' or '-');
}
