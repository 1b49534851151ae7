using Affekt.Imaging;
using Affekt.Testing;

namespace Affekt.Vision.Tests;

public class FaceDoubtTests
{
    private static readonly FacePoint[] Frontal = [new(16, 18), new(32, 18), new(24, 28), new(18, 36), new(30, 36)];
    private static readonly FacePoint[] Turned = [new(16, 18), new(32, 18), new(33, 28), new(20, 36), new(30, 36)];

    private static Face At(params FacePoint[] points) => new(new Box(0, 0, 48, 48), 0.9, points);

    // Stripes of two pixels: sharp, and bright enough.
    private static Image Crop(int dark = 60, int bright = 180)
    {
        var crop = new Image(48, 48, 1);
        for (var i = 0; i < crop.Pixels.Length; i++)
            crop.Pixels[i] = (byte)(i % 48 / 2 % 2 == 0 ? dark : bright);
        return crop;
    }

    private static Image Smooth()
    {
        var crop = new Image(48, 48, 1);
        for (var i = 0; i < crop.Pixels.Length; i++)
            crop.Pixels[i] = (byte)(60 + i % 48 * 3);
        return crop;
    }

    [Fact]
    public void A_clear_face_that_looks_ahead_raises_no_doubt() =>
        Assert.Equal(ReadingDoubt.None, FaceDoubt.Of(At(Frontal), Crop()));

    [Fact]
    public void A_nose_beside_the_eyes_means_turned_away()
    {
        Assert.Equal(ReadingDoubt.TurnedAway, FaceDoubt.Of(At(Turned), Crop()));
        Assert.InRange(At(Turned).Yaw!.Value, 40, 50);
        Assert.Equal(0, At(Frontal).Yaw!.Value, 1e-9);
        Assert.Null(At().Yaw);
    }

    [Fact]
    public void Hardly_any_light_means_too_dark() =>
        Assert.Equal(ReadingDoubt.TooDark, FaceDoubt.Of(At(Frontal), Crop(15, 45)));

    [Fact]
    public void No_edges_mean_blurred() => Assert.Equal(ReadingDoubt.Blurred, FaceDoubt.Of(At(), Smooth()));

    [Fact]
    public void A_doubtful_face_needs_more_confidence_to_be_named()
    {
        // Always nine parts in ten for happy, less a little.
        var info = new EmotionModelInfo
        {
            Outputs = [new EmotionOutput("fer", Temperature: 1e6)],
            Pictures = new PictureReading { Shares = [1], Offsets = [0, 0, 0, 3, 0, 0, 0], UnsureBelow = 0.6 },
        };
        var reader = new EmotionReader(SmallReader.Network(), info);
        var picture = Crop().Resize(96, 96);
        var clear = reader.Read(picture, new Face(new Box(0, 0, 96, 96), 0.9, []));
        Assert.InRange(clear.Confidence, 0.7, 0.8);

        var turned = reader.Read(picture, new Face(new Box(0, 0, 96, 96), 0.9, [.. Turned.Select(p => new FacePoint(2 * p.X, 2 * p.Y))]));

        Assert.Equal((ReadingDoubt.None, false), (clear.Doubt, clear.Unsure));
        Assert.Equal((ReadingDoubt.TurnedAway, true), (turned.Doubt, turned.Unsure));
        Assert.Equal("turned away", turned.Doubt.Words());
        Assert.Null(clear.Doubt.Words());
    }
}
