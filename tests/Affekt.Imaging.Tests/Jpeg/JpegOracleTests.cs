using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using SharpImage = SixLabors.ImageSharp.Image;

namespace Affekt.Imaging.Tests.Jpeg;

/// <summary>Another decoder of JPEG, ImageSharp's, must see the same pixels; and another encoder's files must decode.</summary>
public class JpegOracleTests
{
    private const int Most = 2;

    public static TheoryData<JpegSubsampling, bool, int> Codings
    {
        get
        {
            var codings = new TheoryData<JpegSubsampling, bool, int>();
            foreach (JpegSubsampling sampling in Enum.GetValues<JpegSubsampling>())
            {
                foreach (bool progressive in new[] { false, true })
                {
                    codings.Add(sampling, progressive, 0);
                    codings.Add(sampling, progressive, 7);
                }
            }
            return codings;
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Our_files_look_the_same_to_both_decoders(JpegSubsampling sampling, bool progressive, int restartInterval)
    {
        var options = new JpegOptions { Subsampling = sampling, Progressive = progressive, RestartInterval = restartInterval };
        foreach (int quality in new[] { 50, 92 })
        {
            byte[] file = JpegEncoder.Encode(TestPictures.Photo(333, 251), quality, options);
            Compare(file, Most);
            byte[] gray = JpegEncoder.Encode(TestPictures.Photo(333, 251).ToGray(), quality, options);
            Compare(gray, Most);
        }
    }

    [Theory]
    [InlineData(JpegColorType.YCbCrRatio444)]
    [InlineData(JpegColorType.YCbCrRatio420)]
    [InlineData(JpegColorType.Luminance)]
    [InlineData(JpegColorType.Rgb)]
    public void Its_files_look_the_same_to_both_decoders(JpegColorType color) =>
        Compare(SmallFiles.Write(TestPictures.Photo(333, 251), new SixLabors.ImageSharp.Formats.Jpeg.JpegEncoder { ColorType = color, Quality = 90 }), Most);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Inks_become_the_same_colours(byte transform)
    {
        // Four gray pictures in one file are its cyan, magenta, yellow and black.
        byte[][] planes = [.. Enumerable.Range(1, 4).Select(seed => JpegEncoder.Encode(
            TestPictures.Create(61, 45, 1, seed), 90, new JpegOptions { OptimizeHuffman = false }))];
        byte[] file = JpegSegments.InsertFirst(JpegSegments.JoinPlanes(planes), JpegSegments.Adobe(transform));
        Assert.Equal(new ImageInfo(ImageFormat.Jpeg, 61, 45, 3, Orientation.Normal), ImageDecoder.Identify(file));
        Compare(file, Most);
    }

    private static void Compare(byte[] file, int most)
    {
        Image ours = ImageDecoder.Decode(file);
        Image theirs;
        if (ours.Channels == 1)
        {
            using Image<L8> sharp = SharpImage.Load<L8>(file);
            theirs = new Image(sharp.Width, sharp.Height, 1);
            sharp.CopyPixelDataTo(theirs.Pixels);
        }
        else
        {
            using Image<Rgb24> sharp = SharpImage.Load<Rgb24>(file);
            theirs = new Image(sharp.Width, sharp.Height, 3);
            sharp.CopyPixelDataTo(theirs.Pixels);
        }
        PictureAssert.Close(theirs, ours, most, mean: 0.5);
    }
}
