using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;
using JpegEncoder = Affekt.Imaging.Jpeg.JpegEncoder;
using SharpEncoder = SixLabors.ImageSharp.Formats.Jpeg.JpegEncoder;
using SharpImage = SixLabors.ImageSharp.Image;

namespace Affekt.Imaging.Tests.Jpeg;

/// <summary>
/// Another decoder of JPEG, ImageSharp's, must see the same pixels, and another encoder's files must decode. Both decoders round
/// three components before they mix them, so a few samples in a thousand differ by a little more than two.
/// </summary>
public class JpegOracleTests
{
    private const int Near = 2;
    private const int Most = 5;
    private const double MostBeyondNear = 0.005;

    public static TheoryData<JpegSubsampling, bool, int> Codings
    {
        get
        {
            var codings = new TheoryData<JpegSubsampling, bool, int>();
            foreach (JpegSubsampling sampling in Enum.GetValues<JpegSubsampling>())
            {
                foreach (bool progressive in new[] { false, true })
                {
                    foreach (int restartInterval in new[] { 0, 5, 7 })
                        codings.Add(sampling, progressive, restartInterval);
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
            Compare(RepeatRestartInterval(file));
            byte[] gray = JpegEncoder.Encode(TestPictures.Photo(333, 251).ToGray(), quality, options);
            Compare(RepeatRestartInterval(gray));
        }
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public void Restart_markers_and_the_order_of_scans_change_no_pixel(JpegSubsampling sampling, bool progressive, int restartInterval)
    {
        var options = new JpegOptions { Subsampling = sampling, Progressive = progressive, RestartInterval = restartInterval };
        byte[] file = JpegEncoder.Encode(TestPictures.Photo(333, 251), 80, options);
        byte[] plain = JpegEncoder.Encode(TestPictures.Photo(333, 251), 80, new JpegOptions { Subsampling = sampling });
        PictureAssert.Equal(ImageDecoder.Decode(plain), ImageDecoder.Decode(file));
        PictureAssert.Equal(ImageDecoder.Decode(plain), ImageDecoder.Decode(RepeatRestartInterval(file)));
    }

    [Theory]
    [InlineData(JpegColorType.YCbCrRatio444)]
    [InlineData(JpegColorType.YCbCrRatio420)]
    [InlineData(JpegColorType.Luminance)]
    [InlineData(JpegColorType.Rgb)]
    public void Its_files_look_the_same_to_both_decoders(JpegColorType color) =>
        Compare(SmallFiles.Write(TestPictures.Photo(333, 251), new SharpEncoder { ColorType = color, Quality = 90 }));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Inks_become_the_same_colours(byte transform)
    {
        // Four gray pictures in one file are its cyan, magenta, yellow and black.
        // Chroma stays so weak that no colour leaves the range, where decoders clip at different steps.
        int[] strength = transform == 2 ? [2, 8, 8, 1] : [1, 1, 1, 1];
        byte[][] planes = [.. Enumerable.Range(0, 4).Select(plane => JpegEncoder.Encode(
            Weaken(TestPictures.Create(61, 45, 1, plane), strength[plane]), 90, new JpegOptions { OptimizeHuffman = false }))];
        byte[] file = JpegSegments.InsertFirst(JpegSegments.JoinPlanes(planes), JpegSegments.Adobe(transform));
        Assert.Equal(new ImageInfo(ImageFormat.Jpeg, 61, 45, 3, Orientation.Normal), ImageDecoder.Identify(file));
        Compare(file);
    }

    /// <summary>
    /// States the restart interval before every scan anew, which changes nothing (T.81 E.1.3: each scan counts from its start).
    /// ImageSharp 2.1 goes on counting from one scan to the next where a scan does not end with an interval.
    /// </summary>
    private static byte[] RepeatRestartInterval(byte[] file)
    {
        int stated = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDD, 0, 4]);
        if (stated < 0)
            return file;
        byte[] segment = file[stated..(stated + 6)];
        int scan = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        var repeated = new List<byte>(file[..scan]);
        for (int next; scan < file.Length; scan = next)
        {
            int length = file.AsSpan(scan + 2).IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
            next = length < 0 ? file.Length : scan + 2 + length;
            repeated.AddRange([.. segment, .. file[scan..next]]);
        }
        return [.. repeated];
    }

    private static Image Weaken(Image gray, int by) =>
        new(gray.Width, gray.Height, 1, Array.ConvertAll(gray.Pixels, p => (byte)(128 + ((p - 128) / by))));

    private static void Compare(byte[] file)
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
        PictureAssert.Close(theirs, ours, ours.Channels == 1 ? Near : Most, mean: 0.7);
        int beyond = theirs.Pixels.Zip(ours.Pixels, (x, y) => Math.Abs(x - y)).Count(d => d > Near);
        Assert.InRange(beyond / (double)ours.Pixels.Length, 0, MostBeyondNear);
    }
}
