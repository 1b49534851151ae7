using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;
using Affekt.Imaging.Tests.Bmp;
using Affekt.Imaging.Tests.Jpeg;

namespace Affekt.Imaging.Tests;

public class LimitTests
{
    private static readonly Image s_picture = TestPictures.Create(200, 100, 3);

    public static TheoryData<string, byte[]> Files => new()
    {
        { "baseline", JpegEncoder.Encode(s_picture) },
        { "progressive", JpegEncoder.Encode(s_picture, 90, new JpegOptions { Progressive = true }) },
        { "png", PngEncoder.Encode(s_picture) },
        { "bmp", new TestBmpWriter(200, 100, 24).Write(new byte[60_000]) },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Pixels_sides_and_memory_are_limited_before_they_are_taken(string kind, byte[] file)
    {
        Assert.NotEmpty(kind);
        AssertRefused(file, DecodeLimits.Default with { MaxPixels = 19_999 }, "200 x 100");
        AssertRefused(file, DecodeLimits.Default with { MaxSide = 199 }, "at most 199");
        AssertRefused(file, DecodeLimits.Default with { MaxMemoryBytes = 59_999 }, "memory");
        Image image = ImageDecoder.Decode(file, DecodeLimits.Default with { MaxPixels = 20_000, MaxSide = 200 });
        Assert.Equal((200, 100), (image.Width, image.Height));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_cancelled_decode_stops(string kind, byte[] file)
    {
        Assert.NotEmpty(kind);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => ImageDecoder.Decode(file, null, cancelled.Token));
    }

    [Fact]
    public void Scans_are_limited()
    {
        byte[] file = JpegEncoder.Encode(s_picture, 90, new JpegOptions { Progressive = true });
        AssertRefused(file, DecodeLimits.Default with { MaxScans = 9 }, "more than 9 scans");
        ImageDecoder.Decode(file, DecodeLimits.Default with { MaxScans = 10 });

        // The attack: a cheap scan over and over. The DC refinement may be repeated without harm.
        int start = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 0, 0x10]);
        int end = start + 14;
        while (file[end] != 0xFF || file[end + 1] == 0)
            end++;
        byte[] many = [.. file[..end], .. Enumerable.Repeat(file[start..end], 200).SelectMany(b => b), .. file[end..]];
        AssertRefused(many, DecodeLimits.Default, "more than 100 scans");
        // The same attack in fewer scans of a larger picture is stopped by the work that they are.
        AssertRefused(many, DecodeLimits.Default with { MaxScans = 1000, MaxBlocks = 50_000 }, "too much work");
        ImageDecoder.Decode(many, DecodeLimits.Default with { MaxScans = 1000, MaxBlocks = 200_000 });
    }

    [Fact]
    public void A_huge_JPEG_without_the_data_for_it_is_refused_before_memory_is_taken()
    {
        foreach (bool progressive in new[] { false, true })
        {
            byte[] file = JpegEncoder.Encode(s_picture, 90, new JpegOptions { Progressive = progressive });
            byte marker = progressive ? (byte)0xC2 : (byte)0xC0;
            // 4096 x 4096.
            file = JpegSegments.Patch(JpegSegments.Patch(file, marker, 5, 16), marker, 7, 16);
            long before = GC.GetAllocatedBytesForCurrentThread();
            AssertRefused(file, DecodeLimits.Default, "truncated");
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void The_account_of_memory_covers_what_is_allocated()
    {
        Image picture = TestPictures.Create(1000, 800, 3);
        foreach (bool progressive in new[] { false, true })
        {
            var options = new JpegOptions { Progressive = progressive, Subsampling = JpegSubsampling.Samples444 };
            byte[] file = JpegEncoder.Encode(picture, 90, options);
            // Pixels, coefficients of 2 bytes where they are collected, and some strips.
            int least = picture.Pixels.Length * (progressive ? 3 : 1);
            var limits = DecodeLimits.Default with { MaxMemoryBytes = least + 200_000 };
            long before = GC.GetAllocatedBytesForCurrentThread();
            ImageDecoder.Decode(file, limits);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, least, limits.MaxMemoryBytes);
            AssertRefused(file, DecodeLimits.Default with { MaxMemoryBytes = least }, "memory");
        }
    }

    private static void AssertRefused(byte[] file, DecodeLimits limits, string words)
    {
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(file, limits));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
