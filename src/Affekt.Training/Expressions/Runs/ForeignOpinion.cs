using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Runs;

/// <summary>How a foreign teacher's answer for one face becomes part of what is learnt: only with a witness.</summary>
public static class ForeignOpinion
{
    // How much a label counts that somebody else supports, and what support by the teacher is.
    private const float ShareOfLabel = 0.25f;
    private const float Support = 0.3f;

    /// <summary>Mixes an answer into a target.</summary>
    /// <param name="target">[7], adds up to one; changed in place and still does.</param>
    /// <param name="answer">[7]: what the teacher says.</param>
    /// <param name="label">The data's own label.</param>
    /// <param name="votes">The ten FER+ votes.</param>
    /// <param name="weight">How much of the target the answer becomes where all of it counts: 0 to 1.</param>
    public static void Mix(Span<float> target, ReadOnlySpan<float> answer, Emotion label, ReadOnlySpan<byte> votes, double weight)
    {
        var counted = 0f;
        foreach (var emotion in Emotions.All)
            counted += IsWitnessed(emotion, label, votes) ? answer[(int)emotion] : 0;
        foreach (var emotion in Emotions.All)
        {
            ref var share = ref target[(int)emotion];
            share = (float)(1 - weight * counted) * share
                + (float)weight * (IsWitnessed(emotion, label, votes) ? answer[(int)emotion] : 0);
        }
        if (!NeedsWitness(label) || (VotesFor(label, votes) == 0 && answer[(int)label] <= Support))
            return;
        foreach (ref var share in target)
            share *= 1 - ShareOfLabel;
        target[(int)label] += ShareOfLabel;
    }

    private static bool NeedsWitness(Emotion emotion) => emotion is Emotion.Angry or Emotion.Disgust or Emotion.Fear;

    private static bool IsWitnessed(Emotion emotion, Emotion label, ReadOnlySpan<byte> votes) =>
        !NeedsWitness(emotion) || emotion == label || VotesFor(emotion, votes) > 0;

    private static int VotesFor(Emotion emotion, ReadOnlySpan<byte> votes)
    {
        for (var column = 0; column < votes.Length; column++)
            if (CrowdVotes.EmotionOf((CrowdVote)column) == emotion)
                return votes[column];
        return 0;
    }
}
