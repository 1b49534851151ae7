using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Training.Songs;

/// <summary>One list of a choice.</summary>
/// <param name="Emotion">The mood.</param>
/// <param name="Mode">Where the music goes.</param>
/// <param name="Songs">The songs in order.</param>
public sealed record ChosenList(Emotion Emotion, MoodMode Mode, IReadOnlyList<Track> Songs);

/// <summary>How varied the lists for all emotions and modes are over one catalogue.</summary>
/// <param name="Lists">All lists: seven emotions, four modes.</param>
/// <param name="Places">How many songs the lists hold together.</param>
/// <param name="Different">How many of these are different songs.</param>
/// <param name="MostLists">In how many lists the song stands that comes most often.</param>
/// <param name="MostListed">The songs that come in that many.</param>
/// <param name="MineShare">The share of the listener's own and imported songs.</param>
/// <param name="UnknownShare">The share of own songs that Affekt does not know by name.</param>
/// <param name="Distance">The mean distance of songs from their target.</param>
/// <param name="TomorrowShared">The most songs that a list of five shares with that of the day after, over as many days as
/// were asked.</param>
/// <param name="TomorrowMean">The mean of the same.</param>
/// <param name="SameForAll">True when a mode has one list for all emotions.</param>
/// <param name="Alphabetical">How many lists stand in alphabetical order of artists or of ids.</param>
public sealed record ChoiceReport(
    IReadOnlyList<ChosenList> Lists, int Places, int Different, int MostLists, IReadOnlyList<string> MostListed, double MineShare,
    double UnknownShare, double Distance, int TomorrowShared, double TomorrowMean, bool SameForAll, int Alphabetical);

/// <summary>Judges how varied a choice is: over the 28 lists of a day, and from one day to the next.</summary>
public static class ChoiceEvaluation
{
    private const int DailyCount = 5;

    /// <summary>Chooses all lists and counts.</summary>
    /// <param name="catalogue">The songs.</param>
    /// <param name="count">Songs in a list.</param>
    /// <param name="day">The first day.</param>
    /// <param name="days">How many pairs of days are compared: 1 or more.</param>
    /// <param name="source">Whose songs.</param>
    /// <param name="filter">What every song must fulfil.</param>
    /// <param name="cancellationToken">Stops between lists.</param>
    public static ChoiceReport Run(
        ICatalogue catalogue, int count, DateOnly day, int days, MusicSource source, TrackFilter filter,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        var recommender = new Recommender(catalogue);
        IReadOnlyList<Track> List(Emotion emotion, MoodMode mode, int songs, DateOnly on)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var request = RecommendationRequest.For(EmotionProbabilities.Certain(emotion), mode)
                with
            { Count = songs, Draw = SongDraw.For("", on), Source = source, Filter = filter };
            return [.. recommender.Recommend(request).Songs.Select(song => song.Track)];
        }

        var moods = (from emotion in Emotions.All from mode in Enum.GetValues<MoodMode>() select (emotion, mode)).ToList();
        var lists = moods.ConvertAll(mood => new ChosenList(mood.emotion, mood.mode, List(mood.emotion, mood.mode, count, day)));
        var songs = lists.SelectMany(list => list.Songs).ToList();
        var counts = songs.GroupBy(SongPlace.KeyOf).ToDictionary(group => group.First(), group => group.Count());
        var most = counts.Count == 0 ? 0 : counts.Values.Max();
        var shared = Enumerable.Range(0, days).SelectMany(d => moods.Select(mood =>
            List(mood.emotion, mood.mode, DailyCount, day.AddDays(d)).Select(track => track.Id)
                .Intersect(List(mood.emotion, mood.mode, DailyCount, day.AddDays(d + 1)).Select(track => track.Id)).Count())).ToList();
        return new ChoiceReport(
            lists, songs.Count, counts.Count, most,
            [.. counts.Where(song => song.Value == most).Select(song => $"{song.Key.Artist} - {song.Key.Title}")],
            Share(track => !StarterCatalogue.Holds(track)),
            Share(track => !StarterCatalogue.Holds(track) && StarterCatalogue.ThemeOf(track) is null),
            lists.Average(list => list.Songs.Select(track => track.Affect.DistanceTo(
                MoodTarget.From(EmotionProbabilities.Certain(list.Emotion), false, list.Mode).Target)).DefaultIfEmpty(0).Average()),
            shared.Max(), shared.Average(),
            lists.GroupBy(list => list.Mode)
                .Any(mode => mode.Select(list => string.Join('\n', list.Songs.Select(track => track.Id))).Distinct().Count() == 1),
            lists.Count(list => IsSorted(list.Songs, track => track.Artist) || IsSorted(list.Songs, track => track.Id)));

        double Share(Func<Track, bool> of) => songs.Count == 0 ? 0 : (double)songs.Count(of) / songs.Count;
    }

    private static bool IsSorted(IReadOnlyList<Track> songs, Func<Track, string> by) => songs.Count > 2
        && songs.Zip(songs.Skip(1)).All(pair => string.Compare(by(pair.First), by(pair.Second), StringComparison.OrdinalIgnoreCase) <= 0);
}
