namespace Affekt.Imaging.Tests;

/// <summary>Pictures made from a seed: smooth shading, hard edges, and some noise, as photos have them.</summary>
internal static class TestPictures
{
    public static Image Create(int width, int height, int channels, int seed = 1, int noise = 8)
    {
        var random = new Random(seed);
        var image = new Image(width, height, channels);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double inDisc = Math.Pow(x - (width * 0.4), 2) + Math.Pow(y - (height * 0.5), 2) < Math.Pow(width * 0.25, 2) ? 60 : 0;
                for (int c = 0; c < channels; c++)
                {
                    double shade = 128 + (90 * Math.Sin(((c + 1) * x / 17.0) + (y / 23.0) + c)) + inDisc;
                    image.Pixels[(((y * width) + x) * channels) + c] = (byte)Math.Clamp(shade + random.Next(-noise, noise + 1), 0, 255);
                }
            }
        }
        return image;
    }

    /// <summary>As <see cref="Create"/>, with the slow changes of colour and the faint noise of a photo, so that decoders that
    /// upsample differently still agree.</summary>
    public static Image Photo(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        var image = new Image(width, height, 3);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                double light = 120 + (70 * Math.Sin((x / 23.0) + (y / 37.0))) + (20 * Math.Sin(x / 3.0)) + random.Next(-4, 5);
                double hue = (x + y) / 160.0;
                Span<byte> pixel = image.Pixels.AsSpan(((y * width) + x) * 3, 3);
                for (int c = 0; c < 3; c++)
                    pixel[c] = (byte)Math.Clamp(light + (18 * Math.Sin(hue + (2.1 * c))), 0, 255);
            }
        }
        return image;
    }

    /// <summary>Every byte by chance.</summary>
    public static Image Noise(int width, int height, int channels, int seed = 1)
    {
        var image = new Image(width, height, channels);
        new Random(seed).NextBytes(image.Pixels);
        return image;
    }
}

internal static class PictureAssert
{
    public static void Equal(Image expected, Image actual)
    {
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (actual.Width, actual.Height, actual.Channels));
        Assert.True(expected.Pixels.AsSpan().SequenceEqual(actual.Pixels), $"Pixels differ by up to {MaxDifference(expected, actual)}.");
    }

    public static void Close(Image expected, Image actual, int most, double mean)
    {
        Assert.Equal((expected.Width, expected.Height, expected.Channels), (actual.Width, actual.Height, actual.Channels));
        Assert.InRange(MaxDifference(expected, actual), 0, most);
        Assert.InRange(MeanDifference(expected, actual), 0, mean);
    }

    public static int MaxDifference(Image a, Image b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Max();

    public static double MeanDifference(Image a, Image b) => a.Pixels.Zip(b.Pixels, (x, y) => Math.Abs(x - y)).Average();
}
