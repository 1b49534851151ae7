using System.Globalization;
using Affekt.Imaging.Decoding;
using Affekt.Imaging.Tests.Png;

namespace Affekt.Imaging.Tests;

/// <summary>Tests that measure the process run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

/// <summary>
/// Whatever the bytes, the outcome is a picture or an <see cref="ImageFormatException"/>, in bounded memory and processor time.
/// A few thousand mutants each time; AFFEKT_MUTANTS sets how many of each format, AFFEKT_MUTANTS_SEED from which seed.
/// </summary>
[Collection(nameof(Alone))]
public class MutationTests(ITestOutputHelper output)
{
    private static readonly int s_count = Number("AFFEKT_MUTANTS", 1000);
    private static readonly int s_seed = Number("AFFEKT_MUTANTS_SEED", 1);

    private static readonly DecodeLimits s_tight = DecodeLimits.Default with { MaxPixels = 200_000, MaxMemoryBytes = 8 << 20 };
    private static readonly TimeSpan s_mostTime = TimeSpan.FromSeconds(2);

    /// <summary>Some is taken beside what the budget books: tables, palettes, messages, the inflater's buffers.</summary>
    private static readonly long s_mostAllocated = s_tight.MaxMemoryBytes + (1 << 20);

    public static TheoryData<string> Formats => ["JPEG", "PNG", "BMP", "GIF", "WebP", "TIFF"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Mutated_files_never_do_worse_than_a_refusal(string format)
    {
        byte[][] seeds = [.. format switch
        {
            "JPEG" => SmallFiles.Jpegs(),
            "PNG" => SmallFiles.Pngs(),
            "BMP" => SmallFiles.Bmps(),
            "GIF" => SmallFiles.Gifs(),
            "WebP" => SmallFiles.WebPs(),
            _ => SmallFiles.Tiffs(),
        }];
        var random = new Random(s_seed);
        int decoded = 0;
        long mostAllocated = 0;
        var longest = TimeSpan.Zero;
        foreach (byte[] seed in seeds)
            ImageDecoder.Decode(seed, s_tight);
        for (int i = 0; i < s_count; i++)
        {
            byte[] file = Mutate(seeds, random);
            // Behind a wrong checksum nothing else would be reached.
            if (format == "PNG" && random.Next(4) != 0)
                TestPngWriter.RepairChecksums(file);
            var options = new DecodeOptions { Limits = s_tight, EnoughPixels = random.Next(2) == 0 ? null : random.Next(400) };
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan start = Environment.CpuUsage.TotalTime;
            try
            {
                Image image = ImageDecoder.DecodePicture(file, options).Image;
                Assert.InRange((long)image.Width * image.Height, 1, s_tight.MaxPixels);
                decoded++;
            }
            catch (ImageFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
            catch (Exception e) when (e is not Xunit.Sdk.IAssertionException)
            {
                Assert.Fail($"Mutant {i} of seed {s_seed}: {e}\n{Convert.ToHexString(file)}");
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            TimeSpan time = Environment.CpuUsage.TotalTime - start;
            if (allocated > s_mostAllocated || time > s_mostTime)
            {
                Assert.Fail($"Mutant {i} of seed {s_seed}: {allocated >> 10} kB, {time.TotalSeconds} s of processor time\n" +
                    Convert.ToHexString(file));
            }
            mostAllocated = Math.Max(mostAllocated, allocated);
            longest = time > longest ? time : longest;
            try
            {
                ImageDecoder.Identify(file);
            }
            catch (ImageFormatException)
            {
            }
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{format}: {s_count} mutants, {decoded} decoded, at most {mostAllocated >> 10} kB and {longest.TotalMilliseconds:0} ms"));
        Assert.InRange(decoded, s_count / 1000, s_count);
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : otherwise;

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
}
