using System.Text;
using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;

namespace Affekt.Imaging.Tests;

/// <summary>What the first bytes of a file lead to.</summary>
public class FormatTests
{
    public static TheoryData<string, byte[]> Others => new()
    {
        { "a HEIC/HEIF image", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0] },
        { "a HEIC/HEIF image", [0, 0, 0, 24, .. "ftypmif1"u8, 0, 0, 0, 0] },
        { "an AVIF image", [0, 0, 0, 28, .. "ftypavif"u8, 0, 0, 0, 0] },
        { "a video", [0, 0, 0, 28, .. "ftypisom"u8, 0, 0, 0, 0] },
        { "a BigTIFF image", [.. "II+\0"u8, 8, 0, 0, 0] },
        { "an SVG drawing", "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray() },
        { "a JPEG XL image", [0xFF, 0x0A, 1, 2, 3] },
        { "a JPEG 2000 image", [0, 0, 0, 12, .. "jP  "u8, 13, 10, 0x87, 10] },
        { "a PDF", "%PDF-1.7\n"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Other_types_are_refused_by_name_with_a_hint(string name, byte[] file)
    {
        foreach (Action read in new Action[] { () => ImageDecoder.Decode(file), () => ImageDecoder.Identify(file) })
        {
            var e = Assert.Throws<ImageFormatException>(read);
            Assert.Contains(name, e.Message, StringComparison.Ordinal);
            Assert.Contains("save it as JPEG or PNG", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hello, this is no picture.\n")]
    [InlineData("BMW is a maker of cars.")]
    [InlineData("\u00fcber alles m\u00f6gliche")]
    public void An_empty_file_or_a_text_is_said_to_be_that(string text)
    {
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(Encoding.UTF8.GetBytes(text)));
        Assert.Contains(text.Length == 0 ? "empty" : "text file", e.Message, StringComparison.Ordinal);
        Assert.Contains("choose a JPEG, PNG, WebP", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_bytes_are_refused()
    {
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
        Assert.Contains("not an image", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Identify_reads_headers_of_every_kind()
    {
        Image picture = TestPictures.Create(31, 22, 3);
        Assert.Equal(new ImageInfo(ImageFormat.Jpeg, 31, 22, 3, Orientation.Normal), ImageDecoder.Identify(JpegEncoder.Encode(picture)));
        Assert.Equal(new ImageInfo(ImageFormat.Jpeg, 31, 22, 1, Orientation.Normal),
            ImageDecoder.Identify(JpegEncoder.Encode(picture.ToGray(), 90, new JpegOptions { Progressive = true })));
        Assert.Equal(new ImageInfo(ImageFormat.Png, 31, 22, 3, Orientation.Normal), ImageDecoder.Identify(PngEncoder.Encode(picture)));
    }

    [Fact]
    public void Identify_needs_only_the_beginning_of_a_file()
    {
        Image picture = TestPictures.Noise(64, 64, 3);
        foreach (byte[] file in new[] { JpegEncoder.Encode(picture), PngEncoder.Encode(picture) })
            Assert.Equal(64, ImageDecoder.Identify(file.AsSpan(0, 1000)).Width);
    }
}
