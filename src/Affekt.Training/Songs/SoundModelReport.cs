namespace Affekt.Training.Songs;

/// <summary>How well one way of placing songs agrees with listeners: correlations, means over splits.</summary>
/// <param name="Name">What it places them by.</param>
/// <param name="Arousal">r over all songs.</param>
/// <param name="Valence">r over all songs.</param>
/// <param name="ArousalWithin">r of differences from the mean of the genre.</param>
/// <param name="ValenceWithin">r of differences from the mean of the genre.</param>
public sealed record SoundModelScore(string Name, double Arousal, double Valence, double ArousalWithin, double ValenceWithin);

/// <summary>Judges the sound model by cross-validation.</summary>
public static class SoundModelReport
{
    /// <summary>Genre alone, sound alone, and both, over several splits by song.</summary>
    /// <param name="songs">The labelled songs.</param>
    /// <param name="seeds">Splits.</param>
    public static IReadOnlyList<SoundModelScore> Judge(IReadOnlyList<HeardSong> songs, int seeds)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var scores = new List<SoundModelScore>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            var sound = SoundModelTrainer.CrossValidate(songs, seed);
            var genre = ByGenre(songs, sound, seed);
            scores.Add(Score("genre", songs, genre.Usual.Valence, genre.Usual.Arousal));
            scores.Add(Score("sound", songs, sound.Valence, sound.Arousal));
            scores.Add(Score("both", songs, Sum(sound.Valence, genre.Missed.Valence), Sum(sound.Arousal, genre.Missed.Arousal)));
        }
        return [.. scores.GroupBy(score => score.Name).Select(group => new SoundModelScore(group.Key, group.Average(s => s.Arousal),
            group.Average(s => s.Valence), group.Average(s => s.ArousalWithin), group.Average(s => s.ValenceWithin)))];
    }

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    /// <summary>The usual place of a song's genre, and what sound misses of it, both without the song's own fold.</summary>
    private static ((double[] Valence, double[] Arousal) Usual, (double[] Valence, double[] Arousal) Missed) ByGenre(
        IReadOnlyList<HeardSong> songs, (double[] Valence, double[] Arousal) sound, int seed)
    {
        const int Folds = 5;
        var order = Enumerable.Range(0, songs.Count).ToArray();
        new Random(seed).Shuffle(order);
        var fold = new int[songs.Count];
        for (var i = 0; i < order.Length; i++)
            fold[order[i]] = i % Folds;
        double[] Mean(Func<int, double> value) => [.. Enumerable.Range(0, songs.Count).Select(i => Enumerable.Range(0, songs.Count)
            .Where(j => fold[j] != fold[i] && songs[j].Genre == songs[i].Genre).Select(value).DefaultIfEmpty(0).Average())];
        return ((Mean(j => songs[j].Valence), Mean(j => songs[j].Arousal)),
            (Mean(j => songs[j].Valence - sound.Valence[j]), Mean(j => songs[j].Arousal - sound.Arousal[j])));
    }

    private static SoundModelScore Score(string name, IReadOnlyList<HeardSong> songs, double[] valence, double[] arousal)
    {
        double[] valences = [.. songs.Select(song => song.Valence)];
        double[] arousals = [.. songs.Select(song => song.Arousal)];
        return new SoundModelScore(name, RankingMetrics.Correlation(arousal, arousals), RankingMetrics.Correlation(valence, valences),
            RankingMetrics.Correlation(Centred(songs, arousal), Centred(songs, arousals)),
            RankingMetrics.Correlation(Centred(songs, valence), Centred(songs, valences)));
    }

    private static double[] Centred(IReadOnlyList<HeardSong> songs, double[] values)
    {
        var means = values.Select((value, i) => (Value: value, songs[i].Genre)).GroupBy(pair => pair.Genre)
            .ToDictionary(group => group.Key, group => group.Average(pair => pair.Value));
        return [.. values.Select((value, i) => value - means[songs[i].Genre])];
    }
}
