using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Datasets;

public sealed class SplitRulesTests
{
    [Fact]
    public void Drops_Training_rows_that_stand_in_a_test_split_and_keeps_the_tests_whole()
    {
        var faces = SmallFaces.Of(
            (1, Emotion.Happy, Split.Training), (2, Emotion.Sad, Split.Training), (2, Emotion.Fear, Split.Training),
                (3, Emotion.Fear, Split.Training),
            (1, Emotion.Happy, Split.PrivateTest), (2, Emotion.Sad, Split.PublicTest), (4, Emotion.Sad, Split.PublicTest),
                (4, Emotion.Sad, Split.PrivateTest));
        var (kept, report) = new SplitRules().Apply(faces);
        Assert.Equal([3, 4, 5, 6, 7], kept.Rows);
        Assert.Equal(new SplitReport(3, 0, 0, 1, 2, 2), report);
        Assert.Same(faces, new SplitRules { DropLeaks = false }.Apply(faces).Faces);
    }

    [Fact]
    public void Drops_blank_and_faceless_rows_of_Training_only()
    {
        var blank = new byte[] { 7, 7, 7, 7 };
        byte[] face = [1, 2, 3, 4], other = [4, 3, 2, 1];
        byte[] noFace = [0, 0, 0, 0, 0, 0, 0, 0, 0, 10], happy = [0, 10, 0, 0, 0, 0, 0, 0, 0, 0];
        var faces = new FaceDataset("x", 2, 2, [.. blank, .. face, .. other, 0, 0, 0, 0],
            new Emotion[4], [Split.Training, Split.Training, Split.Training, Split.PublicTest], [0, 1, 2, 3])
            .WithVotes([.. happy, .. noFace, .. happy, .. noFace]);
        var (kept, report) = new SplitRules { DropNotAFace = true }.Apply(faces);
        Assert.Equal([2, 3], kept.Rows);
        Assert.Equal(new SplitReport(0, 1, 1, 1, 1, 0), report);
    }

    [Fact]
    public void A_stratified_split_keeps_shares_and_copies_together()
    {
        var random = new Random(5);
        var faces = SmallFaces.Of([.. Enumerable.Range(0, 700).Select(i => ((byte)(i % 233), (Emotion)random.Next(7), Split.Training))]);
        var split = StratifiedSplit.Apply(faces, .8, seed: 3);
        Assert.Empty(Leaks.Find(split).TrainingRows);
        Assert.InRange(split.IndicesOf(Split.Training).Length, 540, 580);
        Assert.Equal(split.SplitOf, StratifiedSplit.Apply(faces, .8, seed: 3).SplitOf);
        Assert.NotEqual(split.SplitOf, StratifiedSplit.Apply(faces, .8, seed: 4).SplitOf);
    }

    [Fact]
    public void A_split_of_ones_own_leaves_PrivateTest_alone()
    {
        var faces = SmallFaces.Of([.. Enumerable.Range(0, 50)
            .Select(i => ((byte)i, Emotion.Happy, i < 30 ? Split.Training : i < 40 ? Split.PublicTest : Split.PrivateTest))]);
        var divided = StratifiedSplit.ApplyBesidePrivateTest(faces, .8, seed: 3);
        Assert.Equal(Enumerable.Range(40, 10), divided.IndicesOf(Split.PrivateTest));
        Assert.Equal((32, 8), (divided.IndicesOf(Split.Training).Length, divided.IndicesOf(Split.PublicTest).Length));
    }

    [Fact]
    public void A_stratified_split_takes_the_share_of_every_class()
    {
        var faces = SmallFaces.Of(
            [.. Enumerable.Range(0, 250).Select(i => ((byte)i, i < 50 ? Emotion.Disgust : Emotion.Happy, Split.Training))]);
        var split = StratifiedSplit.Apply(faces, .8, heldOut: Split.PrivateTest);
        Assert.Equal(40, split.Only(Split.Training).Labels.Count(l => l == Emotion.Disgust));
        Assert.Equal(160, split.Only(Split.Training).Labels.Count(l => l == Emotion.Happy));
        Assert.Equal(50, split.Only(Split.PrivateTest).Count);
    }

    [Fact]
    public void The_faults_of_the_real_FER2013_are_found()
    {
        var summary = DatasetSummary.From(RealData.FerWithVotes());
        Assert.Equal(34_034, summary.DistinctImages);
        Assert.Equal(1_516, summary.Duplicates.Groups);
        Assert.Equal(57, summary.Duplicates.ConflictingGroups);
        Assert.Equal(3_369, summary.Duplicates.Rows);
        Assert.Equal(288, summary.Leaks.PrivateTest);
        Assert.Equal(280, summary.Leaks.PublicTest);
        Assert.Equal(12, summary.BlankImages);
        Assert.Equal(176, summary.NotAFace);
        Assert.Equal(35_887, summary.Shapes["48x48 gray"]);
        Assert.Equal(436, summary.Splits["Training"].Classes["disgust"]);
        Assert.Equal(8_989, summary.Classes["happy"]);
    }

    [Fact]
    public void The_real_Training_without_leaks_shares_no_image_with_the_tests()
    {
        var faces = RealData.FerWithVotes();
        var (kept, report) = new SplitRules().Apply(faces);
        Assert.Empty(Leaks.Find(kept).TrainingRows);
        Assert.Equal((3_589, 3_589), (report.PublicTest, report.PrivateTest));
        Assert.Equal(28_709, report.Training + report.Leaked + report.Blank);
        Assert.Equal(DatasetSummary.From(faces).Leaks.Training, report.Leaked);
    }
}
