namespace Affekt.Music;

/// <summary>How well one way of placing songs, learned from some people's labels, agrees with what other people felt.</summary>
/// <param name="Name">What places the songs.</param>
/// <param name="Valence">Pearson's correlation, with a bootstrap over songs.</param>
/// <param name="Arousal">The same for arousal.</param>
public sealed record ZeroShotScore(string Name, Interval Valence, Interval Arousal);

/// <summary>Judges places of songs by what the listeners of SiTunes felt after them in stage 1, where everybody heard the same songs.</summary>
/// <remarks>The sign of arousal is turned in stage 1, so it is turned back here.</remarks>
public static class ZeroShotEvaluation
{
    private const int Draws = 1000;

    /// <summary>Raw features, ridge and ours, then ours less raw features.</summary>
    /// <param name="labelled">The songs that ridge learns from, as ours did.</param>
    /// <param name="folder">SiTunes: Stage1, Stage2 and music_metadata.</param>
    /// <param name="seed">Decides the bootstrap.</param>
    /// <returns>The number of songs, and a row for each way.</returns>
    /// <exception cref="IOException">A file is missing.</exception>
    public static (int Songs, IReadOnlyList<ZeroShotScore> Rows) Run(IReadOnlyList<LabelledSong> labelled, string folder, int seed)
    {
        var predict = AffectModelTrainer.Ridge(labelled);
        var data = SituationalRatings.Read(folder, AffectModel.Shipped);
        var songs = data.Stage1.GroupBy(r => r.Track.Id, StringComparer.Ordinal).ToList();
        ValenceArousal[] felt = [.. songs.Select(s => new ValenceArousal(s.Average(r => r.Heard.Valence), -s.Average(r => r.Heard.Arousal)))];
        ValenceArousal[] raw = [.. songs.Select(s => data.Features[s.Key]).Select(features => new ValenceArousal(features.Valence, features.Energy))];
        ValenceArousal[] ridge = [.. songs.Select(s => predict(new LabelledSong("", data.Features[s.Key], 0, 0))).Select(place => new ValenceArousal(place.Valence, place.Arousal))];
        ValenceArousal[] ours = [.. songs.Select(s => s.First().Track.Affect)];
        int[][] each = [.. Enumerable.Range(0, songs.Count).Select(i => new[] { i })];
        return (songs.Count,
        [
            Score("raw features", (at, axis) => Agreement(raw, at, axis)),
            Score("ridge", (at, axis) => Agreement(ridge, at, axis)),
            Score("ours", (at, axis) => Agreement(ours, at, axis)),
            Score("ours less raw features", (at, axis) => Agreement(ours, at, axis) - Agreement(raw, at, axis)),
        ]);

        ZeroShotScore Score(string name, Func<int[], Func<ValenceArousal, double>, double> figure) => new(
            name, Bootstrap.Interval(each, at => figure(at, place => place.Valence), seed, Draws), Bootstrap.Interval(each, at => figure(at, place => place.Arousal), seed, Draws));

        double Agreement(ValenceArousal[] places, int[] at, Func<ValenceArousal, double> axis) =>
            RankingMetrics.Correlation([.. at.Select(i => axis(places[i]))], [.. at.Select(i => axis(felt[i]))]);
    }
}
