using Affekt.Imaging.Decoding;
using Affekt.Imaging.Tests.Jpeg;

namespace Affekt.Imaging.Tests.Png;

public class PngDecoderTests
{
    public static TheoryData<int, int> Types => new()
    {
        { 0, 1 }, { 0, 2 }, { 0, 4 }, { 0, 8 }, { 0, 16 }, { 2, 8 }, { 2, 16 }, { 3, 1 }, { 3, 2 }, { 3, 4 }, { 3, 8 },
        { 4, 8 }, { 4, 16 }, { 6, 8 }, { 6, 16 },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_and_depth_decodes_exactly(int colorType, int depth)
    {
        foreach ((int width, int height) in new[] { (1, 1), (1, 8), (2, 9), (3, 3), (4, 17), (5, 1), (7, 5), (8, 8), (33, 17), (70, 3) })
        {
            foreach (bool interlaced in new[] { false, true })
            {
                foreach (bool transparent in new[] { false, true })
                {
                    TestPngWriter writer = Create(width, height, colorType, depth, interlaced, transparent);
                    ushort[] samples = writer.RandomSamples(width + depth);
                    // ImageSharp rounds 16 bits to 8 first, and does not find a transparent colour of 16 bits.
                    if (depth == 16 && transparent)
                        continue;
                    int most = depth == 16 ? 1 : 0;
                    PictureAssert.Close(Expected(writer, samples), ImageDecoder.Decode(writer.Write(samples)), most, mean: most);
                }
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_filter_is_undone(int filter)
    {
        foreach ((int colorType, int depth) in new[] { (0, 8), (0, 16), (2, 8), (2, 16), (6, 8), (6, 16), (0, 1), (3, 4) })
        {
            TestPngWriter writer = Create(75, 9, colorType, depth, interlaced: false, transparent: false) with { Filter = filter };
            ushort[] samples = writer.RandomSamples(3);
            int most = depth == 16 ? 1 : 0;
            PictureAssert.Close(Expected(writer, samples), ImageDecoder.Decode(writer.Write(samples)), most, mean: most);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    public void Many_small_data_chunks_are_one_stream_and_empty_ones_nothing(int size, bool interlaced)
    {
        TestPngWriter writer = Create(30, 20, 2, 8, interlaced, transparent: false) with { ChunkSize = size };
        ushort[] samples = writer.RandomSamples(4);
        byte[] file = writer.Write(samples);
        PictureAssert.Equal(Expected(writer, samples), ImageDecoder.Decode(file));
        byte[] empty = TestPngWriter.Chunk("IDAT", []);
        int first = file.AsSpan().IndexOf("IDAT"u8) - 4;
        int later = first + ((12 + size) * 20);
        PictureAssert.Equal(Expected(writer, samples), ImageDecoder.Decode([.. file[..first], .. empty, .. file[first..]]));
        PictureAssert.Equal(Expected(writer, samples), ImageDecoder.Decode([.. file[..later], .. empty, .. empty, .. file[later..]]));
    }

    [Fact]
    public void Transparency_is_laid_on_white()
    {
        var writer = new TestPngWriter(3, 1, 6, 8);
        Image image = ImageDecoder.Decode(writer.Write([10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128]));
        Assert.Equal([10, 20, 30, 255, 255, 255, 127, 127, 127], image.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_encoder_is_lossless(int channels)
    {
        foreach (Image original in new[] { TestPictures.Create(61, 43, channels), TestPictures.Noise(40, 30, channels),
            new Image(1, 1, channels), TestPictures.Create(1, 50, channels) })
        {
            byte[] file = PngEncoder.Encode(original);
            PictureAssert.Equal(original, ImageDecoder.Decode(file));
            Assert.Equal(new ImageInfo(ImageFormat.Png, original.Width, original.Height, channels, Orientation.Normal),
                ImageDecoder.Identify(file));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(7)]
    public void Orientation_of_the_eXIf_chunk_is_applied(int orientation)
    {
        TestPngWriter writer = Create(12, 7, 2, 8, interlaced: false, transparent: false);
        ushort[] samples = writer.RandomSamples(5);
        byte[] file = (writer with { Exif = JpegSegments.Exif(orientation)[10..] }).Write(samples);
        Image expected = Expected(writer, samples).Orient((Orientation)orientation);
        PictureAssert.Equal(expected, ImageDecoder.Decode(file));
        Assert.Equal((expected.Width, expected.Height, (Orientation)orientation),
            (ImageDecoder.Identify(file).Width, ImageDecoder.Identify(file).Height, ImageDecoder.Identify(file).Orientation));
    }

    private static TestPngWriter Create(int width, int height, int colorType, int depth, bool interlaced, bool transparent)
    {
        var writer = new TestPngWriter(width, height, colorType, depth) { Interlaced = interlaced };
        if (colorType == 3)
        {
            byte[] palette = new byte[3 << depth];
            new Random(11).NextBytes(palette);
            writer = writer with { Palette = palette, Transparency = transparent ? [0, 77, 200] : null };
        }
        else if (transparent && colorType is 0 or 2)
        {
            ushort[] first = writer.RandomSamples(width + depth)[..writer.Samples];
            writer = writer with { Transparency = first.SelectMany(s => new[] { (byte)(s >> 8), (byte)s }).ToArray() };
        }
        return writer;
    }

    /// <summary>In floating point, by the words of the standard.</summary>
    private static Image Expected(TestPngWriter writer, ushort[] samples)
    {
        int channels = writer.ColorType is 0 or 4 ? 1 : 3;
        double most = (1 << writer.Depth) - 1;
        var image = new Image(writer.Width, writer.Height, channels);
        for (int i = 0; i < writer.Width * writer.Height; i++)
        {
            ReadOnlySpan<ushort> pixel = samples.AsSpan(i * writer.Samples, writer.Samples);
            double alpha = 1;
            double[] color = new double[channels];
            for (int c = 0; c < channels; c++)
                color[c] = writer.ColorType == 3 ? writer.Palette![(3 * pixel[0]) + c] : pixel[c] * 255 / most;
            if (writer.ColorType is 4 or 6)
                alpha = pixel[^1] / most;
            else if (writer.ColorType == 3 && writer.Transparency is { } alphas)
                alpha = pixel[0] < alphas.Length ? alphas[pixel[0]] / 255.0 : 1;
            else if (writer.Transparency is { } key)
                alpha = Matches(pixel, key) ? 0 : 1;
            for (int c = 0; c < channels; c++)
                image.Pixels[(i * channels) + c] = (byte)Math.Floor((color[c] * alpha) + (255 * (1 - alpha)) + 0.5 - 1e-9);
        }
        return image;
    }

    private static bool Matches(ReadOnlySpan<ushort> pixel, byte[] key)
    {
        for (int i = 0; i < pixel.Length; i++)
        {
            if (pixel[i] != (key[2 * i] << 8 | key[(2 * i) + 1]))
                return false;
        }
        return true;
    }
}
