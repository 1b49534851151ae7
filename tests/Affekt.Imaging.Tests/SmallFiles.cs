using Affekt.Imaging.Jpeg;
using Affekt.Imaging.Tests.Bmp;
using Affekt.Imaging.Tests.Jpeg;
using Affekt.Imaging.Tests.Png;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SharpImage = SixLabors.ImageSharp.Image;

namespace Affekt.Imaging.Tests;

/// <summary>Small files of every format and kind, to cut and to mutate.</summary>
internal static class SmallFiles
{
    /// <summary>A picture in a format that only ImageSharp writes.</summary>
    public static byte[] Write(Image image, IImageEncoder encoder)
    {
        using var file = new MemoryStream();
        using Image<Rgb24> sharp = SharpImage.LoadPixelData<Rgb24>(image.ToRgb().Pixels, image.Width, image.Height);
        sharp.Save(file, encoder);
        return file.ToArray();
    }

    /// <summary>A picture whose alpha rises from left to right, in a format that only ImageSharp writes.</summary>
    public static byte[] WriteWithAlpha(Image image, IImageEncoder encoder)
    {
        using var file = new MemoryStream();
        var pixels = new Rgba32[image.Width * image.Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = new Rgba32(
                image.Pixels[3 * i], image.Pixels[(3 * i) + 1], image.Pixels[(3 * i) + 2], (byte)(i % image.Width * 255 / image.Width));
        }
        using Image<Rgba32> sharp = SharpImage.LoadPixelData(pixels, image.Width, image.Height);
        sharp.Save(file, encoder);
        return file.ToArray();
    }

    public static IEnumerable<byte[]> Gifs()
    {
        yield return Write(TestPictures.Create(23, 19, 3), new GifEncoder());
        yield return WriteWithAlpha(TestPictures.Create(15, 12, 3), new GifEncoder());
        using var first = SharpImage.LoadPixelData<Rgb24>(TestPictures.Create(16, 9, 3).Pixels, 16, 9);
        using var second = SharpImage.LoadPixelData<Rgb24>(TestPictures.Noise(16, 9, 3).Pixels, 16, 9);
        first.Frames.AddFrame(second.Frames.RootFrame);
        using var file = new MemoryStream();
        first.Save(file, new GifEncoder());
        yield return file.ToArray();
    }

    /// <summary>Where the data of the first frame of one of <see cref="Gifs"/> ends.</summary>
    public static int EndOfFirstFrame(byte[] gif)
    {
        int at = 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 << ((gif[10] & 7) + 1));
        while (gif[at] == 0x21)
        {
            for (at += 2; gif[at] != 0; at += 1 + gif[at])
            {
            }
            at++;
        }
        Assert.Equal(0x2C, gif[at]);
        for (at += 11 + ((gif[at + 9] & 0x80) == 0 ? 0 : 3 << ((gif[at + 9] & 7) + 1)); gif[at] != 0; at += 1 + gif[at])
        {
        }
        return at + 1;
    }

    public static IEnumerable<byte[]> WebPs()
    {
        yield return Write(TestPictures.Create(23, 19, 3), new WebpEncoder { FileFormat = WebpFileFormatType.Lossy });
        yield return Write(TestPictures.Create(23, 19, 3), new WebpEncoder { FileFormat = WebpFileFormatType.Lossless });
        yield return WriteWithAlpha(TestPictures.Create(23, 19, 3), new WebpEncoder { FileFormat = WebpFileFormatType.Lossless });
        yield return WriteWithAlpha(TestPictures.Create(40, 33, 3), new WebpEncoder { FileFormat = WebpFileFormatType.Lossy });
    }

    public static IEnumerable<byte[]> Tiffs()
    {
        foreach (TiffCompression compression in new[]
            { TiffCompression.None, TiffCompression.Lzw, TiffCompression.Deflate, TiffCompression.PackBits })
        {
            yield return Write(TestPictures.Create(23, 19, 3), new TiffEncoder
            { Compression = compression, PhotometricInterpretation = TiffPhotometricInterpretation.Rgb });
        }
        yield return Write(TestPictures.Create(23, 19, 3), new TiffEncoder
        { Compression = TiffCompression.Lzw, PhotometricInterpretation = TiffPhotometricInterpretation.PaletteColor });
        yield return Write(TestPictures.Create(30, 19, 3), new TiffEncoder
        { Compression = TiffCompression.CcittGroup3Fax, BitsPerPixel = TiffBitsPerPixel.Bit1 });
    }

    public static IEnumerable<byte[]> Jpegs()
    {
        Image picture = TestPictures.Create(37, 29, 3);
        var options = new JpegOptions();
        yield return JpegEncoder.Encode(picture, 75, options);
        yield return JpegEncoder.Encode(picture, 75, options with { Progressive = true });
        yield return JpegEncoder.Encode(
            picture, 60, options with { Progressive = true, RestartInterval = 2, Subsampling = JpegSubsampling.Samples422 });
        yield return JpegEncoder.Encode(picture, 60,
            options with { RestartInterval = 3, Orientation = Orientation.Rotate90, Subsampling = JpegSubsampling.Samples444 });
        yield return JpegEncoder.Encode(
            picture, 50, options with { Interleaved = false, Subsampling = JpegSubsampling.Samples411, OptimizeHuffman = false });
        yield return JpegEncoder.Encode(picture.ToGray(), 50, options);
        yield return JpegEncoder.Encode(picture.ToGray(), 50, options with { Progressive = true });
    }

    public static IEnumerable<byte[]> Pngs()
    {
        yield return PngEncoder.Encode(TestPictures.Create(23, 19, 3));
        foreach ((int colorType, int depth) in new[] { (0, 1), (0, 16), (2, 8), (3, 4), (4, 8), (6, 16) })
        {
            var writer = new TestPngWriter(13, 11, colorType, depth)
            {
                Interlaced = depth != 8,
                Palette = colorType == 3 ? new byte[48] : null,
                Transparency = colorType is 0 or 2 or 3 ? [0, 1, 0, 2, 0, 3] : null,
                Exif = JpegSegments.Exif(6)[10..],
                ChunkSize = 50,
            };
            yield return writer.Write(writer.RandomSamples(depth));
        }
    }

    public static IEnumerable<byte[]> Bmps()
    {
        byte[] palette = Enumerable.Range(0, 768).Select(i => (byte)(5 * i)).ToArray();
        byte[] noise = TestPictures.Noise(13, 11 * 4, 1).Pixels;
        foreach (int depth in new[] { 1, 4, 8, 24, 32 })
        {
            var writer = new TestBmpWriter(
                13, depth == 24 ? -11 : 11, depth)
            { Palette = depth <= 8 ? palette[..(3 << depth)] : [] };
            yield return writer.Write(writer.Pack(noise.Take(13 * 11).Select(b => depth < 8 ? b % (1u << depth) : b).ToArray()));
        }
        yield return new TestBmpWriter(13, 11, 4) { HeaderLength = 12, Palette = palette[..48] }.Write(new byte[88]);
        yield return new TestBmpWriter(6, 11, 16) { Compression = 3, Masks = [0xF800, 0x07E0, 0x001F] }.Write(noise[..132]);
        yield return new TestBmpWriter(
            13, 11, 32)
        { HeaderLength = 124, Compression = 3, Masks = [0xFF, 0xFF00, 0xFF0000, 0xFF000000] }.Write(noise[..572]);
        byte[] runs = Enumerable.Repeat(new byte[] { 5, 3, 0, 4, 1, 2, 3, 1, 4, 7, 0, 0 }, 11).SelectMany(r => r).ToArray();
        yield return new TestBmpWriter(13, 11, 8) { Compression = 1, Palette = palette }.Write([.. runs[..^2], 0, 1]);
        yield return new TestBmpWriter(13, 1, 4) { Compression = 2, Palette = palette[..48] }.Write(
            [5, 0x12, 0, 4, 0x34, 0x56, 4, 0x77, 0, 1]);
    }
}
