using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Affekt.Imaging.Tests;

/// <summary>Pictures that are far larger than their reader needs.</summary>
public class ReducedSizeTests
{
    public static TheoryData<JpegSubsampling, bool, bool> Codings
    {
        get
        {
            var codings = new TheoryData<JpegSubsampling, bool, bool>();
            foreach (JpegSubsampling sampling in Enum.GetValues<JpegSubsampling>())
            {
                codings.Add(sampling, false, true);
                codings.Add(sampling, false, false);
                codings.Add(sampling, true, true);
            }
            return codings;
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void A_JPEG_is_decoded_at_a_half_a_quarter_or_an_eighth(JpegSubsampling sampling, bool progressive, bool interleaved)
    {
        var options = new JpegOptions { Subsampling = sampling, Progressive = progressive, Interleaved = interleaved };
        foreach ((int width, int height) in new[] { (400, 304), (403, 301), (65, 9) })
        {
            byte[] file = JpegEncoder.Encode(TestPictures.Photo(width, height), 90, options);
            Image whole = ImageDecoder.Decode(file);
            foreach (int by in new[] { 1, 2, 4, 8 })
            {
                (int w, int h) = ((width + by - 1) / by, (height + by - 1) / by);
                DecodedPicture picture = ImageDecoder.DecodePicture(file, new DecodeOptions { EnoughPixels = w * h });
                Assert.Equal((w, h, width, height), (picture.Image.Width, picture.Image.Height, picture.Width, picture.Height));
                PictureAssert.Close(Shrink(whole, by), picture.Image, most: by == 1 ? 0 : 24, mean: by == 1 ? 0 : 3);
                // One pixel more than that is asked for: the next larger size.
                picture = ImageDecoder.DecodePicture(file, new DecodeOptions { EnoughPixels = (w * h) + 1 });
                Assert.True(picture.Image.Width == (by == 1 ? width : (width + (by / 2) - 1) / (by / 2)));
            }
        }
    }

    [Fact]
    public void A_progressive_and_a_sequential_file_of_the_same_picture_are_reduced_alike()
    {
        Image picture = TestPictures.Create(150, 110, 3);
        foreach (int enough in new[] { 75 * 55, 30 * 20, 10 })
        {
            var options = new DecodeOptions { EnoughPixels = enough };
            PictureAssert.Equal(
                ImageDecoder.DecodePicture(JpegEncoder.Encode(picture, 80), options).Image,
                ImageDecoder.DecodePicture(JpegEncoder.Encode(picture, 80, new JpegOptions { Progressive = true }), options).Image);
        }
    }

    [Fact]
    public void Other_formats_are_reduced_by_the_mean()
    {
        Image picture = TestPictures.Photo(101, 67);
        DecodedPicture reduced = ImageDecoder.DecodePicture(PngEncoder.Encode(picture), new DecodeOptions { EnoughPixels = 26 * 17 });
        Assert.Equal((101, 67), (reduced.Width, reduced.Height));
        PictureAssert.Equal(Shrink(picture, 4), reduced.Image);
        Assert.Equal(101 / 26.0, reduced.ScaleX);
    }

    [Fact]
    public void Sides_change_places_with_the_orientation()
    {
        byte[] file = JpegEncoder.Encode(TestPictures.Photo(400, 200), 90, new JpegOptions { Orientation = Orientation.Rotate90 });
        DecodedPicture picture = ImageDecoder.DecodePicture(file, new DecodeOptions { EnoughPixels = 20_000 });
        Assert.Equal((100, 200, 200, 400), (picture.Image.Width, picture.Image.Height, picture.Width, picture.Height));
    }

    [Fact]
    public void A_photo_of_sixty_megapixels_is_read_in_bounded_memory()
    {
        using var sharp = new Image<L8>(20_000, 3_000, new L8(77));
        using var file = new MemoryStream();
        SixLabors.ImageSharp.ImageExtensions.SaveAsJpeg(sharp, file);
        byte[] bytes = file.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        DecodedPicture picture = ImageDecoder.DecodePicture(bytes, new DecodeOptions { EnoughPixels = 2_000_000 });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
        Assert.Equal((20_000, 3_000, 5_000, 750), (picture.Width, picture.Height, picture.Image.Width, picture.Image.Height));
        Assert.All(picture.Image.Pixels.Distinct(), b => Assert.InRange(b, 75, 79));
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(JpegOfSize(20_001, 16)));
        Assert.Contains("at most 20000", e.Message, StringComparison.Ordinal);
    }

    private static byte[] JpegOfSize(int width, int height)
    {
        using var sharp = new Image<L8>(width, height);
        using var file = new MemoryStream();
        SixLabors.ImageSharp.ImageExtensions.SaveAsJpeg(sharp, file);
        return file.ToArray();
    }

    private static Image Shrink(Image image, int by)
    {
        var small = new Image((image.Width + by - 1) / by, (image.Height + by - 1) / by, image.Channels);
        for (int y = 0; y < small.Height; y++)
        {
            for (int x = 0; x < small.Width; x++)
            {
                for (int c = 0; c < image.Channels; c++)
                {
                    int sum = 0;
                    int count = 0;
                    for (int v = y * by; v < Math.Min((y + 1) * by, image.Height); v++)
                    {
                        for (int u = x * by; u < Math.Min((x + 1) * by, image.Width); u++, count++)
                            sum += image.Pixels[(((v * image.Width) + u) * image.Channels) + c];
                    }
                    small.Pixels[(((y * small.Width) + x) * image.Channels) + c] = (byte)((sum + (count / 2)) / count);
                }
            }
        }
        return small;
    }
}
