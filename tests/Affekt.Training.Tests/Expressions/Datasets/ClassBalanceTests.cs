using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Datasets;

public sealed class ClassBalanceTests
{
    // 60 happy, 30 sad, 10 disgust in Training; tests are not touched.
    private static readonly FaceDataset Faces = SmallFaces.Of([
        .. Enumerable.Range(0, 100).Select(i => ((byte)i, i < 60 ? Emotion.Happy : i < 90 ? Emotion.Sad : Emotion.Disgust, Split.Training)),
        (200, Emotion.Fear, Split.PublicTest)]);

    [Fact]
    public void Down_samples_to_the_smallest_class_that_has_any()
    {
        var plan = ClassBalance.Plan(Faces);
        Assert.Equal(10, plan.Limit);
        Assert.Equal((10, 10, 10, 0), (plan.After["happy"], plan.After["sad"], plan.After["disgust"], plan.After["fear"]));
        Assert.Equal((60, 30), (plan.Before["happy"], plan.Before["sad"]));
        Assert.Equal(30, plan.KeptRows.Count);
        Assert.Equal(Enumerable.Range(0, 100), plan.KeptRows.Concat(plan.DroppedRows).Order());
        Assert.Equal(10, plan.KeptRows.Count(r => Faces.Labels[r] == Emotion.Sad));
    }

    [Fact]
    public void A_limit_of_ones_own_and_a_seed_decide_what_stays()
    {
        var plan = ClassBalance.Plan(Faces, limit: 25, seed: 4);
        Assert.Equal((25, 25, 10), (plan.After["happy"], plan.After["sad"], plan.After["disgust"]));
        Assert.Equal(plan.KeptRows, ClassBalance.Plan(Faces, limit: 25, seed: 4).KeptRows);
        Assert.NotEqual(plan.KeptRows, ClassBalance.Plan(Faces, limit: 25, seed: 5).KeptRows);
    }

    [Fact]
    public void Weights_make_every_class_count_alike()
    {
        var plan = ClassBalance.Plan(Faces);
        Assert.Equal(100.0 / (3 * 60), plan.InverseWeights["happy"], 1e-9);
        Assert.Equal(100.0 / (3 * 10), plan.InverseWeights["disgust"], 1e-9);
        Assert.Equal(0, plan.InverseWeights["fear"]);
        Assert.Equal(100, plan.EffectiveWeights.Sum(w => w.Value * plan.Before[w.Key]), 1e-9);
        Assert.True(plan.EffectiveWeights["disgust"] > plan.EffectiveWeights["sad"]);
    }

    [Fact]
    public void The_written_list_has_every_row_once()
    {
        var lines = RowList.Write(Faces, ClassBalance.Plan(Faces)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("row,keep,picture", lines[0]);
        Assert.Equal(101, lines.Length);
        Assert.Equal(30, lines.Count(l => l.Split(',')[1] == "1"));
        Assert.StartsWith("0,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_split_is_refused() =>
        Assert.Contains("no rows in PrivateTest",
            Assert.Throws<DatasetException>(() => ClassBalance.Plan(Faces, split: Split.PrivateTest)).Message, StringComparison.Ordinal);
}
