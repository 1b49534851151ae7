using System.Collections.Concurrent;
using System.Diagnostics;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Benchmarks;

/// <summary>Times the search over a large catalogue, under several filters and by 16 clients at once: dotnet run -c Release
/// --project bench/Affekt.Benchmarks -- search 1000000.</summary>
internal static class SearchBenchmark
{
    private const int Rounds = 15;
    private const int Clients = 16;
    private static readonly TimeSpan LoadTime = TimeSpan.FromSeconds(10);

    public static void Run(int songs)
    {
        var folder = Directory.CreateTempSubdirectory("affekt-bench-").FullName;
        try
        {
            using var store = SqliteCatalogue.Open(Path.Combine(folder, "songs.db"));
            var watch = Stopwatch.StartNew();
            Fill(store, songs);
            Print($"{songs} songs written in {watch.Elapsed.TotalSeconds:F1} s");
            watch.Restart();
            var search = SongIndex.Over(store);
            Print($"opened in {watch.Elapsed.TotalSeconds:F1} s, searched by {search.GetType().Name}");
            Measure(search);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(ICatalogue catalogue)
    {
        var recommender = new Recommender(catalogue);
        (string Name, TrackFilter Filter)[] filters =
        [
            ("no filter", TrackFilter.None),
            ("a genre of 10 %", new() { Genres = ["genre 9"] }),
            ("a genre of 1 %", new() { Genres = ["seldom"] }),
            ("a genre of .1 %", new() { Genres = ["rare"] }),
            ("a genre of .01 %", new() { Genres = ["rarest"] }),
            ("one year", new() { FromYear = 1999, ToYear = 1999 }),
            ("2015 and later, not explicit, English", new() { FromYear = 2015, AllowExplicit = false, Languages = ["en"] }),
        ];
        var fastest = 0.0;
        foreach (var (name, filter) in filters)
        {
            var times = new List<double>();
            for (var round = 0; round < Rounds; round++)
                times.Add(Once(recommender, filter, round));
            times.Sort();
            if (filter == TrackFilter.None)
                fastest = times[Rounds / 2];
            Print($"{name}: median {times[Rounds / 2]:F1} ms, slowest {times[^1]:F1} ms, {times[Rounds / 2] / fastest:F2} times no filter");
        }
        foreach (var clients in new[] { 1, Clients })
        {
            var times = new ConcurrentBag<double>();
            var load = Stopwatch.StartNew();
            var threads = Enumerable.Range(0, clients).Select(client => new Thread(() =>
            {
                for (var turn = 0; load.Elapsed < LoadTime; turn++)
                    times.Add(Once(recommender, filters[(client + turn) % filters.Length].Filter, client * 1000 + turn));
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            var sorted = times.Order().ToArray();
            Print($"{clients} clients, all filters in turn: {sorted.Length / load.Elapsed.TotalSeconds:F1} requests/s");
            Print($"  median {sorted[sorted.Length / 2]:F1} ms, 99 % under {sorted[(int)(0.99 * sorted.Length)]:F1} ms, slowest {sorted[^1]:F1} ms");
        }
    }

    private static double Once(Recommender recommender, TrackFilter filter, int turn)
    {
        var watch = Stopwatch.StartNew();
        var mood = EmotionProbabilities.Certain(Emotions.All[turn % Emotions.Count]);
        recommender.Recommend(RecommendationRequest.For(mood, (MoodMode)(turn % 4)) with
        {
            Filter = filter,
            Draw = SongDraw.For($"listener {turn}", new DateOnly(2026, 1, 1)),
        });
        return watch.Elapsed.TotalMilliseconds;
    }

    private static void Fill(SqliteCatalogue store, int songs)
    {
        var random = new Random(1);
        using var writer = store.Write();
        foreach (var track in StarterCatalogue.Instance.Tracks)
            writer.Put(new CatalogueEntry(track));
        for (var i = 0; i < songs; i++)
        {
            writer.Put(new CatalogueEntry(new Track
            {
                Id = $"song{i}",
                Title = $"Title {i}",
                Artist = $"Artist {i / 7}",
                Year = 1960 + i % 65,
                Genre = i % 10_000 == 1 ? "rarest" : i % 1000 == 2 ? "rare" : i % 100 == 3 ? "seldom" : $"genre {i % 10}",
                Language = i % 3 == 0 ? "en" : "fr",
                Explicit = i % 5 == 0,
                Popularity = 100 * Math.Pow(random.NextDouble(), 2),
                Affect = new ValenceArousal(2 * random.NextDouble() - 1, 2 * random.NextDouble() - 1),
                Uncertainty = 0.2,
                Source = AffectSource.Features,
            }));
            if (i % 50_000 == 0)
                writer.Commit();
        }
        writer.Commit();
    }

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));
}
