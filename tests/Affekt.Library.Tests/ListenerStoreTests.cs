using System.Text;
using System.Text.Json;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Catalogue;
using Affekt.Music.Listeners;
using Affekt.Music.Recommendations;

namespace Affekt.Library.Tests;

public sealed class ListenerStoreTests : IDisposable
{
    private static readonly ValenceArousal Mood = new(.3, .2);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Feedback_survives_and_can_be_taken_back()
    {
        var track = StarterCatalogue.Instance.Find("queen.bohemian-rhapsody")!;
        using (var store = Open())
        {
            store.Add("Ann", FeedbackKind.Like, track, Mood, MoodMode.Lift);
            store.Add("Ann", FeedbackKind.Hide, track, Mood, MoodMode.Lift);
            store.Correct("Ann", EmotionProbabilities.Certain(Emotion.Sad), Emotion.Neutral);
        }
        using var again = Open();
        var events = again.EventsOf("Ann");
        Assert.Equal([FeedbackKind.Like, FeedbackKind.Hide], events.Select(e => e.Kind));
        Assert.Equal((track.Id, Mood, MoodMode.Lift), (events[0].Track.Id, events[0].Mood, events[0].Mode));
        Assert.Contains(track.Id, again.TasteOf("Ann").Hidden);
        Assert.Equal(FeedbackKind.Hide, again.Undo("Ann")!.Kind);
        Assert.Empty(again.TasteOf("Ann").Hidden);
        Assert.Equal(FeedbackKind.Like, again.Undo("Ann")!.Kind);
        Assert.Null(again.Undo("Ann"));
        Assert.Null(again.Undo("nobody"));
        Assert.Equal(Emotion.Neutral, Assert.Single(again.CorrectionsOf("Ann")).Said);
    }

    [Fact]
    public void Every_acknowledged_event_is_in_the_files_before_the_call_returns()
    {
        var track = StarterCatalogue.Instance.Tracks[0];
        using var store = Open();
        for (var i = 0; i < 20; i++)
        {
            store.Add("Ann", FeedbackKind.Like, track, Mood, MoodMode.Match);
            // What a process that is killed here leaves behind: the file and its log.
            var copy = _folder.File($"copy{i}.db");
            File.Copy(_folder.File("listeners.db"), copy);
            File.Copy(_folder.File("listeners.db-wal"), copy + "-wal");
            using var survivor = ListenerStore.Open(copy, TimeProvider.System);
            Assert.Equal(i + 1, survivor.EventsOf("Ann").Count);
        }
    }

    [Fact]
    public async Task A_word_is_told_as_it_was_kept_even_when_it_is_deleted_at_once()
    {
        var track = StarterCatalogue.Instance.Tracks[0];
        using var store = Open();
        using var ended = new CancellationTokenSource();
        var deletions = Task.Run(() =>
        {
            while (!ended.IsCancellationRequested)
                store.Delete("Ann");
        }, TestContext.Current.CancellationToken);

        var told = Enumerable.Range(0, 40).Select(_ => store.Add("Ann", FeedbackKind.Like, track, Mood, MoodMode.Match)).ToList();

        await ended.CancelAsync();
        await deletions;
        Assert.All(told, word => Assert.Equal(
            (FeedbackKind.Like, track.Id, Mood, MoodMode.Match), (word.Kind, word.Track.Id, word.Mood, word.Mode)));
        // Numbers are never used again, so that a word can be told from a later one.
        Assert.Equal(told.Count, told.Select(word => word.Number).Distinct().Count());
    }

    [Fact]
    public void Different_people_get_different_songs_after_feedback()
    {
        using var store = Open();
        var recommender = new Recommender(StarterCatalogue.Instance);
        var request = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Happy)) with { Count = 40 };
        foreach (var track in StarterCatalogue.Instance.Tracks.Where(t => t.Year >= 2000 && t.Affect.Valence > .3).Take(60))
        {
            var hipHop = track.Genre == "hip hop";
            store.Add("Ann", hipHop ? FeedbackKind.Like : FeedbackKind.Dislike, track, Mood, MoodMode.Match);
            store.Add("Ben", hipHop ? FeedbackKind.Dislike : FeedbackKind.Like, track, Mood, MoodMode.Match);
        }
        int HipHop(string listener) =>
            recommender.Recommend(request, store.TasteOf(listener).ScoreFor(Mood)).Songs.Count(s => s.Track.Genre == "hip hop");
        Assert.True(HipHop("Ann") > HipHop("Ben") + 1, $"{HipHop("Ann")} against {HipHop("Ben")}");
        var likes = recommender.Recommend(request, store.TasteOf("Ann").ScoreFor(Mood)).Songs.Where(
            s => s.Reason.Contains("in line with your likes and dislikes", StringComparison.Ordinal));
        Assert.All(likes, s => Assert.True(s.Terms.First(t => t.Kind == ScoreTermKind.Personal).Value > 0));
        // A stranger gets what everybody gets.
        Assert.Equal(recommender.Recommend(request).Songs.Select(s => s.Track.Id),
            recommender.Recommend(request, store.TasteOf("Cleo").ScoreFor(Mood)).Songs.Select(s => s.Track.Id));
    }

    [Fact]
    public void A_like_raises_the_song_and_a_dislike_lowers_it()
    {
        var track = StarterCatalogue.Instance.Tracks[100];
        double After(FeedbackKind kind) =>
            new ListenerTaste([new FeedbackEvent(1, default, kind, track, Mood, MoodMode.Match)]).Reward(track, Mood);
        Assert.True(After(FeedbackKind.Like) > After(FeedbackKind.Play));
        Assert.True(After(FeedbackKind.Play) > 0);
        Assert.True(After(FeedbackKind.Skip) < 0);
        Assert.True(After(FeedbackKind.Dislike) < After(FeedbackKind.Skip));
        Assert.Equal(0, new ListenerTaste([]).Reward(track, Mood));
    }

    [Fact]
    public void Exploring_is_repeatable_and_fades_with_evidence()
    {
        var tracks = StarterCatalogue.Instance.Tracks;
        double Spread(int events)
        {
            var feedback = Enumerable.Range(0, events)
                .Select(i => new FeedbackEvent(i, default, FeedbackKind.Like, tracks[i % 50], Mood, MoodMode.Match)).ToList();
            Assert.Equal(new ListenerTaste(feedback, 3).Reward(tracks[7], Mood), new ListenerTaste(feedback, 3).Reward(tracks[7], Mood));
            var samples = Enumerable.Range(0, 30).Select(seed => new ListenerTaste(feedback, seed).Reward(tracks[7], Mood)).ToList();
            return samples.Max() - samples.Min();
        }
        Assert.True(Spread(5) > 2 * Spread(2000));
    }

    [Fact]
    public void Export_holds_everything_and_delete_leaves_nothing()
    {
        var track = StarterCatalogue.Instance.Find("kino.kukushka")!;
        using (var store = Open())
        {
            for (var i = 0; i < 200; i++)
                store.Add("Someone private", FeedbackKind.Like, track, Mood, MoodMode.Match);
            store.Add("Other", FeedbackKind.Skip, StarterCatalogue.Instance.Tracks[0], Mood, MoodMode.Match);
            store.Correct("Someone private", EmotionProbabilities.Certain(Emotion.Fear), Emotion.Happy);
            using var export = new MemoryStream();
            store.Export("Someone private", export);
            using var json = JsonDocument.Parse(export.ToArray());
            Assert.Equal(200, json.RootElement.GetProperty("feedback").GetArrayLength());
            Assert.Equal("happy", json.RootElement.GetProperty("corrections")[0].GetProperty("said").GetString());
            Assert.True(store.Delete("Someone private"));
            Assert.False(store.Delete("Someone private"));
            Assert.Equal(["Other"], store.Names());
            Assert.Throws<MusicException>(() => store.Export("Someone private", Stream.Null));
        }
        foreach (var file in Directory.GetFiles(_folder.Root))
        {
            var bytes = Encoding.Latin1.GetString(File.ReadAllBytes(file));
            Assert.DoesNotContain("Someone private", bytes, StringComparison.Ordinal);
            Assert.DoesNotContain("Kukushka", bytes, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public void Names_must_be_names(string name)
    {
        using var store = Open();
        Assert.Throws<MusicException>(() => store.Add(name, FeedbackKind.Like, StarterCatalogue.Instance.Tracks[0], Mood, MoodMode.Match));
        Assert.Empty(store.Names());
    }

    private ListenerStore Open() => ListenerStore.Open(_folder.File("listeners.db"), TimeProvider.System);
}
