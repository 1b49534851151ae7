using System.Globalization;
using Affekt.Music;
using Affekt.Server.Music;

namespace Affekt.Server.Listeners;

/// <summary>What a list depends on besides taste: equal questions get the same list.</summary>
/// <param name="Shelf">The songs there were.</param>
/// <param name="Asked">Mood, mode, number and filter as one text.</param>
internal sealed record Question(Shelf Shelf, string Asked)
{
    /// <param name="shelf">The songs there are.</param>
    /// <param name="request">The mood, the mode and how many songs.</param>
    /// <param name="filter">Which songs, with its gaps filled.</param>
    public static Question Of(Shelf shelf, RecommendationRequest request, SongFilter filter)
    {
        // Values come from outside, so they are kept apart by a character that none of them holds.
        var parts = new List<object?>
        {
            request.Mood.Start, request.Mood.Target, request.Mood.Spread, request.Mode, request.Unsure, request.Count,
                filter.Discovery, filter.Explicit, filter.FromYear, filter.ToYear, filter.Own,
        };
        parts.AddRange(request.Mood.Emotions?.Values.ToArray().Cast<object>() ?? []);
        parts.Add("languages");
        parts.AddRange(filter.Languages ?? []);
        parts.Add("genres");
        parts.AddRange(filter.Genres ?? []);
        return new Question(shelf, string.Join('\0', parts.Select(part => Convert.ToString(part, CultureInfo.InvariantCulture))));
    }
}
