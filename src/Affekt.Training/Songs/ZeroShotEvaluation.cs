using Affekt.Music.Affect;

namespace Affekt.Training.Songs;

/// <summary>How well one way of placing songs, learned from some people's labels, agrees with what other people felt.</summary>
/// <param name="Name">What places the songs.</param>
/// <param name="Valence">Pearson's correlation, with a bootstrap over songs.</param>
/// <param name="Arousal">The same for arousal.</param>
public sealed record ZeroShotScore(string Name, Estimate Valence, Estimate Arousal);

/// <summary>Places of songs against what a group of other people felt after them.</summary>
/// <param name="Name">Who listened, and where.</param>
/// <param name="Songs">How many songs.</param>
/// <param name="Rows">Raw features, ridge and ours, then ours less raw features.</param>
public sealed record ZeroShotReport(string Name, int Songs, IReadOnlyList<ZeroShotScore> Rows);

/// <summary>
/// Judges places of songs by what the listeners of SiTunes felt after them: in stage 1, where everybody heard the same songs,
/// and in stage 2, in daily life.
/// </summary>
/// <remarks>The sign of arousal is turned in stage 1, so it is turned back here.</remarks>
public static class ZeroShotEvaluation
{
    private const int Draws = 1000;

    // What one or two people felt says more of them than of the song.
    private const int FewestRatings = 3;

    /// <param name="labelled">The songs that ridge learns from, as ours did.</param>
    /// <param name="folder">SiTunes: Stage1, Stage2 and music_metadata.</param>
    /// <param name="seed">Decides the bootstrap.</param>
    /// <exception cref="IOException">A file is missing.</exception>
    public static IReadOnlyList<ZeroShotReport> Run(IReadOnlyList<LabelledSong> labelled, string folder, int seed)
    {
        var ridge = AffectModelTrainer.Ridge(labelled);
        var data = SituationalRatings.Read(folder, AffectModel.Shipped);
        return
        [
            Judge("the same songs for everybody", data.Stage1, heard => new ValenceArousal(heard.Valence, -heard.Arousal)),
            Judge("songs of daily life", data.Stage2, heard => heard),
        ];

        ZeroShotReport Judge(string name, IReadOnlyList<SituationalRating> ratings, Func<ValenceArousal, ValenceArousal> turned)
        {
            var songs = ratings.GroupBy(r => r.Track.Id, StringComparer.Ordinal).Where(s => s.Count() >= FewestRatings).ToList();
            ValenceArousal[] felt = [
                .. songs.Select(s => turned(new ValenceArousal(s.Average(r => r.Heard.Valence), s.Average(r => r.Heard.Arousal))))];
            ValenceArousal[] raw = [.. songs.Select(s => data.Features[s.Key])
                .Select(features => new ValenceArousal(features.Valence, features.Energy))];
            ValenceArousal[] learned = [.. songs.Select(s => ridge(new LabelledSong("", data.Features[s.Key], 0, 0)))
                .Select(place => new ValenceArousal(place.Valence, place.Arousal))];
            ValenceArousal[] ours = [.. songs.Select(s => s.First().Track.Affect)];
            int[][] each = [.. Enumerable.Range(0, songs.Count).Select(i => new[] { i })];
            return new ZeroShotReport(name, songs.Count,
            [
                Score("raw features", (at, axis) => Agreement(raw, at, axis)),
                Score("ridge", (at, axis) => Agreement(learned, at, axis)),
                Score("ours", (at, axis) => Agreement(ours, at, axis)),
                Score("ours less raw features", (at, axis) => Agreement(ours, at, axis) - Agreement(raw, at, axis)),
            ]);

            ZeroShotScore Score(string way, Func<int[], Func<ValenceArousal, double>, double> figure) => new(
                way, Bootstrap.OverGroups(each, at => figure(at, place => place.Valence), seed, Draws),
                    Bootstrap.OverGroups(each, at => figure(at, place => place.Arousal), seed, Draws));

            double Agreement(ValenceArousal[] places, int[] at, Func<ValenceArousal, double> axis) =>
                RankingMetrics.Correlation([.. at.Select(i => axis(places[i]))], [.. at.Select(i => axis(felt[i]))]);
        }
    }
}
