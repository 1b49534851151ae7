using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>Says in words why a song is offered. Every clause is checked against the song before it is said.</summary>
internal static class Reasons
{
    /// <summary>Nearer than this, a song "matches"; beyond it, it is only "the nearest we have".</summary>
    public const double Near = 0.35;

    /// <summary>From this popularity on, a song is "well known".</summary>
    public const double WellKnown = 75;

    /// <summary>Up to this popularity, a song is "less known".</summary>
    public const double LessKnown = 55;

    private const double WorthSaying = 0.1;

    public static string For(Track track, RecommendationRequest request, IReadOnlyList<ScoreTerm> terms)
    {
        var clauses = new List<string>(3);
        foreach (var term in terms)
        {
            var clause = term.Kind switch
            {
                ScoreTermKind.Fit => Place(track, request),
                ScoreTermKind.Familiar when track.Popularity >= WellKnown && term.Value >= WorthSaying => "well known",
                ScoreTermKind.Novel when track.Popularity <= LessKnown && term.Value >= WorthSaying => "less known, as you asked",
                ScoreTermKind.Recent when track.Year is { } year && term.Value >= WorthSaying => $"from {year}",
                ScoreTermKind.Personal when term.Value >= WorthSaying => "in line with your likes and dislikes",
                ScoreTermKind.Explore when term.Value >= WorthSaying => "a try, to learn your taste",
                _ => null,
            };
            if (clause is not null)
                clauses.Add(clause);
        }
        if (clauses.Count == 0)
            clauses.Add("within your filters");
        var sentence = string.Join("; ", clauses);
        return char.ToUpperInvariant(sentence[0]) + sentence[1..] + ".";
    }

    private static string Place(Track track, RecommendationRequest request)
    {
        var (start, target, _) = request.Mood;
        var words = Words(track, request.Mood, request.Mode, target);
        var place = track.Affect;
        // Never claim a movement that the song does not make.
        var moves = request.Mode switch
        {
            MoodMode.Lift when place.Valence > start.Valence => "moves towards pleasant",
            MoodMode.Calm when place.DistanceTo(EmotionAffect.Calm) < start.DistanceTo(EmotionAffect.Calm) => "moves towards calm",
            MoodMode.Energise when place.Arousal > start.Arousal => "moves towards more energy",
            _ => null,
        };
        var near = place.DistanceTo(target) <= Near;
        var what = moves
            ?? (request.Mode == MoodMode.Match
                ? request.Unsure
                    ? near ? "gentle ground while the reading is unsure" : "a wider choice while the reading is unsure"
                    : near ? "matches the mood" : "the nearest to the mood within reach"
                : near ? $"already where {request.Mode.ToString().ToLowerInvariant()} leads" : "the nearest within reach");
        return words.Length > 0 ? $"{what}: {words}" : what;
    }

    /// <summary>Two of the song's mood words, those of the mood's own kind and near the target first, or where the sound lies
    /// when it has none.</summary>
    public static string Words(Track track, MoodTarget mood, MoodMode mode, ValenceArousal target)
    {
        var known = track.Moods.Where(MoodWords.All.ContainsKey)
            .OrderByDescending(word => MoodColour.Has(word, mood, mode)).ThenBy(word => MoodWords.All[word].DistanceTo(target))
                .Take(2).ToArray();
        if (known.Length > 0)
            return string.Join(" and ", known);
        var valence = track.Affect.Valence switch { > 0.2 => "pleasant", < -0.2 => "dark", _ => "" };
        var arousal = track.Affect.Arousal switch { > 0.2 => "active", < -0.2 => "quiet", _ => "" };
        return string.Join(" and ", new[] { valence, arousal }.Where(word => word.Length > 0));
    }
}
