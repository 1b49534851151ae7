using Affekt.Training.Expressions.Runs;

namespace Affekt.Training.Tests.Expressions.Runs;

public class ForeignOpinionTests
{
    // Neutral, happiness, surprise, sadness, anger, disgust, fear, contempt, unknown, not a face.
    private static readonly byte[] CalmVotes = [10, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly byte[] OneVoteForFear = [9, 0, 0, 0, 0, 0, 1, 0, 0, 0];

    private static float[] Mixed(Emotion said, Emotion label, byte[] votes, double weight = 0.4)
    {
        float[] target = [0, 0, 0, 0, 0, 0, 1];
        var answer = new float[7];
        answer[(int)said] = 1;
        ForeignOpinion.Mix(target, answer, label, votes, weight);
        Assert.Equal(1, target.Sum(), 1e-5f);
        return target;
    }

    [Fact]
    public void Fear_that_nobody_else_sees_counts_for_nothing() =>
        Assert.Equal(1, Mixed(Emotion.Fear, Emotion.Neutral, CalmVotes)[(int)Emotion.Neutral]);

    [Fact]
    public void Fear_counts_with_one_vote_for_it() =>
        Assert.Equal(0.4f, Mixed(Emotion.Fear, Emotion.Neutral, OneVoteForFear)[(int)Emotion.Fear], 1e-5f);

    [Fact]
    public void Fear_that_the_label_names_counts_and_so_does_the_label() =>
        Assert.Equal(0.75f * 0.4f + 0.25f, Mixed(Emotion.Fear, Emotion.Fear, CalmVotes)[(int)Emotion.Fear], 1e-5f);

    [Fact]
    public void A_label_of_fear_that_nobody_supports_counts_for_nothing() =>
        Assert.Equal(0, Mixed(Emotion.Neutral, Emotion.Fear, CalmVotes)[(int)Emotion.Fear]);

    [Fact]
    public void Surprise_needs_no_witness() =>
        Assert.Equal(0.4f, Mixed(Emotion.Surprise, Emotion.Neutral, CalmVotes)[(int)Emotion.Surprise], 1e-5f);
}
