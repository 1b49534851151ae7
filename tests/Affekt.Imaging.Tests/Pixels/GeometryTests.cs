namespace Affekt.Imaging.Tests.Pixels;

public class GeometryTests
{
    /// <summary>1 2 3 over 4 5 6.</summary>
    private static readonly Image s_six = new(3, 2, 1, [1, 2, 3, 4, 5, 6]);

    [Theory]
    [InlineData(Orientation.Normal, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(Orientation.FlipHorizontal, 3, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(Orientation.Rotate180, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(Orientation.FlipVertical, 3, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(Orientation.Transpose, 2, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(Orientation.Rotate90, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(Orientation.Transverse, 2, new byte[] { 6, 3, 5, 2, 4, 1 })]
    [InlineData(Orientation.Rotate270, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    public void Orientations_do_what_they_are_called(Orientation orientation, int width, byte[] pixels)
    {
        Image turned = s_six.Orient(orientation);
        Assert.Equal(width, turned.Width);
        Assert.Equal(pixels, turned.Pixels);
        Image rgb = s_six.ToRgb().Orient(orientation);
        Assert.Equal(pixels, rgb.ToGray().Pixels);
    }

    [Fact]
    public void Turns_and_flips_undo_themselves_in_large_pictures_too()
    {
        Image picture = TestPictures.Noise(131, 77, 3);
        PictureAssert.Equal(picture, picture.Rotate(1).Rotate(3));
        PictureAssert.Equal(picture, picture.Rotate(-1).Rotate(5));
        PictureAssert.Equal(picture, picture.Rotate(2).FlipHorizontal().FlipVertical());
        PictureAssert.Equal(picture, picture.Orient(Orientation.Transpose).Orient(Orientation.Transpose));
        PictureAssert.Equal(picture.Rotate(1), picture.Orient(Orientation.Transpose).FlipHorizontal());
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Orient((Orientation)9));
    }

    [Fact]
    public void Crop_cuts_out_and_refuses_what_is_outside()
    {
        Assert.Equal([2, 3, 5, 6], s_six.Crop(1, 0, 2, 2).Pixels);
        Assert.Equal([6, 6, 6], s_six.ToRgb().Crop(2, 1, 1, 1).Pixels);
        Assert.Throws<ArgumentOutOfRangeException>(() => s_six.Crop(2, 0, 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_six.Crop(0, -1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_six.Crop(0, 0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_six.Crop(int.MaxValue, 0, 1, 1));
    }

    [Fact]
    public void Gray_is_the_luma_of_BT_601()
    {
        var colours = new Image(5, 1, 3, [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 90, 90, 90]);
        Assert.Equal([76, 150, 29, 255, 90], colours.ToGray().Pixels);
        Image noise = TestPictures.Noise(100, 100, 3);
        Image gray = noise.ToGray();
        for (int i = 0; i < gray.Pixels.Length; i++)
        {
            double luma = (0.299 * noise.Pixels[3 * i]) + (0.587 * noise.Pixels[(3 * i) + 1]) + (0.114 * noise.Pixels[(3 * i) + 2]);
            Assert.InRange(gray.Pixels[i] - luma, -0.51, 0.51);
        }
        Assert.Same(gray, gray.ToGray());
        PictureAssert.Equal(gray, gray.ToRgb().ToGray());
    }
}
