using Affekt.Music.Affect;
using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Training.Songs;

/// <summary>How well one way of placing songs does against people's labels.</summary>
/// <param name="Name">What places the songs.</param>
/// <param name="Valence">Pearson's correlation with the labels.</param>
/// <param name="Arousal">Pearson's correlation with the labels.</param>
/// <param name="Retrieval">NDCG@5, the mean over 24 queries.</param>
/// <param name="Journey">Rank correlation of the step and the labelled nearness to the target, the mean over 48 journeys of
/// ten songs.</param>
/// <param name="JourneyEnd">The labelled distance of the last song from the target, in standard deviations, the mean over the
/// same journeys.</param>
public sealed record AffectScore(string Name, double Valence, double Arousal, double Retrieval, double Journey, double JourneyEnd);

/// <summary>Judges placements of labelled songs by correlation, retrieval and journeys.</summary>
public static class AffectEvaluation
{
    private const int Depth = 5;
    private const int JourneySongs = 10;
    private const double SongUncertainty = 0.35;

    /// <summary>All figures for one way of placing songs. Predictions are in the labels' own units: a cautious one stays near
    /// the middle, as in use.</summary>
    public static AffectScore Score(
        string name, IReadOnlyList<HeldOutPrediction> predictions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        List<ValenceArousal> places = [.. predictions.Select(p => new ValenceArousal(p.Valence, p.Arousal))];
        var (journey, end) = Journeys(places, predictions, cancellationToken);
        return new AffectScore(name, Valence(predictions), Arousal(predictions), Retrieval(places, predictions), journey, end);
    }

    /// <summary>The correlation of predicted and labelled valence.</summary>
    public static double Valence(IReadOnlyList<HeldOutPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return RankingMetrics.Correlation([.. predictions.Select(p => p.Valence)], [.. predictions.Select(p => p.Song.Valence)]);
    }

    /// <summary>The correlation of predicted and labelled arousal.</summary>
    public static double Arousal(IReadOnlyList<HeldOutPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return RankingMetrics.Correlation([.. predictions.Select(p => p.Arousal)], [.. predictions.Select(p => p.Song.Arousal)]);
    }

    /// <summary>How much higher one way's correlations are than another's on the same songs, with a bootstrap over artists.</summary>
    /// <param name="ours">Predictions of one way.</param>
    /// <param name="theirs">Predictions of the other, in the same order of songs.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="draws">How many.</param>
    public static (Estimate Valence, Estimate Arousal) Gain(
        IReadOnlyList<HeldOutPrediction> ours, IReadOnlyList<HeldOutPrediction> theirs, int seed, int draws = 1000)
    {
        ArgumentNullException.ThrowIfNull(ours);
        ArgumentNullException.ThrowIfNull(theirs);
        var groups = Enumerable.Range(0, ours.Count).GroupBy(i => TextKey.Of(ours[i].Song.Artist))
            .Select(group => group.ToArray()).ToArray();
        double Difference(int[] at, Func<HeldOutPrediction, double> predicted, Func<HeldOutPrediction, double> labelled) =>
            RankingMetrics.Correlation([.. at.Select(i => predicted(ours[i]))], [.. at.Select(i => labelled(ours[i]))])
            - RankingMetrics.Correlation([.. at.Select(i => predicted(theirs[i]))], [.. at.Select(i => labelled(theirs[i]))]);
        return (
            Bootstrap.OverGroups(groups, at => Difference(at, p => p.Valence, p => p.Song.Valence), seed, draws),
            Bootstrap.OverGroups(groups, at => Difference(at, p => p.Arousal, p => p.Song.Arousal), seed, draws));
    }

    /// <summary>The mean of the figures for as many placements by chance.</summary>
    /// <param name="songs">The labelled songs.</param>
    /// <param name="seed">Decides the draws.</param>
    /// <param name="rounds">How many placements.</param>
    /// <param name="cancellationToken">Stops between rounds.</param>
    public static AffectScore Chance(IReadOnlyList<LabelledSong> songs, int seed, int rounds, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var random = new Random(seed);
        var scores = Enumerable.Range(0, rounds)
            .Select(_ => Score("random", [.. songs.Select(
                s => new HeldOutPrediction(s, 2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1))], cancellationToken)).ToList();
        return Mean("random", scores);
    }

    /// <summary>The mean of each figure.</summary>
    public static AffectScore Mean(string name, IReadOnlyList<AffectScore> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return new(name, scores.Average(s => s.Valence), scores.Average(s => s.Arousal), scores.Average(s => s.Retrieval),
            scores.Average(s => s.Journey), scores.Average(s => s.JourneyEnd));
    }

    /// <summary>
    /// The mean over 24 queries (eight directions, half, one and one and a half deviations from the middle) of NDCG@5, where a
    /// song is worth exp(-d^2/2) by its labelled distance d from the query.
    /// </summary>
    private static double Retrieval(List<ValenceArousal> places, IReadOnlyList<HeldOutPrediction> predictions) =>
        Queries([0.5, 1, 1.5], 8).Average(query =>
    {
        var ranked = Enumerable.Range(0, places.Count).OrderBy(i => places[i].DistanceTo(query));
        return RankingMetrics.Ndcg([.. ranked.Select(i => Math.Exp(-Math.Pow(Label(predictions[i]).DistanceTo(query), 2) / 2))], Depth);
    });

    /// <summary>Sixteen directions, one, one and a half and two deviations, from one side of the plane to the other. The
    /// planner sees predictions only.</summary>
    private static (double Correlation, double End) Journeys(
        List<ValenceArousal> places, IReadOnlyList<HeldOutPrediction> predictions, CancellationToken cancellationToken)
    {
        var labels = new Dictionary<string, ValenceArousal>();
        var tracks = places.Select((place, i) =>
        {
            labels[$"{i}"] = Label(predictions[i]);
            return new Track
            {
                Id = $"{i}",
                Title = $"{i}",
                Artist = predictions[i].Song.Artist,
                Popularity = 50,
                Uncertainty = SongUncertainty,
                Tempo = predictions[i].Song.Features.Tempo,
                Affect = new ValenceArousal(AffectModel.LabelDeviation * place.Valence, AffectModel.LabelDeviation * place.Arousal).Clamp(),
            };
        });
        var planner = new JourneyPlanner(new SongIndex(tracks));
        var results = Queries([1, 1.5, 2], 16).Select(query =>
        {
            var start = new ValenceArousal(AffectModel.LabelDeviation * query.Valence, AffectModel.LabelDeviation * query.Arousal);
            var target = new ValenceArousal(-start.Valence, -start.Arousal);
            var journey = planner.Plan(
                new JourneyRequest { Mood = new MoodTarget(start, target, 0), Mode = MoodMode.Lift, Count = JourneySongs },
                cancellationToken);
            var end = new ValenceArousal(-query.Valence, -query.Arousal);
            var distances = journey.Steps.Select(s => labels[s.Track.Id].DistanceTo(end)).ToList();
            return (Correlation: RankingMetrics.RankCorrelation(
                [.. journey.Steps.Select(s => (double)s.Step)], [.. distances.Select(d => -d)]), End: distances[^1]);
        }).ToList();
        return (results.Average(r => r.Correlation), results.Average(r => r.End));
    }

    private static IEnumerable<ValenceArousal> Queries(double[] radii, int directions) =>
        from radius in radii
        from direction in Enumerable.Range(0, directions)
        let angle = 2 * Math.PI * direction / directions
        select new ValenceArousal(radius * Math.Cos(angle), radius * Math.Sin(angle));

    private static ValenceArousal Label(HeldOutPrediction p) => new(p.Song.Valence, p.Song.Arousal);
}
