using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;

namespace Affekt.Imaging.Tests.Jpeg;

/// <summary>What files in the wild do beyond the plain case.</summary>
public class JpegStructureTests
{
    private static readonly Image s_picture = TestPictures.Create(45, 37, 3);
    private static readonly byte[] s_file = JpegEncoder.Encode(s_picture, 90);
    private static readonly Image s_decoded = ImageDecoder.Decode(s_file);

    [Fact]
    public void Extended_sequential_frames_decode_as_baseline() =>
        PictureAssert.Equal(s_decoded, ImageDecoder.Decode(JpegSegments.Patch(s_file, 0xC0, 1, 0xC1)));

    [Fact]
    public void Webcam_frames_without_Huffman_tables_use_the_typical_ones()
    {
        byte[] file = JpegEncoder.Encode(s_picture, 90, new JpegOptions { OptimizeHuffman = false });
        PictureAssert.Equal(s_decoded, ImageDecoder.Decode(JpegSegments.Remove(file, 0xC4)));
    }

    [Fact]
    public void Fill_bytes_comments_and_stray_bytes_between_segments_are_passed_over()
    {
        byte[] file = JpegSegments.InsertFirst(s_file, 0xFF, 0xFF, 0xFF, 0xFE, 0, 5, 1, 2, 3, 0x12, 0x34, 0xFF, 0);
        PictureAssert.Equal(s_decoded, ImageDecoder.Decode(file));
    }

    [Fact]
    public void A_missing_end_marker_is_overlooked_in_a_complete_sequential_file() =>
        PictureAssert.Equal(s_decoded, ImageDecoder.Decode(s_file.AsSpan(0, s_file.Length - 2)));

    [Fact]
    public void A_missing_end_marker_of_a_progressive_file_is_noted_where_all_scans_are_there()
    {
        byte[] file = JpegEncoder.Encode(s_picture, 90, new JpegOptions { Progressive = true });
        Assert.Empty(ImageDecoder.DecodePicture(file, new DecodeOptions()).Notes);
        DecodedPicture picture = ImageDecoder.DecodePicture(file.AsSpan(0, file.Length - 2), new DecodeOptions());
        PictureAssert.Equal(s_decoded, picture.Image);
        Assert.Contains("end marker", Assert.Single(picture.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_progressive_file_without_its_last_scan_is_truncated()
    {
        byte[] file = JpegEncoder.Encode(s_picture, 90, new JpegOptions { Progressive = true });
        int lastScan = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4]);
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(file.AsSpan(0, lastScan)));
        Assert.Contains("truncated", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_follows_the_end_is_ignored() =>
        PictureAssert.Equal(s_decoded, ImageDecoder.Decode([.. s_file, .. s_file]));

    [Fact]
    public void Adobes_marker_says_whether_components_are_RGB()
    {
        // The planes of a gray picture's file are known; as RGB they must come out untouched.
        byte[] file = JpegEncoder.Encode(s_picture, 100, new JpegOptions { Subsampling = JpegSubsampling.Samples444 });
        Image converted = ImageDecoder.Decode(JpegSegments.InsertFirst(file, JpegSegments.Adobe(1)));
        Image raw = ImageDecoder.Decode(JpegSegments.InsertFirst(file, JpegSegments.Adobe(0)));
        PictureAssert.Equal(ImageDecoder.Decode(file), converted);
        for (int i = 0; i < raw.Pixels.Length; i += 3)
        {
            double r = raw.Pixels[i] + (1.402 * (raw.Pixels[i + 2] - 128));
            double b = raw.Pixels[i] + (1.772 * (raw.Pixels[i + 1] - 128));
            double g = raw.Pixels[i] - (0.344136 * (raw.Pixels[i + 1] - 128)) - (0.714136 * (raw.Pixels[i + 2] - 128));
            Assert.InRange(converted.Pixels[i] - Math.Clamp(r, 0, 255), -0.51, 0.51);
            Assert.InRange(converted.Pixels[i + 1] - Math.Clamp(g, 0, 255), -0.51, 0.51);
            Assert.InRange(converted.Pixels[i + 2] - Math.Clamp(b, 0, 255), -0.51, 0.51);
        }
    }

    [Fact]
    public void Components_named_RGB_are_RGB_unless_JFIF_says_otherwise()
    {
        byte[] file = JpegEncoder.Encode(s_picture, 100, new JpegOptions { Subsampling = JpegSubsampling.Samples444 });
        Image raw = ImageDecoder.Decode(JpegSegments.InsertFirst(file, JpegSegments.Adobe(0)));
        byte[] named = [.. file];
        int frame = JpegSegments.Find(file, 0xC0);
        int scan = JpegSegments.Find(file, 0xDA);
        for (int i = 0; i < 3; i++)
            named[frame + 10 + (3 * i)] = named[scan + 5 + (2 * i)] = (byte)"RGB"[i];
        PictureAssert.Equal(ImageDecoder.Decode(file), ImageDecoder.Decode(named));
        PictureAssert.Equal(raw, ImageDecoder.Decode(JpegSegments.Remove(named, 0xE0)));
    }

    [Theory]
    [InlineData("1x2 2x1 1x1")]
    [InlineData("3x1 1x1 1x1")]
    [InlineData("3x2 2x1 1x1")]
    [InlineData("1x4 1x1 1x1")]
    [InlineData("4x2 1x1 1x1")]
    [InlineData("1x1 2x2 2x2")]
    [InlineData("2x1 1x2 1x1")]
    [InlineData("2x2 2x1 1x2")]
    public void Unusual_sampling_factors_decode(string factors)
    {
        (int, int)[] parsed = factors.Split(' ').Select(f => (f[0] - '0', f[2] - '0')).ToArray();
        foreach ((int width, int height) in new[] { (70, 50), (33, 49), (5, 3), (1, 1) })
        {
            // Slow ramps, so that coarse samples still come close.
            var ramp = new Image(width, height, 3);
            for (int i = 0; i < width * height; i++)
                (ramp.Pixels[3 * i], ramp.Pixels[(3 * i) + 1], ramp.Pixels[(3 * i) + 2]) = (
                    (byte)(90 + (i % width)), 128, (byte)(90 + (i / width)));
            foreach (JpegOptions options in new JpegOptions[] { new(), new() { Progressive = true }, new() { Interleaved = false } })
                PictureAssert.Close(ramp, ImageDecoder.Decode(JpegEncoder.Encode(ramp, 100, options, parsed)), most: 7, mean: 1.8);
        }
    }

    [Theory]
    [InlineData(Orientation.Normal)]
    [InlineData(Orientation.FlipHorizontal)]
    [InlineData(Orientation.Rotate180)]
    [InlineData(Orientation.FlipVertical)]
    [InlineData(Orientation.Transpose)]
    [InlineData(Orientation.Rotate90)]
    [InlineData(Orientation.Transverse)]
    [InlineData(Orientation.Rotate270)]
    public void Orientation_is_applied(Orientation orientation)
    {
        Image expected = s_decoded.Orient(orientation);
        PictureAssert.Equal(expected,
            ImageDecoder.Decode(JpegEncoder.Encode(s_picture, 90, new JpegOptions { Orientation = orientation })));
        foreach (bool littleEndian in new[] { true, false })
        {
            byte[] file = JpegSegments.InsertFirst(s_file, JpegSegments.Exif((int)orientation, littleEndian));
            PictureAssert.Equal(expected, ImageDecoder.Decode(file));
            ImageInfo info = ImageDecoder.Identify(file);
            Assert.Equal(new ImageInfo(ImageFormat.Jpeg, expected.Width, expected.Height, 3, orientation), info);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(255)]
    public void A_senseless_orientation_is_ignored(int value) =>
        PictureAssert.Equal(s_decoded, ImageDecoder.Decode(JpegSegments.InsertFirst(s_file, JpegSegments.Exif(value))));

    [Fact]
    public void Damaged_metadata_does_not_spoil_the_picture()
    {
        byte[] exif = JpegSegments.Exif(6);
        for (int at = 10; at < exif.Length; at++)
        {
            byte[] damaged = [.. exif];
            damaged[at] ^= 0xFF;
            Image image = ImageDecoder.Decode(JpegSegments.InsertFirst(s_file, damaged));
            Assert.Equal(45 * 37, image.Width * image.Height);
        }
    }

    [Fact]
    public void Sixteen_bit_quantisation_tables_are_read()
    {
        byte[] file = JpegEncoder.Encode(s_picture.ToGray(), 90);
        int at = JpegSegments.Find(file, 0xDB);
        byte[] wide = [0xFF, 0xDB, 0, 131, 0x10, .. file[(at + 5)..(at + 69)].SelectMany(b => new byte[] { 0, b })];
        PictureAssert.Equal(ImageDecoder.Decode(file), ImageDecoder.Decode([.. file[..at], .. wide, .. file[(at + 69)..]]));
    }
}
