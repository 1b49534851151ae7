using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;

namespace Affekt.Imaging.Tests.Jpeg;

public class JpegRoundTripTests
{
    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 2, 3 }, { 7, 9 }, { 8, 8 }, { 16, 16 }, { 17, 31 }, { 64, 1 }, { 1, 64 }, { 100, 75 }, { 131, 97 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gray_at_full_quality_is_nearly_exact(int width, int height)
    {
        Image original = TestPictures.Create(width, height, 1);
        PictureAssert.Close(original, ImageDecoder.Decode(JpegEncoder.Encode(original, 100)), most: 2, mean: 0.5);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Colour_at_full_quality_without_subsampling_is_nearly_exact(int width, int height)
    {
        Image original = TestPictures.Create(width, height, 3);
        byte[] file = JpegEncoder.Encode(original, 100, new JpegOptions { Subsampling = JpegSubsampling.Samples444 });
        PictureAssert.Close(original, ImageDecoder.Decode(file), most: 5, mean: 1);
    }

    [Theory]
    [CombinatorialOptions]
    public void Every_coding_of_the_same_coefficients_gives_the_same_pixels(JpegSubsampling subsampling, int channels, int quality)
    {
        foreach ((int width, int height) in new[] { (61, 45), (16, 16), (3, 50), (1, 1) })
        {
            Image original = TestPictures.Create(width, height, channels);
            var plain = new JpegOptions { Subsampling = subsampling };
            Image expected = ImageDecoder.Decode(JpegEncoder.Encode(original, quality, plain));
            foreach (JpegOptions options in new[]
            {
                plain with { OptimizeHuffman = false },
                plain with { Interleaved = false },
                plain with { RestartInterval = 1 },
                plain with { RestartInterval = 5, Interleaved = false },
                plain with { Progressive = true },
                plain with { Progressive = true, RestartInterval = 3 },
            })
            {
                PictureAssert.Equal(expected, ImageDecoder.Decode(JpegEncoder.Encode(original, quality, options)));
            }
        }
    }

    [Theory]
    [InlineData(JpegSubsampling.Samples444)]
    [InlineData(JpegSubsampling.Samples422)]
    [InlineData(JpegSubsampling.Samples420)]
    [InlineData(JpegSubsampling.Samples440)]
    [InlineData(JpegSubsampling.Samples411)]
    public void Smooth_colour_survives_subsampling(JpegSubsampling subsampling)
    {
        // A slow ramp of chroma: interpolated samples come close, repeated ones would show steps.
        var original = new Image(96, 96, 3);
        for (int i = 0; i < 96 * 96; i++)
            (original.Pixels[3 * i], original.Pixels[(3 * i) + 1], original.Pixels[(3 * i) + 2]) = (
                (byte)(60 + (i % 96)), 128, (byte)(60 + (i / 96)));
        Image decoded = ImageDecoder.Decode(JpegEncoder.Encode(original, 100, new JpegOptions { Subsampling = subsampling }));
        PictureAssert.Close(original, decoded, most: subsampling == JpegSubsampling.Samples411 ? 6 : 4, mean: 1.2);
    }

    [Fact]
    public void Noise_at_full_quality_uses_long_codes_and_survives()
    {
        Image original = TestPictures.Noise(120, 90, 1);
        PictureAssert.Close(original, ImageDecoder.Decode(JpegEncoder.Encode(original, 100)), most: 2, mean: 0.5);
        foreach (bool progressive in new[] { false, true })
        {
            byte[] standard = JpegEncoder.Encode(original, 100, new JpegOptions { OptimizeHuffman = false, Progressive = progressive });
            PictureAssert.Close(original, ImageDecoder.Decode(standard), most: 2, mean: 0.5);
        }
    }

    [Fact]
    public void Lower_quality_makes_smaller_files_and_larger_errors()
    {
        Image original = TestPictures.Create(160, 120, 3);
        byte[][] files = new[] { 5, 50, 75, 95 }.Select(q => JpegEncoder.Encode(original, q)).ToArray();
        double[] errors = files.Select(f => PictureAssert.MeanDifference(original, ImageDecoder.Decode(f))).ToArray();
        Assert.Equal(files.OrderBy(f => f.Length), files);
        Assert.Equal(errors.OrderDescending(), errors);
    }

    [Fact]
    public void Optimised_tables_and_progressive_files_are_smaller()
    {
        Image original = TestPictures.Create(320, 240, 3);
        int typical = JpegEncoder.Encode(original, 80, new JpegOptions { OptimizeHuffman = false }).Length;
        int optimised = JpegEncoder.Encode(original, 80).Length;
        Assert.True(optimised < typical, $"{optimised} bytes against {typical}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public void A_quality_out_of_range_is_refused(int quality) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => JpegEncoder.Encode(new Image(1, 1, 1), quality));

    /// <summary>All subsamplings in colour and gray, at three qualities.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class CombinatorialOptionsAttribute : Xunit.v3.DataAttribute
    {
        public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
            System.Reflection.MethodInfo testMethod, Xunit.Sdk.DisposalTracker disposalTracker)
        {
            var rows = from s in Enum.GetValues<JpegSubsampling>()
                       from channels in new[] { 1, 3 }
                       from quality in new[] { 10, 85, 100 }
                       select (ITheoryDataRow)new TheoryDataRow(s, channels, quality);
            return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(rows.ToArray());
        }

        public override bool SupportsDiscoveryEnumeration() => true;
    }
}
