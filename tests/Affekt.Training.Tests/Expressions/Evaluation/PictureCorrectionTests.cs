using Affekt.Training.Data;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Vision;

namespace Affekt.Training.Tests.Expressions.Evaluation;

public class PictureCorrectionTests
{
    private const int Count = 3000;

    // Faces that a reader sees rightly, but with a head start for one emotion over all others.
    private static CorrectionSet Drawn(int seed, Emotion[] shown, Emotion favoured, double headStart)
    {
        var random = new Random(seed);
        var labels = new int[Count];
        var scores = new float[Count * Emotions.Count];
        for (var i = 0; i < Count; i++)
        {
            labels[i] = (int)shown[random.Next(shown.Length)];
            for (var k = 0; k < Emotions.Count; k++)
                scores[i * Emotions.Count + k] = (float)(
                    (k == labels[i] ? 3 : 0) + random.NextDouble() + (k == (int)favoured ? headStart : 0));
        }
        return new CorrectionSet("drawn", labels, [scores]);
    }

    private static double Recall(CorrectionSet set, PictureReading reading, Emotion emotion)
    {
        var (probabilities, labels) = set.Read(reading);
        return ClassificationMetrics.From(probabilities, labels).PerClass[emotion.Name()].Recall;
    }

    [Fact]
    public void A_reader_that_leans_to_neutral_names_the_rare_emotion_again()
    {
        Emotion[] shown = [Emotion.Neutral, Emotion.Neutral, Emotion.Fear];
        var fitted = Drawn(1, shown, Emotion.Neutral, headStart: 4.5);
        var kept = Drawn(2, shown, Emotion.Neutral, headStart: 4.5);
        Assert.True(Recall(kept, new PictureReading { Shares = [1] }, Emotion.Fear) < 0.1);

        var reading = PictureCorrection.Fit(fitted, [], mirrored: true);

        Assert.True(Recall(kept, reading, Emotion.Fear) > 0.9);
        Assert.InRange(Recall(kept, reading, Emotion.Neutral), 0.85, 1);
        Assert.True(reading.Mirrored);
    }

    [Fact]
    public void Another_set_decides_about_an_emotion_that_life_does_not_show()
    {
        var life = Drawn(1, [Emotion.Neutral, Emotion.Happy], Emotion.Neutral, headStart: 2);
        var posed = Drawn(2, [Emotion.Disgust, Emotion.Happy], Emotion.Disgust, headStart: -4);

        Assert.True(Recall(posed, PictureCorrection.Fit(life, [], mirrored: false), Emotion.Disgust) < 0.1);
        Assert.True(Recall(posed, PictureCorrection.Fit(life, [posed], mirrored: false), Emotion.Disgust) > 0.9);
    }

    [Fact]
    public void The_output_that_knows_more_gets_a_share()
    {
        Emotion[] shown = [Emotion.Neutral, Emotion.Angry];
        var random = new Random(3);
        var second = Drawn(1, shown, Emotion.Neutral, headStart: 0);
        var noise = second.LogProbabilities[0].Select(_ => (float)(5 * random.NextDouble())).ToArray();

        var reading = PictureCorrection.Fit(second with { LogProbabilities = [noise, second.LogProbabilities[0]] }, [], mirrored: false);

        Assert.True(reading.Shares[1] > 0.3);
        Assert.Equal(1, reading.Shares.Sum(), 1e-9);
    }

    [Fact]
    public void Sure_answers_are_right_as_often_as_a_set_asks()
    {
        var random = new Random(5);
        var labels = Enumerable.Range(0, Count).Select(_ => random.Next(2) == 0 ? (int)Emotion.Neutral : (int)Emotion.Happy).ToArray();
        var scores = new float[Count * Emotions.Count];
        for (var i = 0; i < Count; i++)
        {
            // The others are out of the question, and the weaker of the two wins now and then.
            scores.AsSpan(i * Emotions.Count, Emotions.Count).Fill(-9);
            scores[i * Emotions.Count + (int)Emotion.Neutral] = scores[i * Emotions.Count + (int)Emotion.Happy] = 0;
            scores[i * Emotions.Count + labels[i]] = (float)(6 * random.NextDouble() - 1);
        }
        var set = new CorrectionSet("drawn", labels, [scores]) { RightWhenSure = 0.97 };

        var reading = PictureCorrection.Fit(set, [], mirrored: false);
        var (coverage, right) = PictureCorrection.WhenSure(set, reading);

        Assert.InRange(right, 0.97, 0.999);
        Assert.InRange(coverage, 0.3, 0.99);
    }

    [Theory]
    [InlineData("a/Ann_Lee_0001.jpg", "b/Ann_Lee_0007.png")]
    [InlineData("Ann_Lee_0001.jpg", "Ann_Lee.jpg")]
    public void Pictures_of_one_person_stay_together(string one, string other) =>
        Assert.Equal(CorrectionSet.IsForFitting(one), CorrectionSet.IsForFitting(other));

    [Fact]
    public void Half_of_the_people_are_fitted_on() =>
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => CorrectionSet.IsForFitting($"Person{i}x_1.jpg")), 400, 600);

    [Fact]
    public void Faces_without_calm_ones_cannot_be_fitted_on() =>
        Assert.Contains("calm", Assert.Throws<DatasetException>(
            () => PictureCorrection.Fit(Drawn(1, [Emotion.Happy], Emotion.Happy, 0), [], mirrored: false)).Message,
            StringComparison.Ordinal);
}
