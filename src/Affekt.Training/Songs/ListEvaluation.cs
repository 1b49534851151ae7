using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Training.Songs;

/// <summary>What lists are like, besides fitting: the mean over seven emotions and four modes.</summary>
/// <param name="Name">How the songs are chosen.</param>
/// <param name="Distance">The mean distance of a song from the target.</param>
/// <param name="Diversity">See <see cref="Similarity.IntraListDiversity"/>.</param>
/// <param name="Novelty">The mean of -log2 of popularity / 100, popularity taken as at least 1.</param>
/// <param name="ArtistRepeats">Songs of a list whose artist the list has had already, on average.</param>
/// <param name="Coverage">The share of the catalogue that comes up in any of the lists.</param>
public sealed record ListScore(string Name, double Distance, double Diversity, double Novelty, double ArtistRepeats, double Coverage);

/// <summary>Judges lists over a catalogue.</summary>
public static class ListEvaluation
{
    /// <summary>Ours beside chance, beside the best-known songs, and beside the songs nearest to the target.</summary>
    /// <param name="songs">The catalogue.</param>
    /// <param name="count">Songs in a list.</param>
    /// <param name="seed">Decides chance.</param>
    public static IReadOnlyList<ListScore> Run(IReadOnlyList<Track> songs, int count, int seed)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var catalogue = new SongIndex(songs);
        var recommender = new Recommender(catalogue);
        var random = new Random(seed);
        var popular = songs.OrderByDescending(track => track.Popularity).ThenBy(track => track.Id, StringComparer.Ordinal)
            .Take(count).ToList();
        return
        [
            Score("random", songs.Count, _ => [.. random.GetItems(songs.ToArray(), count)]),
            Score("best known", songs.Count, _ => popular),
            Score("nearest", songs.Count, request =>
                [.. songs.OrderBy(track => track.Affect.DistanceTo(request.Mood.Target)).Take(count)]),
            Score("ours", songs.Count, request => [.. recommender.Recommend(request).Songs.Select(song => song.Track)]),
        ];

        ListScore Score(string name, int size, Func<RecommendationRequest, IReadOnlyList<Track>> choose)
        {
            var lists = (from emotion in Emotions.All
                         from mode in Enum.GetValues<MoodMode>()
                         let request = RecommendationRequest.For(EmotionProbabilities.Certain(emotion), mode) with { Count = count }
                         select (request.Mood.Target, Songs: choose(request))).ToList();
            return new ListScore(
                name,
                lists.Average(list => list.Songs.Average(track => track.Affect.DistanceTo(list.Target))),
                lists.Average(list => Similarity.IntraListDiversity(list.Songs)),
                lists.Average(list => list.Songs.Average(track => -Math.Log2(Math.Max(track.Popularity, 1) / 100))),
                lists.Average(list => Repeats(list.Songs)),
                (double)lists.SelectMany(list => list.Songs).DistinctBy(track => track.Id).Count() / size);
        }
    }

    private static double Repeats(IReadOnlyList<Track> songs)
    {
        var heard = new HashSet<string>(StringComparer.Ordinal);
        return songs.Count(track => TextKey.Artists(track.Artist).Any(artist => !heard.Add(artist)));
    }
}
