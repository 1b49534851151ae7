using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>The score of one song for one request, before songs are compared with each other.</summary>
public sealed class TrackScorer(RecommendationRequest request, Func<Track, double>? personal, double fitScale = 1)
{
    /// <summary>The distance at which a song that we are sure of, for a mood that we are sure of, keeps 61 % of its fit.</summary>
    public const double Width = 0.2;

    private const double UsualFit = 0.55; // of the best song with mood words
    private const double LargestScale = 5;
    private const double ColourWeight = 0.25;
    private const double FamiliarityWeight = 0.3;
    private const double RecencyWeight = 0.3;
    private const double JitterWeight = 0.08;
    private const int OldestYear = 1950;
    private const double YearSpan = 75;

    /// <summary>
    /// How well a song fits: the density of the song's place, a Gaussian, seen through a window around the target, also a Gaussian,
    /// scaled so that a song known to stand on the target has 1. A song of uncertain place never fits fully and never misses fully.
    /// </summary>
    /// <param name="track">The song.</param>
    /// <param name="target">Where it should stand.</param>
    /// <param name="spread">The doubt about the target.</param>
    /// <param name="caution">How much it counts against a song that its place is uncertain: 1 fully, 0 not at all.</param>
    public static double Fit(Track track, ValenceArousal target, double spread, double caution = 1)
    {
        var window = Width * Width + spread * spread;
        var total = window + track.Uncertainty * track.Uncertainty;
        var distance = track.Affect.DistanceTo(target);
        return (caution == 1 ? window / total : Math.Pow(window / total, caution)) * Math.Exp(-distance * distance / (2 * total));
    }

    /// <summary>
    /// What fits are multiplied by so that the best of the candidates reaches a usual fit: where no song's place is certain,
    /// mood must not yield to popularity for that.
    /// </summary>
    public static double ScaleOf(IEnumerable<Track> candidates, RecommendationRequest request) =>
        Math.Clamp(UsualFit / Math.Max(candidates.Max(track => (double?)Fit(track, request)) ?? 1, 1e-9), 1, LargestScale);

    // Songs of a sure place are mostly well-known ones: who asks for others must not be kept from them by that.
    private static double Fit(Track track, RecommendationRequest request) =>
        Fit(track, request.Mood.Target, request.Mood.Spread, Math.Min(1, 2 * (1 - request.Novelty)));

    /// <summary>The parts of the score, largest first; parts that are zero are left out.</summary>
    public IReadOnlyList<ScoreTerm> Terms(Track track)
    {
        var terms = new List<ScoreTerm>(4) { new(ScoreTermKind.Fit, fitScale * Fit(track, request)) };
        if (TitleClues.Penalty(track) is > 0 and var penalty)
            terms.Add(new ScoreTerm(ScoreTermKind.Version, -penalty));
        if (MoodColour.Of(track, request.Mood, request.Mode) is > 0 and var colour)
            terms.Add(new ScoreTerm(ScoreTermKind.Colour, ColourWeight * colour));
        var known = Math.Clamp(track.Popularity / 100, 0, 1);
        var lean = 1 - 2 * request.Novelty;
        if (lean > 0)
            terms.Add(new ScoreTerm(ScoreTermKind.Familiar, FamiliarityWeight * lean * known));
        else if (lean < 0)
            terms.Add(new ScoreTerm(ScoreTermKind.Novel, FamiliarityWeight * -lean * (1 - known)));
        if (request.Recency > 0 && track.Year is { } year)
            terms.Add(new ScoreTerm(ScoreTermKind.Recent,
                RecencyWeight * request.Recency * Math.Clamp((year - OldestYear) / YearSpan, 0, 1)));
        if (personal?.Invoke(track) is { } liking and not 0)
            terms.Add(new ScoreTerm(ScoreTermKind.Personal, liking));
        terms.Sort((a, b) => b.Value.CompareTo(a.Value));
        return terms;
    }

    /// <summary>A small number that depends on the song and the seed alone: 0 without a seed.</summary>
    public double Jitter(Track track)
    {
        if (request.Seed is not { } seed)
            return 0;
        // FNV-1a: string.GetHashCode differs from run to run.
        var hash = 14695981039346656037UL ^ (uint)seed;
        foreach (var c in track.Id)
            hash = (hash ^ c) * 1099511628211UL;
        hash ^= hash >> 32;
        hash *= 0x9E3779B97F4A7C15UL;
        return JitterWeight * ((hash >> 11) * (1.0 / (1UL << 53)) - 0.5);
    }
}
