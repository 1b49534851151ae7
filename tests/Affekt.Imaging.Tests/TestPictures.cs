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

/// <summary>
/// Decoding by a clock that stands still: how busy the machine is must not decide a test. The time limit has its own tests.
/// </summary>
internal static class Untimed
{
    public static DecodeLimits Limits { get; } = new() { TimeProvider = new SteppingTime(TimeSpan.Zero) };

    public static Image Decode(ReadOnlySpan<byte> file) => ImageDecoder.Decode(file, Limits);
}

/// <summary>A clock that goes on by one step at every look.</summary>
internal sealed class SteppingTime(TimeSpan step) : TimeProvider
{
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now += step.Ticks;
}
