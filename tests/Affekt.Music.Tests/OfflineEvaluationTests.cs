namespace Affekt.Music.Tests;

/// <summary>The offline table of docs/music.md: our models against ridge regression, raw features and chance, on artists they have not seen.</summary>
public sealed class OfflineEvaluationTests
{
    private const int Seed = 1;
    private const int RandomRounds = 40;

    [Fact]
    public void The_model_beats_ridge_raw_features_and_chance_on_unseen_artists()
    {
        using var reader = new StreamReader(Path.Combine(PublishedSongs.Folder, "deezer_train.csv"));
        var songs = AffectModelTrainer.ReadLabels(reader);
        var ours = AffectModelTrainer.CrossValidate(songs, Seed);
        var ridge = AffectModelTrainer.CrossValidateRidge(songs, Seed);
        var raw = songs.Select(s => new HeldOutPrediction(s, s.Features.Valence, s.Features.Energy)).ToList();
        var random = new Random(Seed);
        var chance = Enumerable.Range(0, RandomRounds)
            .Average(_ => Ndcg([.. songs.Select(s => new HeldOutPrediction(s, random.NextDouble(), random.NextDouble()))]));

        var table = new[] { ("raw features", raw), ("ridge", (IReadOnlyList<HeldOutPrediction>)ridge), ("affect model", ours) }
            .Select(row => (Name: row.Item1, V: V(row.Item2), A: A(row.Item2), Ndcg: Ndcg(row.Item2), Journey: Journey(row.Item2))).ToList();
        var output = TestContext.Current.TestOutputHelper;
        output?.WriteLine($"random: NDCG@5 {chance:f3}");
        foreach (var (name, v, a, ndcg, journey) in table)
            output?.WriteLine($"{name}: r V {v:f3}, r A {a:f3}, NDCG@5 {ndcg:f3}, journey {journey:f3}");

        var (_, oursV, oursA, oursNdcg, oursJourney) = table[2];
        Assert.True(oursV > table[1].V && oursA > table[1].A, "the model must beat ridge on both axes");
        Assert.True(oursV > table[0].V && oursA > table[0].A, "the model must beat raw features on both axes");
        Assert.True(oursNdcg > chance + 0.05, "retrieval must beat chance");
        Assert.True(oursJourney > 0.1, "journeys must approach their target by people's labels");
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
            .Select(t => (Track: t, Found: labels.TryGetValue(PublishedSongs.Key(t.Artist) + "|" + PublishedSongs.Key(t.Title), out var label), Label: label))
            .Where(p => p.Found).ToList();
        var v = RankingMetrics.Correlation([.. pairs.Select(p => p.Track.Affect.Valence)], [.. pairs.Select(p => p.Label.V)]);
        var a = RankingMetrics.Correlation([.. pairs.Select(p => p.Track.Affect.Arousal)], [.. pairs.Select(p => p.Label.A)]);
        TestContext.Current.TestOutputHelper?.WriteLine($"{pairs.Count} songs of the starter catalogue have labels: r V {v:f3}, r A {a:f3}");
        Assert.True(pairs.Count > 80 && v > 0.55 && a > 0.5);
    }

    private static double V(IReadOnlyList<HeldOutPrediction> p) => RankingMetrics.Correlation([.. p.Select(x => x.Valence)], [.. p.Select(x => x.Song.Valence)]);

    private static double A(IReadOnlyList<HeldOutPrediction> p) => RankingMetrics.Correlation([.. p.Select(x => x.Arousal)], [.. p.Select(x => x.Song.Arousal)]);

    /// <summary>
    /// The mean over 24 queries (eight directions, half, one and one and a half deviations from the middle) of NDCG@5, where a song is worth exp(-d^2/2) by
    /// its labelled distance d from the query. Predictions are brought to unit deviation, for every method alike.
    /// </summary>
    private static double Ndcg(IReadOnlyList<HeldOutPrediction> predictions)
    {
        var scaled = Scaled(predictions);
        var sum = 0.0;
        foreach (var query in Queries([0.5, 1, 1.5], 8))
        {
            var ranked = Enumerable.Range(0, scaled.Count).OrderBy(i => scaled[i].DistanceTo(query));
            sum += RankingMetrics.Ndcg([.. ranked.Select(i => Math.Exp(-Math.Pow(Label(predictions[i]).DistanceTo(query), 2) / 2))], 5);
        }
        return sum / 24;
    }

    /// <summary>
    /// The mean over 48 journeys of ten songs (sixteen directions, one, one and a half and two deviations), from one side of the plane to the other, of the rank correlation between the step and the nearness of the labelled place to
    /// the target. The planner sees predictions only.
    /// </summary>
    private static double Journey(IReadOnlyList<HeldOutPrediction> predictions)
    {
        var scaled = Scaled(predictions);
        var labels = new Dictionary<string, ValenceArousal>();
        var tracks = scaled.Select((place, i) =>
        {
            labels[$"{i}"] = Label(predictions[i]);
            return new Track
            {
                Id = $"{i}",
                Title = $"{i}",
                Artist = predictions[i].Song.Artist,
                Popularity = 50,
                Uncertainty = 0.35,
                Tempo = predictions[i].Song.Features.Tempo,
                Affect = new ValenceArousal(AffectModel.LabelDeviation * place.Valence, AffectModel.LabelDeviation * place.Arousal).Clamp(),
            };
        });
        var planner = new JourneyPlanner(new MemoryCatalogue(tracks));
        return Queries([1, 1.5, 2], 16).Average(query =>
        {
            var start = new ValenceArousal(AffectModel.LabelDeviation * query.Valence, AffectModel.LabelDeviation * query.Arousal);
            var target = new ValenceArousal(-start.Valence, -start.Arousal);
            var journey = planner.Plan(new JourneyRequest { Mood = new MoodTarget(start, target, 0), Mode = MoodMode.Lift, Count = 10 });
            var end = new ValenceArousal(-query.Valence, -query.Arousal);
            return RankingMetrics.RankCorrelation([.. journey.Steps.Select(s => (double)s.Step)], [.. journey.Steps.Select(s => -labels[s.Track.Id].DistanceTo(end))]);
        });
    }

    private static IEnumerable<ValenceArousal> Queries(double[] radii, int directions) =>
        from radius in radii
        from direction in Enumerable.Range(0, directions)
        let angle = 2 * Math.PI * direction / directions
        select new ValenceArousal(radius * Math.Cos(angle), radius * Math.Sin(angle));

    private static ValenceArousal Label(HeldOutPrediction p) => new(p.Song.Valence, p.Song.Arousal);

    private static List<ValenceArousal> Scaled(IReadOnlyList<HeldOutPrediction> p)
    {
        var (v, a) = (Standardise([.. p.Select(x => x.Valence)]), Standardise([.. p.Select(x => x.Arousal)]));
        return [.. v.Zip(a, (x, y) => new ValenceArousal(x, y))];

        static double[] Standardise(double[] values)
        {
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(x => Math.Pow(x - mean, 2)));
            return [.. values.Select(x => (x - mean) / deviation)];
        }
    }
}
