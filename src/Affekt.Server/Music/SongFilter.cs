using System.ComponentModel;
using Affekt.Music;
using Affekt.Server.Listeners;
using Microsoft.AspNetCore.Mvc;

namespace Affekt.Server.Music;

/// <summary>Which songs may be offered. What a request leaves open, the settings of the asking profile say.</summary>
internal sealed record SongFilter
{
    /// <summary>The most values of one kind.</summary>
    private const int MostValues = 50;

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
        if (Languages?.Length > MostValues || Genres?.Length > MostValues)
            throw new MusicException($"Give at most {MostValues} languages and genres.");
        return new TrackFilter
        {
            AllowExplicit = Explicit ?? true,
            // Songs without words (zxx) pass whatever the language.
            Languages = Languages is { Length: > 0 } ? [.. Languages.Append("zxx")] : [],
            Genres = Genres ?? [],
            FromYear = FromYear,
            ToYear = ToYear,
        };
    }
}
