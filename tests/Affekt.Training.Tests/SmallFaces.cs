using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests;

/// <summary>Tiny data sets that tests write down in one line.</summary>
public static class SmallFaces
{
    /// <summary>Faces of 2x2 pixels: each is (content, label, split); equal contents are equal pixels.</summary>
    public static FaceDataset Of(params (byte Content, Emotion Label, Split Split)[] faces) => new(
        "small.csv", 2, 2,
        [.. faces.SelectMany(f => new byte[] { f.Content, 1, 2, 3 })],
        [.. faces.Select(f => f.Label)],
        [.. faces.Select(f => f.Split)],
        [.. Enumerable.Range(0, faces.Length)]);

    /// <summary>One face with these ten votes, in the order of <see cref="CrowdVote"/>.</summary>
    public static FaceDataset WithVotes(params byte[] votes) =>
        Of([.. Enumerable.Repeat(((byte)9, Emotion.Happy, Split.Training), votes.Length / CrowdVotes.Columns)]).WithVotes(votes);
}
