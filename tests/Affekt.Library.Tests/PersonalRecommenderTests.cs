using Affekt.Library.Storage;
using Affekt.Music.Catalogue;
using Affekt.Music.Listeners;
using Affekt.Music.Recommendations;

namespace Affekt.Library.Tests;

public sealed class PersonalRecommenderTests : IDisposable
{
    private static readonly RecommendationRequest Happy = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Happy));
    private readonly TempFolder _folder = new();
    private readonly ListenerStore _store;

    public PersonalRecommenderTests() => _store = ListenerStore.Open(_folder.File("listeners.db"), TimeProvider.System);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_stranger_gets_what_everybody_gets_for_certain()
    {
        var personal = new PersonalRecommender(StarterCatalogue.Instance, _store).Recommend("Ann", Happy);
        Assert.Equal(new Recommender(StarterCatalogue.Instance).Recommend(Happy).Songs.Select(s => s.Track.Id),
            personal.List.Songs.Select(s => s.Track.Id));
        var offer = Assert.Single(_store.OffersOf("Ann"));
        Assert.Equal((PersonalRecommender.PopularPolicy, Happy.Mood.Start, personal.Offer), (offer.Policy, offer.Mood, offer.Number));
        Assert.All(offer.Songs, song => Assert.Equal(1, song.Propensity));
    }

    [Fact]
    public void Logged_propensities_are_how_often_songs_come_up()
    {
        Like("hip hop");
        var recommender = new PersonalRecommender(StarterCatalogue.Instance, _store);
        var lists = Enumerable.Range(0, 120).Select(_ => recommender.Recommend("Ann", Happy)).ToList();
        Assert.True(lists.Select(list => string.Join(' ', list.Songs.Select(s => s.Track))).Distinct().Count() > 5, "lists must explore");
        // A song's share of the lists and the mean of what was logged for it estimate the same probability.
        foreach (var song in lists.SelectMany(list => list.Songs).GroupBy(song => song.Track).Where(song => song.Count() >= 15))
            Assert.InRange(song.Count() / 120.0 - song.Average(s => s.Propensity), -0.17, 0.17);
    }

    [Fact]
    public void Feedback_knows_the_list_it_answers_and_lists_can_be_repeated()
    {
        Like("soul");
        var first = new PersonalRecommender(StarterCatalogue.Instance, _store).Recommend("Ann", Happy with { Mode = MoodMode.Match });
        _store.Add("Ann", FeedbackKind.Like, first.List.Songs[0].Track);
        var event1 = _store.EventsOf("Ann")[^1];
        Assert.Equal((first.Offer, Happy.Mood.Start), (event1.Offer, event1.Mood));
        _store.Undo("Ann");

        using var other = ListenerStore.Open(_folder.File("other.db"), TimeProvider.System);
        foreach (var e in _store.EventsOf("Ann"))
            other.Add("Ann", e.Kind, e.Track, e.Mood, e.Mode);
        Assert.Equal(first.Songs, new PersonalRecommender(StarterCatalogue.Instance, other).Recommend("Ann", Happy).Songs);
    }

    [Fact]
    public void What_was_disliked_is_not_offered_until_it_is_liked_again()
    {
        var song = new Recommender(StarterCatalogue.Instance).Recommend(Happy).Songs[0].Track;
        _store.Add("Ann", FeedbackKind.Dislike, song);
        Assert.Contains(song.Id, _store.TasteOf("Ann").Hidden);
        Assert.DoesNotContain(new PersonalRecommender(StarterCatalogue.Instance, _store).Recommend("Ann", Happy).Songs,
            s => s.Track == song.Id);
        _store.Add("Ann", FeedbackKind.Like, song);
        Assert.DoesNotContain(song.Id, _store.TasteOf("Ann").Hidden);
    }

    [Fact]
    public void A_listeners_file_of_the_first_version_is_brought_up_to_date()
    {
        var path = _folder.File("old.db");
        using (var connection = SqliteRuntime.Open(path, "FULL"))
        {
            Migrations.Apply(connection, path, ListenerSchema.ApplicationId, [ListenerSchema.Steps[0]]);
            SqliteRuntime.Execute(connection,
                "INSERT INTO listener VALUES (1, 'Old', '2026-01-01'); INSERT INTO feedback VALUES (1, 1, " +
                "'2026-01-01T00:00:00Z', 'Like', 'Match', 0, 0, 't', 'T', 'A', '', '', NULL, 50, 0, 0)");
        }
        using var store = ListenerStore.Open(path, TimeProvider.System);
        Assert.Null(Assert.Single(store.EventsOf("Old")).Offer);
    }

    private void Like(string genre)
    {
        foreach (var track in StarterCatalogue.Instance.Tracks.Where(t => t.Affect.Valence > .3).Take(40))
            _store.Add("Ann", track.Genre == genre ? FeedbackKind.Like : FeedbackKind.Skip, track, Happy.Mood.Start, MoodMode.Match);
    }
}
