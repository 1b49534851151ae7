using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Datasets;

public sealed class CrowdVotesTests : IDisposable
{
    private const string Header = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\n";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private FaceDataset Join(string text, params (byte, Emotion, Split)[] faces) =>
        CrowdVotes.Join(SmallFaces.Of(faces), _folder.Write("fer2013new.csv", text));

    private static readonly (byte, Emotion, Split)[] Two = [(1, Emotion.Happy, Split.Training), (2, Emotion.Sad, Split.PublicTest)];

    [Fact]
    public void Joins_votes_by_row()
    {
        var faces = Join(Header + "Training,fer0000000.png,4,0,0,1,3,2,0,0,0,0\nPublicTest,,0,0,0,0,0,0,0,0,0,10\n", Two);
        Assert.Equal([4, 0, 0, 1, 3, 2, 0, 0, 0, 0], faces.VotesOf(0).ToArray());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 10], faces.VotesOf(1).ToArray());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 10], faces.Only(Split.PublicTest).VotesOf(0).ToArray());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("Usage,Image name,neutral\n", "no column 'happiness'")]
    [InlineData(Header + "Training,a,4,0,0,1,3,2,0,0,0,0\n", "has 1 rows")]
    [InlineData(Header + "Training,a,4,0,0,1,3,2,0,0,0,0\nPublicTest,a,4,0,0,1,3,2,0,0,0,0\nPublicTest,a,4,0,0,1,3,2,0,0,0,0\n",
        "more rows than the 2")]
    [InlineData(Header + "PublicTest,a,4,0,0,1,3,2,0,0,0,0\nPublicTest,a,4,0,0,1,3,2,0,0,0,0\n", "line 2 says PublicTest")]
    [InlineData(Header + "Training,a,4,0,0,1,3,2,0,0,0\n", "line 2 does not have 12 fields")]
    [InlineData(Header + "Training,a,many,0,0,1,3,2,0,0,0,0\n", "'many' votes for neutral")]
    [InlineData(Header + "Training,a,-1,0,0,1,3,2,0,0,0,0\n", "'-1' votes for neutral")]
    [InlineData(Header + "Training,a,0,0,0,0,0,0,0,0,0,0\n", "line 2 has no votes")]
    public void Says_in_one_line_what_does_not_fit(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<DatasetException>(() => Join(text, Two)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_lone_vote_is_a_slip_and_drops_out()
    {
        var targets = CrowdLabels.Targets(SmallFaces.WithVotes(6, 0, 0, 1, 0, 0, 3, 0, 0, 0));
        AssertDistribution([0, 0, 1 / 3f, 0, 0, 0, 2 / 3f], targets.Distributions);
        AssertDistribution([0, 0, .3f, 0, .1f, 0, .6f],
            CrowdLabels.Targets(SmallFaces.WithVotes(6, 0, 0, 1, 0, 0, 3, 0, 0, 0), new() { RemoveStrayVotes = false }).Distributions);
    }

    [Fact]
    public void Lone_votes_count_when_there_is_nothing_else() =>
        AssertDistribution([1 / 3f, 0, 0, 1 / 3f, 0, 1 / 3f, 0],
            CrowdLabels.Targets(SmallFaces.WithVotes(0, 1, 1, 0, 1, 0, 0, 0, 0, 7)).Distributions);

    [Fact]
    public void Contempt_is_shared_and_unknown_spread_as_documented()
    {
        AssertDistribution([.4f, .2f, 0, 0, 0, 0, .4f],
            CrowdLabels.Targets(SmallFaces.WithVotes(0, 0, 0, 0, 0, 0, 0, 10, 0, 0)).Distributions);
        var seventh = .3f / 7;
        AssertDistribution([seventh, seventh, seventh, .7f + seventh, seventh, seventh, seventh],
            CrowdLabels.Targets(SmallFaces.WithVotes(0, 7, 0, 0, 0, 0, 0, 0, 3, 0)).Distributions);
        AssertDistribution([0, 0, 0, 1, 0, 0, 0],
            CrowdLabels.Targets(SmallFaces.WithVotes(0, 7, 0, 0, 0, 0, 0, 0, 3, 0), new() { SpreadUnknown = false }).Distributions);
    }

    [Fact]
    public void Rows_that_most_call_no_face_are_flagged_and_still_add_up_to_one()
    {
        var targets = CrowdLabels.Targets(
            SmallFaces.WithVotes(0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 4, 0, 0, 0, 0, 0, 0, 0, 0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 5));
        Assert.Equal([false, false, true], targets.IsFace);
        AssertDistribution([.. Enumerable.Repeat(1 / 7f, 7), 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1], targets.Distributions);
    }

    [Theory]
    [InlineData(new byte[] { 6, 4, 0, 0, 0, 0, 0, 0, 0, 0 }, (int)Emotion.Neutral)]
    [InlineData(new byte[] { 5, 5, 0, 0, 0, 0, 0, 0, 0, 0 }, null)]
    [InlineData(new byte[] { 5, 1, 1, 1, 1, 1, 0, 0, 0, 0 }, (int)Emotion.Neutral)]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 6, 4, 0 }, CrowdLabels.Contempt)]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 8, 0 }, null)]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 0, 8 }, null)]
    [InlineData(new byte[] { 0, 0, 0, 0, 7, 3, 0, 0, 0, 0 }, (int)Emotion.Angry)]
    public void The_majority_needs_more_than_half_of_the_votes_that_are_no_slips(byte[] votes, int? expected) =>
        Assert.Equal(expected, CrowdLabels.Majority(votes));

    [Fact]
    public void Real_votes_fit_FER2013()
    {
        var faces = RealData.FerWithVotes();
        Assert.Equal(176, Enumerable.Range(0, faces.Count).Count(i => CrowdLabels.IsNotAFace(faces.VotesOf(i))));
        var judged = Splits.All.Select(s => faces.IndicesOf(s).Count(i => CrowdLabels.Majority(faces.VotesOf(i)) is not null));
        Assert.Equal([25_060, 3_199, 3_153], judged);
        var targets = CrowdLabels.Targets(faces).Distributions;
        for (var i = 0; i < faces.Count; i++)
            Assert.Equal(1, targets.AsSpan(i * 7, 7).ToArray().Sum(), 1e-5);
    }

    private static void AssertDistribution(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-6f);
    }
}
