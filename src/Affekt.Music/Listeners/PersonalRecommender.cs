using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Music.Listeners;

/// <summary>A list for a listener, and what was logged of it.</summary>
/// <param name="List">The songs.</param>
/// <param name="Offer">The number of the <see cref="Offer"/>.</param>
/// <param name="Songs">The songs' ids with their propensities, in order.</param>
public sealed record PersonalList(RecommendationList List, long Offer, IReadOnlyList<OfferedSong> Songs);

/// <summary>Recommends songs to a listener whose feedback is kept: a contextual bandit (linear Thompson sampling) over song
/// and mood.</summary>
/// <remarks>
/// A stranger gets what everybody gets, by mood and popularity. With feedback, each list is picked with taste weights drawn
/// from their posterior, so that what the feedback leaves open is tried now and then. How likely each song was to enter the
/// list is estimated by picking the list again with other draws, <see cref="Draws"/> unless told otherwise, and logged with
/// it: (hits + 1) / (draws + 1), where the one is the list itself.
/// </remarks>
/// <param name="catalogue">Where the songs come from.</param>
/// <param name="store">What is known of listeners; every list is logged there.</param>
/// <param name="draws">How many other draws the propensities are estimated from: 1 or more. None is logged below 1 / (draws + 1).</param>
public sealed class PersonalRecommender(ICatalogue catalogue, IListenerStore store, int draws = PersonalRecommender.Draws)
{
    /// <summary>The policy of lists for strangers, which is certain of every song.</summary>
    public const string PopularPolicy = "mood and popularity";

    /// <summary>The policy of lists for those who gave feedback.</summary>
    public const string ThompsonPolicy = "thompson";

    /// <summary>The policy of journeys, which does not explore.</summary>
    public const string JourneyPolicy = "journey";

    /// <summary>How many other draws the propensities are estimated from unless told otherwise.</summary>
    public const int Draws = 255;

    /// <summary>How much of the posterior's standard deviation a draw uses: lists should still fit the mood.</summary>
    public const double Exploration = 0.15;

    private readonly Recommender _recommender = new(catalogue);
    private readonly JourneyPlanner _planner = new(catalogue);

    /// <summary>Songs for a request, best first; hidden and disliked ones are left out. The list is logged before it is returned.</summary>
    /// <param name="listener">A name of 1 to 64 characters; need not be known yet.</param>
    /// <param name="request">What is asked.</param>
    /// <exception cref="MusicException">The request or the name is out of range, or the catalogue is empty.</exception>
    public PersonalList Recommend(string listener, RecommendationRequest request) => Recommend(listener, request, store.TasteOf(listener));

    /// <summary>The same with a taste that is known already.</summary>
    public PersonalList Recommend(string listener, RecommendationRequest request, ListenerTaste taste)
    {
        ArgumentNullException.ThrowIfNull(request);
        var allowed = request with { Excluded = Union(request.Excluded, taste.Hidden) };
        var mood = request.Mood.Start;
        if (taste.Count == 0)
        {
            var list = _recommender.Recommend(allowed);
            return Log(listener, PopularPolicy, request, list, [.. list.Songs.Select(song => new OfferedSong(song.Track.Id, 1))]);
        }
        // The seed makes each list a draw of its own, and all of them repeatable.
        var random = new Random(HashCode(listener, store.OfferCount(listener)));
        return Explore(listener, allowed, taste, mood, random);
    }

    /// <summary>A journey for a request, by what is expected to please; hidden and disliked songs are left out. It is logged
    /// before it is returned.</summary>
    /// <param name="listener">A name of 1 to 64 characters; need not be known yet.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="MusicException">The request or the name is out of range, or too few songs pass the filter.</exception>
    public Journey Plan(string listener, JourneyRequest request, CancellationToken cancellationToken = default) =>
        Plan(listener, request, store.TasteOf(listener), cancellationToken);

    /// <summary>The same with a taste that is known already.</summary>
    public Journey Plan(string listener, JourneyRequest request, ListenerTaste taste, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var journey = _planner.Plan(request with { Excluded = Union(request.Excluded, taste.Hidden) }, taste.Count == 0 ? null
            : taste.ScoreFor(request.Mood.Start), cancellationToken);
        store.AddOffer(listener, JourneyPolicy, request.Mood.Start, request.Mode,
            [.. journey.Steps.Select(step => new OfferedSong(step.Track.Id, 1))]);
        return journey;
    }

    private PersonalList Explore(string listener, RecommendationRequest request, ListenerTaste taste, ValenceArousal mood, Random random)
    {
        var candidates = _recommender.Candidates(request, taste.ScoreFor(mood));
        var inputs = Enumerable.Range(0, candidates.Count).Select(i => new TasteInputs(candidates[i].Track, mood)).ToArray();
        var expected = inputs.Select(taste.Score).ToArray();
        var extra = Extra();
        var picked = candidates.Pick(extra);
        var hits = picked.ToDictionary(i => i, _ => 1);
        for (var draw = 0; draw < draws; draw++)
        {
            foreach (var i in candidates.Pick(Extra()))
            {
                if (hits.TryGetValue(i, out var count))
                    hits[i] = count + 1;
            }
        }
        var list = Recommender.List(request, picked.Select(i => WithExploration(candidates[i], extra[i])));
        return Log(listener, ThompsonPolicy, request, list,
            [.. picked.Select(i => new OfferedSong(candidates[i].Track.Id, hits[i] / (draws + 1.0)))]);

        double[] Extra()
        {
            var weights = taste.Draw(random, Exploration);
            return [.. inputs.Select((song, i) => ListenerTaste.Score(song, weights) - expected[i])];
        }
    }

    private static Candidate WithExploration(Candidate candidate, double extra) => candidate with
    {
        Score = candidate.Score + extra,
        Terms = [.. candidate.Terms.Append(new ScoreTerm(ScoreTermKind.Explore, extra)).OrderByDescending(term => term.Value)],
    };

    private PersonalList Log(
        string listener, string policy, RecommendationRequest request, RecommendationList list, IReadOnlyList<OfferedSong> songs) =>
        new(list, store.AddOffer(listener, policy, request.Mood.Start, request.Mode, songs), songs);

    private static IReadOnlySet<string> Union(IReadOnlySet<string> a, IReadOnlySet<string> b) =>
        b.Count == 0 ? a : a.Union(b).ToHashSet(StringComparer.Ordinal);

    private static int HashCode(string listener, int number) => unchecked((int)(StableHash.Of(listener) * 31 + (uint)number));
}
