namespace Affekt.Music.Catalogue;

/// <summary>What a collection of songs holds.</summary>
public sealed record CatalogueStats
{
    /// <summary>The number of songs.</summary>
    public required int Songs { get; init; }

    /// <summary>The number of distinct artists; every name of a duet counts.</summary>
    public required int Artists { get; init; }

    /// <summary>Songs marked explicit.</summary>
    public required int Explicit { get; init; }

    /// <summary>Songs that are files of the listener's own.</summary>
    public required int OwnFiles { get; init; }

    /// <summary>The earliest year, null when no song has one.</summary>
    public required int? FromYear { get; init; }

    /// <summary>The latest year, null when no song has one.</summary>
    public required int? ToYear { get; init; }

    /// <summary>The mean popularity, 0 to 100; 0 without songs.</summary>
    public required double MeanPopularity { get; init; }

    /// <summary>The mean uncertainty of the songs' places; 0 without songs.</summary>
    public required double MeanUncertainty { get; init; }

    /// <summary>Songs by genre, most frequent first; "" stands for unknown.</summary>
    public required IReadOnlyDictionary<string, int> Genres { get; init; }

    /// <summary>Songs by language, most frequent first; "" stands for unknown.</summary>
    public required IReadOnlyDictionary<string, int> Languages { get; init; }

    /// <summary>Songs by the source of their place in valence and arousal, most frequent first.</summary>
    public required IReadOnlyDictionary<string, int> Sources { get; init; }

    /// <summary>Songs by the quarter of the plane they lie in: pleasant or unpleasant, active or quiet; in this order.</summary>
    public required IReadOnlyDictionary<string, int> Quarters { get; init; }

    /// <summary>Counts songs; they are read once.</summary>
    public static CatalogueStats Of(IEnumerable<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        var artists = new HashSet<string>(StringComparer.Ordinal);
        Dictionary<string, int> genres = [], languages = [], sources = [];
        var quarters = new OrderedDictionary<string, int>
        {
            ["pleasant and active"] = 0,
            ["pleasant and quiet"] = 0,
            ["unpleasant and active"] = 0,
            ["unpleasant and quiet"] = 0
        };
        int songs = 0, marked = 0, own = 0;
        int? from = null, to = null;
        double popularity = 0, uncertainty = 0;
        foreach (var track in tracks)
        {
            songs++;
            artists.UnionWith(TextKey.Artists(track.Artist));
            marked += track.Explicit ? 1 : 0;
            own += track.Location is null ? 0 : 1;
            if (track.Year is { } year)
                (from, to) = (Math.Min(from ?? year, year), Math.Max(to ?? year, year));
            popularity += track.Popularity;
            uncertainty += track.Uncertainty;
            Count(genres, track.Genre);
            Count(languages, track.Language);
            Count(sources, track.Source);
            quarters[$"{(track.Affect.Valence >= 0 ? "pleasant" : "unpleasant")} and {(track.Affect.Arousal >= 0 ? "active" : "quiet")}"]++;
        }
        return new CatalogueStats
        {
            Songs = songs,
            Artists = artists.Count,
            Explicit = marked,
            OwnFiles = own,
            FromYear = from,
            ToYear = to,
            MeanPopularity = songs == 0 ? 0 : popularity / songs,
            MeanUncertainty = songs == 0 ? 0 : uncertainty / songs,
            Genres = Ordered(genres),
            Languages = Ordered(languages),
            Sources = Ordered(sources),
            Quarters = quarters,
        };
    }

    private static void Count(Dictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    private static OrderedDictionary<string, int> Ordered(Dictionary<string, int> counts) =>
        new(counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal));
}
