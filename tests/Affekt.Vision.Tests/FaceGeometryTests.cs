using Affekt.Imaging;
using Affekt.Testing;

namespace Affekt.Vision.Tests;

public class FaceGeometryTests
{
    private static readonly FacePoint[] Mean = [new(-0.5, 0), new(0.5, 0), new(0, 0.598), new(-0.422, 1.075), new(0.422, 1.075)];

    [Theory]
    [InlineData(0, 0, 10, 10, 1)]
    [InlineData(10, 0, 10, 10, 0)]
    [InlineData(5, 0, 10, 10, 1.0 / 3)]
    [InlineData(2, 2, 5, 5, 0.25)]
    public void Overlap_is_the_shared_part_of_both(double x, double y, double width, double height, double expected) =>
        Assert.Equal(expected, new Box(0, 0, 10, 10).IntersectionOverUnion(new Box(x, y, width, height)), 9);

    [Fact]
    public void Of_overlapping_faces_the_surest_stays()
    {
        var kept = NonMaximumSuppression.Apply([At(0, 0, 10, 0.6), At(1, 0, 10, 0.9), At(30, 0, 10, 0.5), At(2, 2, 5, 0.7)]);

        Assert.Equal([0.9, 0.5], kept.Select(f => f.Score));
    }

    [Fact]
    public void Finds_that_agree_are_averaged_by_their_scores()
    {
        Face Shifted(double by, double score) =>
            new(new Box(by, 0, 20, 20), score, [.. Mean.Select(p => new FacePoint(p.X * 8 + 10 + by, p.Y * 8 + 6))]);

        var face = Assert.Single(NonMaximumSuppression.Apply([Shifted(0, 0.9), Shifted(2, 0.3), Shifted(30, 0)]), f => f.Score > 0);

        Assert.Equal(0.9, face.Score);
        Assert.Equal((0.5, 20), (Math.Round(face.Box.X, 9), face.Box.Width));
        Assert.Equal(Mean[0].X * 8 + 10.5, face.Landmarks[0].X, 9);
    }

    [Fact]
    public void The_main_face_is_large_and_near_the_middle()
    {
        var (corner, middle, small) = (At(0, 0, 20, 0.9), At(40, 40, 18, 0.9), At(70, 70, 5, 0.9));

        Assert.Equal([middle, corner, small], FaceOrder.MainFirst([small, corner, middle], 100, 100));
        Assert.Empty(FaceOrder.MainFirst([], 100, 100));
    }

    [Theory]
    [InlineData(50, 40, 30)]
    [InlineData(2, 3, 40)]
    [InlineData(118, 88, 25)]
    [InlineData(300, -200, 20)]
    [InlineData(60, 45, 300)]
    public void The_crop_is_that_of_the_whole_picture(double x, double y, double size)
    {
        var random = new Random(6);
        var image = new Image(120, 90, 3, [.. Enumerable.Range(0, 120 * 90 * 3).Select(i => (byte)(i / 3 % 120 + random.Next(40)))]);
        var face = new Face(new Box(x - size / 2, y - size / 2, size, size), 1, []);
        var aligner = new FaceAligner();

        var crop = aligner.Align(image, face, 40);
        var whole = image.Warp(aligner.TransformOf(face, 40), 40, 40).ToGray();

        Assert.All(crop.Pixels.Zip(whole.Pixels), pair => Assert.InRange(pair.First - pair.Second, -2, 2));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, 1)]
    [InlineData(-40, 2.5)]
    public void Alignment_undoes_turn_size_and_place(double degrees, double zoom)
    {
        var crop = new FaceCrop(0.4, 0.35);
        var place = AffineTransform.Scaling(30 * zoom, 30 * zoom).Then(AffineTransform.Rotation(degrees * Math.PI / 180))
            .Then(AffineTransform.Translation(200, 120));
        var points = Array.ConvertAll(Mean, p => place.Apply(p.X, p.Y));
        var (left, top) = (points.Min(p => p.X) - 20 * zoom, points.Min(p => p.Y) - 25 * zoom);
        var face = new Face(new Box(left, top, points.Max(p => p.X) + 20 * zoom - left, points.Max(p => p.Y) + 20 * zoom - top),
            0.9, Array.ConvertAll(points, p => new FacePoint(p.X, p.Y)));
        var aligner = new FaceAligner(crop);

        Assert.True(aligner.UsesLandmarks(face));
        var transform = aligner.TransformOf(face, 100);

        var (leftEye, rightEye) = (transform.Apply(points[0].X, points[0].Y), transform.Apply(points[1].X, points[1].Y));
        Assert.Equal((30, 35), (Math.Round(leftEye.X, 6), Math.Round(leftEye.Y, 6)));
        Assert.Equal((70, 35), (Math.Round(rightEye.X, 6), Math.Round(rightEye.Y, 6)));
    }

    [Fact]
    public void Landmarks_that_make_no_sense_leave_it_to_the_box()
    {
        var box = new Box(0, 0, 77, 100);
        var aligner = new FaceAligner();
        FacePoint[] upsideDown = [new(55, 80), new(20, 80), new(38, 55), new(50, 30), new(25, 30)];
        FacePoint[] outside = [new(20, 40), new(55, 40), new(38, 55), new(25, 75), new(500, 75)];
        FacePoint[] together = [new(38, 50), new(38, 50), new(38, 50), new(38, 50), new(38, 50)];
        var byBox = aligner.TransformOf(new Face(box, 0.9, []), 48);

        foreach (var points in (FacePoint[][])[[], upsideDown, outside, together])
        {
            var face = new Face(box, 0.9, points);
            Assert.False(aligner.UsesLandmarks(face));
            Assert.Equal(byBox, aligner.TransformOf(face, 48));
        }
    }

    [Fact]
    public void Box_and_landmarks_of_a_mean_face_give_about_the_same_crop()
    {
        // The mean face's box: 2.25 x 2.93 eye distances, its centre a third of one below the eyes.
        var points = Array.ConvertAll(Mean, p => new FacePoint(100 + 40 * p.X, 80 + 40 * p.Y));
        var box = new Box(100 - 45, 80 + 13.4 - 58.6, 90, 117.2);
        var aligner = new FaceAligner();

        var (a, b) = (aligner.TransformOf(new Face(box, 0.9, points), 48), aligner.TransformOf(new Face(box, 0.9, []), 48));

        Assert.Equal(a.A, b.A, 0.02);
        Assert.Equal(a.C, b.C, 1.0);
        Assert.Equal(a.F, b.F, 1.0);
    }

    [Fact]
    public void A_crop_is_gray_and_of_the_wanted_size_also_past_the_border()
    {
        var crop = new FaceAligner().Align(DrawnFace.Draw(60, 60), new Face(new Box(-20, -20, 300, 300), 0.9, []), 48);

        Assert.Equal((48, 48, 1), (crop.Width, crop.Height, crop.Channels));
    }

    [Fact]
    public void A_place_that_nobody_looked_at_is_read_as_it_is()
    {
        var image = DrawnFace.Draw(90, 70);
        var box = new Box(10, 0, 70, 70);
        var reader = SmallReader.Create();

        Assert.Equal(reader.Read(image, box).Probabilities.Values, reader.Read(image, new Face(box, null, [])).Probabilities.Values);
        Assert.NotEqual(reader.Read(image, box).Probabilities.Values, reader.Read(image, new Face(box, 0.9, [])).Probabilities.Values);
    }

    [Fact]
    public void The_correction_for_pictures_counts_for_found_faces_only()
    {
        var info = new EmotionModelInfo
        {
            Outputs = [new EmotionOutput("fer")],
            Pictures = new PictureReading { Shares = [1], Offsets = [0, 0, 0, 0, 9, 0, 0] },
        };
        var reader = new EmotionReader(SmallReader.Network(), EmotionModelInfo.FromMetadata(info.ToMetadata()));
        var image = DrawnFace.Draw(80, 80);
        var box = new Box(0, 0, 80, 80);

        Assert.Equal(Emotion.Sad, reader.Read(image, new Face(box, 0.9, [])).Emotion);
        Assert.Equal(SmallReader.Create().Read(image, box).Emotion, reader.Read(image, new Face(box, null, [])).Emotion);
    }

    private static Face At(double x, double y, double side, double score) => new(new Box(x, y, side, side), score, []);
}
