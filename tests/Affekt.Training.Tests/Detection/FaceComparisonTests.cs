using Affekt.Training.Detection;
using Affekt.Vision;

namespace Affekt.Training.Tests.Detection;

public class FaceComparisonTests
{
    [Fact]
    public void Boxes_that_a_detector_drew_count_apart_and_small_faces_by_their_size()
    {
        MarkedFace[] marks = [
            new(new Box(0, 0, 20, 20), [], false) { IsByHuman = true }, new(new Box(100, 0, 40, 40), [], false) { IsByHuman = true },
            new(new Box(200, 0, 80, 80), [], false)];
        var photo = new FacePhoto("a", "s", true, marks);
        var empty = new FacePhoto("b", FaceFolder.Negatives, true, []);
        var ours = new ComparedDetector("ours", 0.7, [
            new(photo, [Found(0, 20, 0.9), Found(100, 40, 0.6)]), new(empty, [Found(0, 30, 0.9)])]);
        var theirs = new ComparedDetector("theirs", 0.5, [
            new(photo, [Found(100, 40, 0.6), Found(200, 80, 0.9)]), new(empty, [Found(0, 30, 0.4)])]);

        var rows = FaceComparison.Rows([ours, theirs], [[40, 100, 200], []]).ToDictionary(r => r.Name);

        Assert.Equal([1, 0], rows["by people: found of 16 to 32 px"].Values);
        Assert.Equal([0, 1], rows["by people: found of 32 to 64 px"].Values);
        Assert.Equal(0, rows["by people: found of 64 px and more"].Of);
        Assert.Equal([0, 1], rows["all boxes: found of 64 px and more"].Values);
        Assert.Equal([1, 0], rows["by people: found, dark"].Values);
        Assert.Equal([1, 0], rows["photos without faces: false alarms a photo"].Values);
        var precision = rows["by people: average precision, 32 px and more"];
        Assert.Equal((1, 1.0), (precision.Of, precision.Values[1]));
    }

    [Fact]
    public void A_fitted_probability_is_the_share_that_is_so()
    {
        var examples = Enumerable.Range(0, 400).Select(i => (
            Features: new double[] { i % 2, 1 }, IsSo: i % 2 == 0 ? i % 8 == 0 : i % 8 != 1)).ToList();

        var fit = LogisticFit.Fit(examples, [0, 0]);

        Assert.Equal(0.25, 1 / (1 + Math.Exp(-fit[1])), 3);
        Assert.Equal(0.75, 1 / (1 + Math.Exp(-fit[0] - fit[1])), 3);
    }

    [Fact]
    public void A_mark_is_found_once_and_one_to_be_ignored_never()
    {
        MarkedFace[] marks = [new(new Box(0, 0, 40, 40), [], false), new(new Box(100, 0, 40, 40), [], true)];
        var photo = new FaceFindings(
            new FacePhoto("a", "s", true, marks), [Found(0, 40, 0.9), Found(1, 40, 0.8), Found(100, 40, 0.9)]);

        Assert.Equal([marks[0]], FaceEvaluation.FoundMarks(photo, 0.5));
        Assert.Empty(FaceEvaluation.FoundMarks(photo, 0.95));
        Assert.Equal([true, false], FaceEvaluation.Judged(photo).Select(j => j.IsRight));
    }

    private static Face Found(double x, double side, double score) => new(new Box(x, 0, side, side), score, []);
}
