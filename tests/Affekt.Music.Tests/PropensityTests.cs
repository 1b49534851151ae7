namespace Affekt.Music.Tests;

/// <summary>Listeners whose true rewards are known, so that what is estimated from the log can be compared with the truth.</summary>
public sealed class PropensityTests : IDisposable
{
    private const string Listener = "Ann";
    private const int ListsPerMood = 30;
    private const double Noise = 0.3;

    private readonly TempFolder _folder = new();
    private readonly ListenerStore _store;

    public PropensityTests() => _store = ListenerStore.Open(_folder.File("listeners.db"), TimeProvider.System);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("rock", 63)]
    [InlineData("soul", 63)]
    public void What_another_policy_would_earn_is_estimated_from_the_log(string loved, int draws)
    {
        var random = new Random(5);
        double Truth(Track track) => (track.Genre.EndsWith(loved, StringComparison.Ordinal) ? 0.5 : -0.1) + 0.3 * track.Affect.Valence;
        double Reward(Track track) => Truth(track) + Noise * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        foreach (var track in StarterCatalogue.Instance.Tracks.Where((_, i) => i % 25 == 0))
            _store.Add(Listener, Reward(track) > 0 ? FeedbackKind.Like : FeedbackKind.Skip, track, track.Affect, MoodMode.Match);
        var taste = _store.TasteOf(Listener);

        // The judged policy picks by what is expected to please and does not explore; the logging one does.
        var judged = new Recommender(StarterCatalogue.Instance);
        var logging = new PersonalRecommender(StarterCatalogue.Instance, _store, draws);
        var truth = new List<double>();
        var chosen = new List<HashSet<string>>();
        foreach (var emotion in Emotions.All)
        {
            var request = RecommendationRequest.For(EmotionProbabilities.Certain(emotion));
            var songs = judged.Recommend(request, taste.ScoreFor(request.Mood.Start)).Songs;
            for (var i = 0; i < ListsPerMood; i++)
            {
                logging.Recommend(Listener, request);
                truth.Add(songs.Sum(song => Truth(song.Track)));
                chosen.Add([.. songs.Select(song => song.Track.Id)]);
            }
        }

        // A model that is wrong on purpose: the doubly robust estimate must not mind where the propensities are right.
        const double Expected = 0.3;
        var offers = _store.OffersOf(Listener);
        var logged = offers.SelectMany((offer, i) => offer.Songs.Select(song => (List: i, Song: new LoggedSong(
            Reward(StarterCatalogue.Instance.Find(song.Track)!), song.Propensity, chosen[i].Contains(song.Track) ? 1 : 0, Expected)))).ToList();
        int[][] lists = [.. Enumerable.Range(0, logged.Count).GroupBy(i => logged[i].List).Select(group => group.ToArray())];
        Interval Estimate(Func<IReadOnlyCollection<LoggedSong>, double> by, Func<LoggedSong, LoggedSong>? changed = null) =>
            Bootstrap.Interval(lists, at => by([.. at.Select(i => changed is null ? logged[i].Song : changed(logged[i].Song))]), seed: 1, draws: 300);
        var inverse = Estimate(songs => OffPolicy.InversePropensity(songs, offers.Count));
        var robust = Estimate(songs => OffPolicy.DoublyRobust(songs, offers.Count, chosen.Average(list => list.Count) * Expected));
        var careless = Estimate(songs => OffPolicy.InversePropensity(songs, offers.Count), song => song with { Logged = 1 });
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{loved}: truth {truth.Average():F3}, inverse propensity {inverse}, doubly robust {robust}, without propensities {careless}, mean propensity {logged.Average(l => l.Song.Logged):F3}");

        Assert.InRange(truth.Average(), inverse.Low, inverse.High);
        Assert.InRange(truth.Average(), robust.Low, robust.High);
        Assert.True(truth.Average() < careless.Low || truth.Average() > careless.High, "Without propensities the estimate would be wrong, so they matter here.");
    }
}
