namespace Affekt.Imaging.Tests.Pixels;

public class WarpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_identity_and_whole_shifts_are_exact(int channels)
    {
        Image picture = TestPictures.Noise(20, 15, channels);
        PictureAssert.Equal(picture, picture.Warp(AffineTransform.Identity, 20, 15));
        PictureAssert.Equal(picture.Crop(3, 2, 10, 9), picture.Warp(AffineTransform.Translation(-3, -2), 10, 9));
    }

    [Fact]
    public void A_quarter_turn_is_a_rotation()
    {
        Image picture = TestPictures.Noise(20, 15, 3);
        AffineTransform turn = AffineTransform.Rotation(Math.PI / 2).Then(AffineTransform.Translation(15, 0));
        PictureAssert.Close(picture.Rotate(1), picture.Warp(turn, 15, 20), most: 1, mean: 0.01);
    }

    [Fact]
    public void Beyond_the_border_it_clamps_or_fills()
    {
        var picture = new Image(2, 1, 1, [10, 20]);
        AffineTransform right = AffineTransform.Translation(2, 0);
        Assert.Equal([10, 10, 10, 20, 20, 20], picture.Warp(right, 6, 1).Pixels);
        Assert.Equal([99, 99, 10, 20, 99, 99], picture.Warp(right, 6, 1, BorderMode.Fill, 99).Pixels);
        // Half way out, the border and the fill mix.
        Assert.Equal([50, 15, 55], picture.Warp(AffineTransform.Translation(0.5, 0), 3, 1, BorderMode.Fill, 90).Pixels);
    }

    [Fact]
    public void Values_between_pixels_are_linear()
    {
        var ramp = new Image(50, 40, 1);
        for (int i = 0; i < ramp.Pixels.Length; i++)
            ramp.Pixels[i] = (byte)((2 * (i % 50)) + (3 * (i / 50)));
        AffineTransform map = AffineTransform.Translation(-20, -15).Then(AffineTransform.Rotation(0.4))
            .Then(AffineTransform.Scaling(1.7, 1.7)).Then(AffineTransform.Translation(10, 10));
        Image warped = ramp.Warp(map, 20, 20);
        AffineTransform back = map.Invert();
        for (int y = 0; y < 20; y++)
        {
            for (int x = 0; x < 20; x++)
            {
                (double sx, double sy) = back.Apply(x + 0.5, y + 0.5);
                Assert.InRange(warped.Pixels[(20 * y) + x] - ((2 * (sx - 0.5)) + (3 * (sy - 0.5))), -0.6, 0.6);
            }
        }
    }

    [Theory]
    [InlineData(0.3, 0.35)]
    [InlineData(-0.8, 1.6)]
    [InlineData(0, 0.08)]
    [InlineData(Math.PI, 1)]
    public void Gray_goes_where_the_channels_of_colours_go(double turn, double scale)
    {
        Image gray = TestPictures.Noise(60, 45, 1);
        // Partly beyond every border.
        AffineTransform map = AffineTransform.Translation(-30, -22).Then(AffineTransform.Rotation(turn))
            .Then(AffineTransform.Scaling(scale, scale)).Then(AffineTransform.Translation(20, 20));
        PictureAssert.Close(gray.ToRgb().Warp(map, 40, 40).ToGray(), gray.Warp(map, 40, 40), most: 1, mean: 0.001);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_transform_of_wild_numbers_is_refused_or_reads_nothing_but_the_picture(int channels)
    {
        Image picture = TestPictures.Noise(9, 7, channels);
        // On its way back, the last leads to the difference of two infinities.
        foreach (AffineTransform map in new AffineTransform[] { new(double.PositiveInfinity, 0, 0, 0, 1, 0),
            new(1e-300, 0, 0, 0, 1, 0), new(1e300, 1e300, 0, -1e300, 1e300, 0), new(1, 10, 1e308, 0, 10, 1e308) })
            Assert.Equal(25 * channels, picture.Warp(map, 5, 5).Pixels.Length);
        Assert.Throws<InvalidOperationException>(() => picture.Warp(new AffineTransform(double.NaN, 0, 0, 0, 1, 0), 5, 5));
        Assert.Throws<InvalidOperationException>(() => picture.Warp(new AffineTransform(1, 0, double.PositiveInfinity, 0, 1, 0), 5, 5));
    }

    [Fact]
    public void Strong_reduction_does_not_alias()
    {
        var stripes = new Image(400, 400, 3);
        for (int i = 0; i < stripes.Pixels.Length; i++)
            stripes.Pixels[i] = (byte)(i / 3 % 2 * 255);
        Image small = stripes.Warp(AffineTransform.Scaling(0.13, 0.13), 50, 50);
        Assert.All(small.Pixels, b => Assert.InRange(b, 95, 160));
        Image picture = TestPictures.Create(400, 400, 3);
        PictureAssert.Close(picture.Resize(40, 40, Resampling.Box), picture.Warp(AffineTransform.Scaling(0.1, 0.1), 40, 40),
            most: 2, mean: 0.6);
    }

    [Fact]
    public void Transforms_compose_and_invert()
    {
        AffineTransform map = AffineTransform.Translation(3, -4).Then(AffineTransform.Rotation(1.1)).Then(AffineTransform.Scaling(2, 3));
        (double x, double y) = map.Then(map.Invert()).Apply(7, 8);
        Assert.Equal(7, x, 9);
        Assert.Equal(8, y, 9);
        (x, y) = AffineTransform.Rotation(Math.PI / 2).Apply(1, 0);
        Assert.Equal((0, 1), (Math.Round(x, 9), Math.Round(y, 9)));
        Assert.Throws<InvalidOperationException>(() => AffineTransform.Scaling(0, 1).Invert());
        Assert.Throws<InvalidOperationException>(() => new Image(1, 1, 1).Warp(AffineTransform.Scaling(double.NaN, 1), 1, 1));
    }
}
