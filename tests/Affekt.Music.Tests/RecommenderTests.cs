using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Music.Tests;

public sealed class RecommenderTests
{
    private static readonly SongIndex Catalogue = StarterCatalogue.Instance;
    private static readonly Recommender Recommender = new(Catalogue);

    public static TheoryData<Emotion, MoodMode> EmotionsAndModes
    {
        get
        {
            var data = new TheoryData<Emotion, MoodMode>();
            foreach (var emotion in Emotions.All)
            {
                foreach (var mode in Enum.GetValues<MoodMode>())
                    data.Add(emotion, mode);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EmotionsAndModes))]
    public void Songs_lie_much_nearer_to_the_target_than_a_random_choice(Emotion emotion, MoodMode mode)
    {
        var list = Recommender.Recommend(RecommendationRequest.For(EmotionProbabilities.Certain(emotion), mode));
        var ours = list.Songs.Average(s => s.Track.Affect.DistanceTo(list.Target));
        var random = Catalogue.Tracks.Average(t => t.Affect.DistanceTo(list.Target));
        Assert.Equal(5, list.Songs.Count);
        Assert.True(ours < random / 2, $"{ours:f2} against {random:f2}");
    }

    [Fact]
    public void Match_stays_and_each_other_mode_moves_its_own_way()
    {
        foreach (var emotion in Emotions.All)
        {
            var start = EmotionAffect.Of(emotion);
            ValenceArousal Mean(MoodMode mode)
            {
                var songs = Recommender.Recommend(
                    RecommendationRequest.For(EmotionProbabilities.Certain(emotion), mode) with { Count = 10 }).Songs;
                return new ValenceArousal(songs.Average(s => s.Track.Affect.Valence), songs.Average(s => s.Track.Affect.Arousal));
            }
            Assert.InRange(Mean(MoodMode.Match).DistanceTo(start), 0, 0.15);
            Assert.True(Mean(MoodMode.Lift).Valence > start.Valence);
            Assert.True(Mean(MoodMode.Calm).DistanceTo(EmotionAffect.Calm) < start.DistanceTo(EmotionAffect.Calm));
            Assert.True(Mean(MoodMode.Calm).Arousal < start.Arousal);
            Assert.True(Mean(MoodMode.Energise).Arousal > start.Arousal);
        }
    }

    [Fact]
    public void The_target_weighs_all_probabilities_and_not_only_the_likeliest()
    {
        var sad = MoodTarget.From(new EmotionProbabilities(0, 0, 0, 0, 1, 0, 0), false, MoodMode.Match);
        var mixed = MoodTarget.From(new EmotionProbabilities(0, 0, 0, .45, .55, 0, 0), false, MoodMode.Match);
        Assert.True(mixed.Target.Valence > sad.Target.Valence + 0.4);
        Assert.True(mixed.Spread > sad.Spread);
        var expected = EmotionAffect.Expected(new EmotionProbabilities(0, 0, 0, .45, .55, 0, 0));
        Assert.Equal(expected, mixed.Start);
    }

    [Fact]
    public void Unsure_gives_a_gentler_and_broader_list()
    {
        var probabilities = new EmotionProbabilities(.25, .1, .25, .05, .25, .05, .05);
        var sure = Recommender.Recommend(RecommendationRequest.For(probabilities) with { Count = 10 });
        var unsure = Recommender.Recommend(RecommendationRequest.For(probabilities, unsure: true) with { Count = 10 });
        Assert.True(unsure.Target.DistanceTo(MoodTarget.Gentle) < sure.Target.DistanceTo(MoodTarget.Gentle));
        Assert.True(unsure.Songs.Average(s => Math.Abs(s.Track.Affect.Arousal)) < 0.45);
        Assert.True(Similarity.IntraListDiversity([.. unsure.Songs.Select(s => s.Track)]) > Similarity.IntraListDiversity(
            [.. sure.Songs.Select(s => s.Track)]));
        Assert.True(RecommendationRequest.For(probabilities, unsure: true).Mood.Spread > RecommendationRequest.For(
            probabilities).Mood.Spread);
    }

    [Fact]
    public void An_artist_appears_once_by_default_and_as_often_as_the_cap_allows()
    {
        foreach (var cap in new[] { 1, 2 })
        {
            var request = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Sad)) with { Count = 60, ArtistCap = cap };
            var songs = Recommender.Recommend(request).Songs.Select(s => s.Track).ToList();
            Assert.Equal(60, songs.Count);
            Assert.All(songs, song => Assert.True(songs.Count(other => Similarity.SharesArtist(song, other)) <= 2 * cap - 1));
        }
    }

    [Fact]
    public void A_duet_counts_for_both_artists()
    {
        var duet = new Track { Id = "1", Title = "A", Artist = "Queen & David Bowie", Popularity = 1, Affect = default };
        Assert.True(Similarity.SharesArtist(duet, duet with { Artist = "David Bowie" }));
        Assert.True(Similarity.SharesArtist(duet, duet with { Artist = "Queen" }));
        Assert.False(Similarity.SharesArtist(duet, duet with { Artist = "Prince" }));
    }

    [Fact]
    public void Filters_hold()
    {
        var request = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Happy)) with { Count = 20 };
        Assert.All(Songs(new TrackFilter { Languages = ["FR"] }), t => Assert.Equal("fr", t.Language));
        Assert.All(Songs(new TrackFilter { Genres = ["rock"] }), t => Assert.EndsWith("rock", t.Genre));
        Assert.All(Songs(new TrackFilter { Genres = ["Rap"] }), t => Assert.Contains(t.Genre, new[] { "hip hop", "trap", "grime" }));
        Assert.All(Songs(new TrackFilter { Genres = ["k pop"] }), t => Assert.Equal("k-pop", t.Genre));
        Assert.Contains(Songs(new TrackFilter { Genres = ["latin"] }), t => t.Genre is "reggaeton" or "salsa");
        Assert.All(Songs(new TrackFilter { FromYear = 1980, ToYear = 1989 }), t => Assert.InRange(t.Year!.Value, 1980, 1989));
        Assert.All(Songs(new TrackFilter { AllowExplicit = false }), t => Assert.False(t.Explicit));
        Assert.Empty(Recommended(new TrackFilter { Languages = ["tlh"] }));

        List<Track> Songs(TrackFilter filter)
        {
            var songs = Recommended(filter);
            Assert.NotEmpty(songs);
            return songs;
        }

        List<Track> Recommended(TrackFilter filter) =>
            [.. Recommender.Recommend(request with { Filter = filter }).Songs.Select(s => s.Track)];
    }

    [Fact]
    public void Excluded_songs_do_not_come_back()
    {
        var request = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Fear));
        var first = Ids(request);
        var second = Ids(request with { Excluded = first.ToHashSet() });
        Assert.Equal(5, second.Count);
        Assert.Empty(first.Intersect(second));
    }

    [Fact]
    public void Anger_and_fear_get_songs_of_their_own_and_titles_for_a_low_hour_stay_behind()
    {
        static double Share(Emotion emotion, params string[] words) =>
            Recommender.Recommend(RecommendationRequest.For(
                EmotionProbabilities.Certain(emotion)) with
            { Count = 10 }).Songs.Average(s => s.Track.Moods.Count(words.Contains));
        Assert.True(Share(Emotion.Angry, "angry", "bitter", "furious", "aggressive") > Share(
            Emotion.Fear, "angry", "bitter", "furious", "aggressive"));
        Assert.True(Share(Emotion.Fear, "menacing", "eerie", "tense", "anxious") > Share(
            Emotion.Angry, "menacing", "eerie", "tense", "anxious"));

        Track Song(string id, string title) =>
            new() { Id = id, Title = title, Artist = id, Popularity = 90, Affect = default, Uncertainty = .3 };
        var songs = new SongIndex([Song("a", "Suicidal"), Song("b", "Run Rudolph Run"), Song("c", "Tune - Live in Rome"),
            Song("d", "Alive and Living") with { Popularity = 60 }]);
        Assert.Equal(["d", "c", "b"], new Recommender(songs)
            .Recommend(RecommendationRequest.For(default(ValenceArousal)) with { Count = 4 }).Songs.Select(s => s.Track.Id));

        songs = new SongIndex([Song("XXXTENTACION", "SAD! - Remaster"), Song("b", "SAD!") with { Popularity = 10 }]);
        Assert.Equal("b", new Recommender(songs)
            .Recommend(RecommendationRequest.For(default(ValenceArousal)) with { Count = 2 }).Songs[0].Track.Id);
        songs = new SongIndex([Song("a", "Stan (feat. Dido)") with { Artist = "Eminem" },
            Song("b", "Standing Tall") with { Artist = "Eminem & Others", Popularity = 10 }]);
        Assert.Equal("b", new Recommender(songs)
            .Recommend(RecommendationRequest.For(default(ValenceArousal)) with { Count = 1 }).Songs[0].Track.Id);
    }

    [Fact]
    public void Novelty_and_recency_do_what_they_say()
    {
        var request = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Neutral)) with { Count = 20 };
        request = request with { Mood = request.Mood with { Emotions = null } };
        Assert.True(Mean(request with { Novelty = 1 }, t => t.Popularity) < Mean(request, t => t.Popularity) - 4);
        Assert.True(Mean(request with { Recency = 1 }, t => t.Year!.Value) > Mean(request, t => t.Year!.Value) + 6);

        static double Mean(RecommendationRequest request, Func<Track, double> of) =>
            Recommender.Recommend(request).Songs.Average(s => of(s.Track));
    }

    [Fact]
    public void Who_asks_for_little_known_songs_is_not_kept_from_them_by_their_uncertain_place()
    {
        Track Song(int i, double popularity, double uncertainty) => new()
        {
            Id = $"{i}",
            Title = $"Song {i}",
            Artist = $"Artist {i}",
            Popularity = popularity,
            Affect = new ValenceArousal(0.5 + i * 0.001, 0.2),
            Uncertainty = uncertainty,
        };
        var songs = Enumerable.Range(0, 20)
            .Select(i => i < 10 ? Song(i, popularity: 80, uncertainty: 0.2) : Song(i, popularity: 5, uncertainty: 0.34));
        var recommender = new Recommender(new SongIndex(songs));
        var request = RecommendationRequest.For(new ValenceArousal(0.5, 0.2)) with { Count = 10 };

        Assert.All(recommender.Recommend(request).Songs, song => Assert.Equal(80, song.Track.Popularity));
        Assert.All(recommender.Recommend(request with { Novelty = 1 }).Songs, song => Assert.Equal(5, song.Track.Popularity));
    }

    [Fact]
    public void Equal_requests_give_equal_lists_and_another_day_or_listener_draws_others()
    {
        var request = RecommendationRequest.For(EmotionProbabilities.Certain(Emotion.Angry)) with { Count = 10 };
        Assert.Equal(Ids(request), Ids(request));
        var today = new DateOnly(2026, 11, 30);
        List<string> On(string listener, DateOnly day) => [.. Ids(request with { Draw = SongDraw.For(listener, day) })];
        Assert.Equal(On("ann", today), On("ann", today));
        Assert.NotEqual(On("ann", today), On("bob", today));
        Assert.True(On("ann", today).Intersect(On("ann", today.AddDays(1))).Count() <= 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(10_000)]
    public void A_number_of_songs_out_of_range_is_refused_in_one_line(int count)
    {
        var error = Assert.Throws<MusicException>(
            () => Recommender.Recommend(RecommendationRequest.For(default(ValenceArousal)) with { Count = count }));
        Assert.Equal($"Ask for 1 to 100 songs, not {count}.", error.Message);
    }

    [Fact]
    public void Points_that_are_no_numbers_and_empty_catalogues_are_refused()
    {
        Assert.Throws<MusicException>(() => Recommender.Recommend(RecommendationRequest.For(new ValenceArousal(double.NaN, 0))));
        var error = Assert.Throws<MusicException>(
            () => new Recommender(new SongIndex([])).Recommend(RecommendationRequest.For(default(ValenceArousal))));
        Assert.Contains("empty", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EmotionsAndModes))]
    public void Reasons_are_true_of_the_song_and_of_the_largest_terms(Emotion emotion, MoodMode mode)
    {
        foreach (var novelty in new[] { 0, 0.5, 1 })
        {
            var request = RecommendationRequest.For(EmotionProbabilities.Certain(emotion), mode) with { Count = 50, Novelty = novelty };
            var list = Recommender.Recommend(request);
            Assert.All(list.Songs, song =>
            {
                var place = song.Track.Affect;
                Assert.Equal(song.Score, song.Terms.Sum(t => t.Value), 9);
                Assert.Equal(song.Terms.OrderByDescending(t => t.Value), song.Terms);
                Assert.DoesNotContain("feel", song.Reason, StringComparison.OrdinalIgnoreCase);
                Implies(song.Reason, "Matches", place.DistanceTo(list.Target) <= 0.35);
                Implies(song.Reason, "towards pleasant", place.Valence > list.Start.Valence);
                Implies(song.Reason, "towards calm", place.DistanceTo(EmotionAffect.Calm) < list.Start.DistanceTo(EmotionAffect.Calm));
                Implies(song.Reason, "towards more energy", place.Arousal > list.Start.Arousal);
                Implies(song.Reason, "well known", song.Track.Popularity >= 75 && novelty < 0.5);
                Implies(song.Reason, "less known", song.Track.Popularity <= 55 && novelty > 0.5);
                // The words that are named are the song's own.
                var named = song.Reason.Split(':', 2) is [_, var rest]
                    ? rest.Split(';')[0].TrimEnd('.').Split(" and ", StringSplitOptions.TrimEntries) : [];
                Assert.All(named, word => Assert.Contains(word, song.Track.Moods));
            });
        }

        static void Implies(string reason, string claim, bool truth) =>
            Assert.True(truth || !reason.Contains(claim, StringComparison.Ordinal), reason);
    }

    private static List<string> Ids(RecommendationRequest request) => [.. Recommender.Recommend(request).Songs.Select(s => s.Track.Id)];
}
