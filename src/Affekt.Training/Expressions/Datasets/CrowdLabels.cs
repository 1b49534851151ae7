namespace Affekt.Training.Expressions.Datasets;

/// <summary>How ten FER+ votes become a distribution over the seven emotions.</summary>
public sealed record CrowdLabelOptions
{
    /// <summary>Leave out a class that got a single vote, as the FER+ paper does against slips, unless nothing else remains.</summary>
    public bool RemoveStrayVotes { get; init; } = true;

    /// <summary>
    /// How one vote for contempt is shared among the seven, in label order; all zeros leave such votes out.
    /// By default .4 to angry, .2 to disgust and .4 to neutral: the two emotions that theory groups contempt with, and the calm face
    /// that it mostly looks like. (FER2013's own labellers called the rows with most contempt angry, disgust, neutral and sad.)
    /// </summary>
    public IReadOnlyList<float> ContemptShares { get; init; } = [.4f, .2f, 0, 0, 0, 0, .4f];

    /// <summary>Spread a vote for "unknown" evenly over the seven: the voter could not tell. Otherwise such votes are left out.</summary>
    public bool SpreadUnknown { get; init; } = true;
}

/// <summary>Soft targets out of FER+ votes.</summary>
/// <param name="Distributions">[n, 7] in label order; each row adds up to one.</param>
/// <param name="IsFace">[n]: false where more than half of the votes say "not a face"; such rows teach nothing and are to be
/// left out.</param>
public sealed record CrowdTargets(float[] Distributions, bool[] IsFace);

/// <summary>Turns FER+ votes into soft targets and into the labels of the FER+ majority protocol.</summary>
public static class CrowdLabels
{
    /// <summary>Classes of the FER+ protocol: the seven emotions in label order, then contempt (7).</summary>
    public const int MajorityClasses = 8;

    /// <summary>The label of contempt in the FER+ majority protocol.</summary>
    public const int Contempt = 7;

    /// <summary>Soft targets for every face. Votes for "not a face" never count towards an emotion.</summary>
    /// <exception cref="InvalidOperationException">The faces have no votes.</exception>
    public static CrowdTargets Targets(FaceDataset faces, CrowdLabelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(faces);
        options ??= new CrowdLabelOptions();
        var distributions = new float[faces.Count * Emotions.Count];
        var isFace = new bool[faces.Count];
        Span<byte> kept = stackalloc byte[CrowdVotes.Columns];
        for (var i = 0; i < faces.Count; i++)
        {
            var votes = faces.VotesOf(i);
            isFace[i] = !IsNotAFace(votes);
            votes.CopyTo(kept);
            if (options.RemoveStrayVotes)
                RemoveStrays(kept);
            var target = distributions.AsSpan(i * Emotions.Count, Emotions.Count);
            // Strays are all there is when nobody agrees; then they are the best that is known.
            if (!TryShare(kept, options, target) && !TryShare(votes, options, target))
                target.Fill(1f / Emotions.Count);
        }
        return new CrowdTargets(distributions, isFace);
    }

    /// <summary>True when more than half of the ten votes say that this is not a face.</summary>
    public static bool IsNotAFace(ReadOnlySpan<byte> votes) => votes[(int)CrowdVote.NotAFace] * 2 > Sum(votes);

    /// <summary>
    /// The label by the FER+ paper's majority rule: classes with a single vote are dropped, and one class must then hold more than half
    /// of what is left. Null when none does, or when it is "unknown" or "not a face": the protocol leaves such rows out.
    /// </summary>
    /// <returns>0 to 6 in label order, 7 for contempt, or null.</returns>
    public static int? Majority(ReadOnlySpan<byte> votes)
    {
        Span<byte> kept = stackalloc byte[CrowdVotes.Columns];
        votes.CopyTo(kept);
        RemoveStrays(kept);
        var total = Sum(kept);
        for (var i = 0; i < kept.Length; i++)
        {
            if (kept[i] * 2 <= total)
                continue;
            var vote = (CrowdVote)i;
            return vote == CrowdVote.Contempt ? Contempt : (int?)CrowdVotes.EmotionOf(vote);
        }
        return null;
    }

    private static bool TryShare(ReadOnlySpan<byte> votes, CrowdLabelOptions options, Span<float> target)
    {
        target.Clear();
        for (var i = 0; i < votes.Length; i++)
        {
            if (CrowdVotes.EmotionOf((CrowdVote)i) is { } emotion)
                target[(int)emotion] += votes[i];
            else if (i == (int)CrowdVote.Contempt)
                for (var k = 0; k < target.Length; k++)
                    target[k] += votes[i] * options.ContemptShares[k];
            else if (i == (int)CrowdVote.Unknown && options.SpreadUnknown)
                for (var k = 0; k < target.Length; k++)
                    target[k] += votes[i] / (float)Emotions.Count;
        }
        var sum = 0f;
        foreach (var share in target)
            sum += share;
        if (sum <= 0)
            return false;
        foreach (ref var share in target)
            share /= sum;
        return true;
    }

    private static void RemoveStrays(Span<byte> votes)
    {
        foreach (ref var vote in votes)
            if (vote == 1)
                vote = 0;
    }

    private static int Sum(ReadOnlySpan<byte> votes)
    {
        var sum = 0;
        foreach (var vote in votes)
            sum += vote;
        return sum;
    }
}
