using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Vision;

namespace Affekt.Training.Tests.Expressions.Evaluation;

/// <summary>What a model remembers of its rows, and what is left out for it.</summary>
public class LearntRowsTests
{
    private static readonly FaceDataset Faces = Draw(30);

    [Fact]
    public void What_a_model_learnt_from_is_left_out_and_what_chose_it_is_counted()
    {
        var model = Model(Faces.Select([0, 1, 2, 3]), Faces.Select([4, 5]));

        var (left, overlap) = RowOverlap.LeaveOut(Faces, [model]);

        Assert.Equal(Enumerable.Range(4, 26), left.Rows);
        Assert.Equal(new RowOverlap(IsKnown: true, Learnt: 4, Selected: 2, LeftOut: 4), overlap);
        Assert.Equal(2, overlap.Warnings().Count());
        Assert.Equal("drawn: 80/20", model.Division);
    }

    [Fact]
    public void Rows_are_known_again_by_their_picture_wherever_they_stand_and_after_a_crop()
    {
        var model = Model(Faces.Select([7]), null);
        var elsewhere = Faces.Select([9, 7]).WithPixels(new byte[2 * 16]);

        Assert.Equal([9], RowOverlap.LeaveOut(elsewhere, [model]).Faces.Rows);
    }

    [Fact]
    public void Several_models_leave_out_what_any_of_them_learnt_from()
    {
        var overlap = RowOverlap.LeaveOut(Faces, [Model(Faces.Select([0]), null), Model(Faces.Select([1]), null)]).Overlap;
        Assert.Equal(2, overlap.LeftOut);
    }

    [Fact]
    public void Learnt_rows_may_be_kept_with_a_warning_and_alone_they_are_refused()
    {
        var model = Model(Faces, null);
        Assert.Contains("--with-learnt", Assert.Throws<DatasetException>(() => RowOverlap.LeaveOut(Faces, [model])).Message,
            StringComparison.Ordinal);
        var (kept, overlap) = RowOverlap.LeaveOut(Faces, [model], keep: true);
        Assert.Equal((30, 30, 0), (kept.Count, overlap.Learnt, overlap.LeftOut));
        Assert.Contains("remembers", Assert.Single(overlap.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_says_nothing_cannot_be_checked()
    {
        Assert.Null(LearntRows.From(new Dictionary<string, string>()));
        var (kept, overlap) = RowOverlap.LeaveOut(Faces, [null]);
        Assert.Equal((30, false), (kept.Count, overlap.IsKnown));
        Assert.Contains("cannot be checked", Assert.Single(overlap.Warnings()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_list_is_refused() => Assert.Throws<EmotionModelException>(
        () => LearntRows.From(new Dictionary<string, string> { ["affekt.rows.learnt"] = "AAAA" }));

    private static LearntRows Model(FaceDataset learnt, FaceDataset? selected) =>
        LearntRows.From(LearntRows.Of("drawn: 80/20", learnt, selected).ToMetadata())!;

    private static FaceDataset Draw(int count)
    {
        var pixels = new byte[count * 16];
        new Random(1).NextBytes(pixels);
        return new FaceDataset("drawn", 4, 4, pixels, [.. Enumerable.Range(0, count).Select(i => (Emotion)(i % 7))],
            new Split[count], [.. Enumerable.Range(0, count)]);
    }
}
