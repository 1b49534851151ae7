using Affekt.Library.Imports;
using Affekt.Library.Tests;
using Affekt.Music.Catalogue;
using Affekt.Training.Songs;

namespace Affekt.Training.Tests.Songs;

/// <summary>The offline table of docs/music.md: our models against ridge regression, raw features and chance, on artists they
/// have not seen.</summary>
public sealed class OfflineEvaluationTests
{
    private const int Seed = 1;

    [Fact]
    public void The_model_beats_ridge_raw_features_and_chance_on_unseen_artists()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var songs = MusicEvaluation.ReadLabels(PublishedSongs.Folder, cancellation);
        var held = AffectModelTrainer.CrossValidate(songs, Seed, cancellationToken: cancellation);
        var baseline = AffectModelTrainer.CrossValidateRidge(songs, Seed, cancellationToken: cancellation);
        var ours = AffectEvaluation.Score("ours", held, cancellation);
        var raw = AffectEvaluation.Score(
            "raw features", AffectModelTrainer.CrossValidateRaw(songs, Seed, cancellationToken: cancellation), cancellation);
        var chance = AffectEvaluation.Chance(songs, Seed, 2, cancellation);
        var gain = AffectEvaluation.Gain(held, baseline, Seed, draws: 200);
        foreach (var score in new[] { chance, raw, ours })
            TestContext.Current.TestOutputHelper?.WriteLine($"{score}");
        TestContext.Current.TestOutputHelper?.WriteLine($"more than ridge: {gain}");

        Assert.True(gain.Valence.Low > 0 && gain.Arousal.Low > 0, "the model must beat ridge on both axes beyond doubt");
        Assert.True(ours.Valence > 0.42 && ours.Arousal > 0.43 && ours.Valence > raw.Valence
            && ours.Arousal > raw.Arousal, "the model must beat raw features on both axes");
        Assert.True(ours.Retrieval > chance.Retrieval + 0.05, "retrieval must beat chance");
        Assert.True(ours.Journey > 0.36
            && ours.JourneyEnd < chance.JourneyEnd - 0.2, "journeys must approach their target by people's labels");
    }

    [Fact]
    public void What_other_people_felt_is_told_no_worse_than_by_raw_features()
    {
        using var labels = new StreamReader(Path.Combine(PublishedSongs.Folder, MusicEvaluation.Labels));
        var reports = ZeroShotEvaluation.Run(AffectModelTrainer.ReadLabels(labels), Path.Combine(PublishedSongs.Folder, "situnes"), Seed);
        foreach (var row in reports.SelectMany(report => report.Rows))
            TestContext.Current.TestOutputHelper?.WriteLine($"{row}");
        Assert.Equal([22, 60], reports.Select(report => report.Songs));
        var differences = reports.Select(report => report.Rows.Single(row => row.Name == "ours less raw features"))
            .SelectMany(row => new[] { row.Valence, row.Arousal });
        Assert.All(differences, difference => Assert.True(difference is { High: > 0, Value: > -0.1 }, $"{difference}"));
    }

    [Fact]
    public void Personal_ranking_beats_chance_and_the_table_is_whole()
    {
        var report = PersonalEvaluation.Run(Path.Combine(PublishedSongs.Folder, "situnes"), Seed, TestContext.Current.CancellationToken);
        foreach (var row in report.Rankings)
            TestContext.Current.TestOutputHelper?.WriteLine($"{row}");
        foreach (var row in report.Policies)
            TestContext.Current.TestOutputHelper?.WriteLine($"{row}");
        double Auc(string name) => report.Rankings.First(row => row.Name == name).Auc.Value;
        Assert.Equal((30, 807), (report.People, report.Ratings));
        Assert.True(Auc("item bias and taste, as they go") > Auc("random") + 0.05);
        Assert.All(report.Policies, policy => Assert.InRange(policy.SelfNormalised.Value, 1, 5));
        Assert.All(report.Policies, policy => Assert.InRange(policy.DoublyRobust.Value, policy.DoublyRobust.Low, policy.DoublyRobust.High));
    }

    [Fact]
    public void Our_mood_words_agree_with_peoples_labels()
    {
        using var reader = new StreamReader(Path.Combine(PublishedSongs.Folder, "deezer_train.csv"));
        var csv = new CsvReader(reader);
        var header = csv.Read()!.ToList();
        var labels = new Dictionary<string, (double V, double A)>();
        while (csv.Read() is { } row)
            labels[PublishedSongs.Key(row[header.IndexOf("artist")]) + "|" + PublishedSongs.Key(row[header.IndexOf("title")])] =
                (double.Parse(row[header.IndexOf("V")]), double.Parse(row[header.IndexOf("A")]));
        var pairs = StarterCatalogue.Instance.Tracks
            .Select(t => (Track: t, Found: labels.TryGetValue(
                PublishedSongs.Key(t.Artist) + "|" + PublishedSongs.Key(t.Title), out var label), Label: label))
            .Where(p => p.Found).ToList();
        var v = RankingMetrics.Correlation([.. pairs.Select(p => p.Track.Affect.Valence)], [.. pairs.Select(p => p.Label.V)]);
        var a = RankingMetrics.Correlation([.. pairs.Select(p => p.Track.Affect.Arousal)], [.. pairs.Select(p => p.Label.A)]);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{pairs.Count} songs of the starter catalogue have labels: r V {v:f3}, r A {a:f3}");
        Assert.True(pairs.Count > 80 && v > 0.55 && a > 0.5);
    }
}
