using Affekt.Music.Affect;
using Affekt.Music.Listeners;
using Affekt.Music.Recommendations;

namespace Affekt.Training.Songs;

/// <summary>How well one way of ranking songs agrees with what people then said of them.</summary>
/// <param name="Name">What ranks.</param>
/// <param name="Ndcg">NDCG@5 of each person's songs, the mean over people, with a bootstrap over people.</param>
/// <param name="Auc">The share of pairs of a song rated 4 or 5 and another that are ordered rightly, likewise.</param>
public sealed record PersonalScore(string Name, Estimate Ndcg, Estimate Auc);

/// <summary>What a policy would have earned in mean rating, estimated from songs that were offered by chance.</summary>
/// <param name="Name">The policy: it offers one of the best quarter of the songs by its score.</param>
/// <param name="InversePropensity">See <see cref="OffPolicy.InversePropensity"/>; this and the others with a bootstrap over people.</param>
/// <param name="SelfNormalised">See <see cref="OffPolicy.SelfNormalised"/>.</param>
/// <param name="DoublyRobust">See <see cref="OffPolicy.DoublyRobust"/>, with item means as its model.</param>
/// <param name="Matches">How many of the offers made by chance the policy might have made.</param>
public sealed record PolicyScore(string Name, Estimate InversePropensity, Estimate SelfNormalised, Estimate DoublyRobust, int Matches);

/// <summary>The results on SiTunes.</summary>
/// <param name="People">How many people.</param>
/// <param name="Ratings">How many ratings were ranked.</param>
/// <param name="Rankings">One row for each way of ranking.</param>
/// <param name="MeanRatings">The mean rating under each way in which the songs were really chosen, such as "Rand".</param>
/// <param name="Policies">Off-policy estimates.</param>
public sealed record PersonalReport(
    int People, int Ratings, IReadOnlyList<PersonalScore> Rankings, IReadOnlyDictionary<string, double> MeanRatings,
        IReadOnlyList<PolicyScore> Policies);

/// <summary>Judges personal ranking on SiTunes: stage 1 is each person's history, stage 2 is ranked.</summary>
/// <remarks>
/// Split by person: what is known of songs from ratings comes from other people only; what is known of the person, from stage
/// 1, and in the rows marked "as they go" also from their earlier ratings in stage 2.
/// </remarks>
public static class PersonalEvaluation
{
    private const int Depth = 5;
    private const int Liked = 4;
    private const int Draws = 1000;
    private const double ItemShrinkage = 2; // ratings' worth of doubt about a song's mean
    private const double BestShare = 0.25;
    private const int LeastOffers = 5; // of a song by chance, for policies to be judged on it

    private delegate double Scorer(SituationalRating rating, IReadOnlyList<SituationalRating> history);

    /// <summary>Runs the evaluation.</summary>
    /// <param name="folder">SiTunes: Stage1, Stage2 and music_metadata.</param>
    /// <param name="seed">Decides chance and the bootstrap.</param>
    /// <param name="cancellationToken">Stops between people.</param>
    /// <exception cref="IOException">A file is missing.</exception>
    public static PersonalReport Run(string folder, int seed, CancellationToken cancellationToken = default)
    {
        var data = SituationalRatings.Read(folder, AffectModel.Shipped);
        var people = data.Stage2.Select(r => r.User).Distinct().Order().ToList();
        var random = new Random(seed);
        var items = people.ToDictionary(
            person => person, person => ItemMeans([.. data.Stage1.Concat(data.Stage2).Where(r => r.User != person)]));
        double Item(SituationalRating r) => items[r.User].GetValueOrDefault(r.Track.Id);
        var tastes = people.ToDictionary(person => person, person => Taste(data.Stage1.Where(r => r.User == person), r => r.Reward));

        // A third of the songs of stage 2, and nearly all that chance offered there, were rated by the same person in stage 1:
        // this taste does not know what was said of the song itself.
        var apart = new Dictionary<(int User, string Song), ListenerTaste>();
        ListenerTaste FromOthers(SituationalRating r)
        {
            if (!apart.TryGetValue((r.User, r.Track.Id), out var taste))
                apart[(r.User, r.Track.Id)] = taste = Taste(
                    data.Stage1.Where(h => h.User == r.User && h.Track.Id != r.Track.Id), h => h.Reward);
            return taste;
        }

        double Ours(SituationalRating r, ListenerTaste taste) => Stranger(r) + taste.Score(new TasteInputs(r.Track, r.Mood));

        // The taste that stage 1 gives is the same for all of a person's songs; "as they go" it is learned again before each song.
        (string Name, Scorer Score)[] ways =
        [
            ("random", (_, _) => random.NextDouble()),
            ("popularity", (r, _) => r.Track.Popularity),
            ("mood and popularity (a stranger)", (r, _) => Stranger(r)),
            ("ours, from other songs of stage 1", (r, _) => Ours(r, FromOthers(r))),
            ("ours, from stage 1", (r, _) => Ours(r, tastes[r.User])),
            ("ours, as they go", (r, history) => Ours(r, Taste(history, h => h.Reward))),
            ("taste alone, as they go", (r, history) => Taste(history, h => h.Reward).Reward(r.Track, r.Mood)),
            ("user and item bias", (r, _) => Item(r)),
            ("item bias and taste, as they go", (r, history) => Item(r) + Taste(history, h => h.Reward - Item(h)).Reward(r.Track, r.Mood)),
        ];
        var rankings = ways.Select(way => Rank(way.Name, way.Score, data, people, seed, cancellationToken)).ToList();
        return new PersonalReport(
            people.Count, data.Stage2.Count, rankings,
            data.Stage2.Where(r => r.How.Length > 0).GroupBy(r => r.How).OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, g => g.Average(r => (double)r.Rating)),
            // Without songs that chance offered often enough, nothing can be said of other policies.
            Offers(data).Count == 0 ? [] :
            [
                Judge("popularity", r => r.Track.Popularity, Item, data, seed),
                Judge("mood and popularity", Stranger, Item, data, seed),
                Judge("ours, from other songs of stage 1", r => Ours(r, FromOthers(r)), Item, data, seed),
                Judge("ours, from stage 1", r => Ours(r, tastes[r.User]), Item, data, seed),
                Judge("user and item bias", Item, Item, data, seed),
            ]);
    }

    /// <summary>What a song scores for somebody we do not know, in match mode: fit and popularity, as the recommender adds them.</summary>
    private static double Stranger(SituationalRating r) =>
        new TrackScorer(RecommendationRequest.For(r.Mood), null).Terms(r.Track).Sum(term => term.Value);

    private static ListenerTaste Taste(IEnumerable<SituationalRating> history, Func<SituationalRating, double> reward) =>
        new(history.Select(r => (new TasteInputs(r.Track, r.Mood), reward(r))));

    private static PersonalScore Rank(
        string name, Scorer score, SituationalRatings data, List<int> people, int seed, CancellationToken cancellationToken)
    {
        var (ndcg, auc) = (new double[people.Count], new double[people.Count]);
        for (var p = 0; p < people.Count; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var history = data.Stage1.Where(r => r.User == people[p]).ToList();
            var scored = new List<(SituationalRating Rating, double Score)>();
            foreach (var rating in data.Stage2.Where(r => r.User == people[p]))
            {
                scored.Add((rating, score(rating, history)));
                history.Add(rating);
            }
            ndcg[p] = RankingMetrics.Ndcg([.. scored.OrderByDescending(s => s.Score).Select(s => (double)s.Rating.Rating)], Depth);
            auc[p] = RankingMetrics.Auc([.. scored.Select(s => s.Score)], [.. scored.Select(s => s.Rating.Rating >= Liked)]);
        }
        int[][] each = [.. Enumerable.Range(0, people.Count).Select(p => new[] { p })];
        return new PersonalScore(name, Bootstrap.OverGroups(each, at => at.Average(p => ndcg[p]), seed, Draws),
            Bootstrap.OverGroups(each, at => at.Average(p => auc[p]), seed, Draws));
    }

    /// <summary>
    /// What a policy would have earned that offers one of the best quarter of the songs. Chance drew from few songs, some of
    /// them oftener, whoever listened: the share of each in the log stands for its propensity, and of songs that it hardly
    /// offered nothing can be said.
    /// </summary>
    private static PolicyScore Judge(
        string name, Func<SituationalRating, double> score, Func<SituationalRating, double> item, SituationalRatings data, int seed)
    {
        var offers = Offers(data);
        var chance = offers.SelectMany(song => song).ToList();
        var propensities = offers.ToDictionary(song => song.Key, song => (double)song.Count() / chance.Count, StringComparer.Ordinal);
        var pool = offers.ConvertAll(song => song.First().Track);
        var logged = chance.Select(r =>
        {
            var scores = pool.Select(track => score(r with { Track = track })).OrderDescending().ToList();
            var threshold = scores[Math.Max(1, (int)(BestShare * pool.Count)) - 1];
            var offered = pool.Select(track => r with { Track = track }).Where(other => score(other) >= threshold).ToList();
            return (r.User, Song: new LoggedSong(r.Rating, propensities[r.Track.Id], score(r) >= threshold ? 1.0 / offered.Count
                : 0, 3 + 2 * item(r)), Expected: offered.Average(other => 3 + 2 * item(other)));
        }).ToList();
        int[][] groups = [.. Enumerable.Range(0, logged.Count).GroupBy(i => logged[i].User).Select(g => g.ToArray())];
        Estimate Judge(Func<IReadOnlyCollection<LoggedSong>, double, double> by) =>
            Bootstrap.OverGroups(groups, at => by([.. at.Select(i => logged[i].Song)], at.Average(i => logged[i].Expected)), seed, Draws);
        return new PolicyScore(name,
            Judge((songs, _) => OffPolicy.InversePropensity(songs, songs.Count)),
                Judge((songs, _) => OffPolicy.SelfNormalised(songs, 1)),
            Judge((songs, expected) => OffPolicy.DoublyRobust(songs, songs.Count, expected)), logged.Count(l => l.Song.Judged > 0));
    }

    /// <summary>The songs that chance offered often enough, with their ratings.</summary>
    private static List<IGrouping<string, SituationalRating>> Offers(SituationalRatings data) =>
        [.. data.Stage2.Where(r => r.How == "Rand").GroupBy(r => r.Track.Id, StringComparer.Ordinal)
            .Where(song => song.Count() >= LeastOffers)];

    /// <summary>The mean reward of each song less that of all, drawn towards zero where few have rated it, and freed of how
    /// kindly each person rates.</summary>
    private static Dictionary<string, double> ItemMeans(List<SituationalRating> ratings)
    {
        var users = ratings.GroupBy(r => r.User).ToDictionary(g => g.Key, g => g.Average(r => r.Reward));
        return ratings.GroupBy(r => r.Track.Id)
            .ToDictionary(g => g.Key, g => g.Sum(r => r.Reward - users[r.User]) / (g.Count() + ItemShrinkage));
    }
}
