using System.Diagnostics;
using System.Globalization;
using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;
using Affekt.Music.Listeners;
using Affekt.Music.Recommendations;

namespace Affekt.Benchmarks;

/// <summary>Times an import of generated songs and recommendations over them: dotnet run -c Release --project
/// bench/Affekt.Benchmarks -- music 100000.</summary>
internal static class MusicBenchmark
{
    private const int Rounds = 5;

    public static void Run(int songs)
    {
        var folder = Directory.CreateTempSubdirectory("affekt-bench-").FullName;
        try
        {
            var list = Path.Combine(folder, "songs.csv");
            WriteSongs(list, songs);
            using var catalogue = SqliteCatalogue.Open(Path.Combine(folder, "songs.db"));
            var import = Stopwatch.StartNew();
            var report = TrackImporter.Import(list, catalogue);
            Console.WriteLine(FormattableString.Invariant(
                $"{report.Added} songs imported in {import.Elapsed.TotalSeconds:F1} s (features, model and all indexes)"));

            var recommender = new Recommender(catalogue);
            using var store = ListenerStore.Open(Path.Combine(folder, "listeners.db"), TimeProvider.System);
            foreach (var track in catalogue.Best(song => -song.Affect.DistanceTo(new ValenceArousal(.3, .3)), TrackFilter.None, 40))
                store.Add("listener", FeedbackKind.Like, track);
            var personal = new PersonalRecommender(catalogue, store);
            var requests = (from emotion in Emotions.All
                            from mode in Enum.GetValues<MoodMode>()
                            select RecommendationRequest.For(EmotionProbabilities.Certain(emotion), mode)).ToList();
            Time("recommendation", requests, request => recommender.Recommend(request));
            Time("recommendation for a listener, logged", requests, request => personal.Recommend("listener", request));
            Time("journey of eight", requests,
                request => new JourneyPlanner(catalogue).Plan(new JourneyRequest { Mood = request.Mood, Mode = request.Mode }));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Time(string name, List<RecommendationRequest> requests, Action<RecommendationRequest> run)
    {
        run(requests[0]);
        var times = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var request in requests)
            {
                var watch = Stopwatch.StartNew();
                run(request);
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        }
        times.Sort();
        Console.WriteLine(FormattableString.Invariant(
            $"{name}: fastest {times[0]:F1} ms, median {times[times.Count / 2]:F1} ms, 95 % under {times[(int)(0.95 * times.Count)]:F1} ms"));
    }

    /// <summary>The columns of the Kaggle dataset.csv, with features at random.</summary>
    private static void WriteSongs(string path, int songs)
    {
        var random = new Random(1);
        using var writer = new StreamWriter(path);
        writer.WriteLine("track_id,artists,track_name,popularity,duration_ms,explicit,danceability,energy,loudness,speechiness,acousticness,instrumentalness,liveness,valence,tempo,track_genre");
        for (var i = 0; i < songs; i++)
        {
            double N() => random.NextDouble();
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"song{i},Artist {i / 7},Title {i},{100 * Math.Pow(N(), 2):F0},{150000 + 150000 * N():F0},False,{N():F3},{N():F3},{-25 * N():F2},{N() / 4:F3},{N():F3},{N():F3},{N():F3},{N():F3},{70 + 100 * N():F1},genre {i % 40}"));
        }
    }
}
