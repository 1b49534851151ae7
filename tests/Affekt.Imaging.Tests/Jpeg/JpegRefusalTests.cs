using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;

namespace Affekt.Imaging.Tests.Jpeg;

public class JpegRefusalTests
{
    private static readonly byte[] s_file = JpegEncoder.Encode(TestPictures.Create(40, 40, 3), 90);

    [Theory]
    [InlineData(0xC3, "lossless")]
    [InlineData(0xC5, "hierarchical")]
    [InlineData(0xC9, "arithmetic")]
    [InlineData(0xCA, "arithmetic")]
    [InlineData(0xF7, "JPEG-LS")]
    public void Other_kinds_of_JPEG_are_named(byte frame, string name) =>
        AssertRefused(JpegSegments.Patch(s_file, 0xC0, 1, frame), name, "save it as");

    [Fact]
    public void Twelve_bits_are_refused() => AssertRefused(JpegSegments.Patch(s_file, 0xC0, 4, 12), "12-bit", "save it as");

    [Fact]
    public void Two_components_are_refused()
    {
        byte[] file = JpegSegments.Patch(s_file, 0xC0, 9, 2);
        AssertRefused(file, "2 components", "save it as");
    }

    [Fact]
    public void A_size_given_after_the_picture_is_refused()
    {
        byte[] file = JpegSegments.Patch(s_file, 0xC0, 5, 0);
        AssertRefused(JpegSegments.Patch(file, 0xC0, 6, 0), "40 x 0", "damaged");
    }

    [Fact]
    public void A_lost_restart_marker_is_an_error()
    {
        byte[] file = JpegEncoder.Encode(TestPictures.Create(64, 64, 3), 90, new JpegOptions { RestartInterval = 2 });
        for (int i = JpegSegments.Find(file, 0xDA); i < file.Length - 1; i++)
        {
            if (file[i] == 0xFF && file[i + 1] == 0xD3)
            {
                file[i + 1] = 0xD5;
                break;
            }
        }
        AssertRefused(file, "restart marker", "damaged");
    }

    [Fact]
    public void A_missing_quantisation_table_is_an_error() =>
        AssertRefused(JpegSegments.Remove(s_file, 0xDB), "quantisation table", "damaged");

    [Fact]
    public void A_scan_without_a_frame_is_an_error() =>
        AssertRefused(JpegSegments.Remove(s_file, 0xC0), "frame", "damaged");

    [Fact]
    public void A_huffman_table_with_too_many_codes_is_an_error() =>
        AssertRefused(JpegSegments.Patch(s_file, 0xC4, 5, 3), "Huffman table", "damaged");

    private static void AssertRefused(byte[] file, params string[] words)
    {
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(file));
        Assert.All(words, w => Assert.Contains(w, e.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', e.Message);
    }
}
