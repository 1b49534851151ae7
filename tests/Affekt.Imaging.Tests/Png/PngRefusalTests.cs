using System.Buffers.Binary;
using System.IO.Compression;

namespace Affekt.Imaging.Tests.Png;

public class PngRefusalTests
{
    private static readonly byte[] s_file = PngEncoder.Encode(TestPictures.Create(40, 30, 3));

    [Fact]
    public void A_bomb_of_30000_by_30000_pixels_is_refused_before_memory_is_taken()
    {
        // 900 megapixels of gray zeros deflate to about a megabyte: 30 rows, flushed to a whole byte, a thousand times.
        using var rows = new MemoryStream();
        using (var deflate = new DeflateStream(rows, CompressionLevel.SmallestSize))
        {
            deflate.Write(new byte[30 * 30_001]);
            deflate.Flush();
            byte[] once = rows.ToArray();
            rows.SetLength(0);
            for (int i = 0; i < 1000; i++)
                rows.Write(once);
        }
        byte[] file = new TestPngWriter(30_000, 30_000, 0, 8).Assemble([0x78, 0xDA, .. rows.ToArray()]);
        Assert.InRange(file.Length, 500_000, 1_500_000);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<ImageFormatException>(() => Untimed.Decode(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("30000 x 30000", e.Message, StringComparison.Ordinal);
        Assert.Contains("smaller", e.Message, StringComparison.Ordinal);
        Assert.Equal(30_000, ImageDecoder.Identify(file).Width);
    }

    [Fact]
    public void A_large_size_with_too_little_data_is_refused_before_memory_is_taken()
    {
        byte[] file = [.. s_file];
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), 4000);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), 4000);
        TestPngWriter.RepairChecksums(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        AssertRefused(file, "truncated");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_wrong_checksum_of_a_chunk_is_an_error()
    {
        byte[] file = [.. s_file];
        file[50] ^= 1;
        AssertRefused(file, "checksum");
    }

    [Fact]
    public void A_wrong_checksum_of_the_compressed_data_is_an_error()
    {
        byte[] file = [.. s_file];
        // The Adler checksum is the last four bytes of IDAT, before its CRC and IEND.
        file[^17] ^= 1;
        TestPngWriter.RepairChecksums(file);
        AssertRefused(file, "compressed data");
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 16)]
    [InlineData(4, 1)]
    [InlineData(1, 8)]
    [InlineData(7, 8)]
    public void Types_that_do_not_exist_are_refused(byte colorType, byte depth)
    {
        byte[] file = [.. s_file];
        (file[24], file[25]) = (depth, colorType);
        TestPngWriter.RepairChecksums(file);
        AssertRefused(file, $"colour type {colorType}");
    }

    [Fact]
    public void A_palette_picture_without_a_palette_is_refused() =>
        AssertRefused(new TestPngWriter(4, 4, 3, 8).Write(new ushort[16]), "palette is missing");

    [Fact]
    public void A_pixel_beyond_the_palette_is_refused()
    {
        var writer = new TestPngWriter(4, 4, 3, 8) { Palette = [1, 2, 3] };
        AssertRefused(writer.Write(writer.RandomSamples(1)), "beyond the palette");
    }

    [Fact]
    public void An_unknown_critical_chunk_is_refused() =>
        AssertRefused([.. s_file[..33], .. TestPngWriter.Chunk("ABCD", [1]), .. s_file[33..]], "critical chunk");

    private static void AssertRefused(byte[] file, string words)
    {
        var e = Assert.Throws<ImageFormatException>(() => Untimed.Decode(file));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
