using Affekt.Training.Detection;
using Affekt.Vision;

namespace Affekt.Training.Tests.Detection;

public class FaceEvaluationTests
{
    [Fact]
    public void Perfect_answers_have_precision_one()
    {
        var photos = new[] { Findings([Mark(10, 10, 40)], Found(10, 10, 40, 0.9)), Findings([], []) };

        Assert.Equal(new FaceScore(1, 1, 1, 1), FaceEvaluation.Score(photos, 32, 0.5));
        Assert.Equal(0, FaceEvaluation.FalseAlarms(photos, 0.5));
    }

    [Fact]
    public void Average_precision_is_the_area_under_the_monotone_curve()
    {
        // In order of score: right, wrong, right; one of three faces is never found.
        var photos = new[] { Findings(
            [Mark(0, 0, 40), Mark(100, 0, 40), Mark(200, 0, 40)], Found(0, 0, 40, 0.9), Found(300, 0, 40, 0.8), Found(100, 0, 40, 0.7)) };

        var score = FaceEvaluation.Score(photos, 32, 0.75);

        Assert.Equal((1 + 2 / 3.0) / 3, score.AveragePrecision, 9);
        Assert.Equal(1 / 3.0, score.Recall, 9);
        Assert.Equal(1, FaceEvaluation.FalseAlarms(photos, 0.5));
    }

    [Fact]
    public void A_face_found_twice_is_found_once_and_wrong_once()
    {
        var photos = new[] { Findings([Mark(0, 0, 40)], Found(0, 0, 40, 0.9), Found(2, 2, 40, 0.8)) };

        Assert.Equal(1, FaceEvaluation.FalseAlarms(photos, 0.5));
    }

    [Fact]
    public void Small_and_uncertain_marks_are_neither_asked_for_nor_false_alarms()
    {
        var photos = new[] { Findings(
            [Mark(0, 0, 12), new MarkedFace(new Box(100, 0, 60, 60), [], true)], Found(0, 0, 12, 0.9), Found(110, 10, 30, 0.9)) };

        Assert.Equal(0, FaceEvaluation.Score(photos, 32, 0.5).Faces);
        Assert.Equal(0, FaceEvaluation.FalseAlarms(photos, 0.5));
    }

    [Fact]
    public void Landmarks_are_judged_in_eye_distances()
    {
        FacePoint[] marks = [new(10, 10), new(30, 10), new(20, 20), new(12, 30), new(28, 30)];
        var found = new Face(new Box(0, 0, 40, 40), 0.9, Array.ConvertAll(marks, p => p with { X = p.X + 2 }));
        var photos = new[] { new FaceFindings(
            new FacePhoto("a", "s", true, [new MarkedFace(new Box(0, 0, 40, 40), marks, false)]), [found]) };

        Assert.Equal((0.1, 1), FaceEvaluation.LandmarkError(photos, 32, 0.5));
    }

    private static MarkedFace Mark(double x, double y, double side) => new(new Box(x, y, side, side), [], false);

    private static Face Found(double x, double y, double side, double score) => new(new Box(x, y, side, side), score, []);

    private static FaceFindings Findings(IReadOnlyList<MarkedFace> marks, params IReadOnlyList<Face> found) =>
        new(new FacePhoto("a", "s", true, marks), found);
}
