using System.Buffers.Binary;
using System.IO.Compression;
using Affekt.Imaging.Decoding;

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
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(file));
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
    public void A_preset_dictionary_is_an_error()
    {
        // FDICT of RFC 1950, with a header checksum that fits.
        var writer = new TestPngWriter(8, 8, 0, 8);
        byte[] file = writer.Assemble([0x78, 0x20, .. writer.Compress(new ushort[64])[2..]]);
        AssertRefused(file, "preset dictionary");
    }

    [Theory]
    [InlineData(40, false)]
    [InlineData(40, true)]
    [InlineData(4, true)]
    [InlineData(1, true)]
    public void Data_that_ends_before_the_last_row_is_truncated_whatever_the_chunks_say(int width, bool interlaced)
    {
        var writer = new TestPngWriter(width, 130, 2, 8) { Interlaced = interlaced };
        byte[] compressed = writer.Compress(writer.RandomSamples(9));
        foreach (int cut in new[] { 20, 100, 300 })
            AssertRefused(writer.Assemble(compressed[..^cut]), "truncated");
    }

    [Fact]
    public void A_picture_whose_last_row_is_black_is_whole()
    {
        var writer = new TestPngWriter(40, 30, 2, 8);
        Assert.All(ImageDecoder.Decode(writer.Write(new ushort[40 * 30 * 3])).Pixels, b => Assert.Equal(0, b));
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

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void A_pixel_beyond_the_palette_is_black(int depth, bool interlaced)
    {
        // As browsers show it; with transparency too, which is then opaque.
        foreach (byte[]? transparency in new byte[]?[] { null, [255] })
        {
            var writer = new TestPngWriter(4, 1, 3, depth)
            { Interlaced = interlaced, Palette = [250, 200, 150], Transparency = transparency };
            ushort last = (ushort)((1 << depth) - 1);
            Assert.Equal([250, 200, 150, 0, 0, 0, 250, 200, 150, 0, 0, 0], ImageDecoder.Decode(writer.Write([0, 1, 0, last])).Pixels);
        }
    }

    [Fact]
    public void An_unknown_critical_chunk_is_refused() =>
        AssertRefused([.. s_file[..33], .. TestPngWriter.Chunk("ABCD", [1]), .. s_file[33..]], "critical chunk");

    [Fact]
    public void A_damaged_chunk_beside_the_pixels_is_left_out_with_a_note()
    {
        var writer = new TestPngWriter(9, 9, 2, 8) { Transparency = [0, 1, 0, 2, 0, 3] };
        ushort[] samples = writer.RandomSamples(3);
        foreach (string chunk in new[] { "gAMA", "tRNS", "tEXt" })
        {
            byte[] file = writer.Write(samples);
            file[file.AsSpan().IndexOf(chunk.Select(c => (byte)c).ToArray()) + 5] ^= 1;
            DecodedPicture picture = ImageDecoder.DecodePicture(file, new DecodeOptions());
            PictureAssert.Equal(ImageDecoder.Decode((writer with { Transparency = null }).Write(samples)), picture.Image);
            Assert.Contains("damaged", Assert.Single(picture.Notes), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_missing_end_chunk_is_noted()
    {
        foreach (int cut in new[] { 1, 11, 12 })
        {
            DecodedPicture picture = ImageDecoder.DecodePicture(s_file.AsSpan(0, s_file.Length - cut), new DecodeOptions());
            PictureAssert.Equal(TestPictures.Create(40, 30, 3), picture.Image);
            Assert.Contains("end chunk", Assert.Single(picture.Notes), StringComparison.Ordinal);
        }
    }

    private static void AssertRefused(byte[] file, string words)
    {
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(file));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
