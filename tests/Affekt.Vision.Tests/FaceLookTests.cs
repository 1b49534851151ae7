using Affekt.Imaging;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;
using Affekt.Testing;

namespace Affekt.Vision.Tests;

/// <summary>Second looks and second opinions. <see cref="SmallDetector"/> sees white cells of 8x8 pixels that lie on its grid.</summary>
public class FaceLookTests
{
    // In a picture of 60x60 pixels, a block from 4 on lies on the grid only when the picture stands on its head.
    private const int Side = 60;

    [Fact]
    public void A_picture_is_looked_at_again_only_when_asked_and_only_where_nothing_was_found()
    {
        var image = Bright(With(Side, (4, 4, 8, 255)));
        var detector = SmallDetector.Create(new FaceDetectorOptions { LooksAgain = true, MostPixelsAgain = 3 * Side * Side });

        Assert.Empty(SmallDetector.Create().Find(image));
        Assert.Equal(FaceLook.HalfTurn, Assert.Single(detector.Find(image)).Look);
        Assert.Equal(FaceLook.AsItIs, Assert.Single(
            detector.Find(Bright(With(Side, (4, 4, 8, 255), (32, 32, 8, 255))))).Look);
        Assert.Empty(detector.Find(new Image(Side, Side, 1)));
    }

    [Fact]
    public void A_face_in_a_turned_picture_lies_where_it_is_and_keeps_its_own_left_and_right()
    {
        var options = new FaceDetectorOptions { LooksAgain = true, MostPixelsAgain = 3 * Side * Side };

        var half = Assert.Single(SmallDetector.Create(options).Find(Bright(With(Side, (4, 4, 8, 255)))));
        Assert.Equal((8, 8, SmallDetector.FaceSide),
            (Math.Round(half.Box.CentreX, 3), Math.Round(half.Box.CentreY, 3), Math.Round(half.Box.Width, 3)));
        Assert.True(half.Landmarks[0].X > half.Landmarks[1].X);

        // From 8 on lies on the grid across; from 4 on down. A turn clockwise exchanges the two and counts the rows from the other end.
        var quarter = Assert.Single(SmallDetector.Create(options).Find(Bright(With(Side, (8, 4, 8, 255)))));
        Assert.Equal(FaceLook.QuarterTurn, quarter.Look);
        Assert.Equal((12, 8), (Math.Round(quarter.Box.CentreX, 3), Math.Round(quarter.Box.CentreY, 3)));
    }

    [Fact]
    public void A_dark_picture_is_brightened_and_a_small_one_enlarged()
    {
        var options = new FaceDetectorOptions { LooksAgain = true };

        Assert.Equal(FaceLook.Brightened, Assert.Single(SmallDetector.Create(options).Find(With(96, (40, 24, 8, 200)))).Look);
        var enlarged = SmallDetector.Create(options).Find(Bright(With(96, (3, 3, 8, 255))));
        Assert.Equal(FaceLook.Enlarged, Assert.Single(enlarged).Look);
        Assert.InRange(enlarged[0].Box.CentreX, 4, 9);
    }

    [Fact]
    public void A_second_opinion_is_asked_in_cases_of_doubt_only()
    {
        var doubtful = With(96, (40, 24, 8, 226));
        var sure = With(96, (40, 24, 8, 255));

        Assert.Single(SmallDetector.Create().Find(doubtful));
        Assert.Empty(Checked(-5).Find(doubtful));
        Assert.True(Assert.Single(Checked(5).Find(doubtful)).Score > SmallDetector.Create().Find(doubtful)[0].Score);
        Assert.Single(Checked(-5).Find(sure));
        Assert.Equal(0.6, Checked(0).Threshold);

        static FaceDetector Checked(float opinion) => new(SmallDetector.Model(), null, new FaceCheck(Check(opinion)));
    }

    [Fact]
    public void A_check_that_is_none_is_refused()
    {
        Assert.Throws<FaceModelException>(() => new FaceCheck(SmallDetector.Model()));
        var network = new Network(new Shape(8, 8, 1));
        network.AddOutput(FaceCheck.OutputName, network.Dense(network.Flatten(network.Input), 1));
        var small = new Model(network, new FaceCheckInfo(1, 1, 0, 0.5).ToMetadata()).ToBytes();
        Assert.Contains("48x48", Assert.Throws<FaceModelException>(() => new FaceCheck(small)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_score_is_what_the_model_says_a_logit_is_worth()
    {
        var image = With(96, (40, 24, 8, 226));
        var plain = SmallDetector.Create().Find(image)[0].Score!.Value;
        var detector = new FaceDetector(SmallDetector.Model(info => info with { ScoreScale = 0.5, ScoreOffset = 1 }));

        var logit = Math.Log(plain / (1 - plain));
        Assert.Equal(1 / (1 + Math.Exp(-(0.5 * logit + 1))), Assert.Single(detector.Find(image)).Score!.Value, 4);
    }

    [Fact]
    public void The_dark_counts_as_the_bright_for_a_check()
    {
        var bright = FaceCheck.CropOf(With(96, (40, 24, 8, 200)), new Box(30, 20, 30, 30), FaceCheck.Side, FaceCheck.Context);
        var dark = new Image(bright.Width, bright.Height, 1, Array.ConvertAll(bright.Pixels, p => (byte)(p / 2)));
        var (one, other) = (new float[FaceCheck.Side * FaceCheck.Side], new float[FaceCheck.Side * FaceCheck.Side]);

        FaceCheck.Normalise(bright, one);
        FaceCheck.Normalise(dark, other);

        Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 0.1f));
    }

    private static byte[] Check(float opinion)
    {
        var network = new Network(new Shape(FaceCheck.Side, FaceCheck.Side, 1));
        var dense = (DenseLayer)network.Dense(network.Flatten(network.Input), 1);
        dense.Weight.Values.Clear();
        dense.Bias!.Values[0] = opinion;
        network.AddOutput(FaceCheck.OutputName, dense);
        return new Model(network, new FaceCheckInfo(1, 1, 0, 0.6).ToMetadata()).ToBytes();
    }

    private static Image Bright(Image image) =>
        new(image.Width, image.Height, 1, Array.ConvertAll(image.Pixels, p => Math.Max(p, (byte)120)));

    private static Image With(int side, params (int X, int Y, int Size, byte Level)[] blocks)
    {
        var image = new Image(side, side, 1);
        Array.Fill(image.Pixels, (byte)20);
        foreach (var (x, y, size, level) in blocks)
            for (var row = y; row < y + size; row++)
                image.Pixels.AsSpan(row * side + x, size).Fill(level);
        return image;
    }
}
