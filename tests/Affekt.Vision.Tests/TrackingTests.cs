namespace Affekt.Vision.Tests;

public class TrackingTests
{
    private static readonly TimeSpan Frame = TimeSpan.FromSeconds(1.0 / 15);

    [Fact]
    public void Faces_keep_their_names_while_they_move_and_shake()
    {
        var tracker = new FaceTracker();
        var random = new Random(4);
        for (var i = 0; i < 60; i++)
        {
            double Shake() => 4 * random.NextDouble() - 2;
            var left = At(20 + i + Shake(), 50 + Shake(), 60 + Shake());
            var right = At(200 - i + Shake(), 40 + Shake(), 50 + Shake());
            // The order of detection says nothing.
            var tracked = i % 2 == 0 ? tracker.Update([left, right], i * Frame) : tracker.Update([right, left], i * Frame);

            Assert.Equal(i % 2 == 0 ? [1, 2] : [2, 1], tracked.Select(t => t.Id));
            Assert.All(tracked, t => Assert.Equal(TimeSpan.Zero, t.Since));
        }
    }

    [Fact]
    public void A_face_that_is_hidden_for_a_moment_comes_back_as_itself_and_later_as_another()
    {
        var tracker = new FaceTracker();
        Assert.Equal(1, Assert.Single(tracker.Update([At(10, 10, 40)], TimeSpan.Zero)).Id);
        Assert.Empty(tracker.Update([], TimeSpan.FromSeconds(0.3)));
        Assert.Equal(1, Assert.Single(tracker.Update([At(12, 10, 40)], TimeSpan.FromSeconds(0.6))).Id);
        Assert.Equal(2, Assert.Single(tracker.Update([At(12, 10, 40)], TimeSpan.FromSeconds(2))).Id);
    }

    [Fact]
    public void Another_place_is_another_face()
    {
        var tracker = new FaceTracker();
        tracker.Update([At(10, 10, 40)], TimeSpan.Zero);
        var next = Assert.Single(tracker.Update([At(100, 10, 40)], Frame));

        Assert.Equal((2, Frame), (next.Id, next.Since));
    }

    [Fact]
    public void A_mood_does_not_flicker_and_follows_a_lasting_change()
    {
        var mood = new MoodTracker();
        var random = new Random(2);
        var (changes, last, frame) = (0, Emotion.Neutral, 0);
        TimeSpan? switched = null;
        // Ten seconds of a calm face whose readings jump about, then a lasting smile.
        for (; frame < 150; frame++)
        {
            var steady = mood.Update(Reading(random.NextDouble() < 0.25 ? Emotion.Sad : Emotion.Neutral, 0.6), frame * Frame);
            changes += steady.Emotion != last ? 1 : 0;
            last = steady.Emotion;
        }
        Assert.Equal(0, changes);
        var smile = frame * Frame;
        for (; frame < 210; frame++)
        {
            var steady = mood.Update(Reading(Emotion.Happy, 0.8), frame * Frame);
            if (steady.Emotion == Emotion.Happy)
                switched ??= frame * Frame;
        }

        Assert.InRange((switched!.Value - smile).TotalSeconds, 0.8, 1.6);
    }

    [Fact]
    public void It_says_how_long_a_mood_has_held()
    {
        var mood = new MoodTracker();
        Assert.Equal(TimeSpan.Zero, mood.Update(Reading(Emotion.Happy, 0.9), TimeSpan.FromSeconds(3)).Held);
        Assert.Equal(TimeSpan.FromSeconds(2), mood.Update(Reading(Emotion.Happy, 0.9), TimeSpan.FromSeconds(5)).Held);
    }

    [Fact]
    public void The_average_has_the_time_constant_that_it_says()
    {
        var mood = new MoodTracker();
        mood.Update(Reading(Emotion.Sad, 1), TimeSpan.Zero);

        var later = mood.Update(Reading(Emotion.Happy, 1), TimeSpan.FromSeconds(0.7));

        Assert.Equal(Math.Exp(-1), later.Probabilities[Emotion.Sad], 6);
    }

    [Fact]
    public void A_long_pause_begins_anew_and_time_never_goes_back()
    {
        var mood = new MoodTracker();
        mood.Update(Reading(Emotion.Sad, 1), TimeSpan.Zero);
        var later = mood.Update(Reading(Emotion.Happy, 0.9), TimeSpan.FromSeconds(9));

        Assert.Equal((Emotion.Happy, TimeSpan.Zero), (later.Emotion, later.Held));
        Assert.Throws<ArgumentOutOfRangeException>(() => mood.Update(Reading(Emotion.Happy, 0.9), TimeSpan.FromSeconds(8)));
    }

    [Fact]
    public void A_mood_is_unsure_while_no_emotion_is_likely_enough()
    {
        var mood = new MoodTracker(new MoodTrackerOptions { UnsureBelow = 0.5 });

        Assert.True(mood.Update(Reading(Emotion.Fear, 0.4), TimeSpan.Zero).Unsure);
        Assert.False(mood.Update(Reading(Emotion.Fear, 0.9), TimeSpan.FromSeconds(2)).Unsure);
    }

    private static Face At(double x, double y, double side) => new(new Box(x, y, side, side), 0.9,
        [new(x + side * 0.3, y + side * 0.4), new(x + side * 0.7, y + side * 0.4), new(x + side * 0.5, y + side * 0.6),
            new(x + side * 0.35, y + side * 0.8), new(x + side * 0.65, y + side * 0.8)]);

    private static Reading Reading(Emotion emotion, double confidence)
    {
        var values = Enumerable.Repeat((1 - confidence) / 6, Emotions.Count).ToArray();
        values[(int)emotion] = confidence;
        return new Reading(new EmotionProbabilities(values), false);
    }
}
