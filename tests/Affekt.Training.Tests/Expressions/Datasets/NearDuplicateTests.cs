using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Datasets;

public sealed class NearDuplicateTests
{
    /// <summary>A smooth random picture, as photographs are.</summary>
    private static byte[] Picture(int seed, double moveX = 0, double gain = 1, double bias = 0)
    {
        var random = new Random(seed);
        var waves = Enumerable.Range(0, 8)
            .Select(_ => (Fx: random.NextDouble() * .4, Fy: random.NextDouble() * .4, Phase: random.NextDouble() * 6)).ToArray();
        var face = new byte[48 * 48];
        for (var i = 0; i < face.Length; i++)
        {
            var value = waves.Sum(w => Math.Sin(w.Fx * (i % 48 + moveX) + w.Fy * (i / 48) + w.Phase));
            face[i] = (byte)Math.Clamp((128 + value * 16) * gain + bias, 0, 255);
        }
        return face;
    }

    private static FaceDataset Of(params (byte[] Face, Split Split)[] faces) => new(
        "x", 48, 48, [.. faces.SelectMany(f => f.Face)], new Emotion[faces.Length], [.. faces.Select(f => f.Split)],
            [.. Enumerable.Range(0, faces.Length)]);

    [Fact]
    public void A_lighter_and_a_moved_copy_are_found_and_others_are_not()
    {
        var faces = Of([(Picture(1), Split.Training), (Picture(1, gain: .8, bias: 30), Split.Training),
            (Picture(1, moveX: .4), Split.Training),
            .. Enumerable.Range(2, 60).Select(seed => (Picture(seed), Split.Training))]);
        var pairs = NearDuplicates.Find(faces);
        Assert.Equal([(0, 1), (0, 2), (1, 2)], pairs.Select(p => (p.First, p.Second)));
        Assert.All(pairs, p => Assert.InRange(p.Correlation, .92, 1.0001));
    }

    [Fact]
    public void Exact_copies_and_blank_pictures_are_no_near_duplicates()
    {
        var blank = new byte[48 * 48];
        Assert.Empty(NearDuplicates.Find(
            Of((Picture(1), Split.Training), (Picture(1), Split.Training), (blank, Split.Training), (blank, Split.Training))));
    }

    [Fact]
    public void Near_leaks_can_be_dropped_with_all_their_copies()
    {
        var faces = Of((Picture(1), Split.Training), (Picture(1), Split.Training), (Picture(2), Split.Training),
            (Picture(1, gain: .9), Split.PublicTest));
        Assert.Equal(4, new SplitRules().Apply(faces).Faces.Count);
        var (kept, report) = new SplitRules { DropNearLeaks = true }.Apply(faces);
        Assert.Equal([2, 3], kept.Rows);
        Assert.Equal(2, report.NearLeaked);
        var near = DatasetSummary.From(faces, near: true).NearDuplicates!;
        Assert.Equal((1, 0, 1), (near.Pairs, near.Conflicting, near.AcrossSplits));
    }

    [Fact]
    public void Faces_that_are_too_small_are_refused() =>
        Assert.Throws<DatasetException>(() => NearDuplicates.Find(SmallFaces.Of((1, Emotion.Happy, Split.Training))));

    [Fact]
    public void The_real_FER2013_has_many()
    {
        var near = DatasetSummary.From(RealData.FerWithVotes(), near: true).NearDuplicates!;
        Assert.Equal(1_571, near.Pairs);
        Assert.Equal(429, near.AcrossSplits);
    }
}
