using Affekt.Imaging.Decoding;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using SharpImage = SixLabors.ImageSharp.Image;

namespace Affekt.Imaging.Tests;

/// <summary>WebP, GIF and TIFF, whose files another library wrote.</summary>
public class OtherFormatTests
{
    private static readonly Image s_picture = TestPictures.Photo(61, 45);

    public static TheoryData<ImageFormat, int, double> Formats => new()
    {
        // The most and the mean that a pixel may differ from what was written.
        { ImageFormat.Tiff, 0, 0 },
        { ImageFormat.WebP, 0, 0 },
        { ImageFormat.Gif, 60, 8 },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_is_identified_and_decodes_to_what_was_written(ImageFormat format, int most, double mean)
    {
        byte[] file = SmallFiles.Write(s_picture, EncoderOf(format));
        Assert.Equal(new ImageInfo(format, 61, 45, 3, Orientation.Normal), ImageDecoder.Identify(file));
        PictureAssert.Close(s_picture, ImageDecoder.Decode(file), most, mean);
    }

    [Fact]
    public void A_lossy_WebP_comes_close()
    {
        byte[] file = SmallFiles.Write(s_picture, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy, Quality = 95 });
        PictureAssert.Close(s_picture, ImageDecoder.Decode(file), most: 60, mean: 6);
    }

    [Fact]
    public void Of_several_frames_the_first_is_read()
    {
        byte[] file = SmallFiles.Gifs().Last();
        PictureAssert.Close(TestPictures.Create(16, 9, 3), ImageDecoder.Decode(file), most: 60, mean: 8);
    }

    [Fact]
    public void Transparency_is_laid_on_white()
    {
        byte[] file = SmallFiles.WriteWithAlpha(s_picture, EncoderOf(ImageFormat.WebP));
        Image image = ImageDecoder.Decode(file);
        for (int i = 0; i < 61 * 45; i++)
        {
            int alpha = i % 61 * 255 / 61;
            int expected = ((s_picture.Pixels[3 * i] * alpha) + (255 * (255 - alpha))) / 255;
            Assert.InRange(image.Pixels[3 * i] - expected, -1, 1);
        }
    }

    [Theory]
    [InlineData(ImageFormat.Tiff)]
    [InlineData(ImageFormat.WebP)]
    public void Orientation_is_applied(ImageFormat format)
    {
        foreach (Orientation orientation in Enum.GetValues<Orientation>())
        {
            using var sharp = SharpImage.LoadPixelData<Rgb24>(s_picture.Pixels, 61, 45);
            sharp.Metadata.ExifProfile = new ExifProfile();
            sharp.Metadata.ExifProfile.SetValue(ExifTag.Orientation, (ushort)orientation);
            sharp.Frames.RootFrame.Metadata.ExifProfile = sharp.Metadata.ExifProfile;
            using var file = new MemoryStream();
            sharp.Save(file, EncoderOf(format));
            Image expected = s_picture.Orient(orientation);
            PictureAssert.Equal(expected, ImageDecoder.Decode(file.ToArray()));
            Assert.Equal((expected.Width, orientation),
                (ImageDecoder.Identify(file.ToArray()).Width, ImageDecoder.Identify(file.ToArray()).Orientation));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Pixels_and_memory_are_limited(ImageFormat format, int most, double mean)
    {
        Assert.True(most >= mean);
        byte[] file = SmallFiles.Write(TestPictures.Photo(200, 100), EncoderOf(format));
        Refused(file, DecodeLimits.Default with { MaxPixels = 19_999 }, "200 x 100");
        Refused(file, DecodeLimits.Default with { MaxSide = 199 }, "at most 199");
        Refused(file, DecodeLimits.Default with { MaxMemoryBytes = 59_999 }, "memory");
    }

    private static void Refused(byte[] file, DecodeLimits limits, string words)
    {
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(file, limits));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    private static IImageEncoder EncoderOf(ImageFormat format) => format switch
    {
        ImageFormat.Gif => new GifEncoder(),
        ImageFormat.Tiff => new TiffEncoder { BitsPerPixel = TiffBitsPerPixel.Bit24 },
        _ => new WebpEncoder { FileFormat = WebpFileFormatType.Lossless, TransparentColorMode = WebpTransparentColorMode.Preserve },
    };
}
