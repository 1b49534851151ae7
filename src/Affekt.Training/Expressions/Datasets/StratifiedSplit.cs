using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>Splits data that says nothing about splits, for example 80/20.</summary>
public static class StratifiedSplit
{
    /// <summary>
    /// Puts a share of every class into <see cref="Split.Training"/> and the rest into another split.
    /// Faces with the same pixels always stay on one side, so that nothing leaks.
    /// </summary>
    /// <param name="faces">The rows; their present splits are overwritten.</param>
    /// <param name="trainingShare">The share of each class to learn from: above 0, below 1.</param>
    /// <param name="seed">Equal seeds give equal splits.</param>
    /// <param name="heldOut">Where the rest goes.</param>
    public static FaceDataset Apply(FaceDataset faces, double trainingShare = .8, int seed = 1, Split heldOut = Split.PublicTest)
    {
        ArgumentNullException.ThrowIfNull(faces);
        if (!(trainingShare is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(trainingShare), trainingShare, "The share must be above 0 and below 1.");
        if (heldOut == Split.Training)
            throw new ArgumentException("The rest cannot go into Training.", nameof(heldOut));
        var random = new Random(seed);
        var splits = new Split[faces.Count];
        var groups = PixelGroups.FirstOf(faces);
        var membersOf = Enumerable.Range(0, faces.Count).ToLookup(i => groups[i]);
        foreach (var emotion in Emotions.All)
        {
            // A group with conflicting labels counts with the class of its first face.
            var firsts = Enumerable.Range(0, faces.Count).Where(i => groups[i] == i && faces.Labels[i] == emotion).ToArray();
            random.Shuffle(firsts);
            var rows = firsts.Sum(first => membersOf[first].Count());
            var wanted = (int)Math.Round(rows * trainingShare);
            var taken = 0;
            foreach (var first in firsts)
            {
                var split = taken < wanted ? Split.Training : heldOut;
                foreach (var member in membersOf[first])
                {
                    splits[member] = split;
                    taken++;
                }
            }
        }
        return faces.WithSplits(splits);
    }

    /// <summary>Divides all rows but those of <see cref="Split.PrivateTest"/>, which stay apart for the last judgement, into
    /// <see cref="Split.Training"/> and <see cref="Split.PublicTest"/>.</summary>
    /// <inheritdoc cref="Apply" path="/param"/>
    public static FaceDataset ApplyBesidePrivateTest(FaceDataset faces, double trainingShare, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var divided = Enumerable.Range(0, faces.Count).Where(i => faces.SplitOf[i] != Split.PrivateTest).ToArray();
        var parts = Apply(faces.Select(divided), trainingShare, seed).SplitOf;
        var splits = (Split[])faces.SplitOf.Clone();
        for (var i = 0; i < divided.Length; i++)
            splits[divided[i]] = parts[i];
        return faces.WithSplits(splits);
    }
}
