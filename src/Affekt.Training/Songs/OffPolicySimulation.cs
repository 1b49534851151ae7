using Affekt.Library.Storage;
using Affekt.Music.Catalogue;
using Affekt.Music.Listeners;
using Affekt.Music.Recommendations;

namespace Affekt.Training.Songs;

/// <summary>What a policy truly earns a list, and what is estimated of that from the log of another policy.</summary>
/// <param name="Listener">Whose lists: somebody simulated, whose rewards are known.</param>
/// <param name="Truth">What the judged policy earns: the sum of the true rewards of a list, the mean over lists.</param>
/// <param name="InversePropensity">See <see cref="OffPolicy.InversePropensity"/>, with a bootstrap over lists.</param>
/// <param name="SelfNormalised">See <see cref="OffPolicy.SelfNormalised"/>, likewise.</param>
/// <param name="DoublyRobust">See <see cref="OffPolicy.DoublyRobust"/>, likewise, with a model of rewards that is wrong on
/// purpose: it should not matter where the propensities are right.</param>
/// <param name="Careless">The same sum with every propensity taken as 1: what the log would say if propensities were not kept.</param>
public sealed record OffPolicyCheck(
    string Listener, double Truth, Estimate InversePropensity, Estimate SelfNormalised, Estimate DoublyRobust, Estimate Careless);

/// <summary>
/// Checks that the propensities that <see cref="PersonalRecommender"/> logs can be used: lists that it offered to simulated
/// listeners have to tell what a policy without exploration would have earned.
/// </summary>
public static class OffPolicySimulation
{
    private const int ListsPerMood = 30;
    private const int BootstrapDraws = 300;
    private const int SongsPerWord = 25; // every 25th song of the catalogue is rated beforehand
    private const double Noise = 0.3; // standard deviation of a reward
    private const double Expected = 0.3; // what the wrong model expects of every song

    /// <summary>Runs the check for one listener.</summary>
    /// <param name="songs">The catalogue.</param>
    /// <param name="lovedGenre">The end of the genres that the listener loves, such as "rock" (also "punk rock").</param>
    /// <param name="file">A listeners' file for the log; made when it is not there.</param>
    /// <param name="draws">From how many draws propensities are estimated; see <see cref="PersonalRecommender"/>.</param>
    /// <param name="seed">Decides rewards and the bootstrap.</param>
    /// <param name="cancellationToken">Stops between moods.</param>
    public static OffPolicyCheck Run(
        SongIndex songs, string lovedGenre, string file, int draws, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(songs);
        using var store = ListenerStore.Open(file, TimeProvider.System);
        var random = new Random(seed);
        double Truth(Track track) => (track.Genre.EndsWith(lovedGenre, StringComparison.Ordinal) ? 0.5 : -0.1) + 0.3 * track.Affect.Valence;
        double Reward(Track track) =>
            Truth(track) + Noise * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        foreach (var track in songs.Tracks.Where((_, i) => i % SongsPerWord == 0))
            store.Add(lovedGenre, Reward(track) > 0 ? FeedbackKind.Like : FeedbackKind.Skip, track, track.Affect, MoodMode.Match);
        var taste = store.TasteOf(lovedGenre);

        // The judged policy picks by what is expected to please and does not explore; the logging one does.
        var judged = new Recommender(songs);
        var logging = new PersonalRecommender(songs, store, draws);
        var wanted = new List<List<Track>>();
        foreach (var emotion in Emotions.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var request = RecommendationRequest.For(EmotionProbabilities.Certain(emotion));
            List<Track> list = [.. judged.Recommend(request, taste.ScoreFor(request.Mood.Start)).Songs.Select(song => song.Track)];
            for (var i = 0; i < ListsPerMood; i++)
            {
                logging.Recommend(lovedGenre, request, taste);
                wanted.Add(list);
            }
        }

        var offers = store.OffersOf(lovedGenre);
        var logged = offers.SelectMany((offer, i) => offer.Songs.Select(song => (List: i, Song: new LoggedSong(
            Reward(songs.Find(song.Track)!), song.Propensity, wanted[i].Any(track => track.Id == song.Track) ? 1 : 0, Expected)))).ToList();
        int[][] lists = [.. Enumerable.Range(0, logged.Count).GroupBy(i => logged[i].List).Select(group => group.ToArray())];
        var length = wanted.Average(list => list.Count);
        Estimate Judge(Func<IReadOnlyCollection<LoggedSong>, double> by, Func<LoggedSong, LoggedSong>? changed = null) =>
            Bootstrap.OverGroups(lists, at => by([.. at.Select(i => changed is null ? logged[i].Song : changed(logged[i].Song))]),
                seed, BootstrapDraws);
        return new OffPolicyCheck(
            lovedGenre, wanted.Average(list => list.Sum(Truth)),
            Judge(log => OffPolicy.InversePropensity(log, lists.Length)),
            Judge(log => OffPolicy.SelfNormalised(log, length)),
            Judge(log => OffPolicy.DoublyRobust(log, lists.Length, length * Expected)),
            Judge(log => OffPolicy.InversePropensity(log, lists.Length), song => song with { Logged = 1 }));
    }
}
