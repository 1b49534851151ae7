using System.ComponentModel;
using Affekt.App.Songs;
using Affekt.Music;
using Affekt.Music.Recommendations;
using Microsoft.AspNetCore.Mvc;

namespace Affekt.Server.Endpoints;

/// <summary>The parameters of a request that say which songs may be offered.</summary>
internal sealed record SongQuery
{
    [FromQuery(Name = "discovery"), Description("From 0, well-known songs first, to 1, little-known songs first")]
    public double? Discovery { get; init; }

    [FromQuery(Name = "explicit"), Description("False leaves out songs that are marked explicit")]
    public bool? Explicit { get; init; }

    [FromQuery(Name = "language"), Description("ISO 639 codes; may come several times")]
    public string[]? Languages { get; init; }

    [FromQuery(Name = "genre"), Description("Genres; may come several times")]
    public string[]? Genres { get; init; }

    [FromQuery(Name = "fromYear"), Description("The first year")]
    public int? FromYear { get; init; }

    [FromQuery(Name = "toYear"), Description("The last year")]
    public int? ToYear { get; init; }

    [FromQuery(Name = "own"), Description("True for songs that this server can play")]
    public bool? Own { get; init; }

    [FromQuery(Name = "from"), Description("Whose songs: both (own ones first), mine or known")]
    public string? From { get; init; }

    [FromQuery(Name = "withoutArtist"), Description("Artists that must not come; may come several times")]
    public string[]? WithoutArtists { get; init; }

    [FromQuery(Name = "withoutGenre"), Description("Genres that must not come; may come several times")]
    public string[]? WithoutGenres { get; init; }

    /// <summary>The same as the use cases take it; languages of known songs are those of the browser unless some are named.</summary>
    /// <exception cref="MusicException">From names no source.</exception>
    public SongFilter ToFilter(HttpContext context) => new()
    {
        Discovery = Discovery,
        Explicit = Explicit,
        Languages = Languages,
        Genres = Genres,
        FromYear = FromYear,
        ToYear = ToYear,
        Own = Own,
        Source = From is null ? null : Enum.TryParse<MusicSource>(From, ignoreCase: true, out var source) && Enum.IsDefined(source) ? source
            : throw new MusicException($"Unknown source '{From}': choose one of both, mine, known."),
        Usual = UsualLanguages.OfBrowser(context.Request.Headers.AcceptLanguage),
        WithoutArtists = WithoutArtists,
        WithoutGenres = WithoutGenres,
    };
}
