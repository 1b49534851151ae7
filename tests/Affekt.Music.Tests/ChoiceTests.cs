using Affekt.Music.Affect;
using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Music.Tests;

public sealed class ChoiceTests
{
    private static readonly DateOnly Today = new(2026, 11, 30);

    [Fact]
    public void Starter_lists_vary_over_moods_and_from_day_to_day()
    {
        var six = AllLists(StarterCatalogue.Instance, 6, Today).SelectMany(list => list).ToList();
        Assert.All(six.GroupBy(track => track.Id), song => Assert.InRange(song.Count(), 1, 4));
        var shared = AllLists(StarterCatalogue.Instance, 5, Today).Zip(AllLists(StarterCatalogue.Instance, 5, Today.AddDays(1)),
            (today, tomorrow) => today.IntersectBy(tomorrow.Select(track => track.Id), track => track.Id).Count());
        Assert.All(shared, count => Assert.InRange(count, 0, 2));
    }

    [Fact]
    public void Own_songs_known_by_genre_only_come_first_and_in_no_order_of_names()
    {
        string[] genres = ["rock", "ambient", "house", "folk", "soul", "metal", "jazz", "hip hop", "bossa nova", "punk"];
        var own = Enumerable.Range(0, 2700).Select(i =>
        {
            var (place, source) = AffectEstimate.Of([], null, new SongContext($"Title {i}", [genres[i % genres.Length]], null, null),
                AffectModel.Shipped);
            return new Track
            {
                Id = $"file:{i:d4}",
                Title = $"Title {i}",
                Artist = $"Artist {i:d4}",
                Genre = genres[i % genres.Length],
                Popularity = 70,
                Affect = place.Affect,
                Uncertainty = place.Uncertainty,
                Source = source,
            };
        });
        var lists = AllLists(new SongIndex(own.Concat(StarterCatalogue.Instance.Tracks)), 6, Today);
        var songs = lists.SelectMany(list => list).ToList();
        Assert.True(songs.DistinctBy(track => track.Id).Count() >= 60);
        Assert.True(songs.Count(track => !StarterCatalogue.Holds(track)) >= 0.6 * songs.Count);
        Assert.All(lists, list => Assert.NotEqual(list.OrderBy(track => track.Id, StringComparer.Ordinal), list));
        Assert.Equal(lists.Count, lists.Select(list => string.Join(' ', list.Select(track => track.Id))).Distinct().Count());
    }

    [Fact]
    public void The_source_decides_whose_songs_come()
    {
        var own = new Track { Id = "file:a", Title = "A", Artist = "Me", Popularity = 70, Affect = new(.5, .3), Uncertainty = .4 };
        var recommender = new Recommender(new SongIndex(StarterCatalogue.Instance.Tracks.Append(own)));
        var request = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Happy));
        Assert.Equal(["file:a"], recommender.Recommend(request with { Source = MusicSource.Mine }).Songs.Select(song => song.Track.Id));
        Assert.DoesNotContain(recommender.Recommend(request with { Source = MusicSource.Known, Count = 50 }).Songs,
            song => song.Track.Id == "file:a");
        var both = recommender.Recommend(request).Songs;
        Assert.Equal(5, both.Count);
        Assert.Contains(both, song => song.Track.Id == "file:a");
    }

    [Fact]
    public void Songs_about_death_suicide_violence_and_drugs_never_lift_calm_or_energise()
    {
        Assert.Equal(SongTheme.Death, Theme("wiz-khalifa.see-you-again"));
        Assert.Equal(SongTheme.Violence, Theme("mia.paper-planes"));
        Assert.Equal(SongTheme.Drugs, Theme("kendrick-lamar.swimming-pools-drank"));
        Assert.Equal(SongTheme.Suicide, SongThemes.OfTitle("Suicidal"));
        Assert.Equal(SongTheme.Death, SongThemes.OfTitle("I Don't Want to Die (Live)"));
        Assert.Equal(SongTheme.None, SongThemes.OfTitle("Die Gedanken sind frei"));
        Assert.Equal(SongTheme.None, SongThemes.OfTitle("Skilled Gunther"));
        foreach (var mode in new[] { MoodMode.Lift, MoodMode.Calm, MoodMode.Energise })
        {
            var request = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Sad), mode) with { Count = 100 };
            var songs = new Recommender(StarterCatalogue.Instance).Recommend(request).Songs;
            Assert.All(songs, song => Assert.Equal(SongTheme.None, SongThemes.Of(song.Track)));
            var journey = new JourneyPlanner(StarterCatalogue.Instance)
                .Plan(JourneyRequest.For(EmotionProbabilities.Certain(Emotion.Sad), mode) with { Count = 20 });
            Assert.All(journey.Steps, step => Assert.Equal(SongTheme.None, SongThemes.Of(step.Track)));
        }

        static SongTheme Theme(string id) => SongThemes.Of(StarterCatalogue.Instance.Find(id)!);
    }

    [Fact]
    public void Excluded_artists_and_genres_stay_out_and_usual_languages_bind_known_songs_only()
    {
        var abba = StarterCatalogue.Instance.Tracks.First(track => track.Artist == "ABBA");
        Assert.False(new TrackFilter { WithoutArtists = ["Abba"] }.Allows(abba));
        Assert.True(new TrackFilter { WithoutArtists = ["Ab"] }.Allows(abba));
        Assert.False(new TrackFilter { WithoutGenres = ["rock"] }.Allows(abba with { Genre = "indie rock" }));
        var usual = new TrackFilter { UsualLanguages = ["de"] };
        Assert.False(usual.Allows(abba));
        Assert.True(usual.Allows(abba with { Location = "/music/abba.mp3" }));
    }

    private static List<List<Track>> AllLists(ICatalogue catalogue, int count, DateOnly day) =>
    [
        .. from emotion in Emotions.All
           from mode in Enum.GetValues<MoodMode>()
           let request = RecommendationRequest.For(EmotionProbabilities.Certain(emotion), mode)
               with { Count = count, Draw = SongDraw.For("", day) }
           select new Recommender(catalogue).Recommend(request).Songs.Select(song => song.Track).ToList(),
    ];
}
