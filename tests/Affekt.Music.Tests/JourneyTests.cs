using Affekt.Music.Catalogue;
using Affekt.Music.Recommendations;

namespace Affekt.Music.Tests;

public sealed class JourneyTests
{
    private static readonly SongIndex Catalogue = StarterCatalogue.Instance;
    private static readonly JourneyPlanner Planner = new(Catalogue);

    [Theory]
    [MemberData(nameof(RecommenderTests.EmotionsAndModes), MemberType = typeof(RecommenderTests))]
    public void Songs_follow_the_path_without_long_steps_or_repeats(Emotion emotion, MoodMode mode)
    {
        foreach (var count in new[] { 5, 8, 15 })
        {
            var request = JourneyRequest.For(EmotionProbabilities.Certain(emotion), mode) with { Count = count };
            var journey = Planner.Plan(request);
            Assert.Equal(Enumerable.Range(1, count), journey.Steps.Select(s => s.Step));
            Assert.Equal(count, journey.Steps.Select(s => s.Track.Id).Distinct().Count());
            var bound = Math.Max(JourneyPlanner.ShortStep,
                JourneyPlanner.StepBound * journey.Start.DistanceTo(journey.Target) / (count - 1));
            foreach (var (a, b) in journey.Steps.Zip(journey.Steps.Skip(1)))
            {
                Assert.False(Similarity.SharesArtist(a.Track, b.Track));
                Assert.True(a.Track.Affect.DistanceTo(b.Track.Affect) <= bound, $"{a.Track.Id} to {b.Track.Id}");
                if (mode != MoodMode.Match)
                    Assert.True(b.Track.Affect.DistanceTo(journey.Target) <= a.Track.Affect.DistanceTo(journey.Target) + 0.12,
                        $"{a.Track.Id} to {b.Track.Id}");
            }
            Assert.True(journey.Steps[0].Track.Affect.DistanceTo(journey.Start) < 0.25);
            Assert.True(journey.Steps[^1].Track.Affect.DistanceTo(journey.Target) < 0.25);
        }
    }

    [Fact]
    public void A_journey_of_one_song_stands_at_the_target()
    {
        var journey = Planner.Plan(JourneyRequest.For(new ValenceArousal(-.6, -.4), MoodMode.Lift) with { Count = 1 });
        Assert.Equal(journey.Target, Assert.Single(journey.Steps).Waypoint);
    }

    [Fact]
    public void Tempo_moves_in_small_steps_where_it_is_known()
    {
        // The same place twice at every point of the path: once at a far tempo, once at a near one.
        var tracks = Enumerable.Range(0, 9).SelectMany(i =>
        {
            var affect = new ValenceArousal(-.5, -.5).MoveTowards(new ValenceArousal(.5, .5), i / 8.0);
            Track At(string kind, double tempo) =>
                new()
                {
                    Id = $"{kind}{i}",
                    Title = "t",
                    Artist = $"{kind}{i}",
                    Popularity = 50,
                    Affect = affect,
                    Uncertainty = 0.1,
                    Tempo = tempo
                };
            return new[] { At("far", i % 2 == 0 ? 70 : 100), At("near", 80 + 2 * i) };
        });
        var request = new JourneyRequest { Mood = new MoodTarget(new(-.5, -.5), new(.5, .5), 0), Mode = MoodMode.Lift, Count = 9 };
        var journey = new JourneyPlanner(new SongIndex(tracks)).Plan(request);
        Assert.All(journey.Steps.Zip(journey.Steps.Skip(1)), pair =>
            Assert.True(Math.Abs(Math.Log2(pair.First.Track.Tempo!.Value / pair.Second.Track.Tempo!.Value)) <= JourneyPlanner.TempoBound));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public void A_length_out_of_range_is_refused(int count) =>
        Assert.Throws<MusicException>(() => Planner.Plan(JourneyRequest.For(default, MoodMode.Calm) with { Count = count }));

    [Fact]
    public void Too_few_songs_are_said_so()
    {
        var request = JourneyRequest.For(default, MoodMode.Calm) with { Filter = new TrackFilter { Languages = ["nap"] } };
        var error = Assert.Throws<MusicException>(() => Planner.Plan(request));
        Assert.Contains("loosen the filter", error.Message, StringComparison.Ordinal);
    }
}
