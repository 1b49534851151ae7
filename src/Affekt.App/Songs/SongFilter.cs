using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.App.Songs;

/// <summary>Which songs may be offered. What a request leaves open is filled from the settings of the profile.</summary>
public sealed record SongFilter
{
    /// <summary>The most values of one kind.</summary>
    private const int MostValues = 50;

    /// <summary>From 0, well-known songs first, to 1, little-known songs first.</summary>
    public double? Discovery { get; init; }

    /// <summary>False leaves out songs that are marked explicit.</summary>
    public bool? Explicit { get; init; }

    /// <summary>ISO 639 codes; may come several times.</summary>
    public string[]? Languages { get; init; }

    /// <summary>Genres; may come several times.</summary>
    public string[]? Genres { get; init; }

    /// <summary>The first year.</summary>
    public int? FromYear { get; init; }

    /// <summary>The last year.</summary>
    public int? ToYear { get; init; }

    /// <summary>True for songs that this server can play.</summary>
    public bool? Own { get; init; }

    /// <summary>Whose songs: see <see cref="MusicSource"/>; null leaves it to the default.</summary>
    public MusicSource? Source { get; init; }

    /// <summary>Languages of known songs where nobody chose any; see <see cref="UsualLanguages"/>.</summary>
    public string[]? Usual { get; init; }

    /// <summary>Artists that must not come.</summary>
    public string[]? WithoutArtists { get; init; }

    /// <summary>Genres that must not come.</summary>
    public string[]? WithoutGenres { get; init; }

    /// <summary>The wish with its gaps filled.</summary>
    public SongFilter For(Profile? profile) => profile is null ? this : this with
    {
        Discovery = Discovery ?? profile.Settings.Discovery,
        Explicit = Explicit ?? profile.Settings.Explicit,
        Languages = Languages is { Length: > 0 } ? Languages : [.. profile.Settings.Languages],
        Own = Own ?? profile.Settings.OwnMusic,
    };

    /// <summary>The filter that the catalogue understands.</summary>
    /// <exception cref="MusicException">There are too many values.</exception>
    public TrackFilter ToTrackFilter()
    {
        if (new[] { Languages, Genres, WithoutArtists, WithoutGenres }.Any(values => values?.Length > MostValues))
            throw new MusicException($"Give at most {MostValues} languages, genres and artists.");
        var chosen = Languages is { Length: > 0 };
        return new TrackFilter
        {
            AllowExplicit = Explicit ?? true,
            // Songs without words (zxx) pass whatever the language.
            Languages = chosen && !Languages!.Contains(UsualLanguages.All) ? [.. Languages!, "zxx"] : [],
            UsualLanguages = chosen ? [] : Usual ?? [],
            WithoutArtists = WithoutArtists ?? [],
            WithoutGenres = WithoutGenres ?? [],
            Genres = Genres ?? [],
            FromYear = FromYear,
            ToYear = ToYear,
        };
    }
}
