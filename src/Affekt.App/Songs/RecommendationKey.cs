using System.Globalization;
using Affekt.App.Catalogues;
using Affekt.Music.Recommendations;

namespace Affekt.App.Songs;

/// <summary>What a list depends on besides taste: equal questions get the same list.</summary>
/// <param name="Snapshot">The songs there were.</param>
/// <param name="Asked">Mood, mode, number and filter as one text.</param>
public sealed record RecommendationKey(CatalogueSnapshot Snapshot, string Asked)
{
    /// <param name="snapshot">The songs there are.</param>
    /// <param name="request">The mood, the mode and how many songs.</param>
    /// <param name="filter">Which songs, with its gaps filled.</param>
    public static RecommendationKey Of(CatalogueSnapshot snapshot, RecommendationRequest request, SongFilter filter)
    {
        // Values come from outside, so they are kept apart by a character that none of them holds.
        var parts = new List<object?>
        {
            request.Mood.Start, request.Mood.Target, request.Mood.Spread, request.Mode, request.Unsure, request.Count,
                filter.Discovery, filter.Explicit, filter.FromYear, filter.ToYear, filter.Own,
                request.Source, request.Draw,
        };
        parts.AddRange(request.Mood.Emotions?.Values.ToArray().Cast<object>() ?? []);
        parts.Add("languages");
        parts.AddRange(filter.Languages ?? []);
        parts.Add("genres");
        parts.AddRange(filter.Genres ?? []);
        parts.Add("usual");
        parts.AddRange(filter.Usual ?? []);
        parts.Add("without artists");
        parts.AddRange(filter.WithoutArtists ?? []);
        parts.Add("without genres");
        parts.AddRange(filter.WithoutGenres ?? []);
        return new RecommendationKey(
            snapshot, string.Join('\0', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture))));
    }
}
