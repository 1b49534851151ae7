using System.Globalization;
using Affekt.Library.Imports;
using Affekt.Music.Affect;
using Affekt.Music.Catalogue;

namespace Affekt.Training.Songs;

/// <summary>A song that a person rated in a mood.</summary>
/// <param name="User">Who.</param>
/// <param name="Track">The song, placed by our model.</param>
/// <param name="Rating">1 to 5.</param>
/// <param name="Mood">The mood before listening; the middle where it was not asked.</param>
/// <param name="Heard">What people felt afterwards.</param>
/// <param name="How">How the song was chosen: "Rand" by chance, others by recommenders; empty when not known.</param>
internal sealed record SituationalRating(int User, Track Track, int Rating, ValenceArousal Mood, ValenceArousal Heard, string How)
{
    /// <summary>The rating as a reward: -1 to 1.</summary>
    public double Reward => (Rating - 3) / 2.0;
}

/// <summary>Reads SiTunes (Grigorev and others 2024): two stages of ratings in the order of time, and the songs' features.</summary>
/// <param name="Stage1">Ratings without a situation.</param>
/// <param name="Stage2">Ratings in daily life.</param>
/// <param name="Features">The audio features of every song, by its id.</param>
internal sealed record SituationalRatings(
    IReadOnlyList<SituationalRating> Stage1, IReadOnlyList<SituationalRating> Stage2, IReadOnlyDictionary<string, AudioFeatures> Features)
{
    private static readonly string[] Columns = [
        "i_id_c", "valence", "energy", "danceability", "acousticness", "instrumentalness", "speechiness", "loudness", "tempo",
        "popularity", "duration"];

    /// <param name="folder">A folder with Stage1, Stage2 and music_metadata.</param>
    /// <param name="model">Places the songs.</param>
    public static SituationalRatings Read(string folder, AffectModel model)
    {
        var songs = ReadSongs(Path.Combine(folder, "music_metadata", "music_info_withname.csv"), model);
        return new SituationalRatings(
            ReadStage(Path.Combine(folder, "Stage1", "interactions.csv"), songs, "emo_"),
                ReadStage(Path.Combine(folder, "Stage2", "interactions.csv"), songs, "emo_post_"),
            songs.Values.ToDictionary(song => song.Track.Id, song => song.Features, StringComparer.Ordinal));
    }

    private static Dictionary<int, (Track Track, AudioFeatures Features)> ReadSongs(string path, AffectModel model)
    {
        var rows = Rows(path).Where(
            row => Columns.All(column => double.TryParse(row(column), CultureInfo.InvariantCulture, out _))).ToList();
        var sounds = new ArtistSounds();
        foreach (var row in rows)
            sounds.Add(row("singer"), row("music"), FeaturesOf(row));
        var songs = new Dictionary<int, (Track, AudioFeatures)>();
        foreach (var row in rows)
        {
            var genre = row("general_genre") is "other" ? "" : row("general_genre");
            var context = new SongContext(row("music"), genre.Length > 0 ? [genre]
                : [], null, Number(row, "duration") / 1000)
            { Artist = sounds.Besides(row("singer"), row("music")) };
            var features = FeaturesOf(row);
            var place = model.Predict(features, context);
            var id = (int)Number(row, "i_id_c");
            songs[id] = (new Track
            {
                Id = id.ToString(CultureInfo.InvariantCulture),
                Title = row("music"),
                Artist = row("singer"),
                Genre = genre,
                Popularity = Number(row, "popularity"),
                Affect = place.Affect,
                Uncertainty = place.Uncertainty,
                Tempo = Number(row, "tempo"),
            }, features);
        }
        return songs;
    }

    private static double Number(Func<string, string> row, string column) => double.Parse(row(column), CultureInfo.InvariantCulture);

    // The data lack liveness; this is its usual value.
    private static AudioFeatures FeaturesOf(Func<string, string> row) => new(
        Number(row, "valence"), Number(row, "energy"), Number(row, "danceability"), Number(row, "acousticness"),
            Number(row, "instrumentalness"), Number(row, "speechiness"), 0.15,
        Number(row, "loudness"), Number(row, "tempo"));

    private static List<SituationalRating> ReadStage(
        string path, Dictionary<int, (Track Track, AudioFeatures Features)> songs, string after)
    {
        var ratings = new List<(long Time, SituationalRating Rating)>();
        foreach (var row in Rows(path))
        {
            if (!songs.TryGetValue(int.Parse(row("item_id"), CultureInfo.InvariantCulture), out var song))
                continue;
            double? N(string column) => double.TryParse(row(column), CultureInfo.InvariantCulture, out var number) ? number : null;
            ratings.Add(((long)(N("timestamp") ?? 0), new SituationalRating(
                int.Parse(row("user_id"), CultureInfo.InvariantCulture), song.Track, int.Parse(row("rating"), CultureInfo.InvariantCulture),
                new ValenceArousal(N("emo_pre_valence") ?? 0, N("emo_pre_arousal") ?? 0),
                    new ValenceArousal(N(after + "valence") ?? 0, N(after + "arousal") ?? 0), row("rec_type"))));
        }
        return [.. ratings.OrderBy(r => r.Time).Select(r => r.Rating)];
    }

    private static IEnumerable<Func<string, string>> Rows(string path)
    {
        using var reader = new StreamReader(path);
        var csv = new CsvReader(reader);
        var at = (csv.Read() ?? []).Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        while (csv.Read() is { } fields)
            yield return column => at.TryGetValue(column, out var i) && i < fields.Count ? fields[i] : "";
    }
}
