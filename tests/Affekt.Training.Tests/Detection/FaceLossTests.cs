using Affekt.Training.Detection;
using Affekt.Vision;

namespace Affekt.Training.Tests.Detection;

public class FaceLossTests
{
    private static readonly GridPoint Point = new(44, 36, 8);

    [Theory]
    [InlineData(30, 20, 25, 30)]
    [InlineData(38, 40, 60, 80)]
    [InlineData(200, 200, 10, 10)]
    public void The_boxs_slope_agrees_with_differences(double x, double y, double width, double height)
    {
        float[] code = [0, 0.4f, -0.3f, 1.1f, 1.4f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        var target = new Box(x, y, width, height);
        var slope = new float[FaceCode.Length];
        FaceLoss.BoxLoss(code, Point, target, 1, slope);

        for (var i = 1; i <= 4; i++)
        {
            double Shifted(float step)
            {
                var moved = (float[])code.Clone();
                moved[i] += step;
                return FaceLoss.BoxLoss(moved, Point, target, 1, new float[FaceCode.Length]);
            }
            Assert.Equal((Shifted(1e-3f) - Shifted(-1e-3f)) / 2e-3, slope[i], 1e-2);
        }
    }

    [Theory]
    [InlineData(-4, 0)]
    [InlineData(0.5, 0)]
    [InlineData(-1, 0.8)]
    [InlineData(3, 0.6)]
    public void The_scores_slope_agrees_with_differences(double logit, double quality)
    {
        double At(double z) => FaceLoss.ScoreLoss((float)z, quality, 1, new float[1]);
        var slope = new float[1];
        FaceLoss.ScoreLoss((float)logit, quality, 1, slope);

        Assert.Equal((At(logit + 0.01) - At(logit - 0.01)) / 0.02, slope[0], 1e-3);
    }

    [Fact]
    public void A_perfect_answer_costs_nothing_and_an_overlapping_box_less_than_one_apart()
    {
        var target = new Box(Point.X - 12, Point.Y - 16, 24, 32);
        float[] right = [0, 0, 0, MathF.Log(3), MathF.Log(4), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        double Loss(Box box) => FaceLoss.BoxLoss(right, Point, box, 1, new float[FaceCode.Length]);

        Assert.Equal(0, Loss(target), 5);
        Assert.True(Loss(target with { X = target.X + 8 }) < Loss(target with { X = target.X + 80 }));
    }

    [Fact]
    public void Points_near_a_faces_centre_answer_for_it_and_unknown_places_learn_nothing()
    {
        var points = FaceGrid.PointsOf(64, 64);
        var codes = new float[points.Length * FaceCode.Length];
        var face = new MarkedFace(new Box(8, 8, 24, 24), [], false);
        var unknown = new MarkedFace(new Box(40, 40, 16, 16), [], true);

        var owners = FaceAssignment.Assign(points, codes, [face, unknown]);

        var mine = points.Where((_, i) => owners[i] == 0).ToList();
        Assert.NotEmpty(mine);
        Assert.All(mine, p => Assert.True(Math.Abs(p.X - 20) < 2.5 * p.Stride && Math.Abs(p.Y - 20) < 2.5 * p.Stride));
        Assert.All(points.Zip(owners).Where(p => p.First is { X: > 40 and < 56, Y: > 40 and < 56 }),
            p => Assert.Equal(FaceAssignment.Unknown, p.Second));
        Assert.DoesNotContain(owners, o => o == 1);
    }

    [Fact]
    public void Every_face_gets_a_point_however_small()
    {
        var points = FaceGrid.PointsOf(64, 64);
        var faces = Enumerable.Range(0, 9)
            .Select(i => new MarkedFace(new Box(3 + 20 * (i % 3), 3 + 20 * (i / 3), 3, 3), [], false)).ToList();

        var owners = FaceAssignment.Assign(points, new float[points.Length * FaceCode.Length], faces);

        Assert.All(Enumerable.Range(0, faces.Count), i => Assert.Contains(i, owners));
    }
}
