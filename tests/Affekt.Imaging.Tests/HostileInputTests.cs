using Affekt.Imaging.Tests.Bmp;
using Affekt.Imaging.Tests.Jpeg;
using Affekt.Imaging.Tests.Png;

namespace Affekt.Imaging.Tests;

/// <summary>Whatever the bytes, the outcome is a picture or an <see cref="ImageFormatException"/>, in bounded memory; a hang
/// would show as one.</summary>
public class HostileInputTests
{
    private const int Mutations = 20_000;

    private static readonly DecodeLimits s_tight = Untimed.Limits with { MaxPixels = 200_000, MaxMemoryBytes = 4 << 20 };

    [Fact]
    public void A_JPEG_cut_anywhere_is_refused()
    {
        // Only the end marker (2 bytes) of a sequential file may be missing; every earlier cut is an error.
        foreach (byte[] file in JpegFiles())
            AssertEveryCutRefused(file, tolerated: IsProgressive(file) ? 0 : 2);
    }

    [Fact]
    public void A_PNG_cut_anywhere_is_refused()
    {
        foreach (byte[] file in PngFiles())
            AssertEveryCutRefused(file, tolerated: 0);
    }

    [Fact]
    public void A_BMP_cut_anywhere_is_refused()
    {
        // Run lengths may lack their end code.
        foreach (byte[] file in BmpFiles())
            AssertEveryCutRefused(file, tolerated: file[30] is 1 or 2 ? 2 : 0);
    }

    [Fact]
    public void Mutated_JPEGs_never_do_worse_than_a_refusal() => Fuzz([.. JpegFiles()], seed: 1, repair: null);

    [Fact]
    public void Mutated_PNGs_never_do_worse_than_a_refusal() => Fuzz([.. PngFiles()], seed: 2, TestPngWriter.RepairChecksums);

    [Fact]
    public void Mutated_BMPs_never_do_worse_than_a_refusal() => Fuzz([.. BmpFiles()], seed: 3, repair: null);

    private static void AssertEveryCutRefused(byte[] file, int tolerated)
    {
        Untimed.Decode(file);
        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                Untimed.Decode(file.AsSpan(0, length));
                Assert.True(length >= file.Length - tolerated, $"Cut to {length} of {file.Length} bytes, it decoded.");
            }
            catch (ImageFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    private static void Fuzz(byte[][] seeds, int seed, Action<byte[]>? repair)
    {
        var random = new Random(seed);
        int decoded = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] file = Mutate(seeds, random);
            // Behind a wrong checksum nothing else would be reached.
            if (random.Next(4) != 0)
                repair?.Invoke(file);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Image image = ImageDecoder.Decode(file, s_tight);
                Assert.InRange((long)image.Width * image.Height, 1, s_tight.MaxPixels);
                decoded++;
            }
            catch (ImageFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"Mutation {i} of seed {seed}: {e}\n{Convert.ToHexString(file)}");
            }
            // A little is taken beside pixels: tables, palettes, messages, the inflater's buffers.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, s_tight.MaxMemoryBytes + (1 << 20));

            try
            {
                ImageDecoder.Identify(file);
            }
            catch (ImageFormatException)
            {
            }
        }
        Assert.InRange(decoded, Mutations / 1000, Mutations);
    }

    /// <summary>One to four changes: bits, telling values, runs cut out, doubled, or taken from another file.</summary>
    private static byte[] Mutate(byte[][] seeds, Random random)
    {
        byte[] telling = [0, 1, 2, 0x7F, 0x80, 0xC0, 0xC4, 0xD0, 0xD9, 0xDA, 0xFE, 0xFF];
        byte[] file = [.. seeds[random.Next(seeds.Length)]];
        for (int n = random.Next(1, 5); n > 0; n--)
        {
            // Headers decide more than pixels, so half of the changes go there.
            int at = random.Next(random.Next(2) == 0 ? file.Length : Math.Min(file.Length, 200));
            int length = random.Next(Math.Min(file.Length - at, 64));
            byte[] other = seeds[random.Next(seeds.Length)];
            int from = Math.Min(at, other.Length);
            switch (random.Next(6))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    file[at] = telling[random.Next(telling.Length)];
                    break;
                case 2:
                    random.NextBytes(file.AsSpan(at, length));
                    break;
                case 3:
                    file = [.. file[..at], .. file[(at + length)..], 0];
                    break;
                case 4:
                    file = [.. file[..(at + length)], .. file[at..]];
                    break;
                default:
                    file = [.. file[..at], .. other[from..]];
                    break;
            }
            if (file.Length == 0)
                file = [0];
        }
        return file;
    }

    private static bool IsProgressive(byte[] file) => JpegSegments.Find(file, 0xC2) >= 0;

    private static IEnumerable<byte[]> JpegFiles()
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

    private static IEnumerable<byte[]> PngFiles()
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

    private static IEnumerable<byte[]> BmpFiles()
    {
        byte[] palette = Enumerable.Range(0, 48).Select(i => (byte)(5 * i)).ToArray();
        byte[] noise = TestPictures.Noise(13, 11 * 4, 1).Pixels;
        foreach (int depth in new[] { 1, 4, 8, 24, 32 })
        {
            var writer = new TestBmpWriter(
                13, depth == 24 ? -11 : 11, depth) { Palette = depth <= 8 ? palette[..Math.Min(48, 3 << depth)] : [] };
            yield return writer.Write(writer.Pack(noise.Take(13 * 11).Select(b => depth < 8 ? b % (1u << depth) : b).ToArray()));
        }
        yield return new TestBmpWriter(13, 11, 4) { HeaderLength = 12, Palette = palette }.Write(new byte[88]);
        yield return new TestBmpWriter(6, 11, 16) { Compression = 3, Masks = [0xF800, 0x07E0, 0x001F] }.Write(noise[..132]);
        yield return new TestBmpWriter(
            13, 11, 32) { HeaderLength = 124, Compression = 3, Masks = [0xFF, 0xFF00, 0xFF0000, 0xFF000000] }.Write(noise[..572]);
        byte[] runs = Enumerable.Repeat(new byte[] { 5, 3, 0, 4, 1, 2, 3, 1, 4, 7, 0, 0 }, 11).SelectMany(r => r).ToArray();
        yield return new TestBmpWriter(13, 11, 8) { Compression = 1, Palette = palette }.Write([.. runs[..^2], 0, 1]);
        yield return new TestBmpWriter(13, 1, 4) { Compression = 2, Palette = palette }.Write([5, 0x12, 0, 4, 0x34, 0x56, 4, 0x77, 0, 1]);
    }
}
