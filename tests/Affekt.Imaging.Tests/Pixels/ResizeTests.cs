namespace Affekt.Imaging.Tests.Pixels;

public class ResizeTests
{
    [Theory]
    [InlineData(Resampling.Box)]
    [InlineData(Resampling.Bilinear)]
    [InlineData(Resampling.CatmullRom)]
    [InlineData(Resampling.Lanczos3)]
    public void Agrees_with_the_filters_definition_in_double_precision(Resampling resampling)
    {
        foreach (int channels in new[] { 1, 3 })
        {
            Image picture = TestPictures.Create(53, 37, channels);
            foreach ((int width, int height) in new[] { (20, 20), (53, 10), (7, 37), (100, 80), (1, 1), (54, 38), (106, 37) })
            {
                Image expected = Definition(picture, width, height, resampling);
                PictureAssert.Close(expected, picture.Resize(width, height, resampling), most: 1, mean: 0.02);
            }
        }
    }

    [Theory]
    [InlineData(Resampling.Box)]
    [InlineData(Resampling.Bilinear)]
    [InlineData(Resampling.CatmullRom)]
    [InlineData(Resampling.Lanczos3)]
    public void A_flat_picture_stays_flat(Resampling resampling)
    {
        foreach (byte level in new byte[] { 0, 77, 255 })
        {
            var flat = new Image(31, 23, 3);
            flat.Pixels.AsSpan().Fill(level);
            foreach ((int width, int height) in new[] { (10, 9), (64, 48), (13, 100) })
                Assert.All(flat.Resize(width, height, resampling).Pixels, b => Assert.Equal(level, b));
        }
    }

    [Fact]
    public void A_box_is_the_mean_of_whole_blocks()
    {
        var picture = new Image(4, 2, 1, [10, 20, 30, 40, 50, 60, 70, 80]);
        Assert.Equal([35, 55], picture.Resize(2, 1, Resampling.Box).Pixels);
        Assert.Equal([10, 10, 20, 20, 30, 30, 40, 40], picture.Resize(8, 2, Resampling.Box).Pixels[..8]);
    }

    [Theory]
    [InlineData(Resampling.Box)]
    [InlineData(Resampling.Bilinear)]
    [InlineData(Resampling.CatmullRom)]
    [InlineData(Resampling.Lanczos3)]
    public void Fine_stripes_become_gray_and_not_a_pattern(Resampling resampling)
    {
        var stripes = new Image(256, 256, 1);
        for (int i = 0; i < stripes.Pixels.Length; i++)
            stripes.Pixels[i] = (byte)(i % 2 * 255);
        Image small = stripes.Resize(50, 50, resampling);
        Assert.All(small.Crop(3, 3, 44, 44).Pixels, b => Assert.InRange(b, 100, 155));
    }

    [Fact]
    public void The_same_size_is_the_same_picture_and_bad_arguments_are_refused()
    {
        Image picture = TestPictures.Create(9, 9, 3);
        PictureAssert.Equal(picture, picture.Resize(9, 9));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(5, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => picture.Resize(5, 5, (Resampling)9));
    }

    private static Image Definition(Image picture, int width, int height, Resampling resampling)
    {
        double[][] across = Weights(picture.Width, width, resampling);
        double[][] down = Weights(picture.Height, height, resampling);
        var result = new Image(width, height, picture.Channels);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < picture.Channels; c++)
                {
                    double sum = 0;
                    for (int sy = 0; sy < picture.Height; sy++)
                    {
                        for (int sx = 0; sx < picture.Width; sx++)
                            sum += down[y][sy] * across[x][sx] * picture.Pixels[(((sy * picture.Width) + sx) * picture.Channels) + c];
                    }
                    result.Pixels[(((y * width) + x) * picture.Channels) + c] = (byte)Math.Clamp(sum + 0.5, 0, 255);
                }
            }
        }
        return result;
    }

    private static double[][] Weights(int from, int to, Resampling resampling) =>
        Enumerable.Range(0, to).Select(i =>
        {
            double ratio = (double)from / to;
            double stretch = Math.Max(1, ratio);
            double centre = (i + 0.5) * ratio;
            double[] weights = Enumerable.Range(0, from).Select(j => resampling == Resampling.Box
                ? BoxOverlap(j, centre, stretch)
                : Kernel(resampling, Math.Abs(j + 0.5 - centre) / stretch)).ToArray();
            double sum = weights.Sum();
            return Array.ConvertAll(weights, w => w / sum);
        }).ToArray();

    private static double BoxOverlap(int pixel, double centre, double size) => size == 1
        ? (Math.Floor(centre) == pixel ? 1 : 0)
        : Math.Max(0, Math.Min(pixel + 1, centre + (size / 2)) - Math.Max(pixel, centre - (size / 2)));

    private static double Kernel(Resampling resampling, double x) => resampling switch
    {
        Resampling.Bilinear => Math.Max(0, 1 - x),
        Resampling.CatmullRom when x < 1 => (1.5 * x * x * x) - (2.5 * x * x) + 1,
        Resampling.CatmullRom when x < 2 => (-0.5 * x * x * x) + (2.5 * x * x) - (4 * x) + 2,
        Resampling.Lanczos3 when x == 0 => 1,
        Resampling.Lanczos3 when x < 3 => 3 * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x),
        _ => 0,
    };
}
