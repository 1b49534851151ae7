using System.Buffers.Binary;
using Affekt.Imaging.Decoding;

namespace Affekt.Imaging.Tests.Bmp;

public class BmpDecoderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Palette_pictures_decode_with_every_header(int depth)
    {
        byte[] palette = new byte[3 << depth];
        new Random(1).NextBytes(palette);
        foreach (int header in new[] { 12, 40, 52, 56, 64, 108, 124 })
        {
            foreach (int width in new[] { 1, 7, 8, 9, 33 })
            {
                foreach (int height in header == 12 ? new[] { 5 } : [5, -5])
                {
                    var writer = new TestBmpWriter(width, height, depth) { HeaderLength = header, Palette = palette };
                    uint[] values = Values(width * 5, 1u << depth);
                    byte[] expected = values.SelectMany(v => palette[(int)(3 * v)..(int)((3 * v) + 3)]).ToArray();
                    byte[] file = writer.Write(writer.Pack(values));
                    PictureAssert.Equal(new Image(width, 5, 3, expected), ImageDecoder.Decode(file));
                    Assert.Equal(new ImageInfo(ImageFormat.Bmp, width, 5, 3, Orientation.Normal), ImageDecoder.Identify(file));
                }
            }
        }
    }

    [Theory]
    [InlineData(24, 5)]
    [InlineData(24, -5)]
    [InlineData(32, 5)]
    public void True_colour_decodes(int depth, int height)
    {
        var writer = new TestBmpWriter(7, height, depth);
        uint[] values = Values(35, 1u << 24);
        byte[] expected = values.SelectMany(v => new[] { (byte)(v >> 16), (byte)(v >> 8), (byte)v }).ToArray();
        PictureAssert.Equal(new Image(7, 5, 3, expected), ImageDecoder.Decode(writer.Write(writer.Pack(values))));
    }

    [Theory]
    [InlineData(16, 0, 0x7C00, 0x03E0, 0x001F)]
    [InlineData(16, 3, 0xF800, 0x07E0, 0x001F)]
    [InlineData(32, 3, 0x000000FF, 0x0000FF00, 0x00FF0000)]
    [InlineData(32, 3, 0x3FF00000, 0x000FFC00, 0x000003FF)]
    public void Bit_fields_are_scaled_to_bytes(int depth, int compression, uint red, uint green, uint blue)
    {
        foreach (int header in new[] { 40, 108 })
        {
            var writer = new TestBmpWriter(
                9, 5, depth)
            { HeaderLength = header, Compression = compression, Masks = compression == 0 ? [] : [red, green, blue] };
            uint[] values = Values(45, depth == 16 ? 65536 : uint.MaxValue);
            byte[] expected = values.SelectMany(v => new[] { Scale(v, red), Scale(v, green), Scale(v, blue) }).ToArray();
            PictureAssert.Close(new Image(9, 5, 3, expected), ImageDecoder.Decode(writer.Write(writer.Pack(values))), most: 1, mean: 1);
        }
    }

    [Fact]
    public void Alpha_is_laid_on_white_unless_it_is_nowhere_set()
    {
        var writer = new TestBmpWriter(3, 1, 32) { HeaderLength = 124, Compression = 3, Masks = [0xFF0000, 0xFF00, 0xFF, 0xFF000000] };
        Image mixed = ImageDecoder.Decode(writer.Write(writer.Pack([0xFF0A141E, 0x000A141E, 0x80000000])));
        Assert.Equal([10, 20, 30, 255, 255, 255, 127, 127, 127], mixed.Pixels);
        Image unset = ImageDecoder.Decode(writer.Write(writer.Pack([0x000A141E, 0x000A141E, 0])));
        Assert.Equal([10, 20, 30, 10, 20, 30, 0, 0, 0], unset.Pixels);
    }

    [Fact]
    public void Run_lengths_of_bytes_decode_with_literals_jumps_and_row_ends()
    {
        var writer = new TestBmpWriter(6, 3, 8) { Compression = 1, Palette = Enumerable.Range(0, 30).Select(i => (byte)i).ToArray() };
        byte[] runs = [4, 1, 2, 2, 0, 0, 0, 3, 5, 6, 7, 0, 1, 8, 0, 0, 0, 2, 2, 0, 4, 9, 0, 1];
        Image image = ImageDecoder.Decode(writer.Write(runs));
        byte[] rows = [0, 0, 9, 9, 9, 9, 5, 6, 7, 8, 0, 0, 1, 1, 1, 1, 2, 2];
        Assert.Equal(rows, image.Pixels.Where((_, i) => i % 3 == 0).Select(b => (byte)(b / 3)));
    }

    [Fact]
    public void Run_lengths_of_nibbles_decode()
    {
        var writer = new TestBmpWriter(7, 2, 4) { Compression = 2, Palette = Enumerable.Range(0, 48).Select(i => (byte)i).ToArray() };
        Image image = ImageDecoder.Decode(writer.Write([5, 0x12, 2, 0x34, 0, 0, 0, 5, 0x56, 0x78, 0x90, 0, 2, 0xAB, 0, 1]));
        byte[] rows = [5, 6, 7, 8, 9, 10, 11, 1, 2, 1, 2, 1, 3, 4];
        Assert.Equal(rows, image.Pixels.Where((_, i) => i % 3 == 0).Select(b => (byte)(b / 3)));
    }

    [Theory]
    [InlineData(new byte[] { 0, 2, 200, 0, 1, 1, 0, 1 }, "damaged")]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 }, "damaged")]
    [InlineData(new byte[] { 4, 1 }, "truncated")]
    public void Bad_runs_are_refused(byte[] runs, string words)
    {
        var writer = new TestBmpWriter(6, 3, 8) { Compression = 1, Palette = new byte[30] };
        AssertRefused(writer.Write(runs), words);
    }

    [Theory]
    [InlineData(16, 0x0F00, 0x00F0, 0x000F)]
    [InlineData(16, 0xE000, 0x1C00, 0x03FF)]
    [InlineData(16, 0x7C00, 0x03E0, 0x0000)]
    [InlineData(16, 0x6C00, 0x03E0, 0x001F)]
    [InlineData(32, 0x00007C00, 0x000003E0, 0x0000001F)]
    public void Fields_of_an_odd_width_are_refused(int depth, uint red, uint green, uint blue)
    {
        foreach (int header in new[] { 40, 108 })
        {
            var writer = new TestBmpWriter(9, 5, depth) { HeaderLength = header, Compression = 3, Masks = [red, green, blue] };
            AssertRefused(writer.Write(writer.Pack(Values(45, 65536))), "odd width");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Pixels_beyond_the_palette_are_black(int depth)
    {
        byte[] palette = [250, 200, 150];
        uint[] values = [0, 1, 0, (1u << depth) - 1];
        byte[] expected = [250, 200, 150, 0, 0, 0, 250, 200, 150, 0, 0, 0];
        foreach (int header in new[] { 40, 124 })
        {
            var bitmap = new TestBmpWriter(4, 1, depth) { HeaderLength = header, Palette = palette };
            Assert.Equal(expected, ImageDecoder.Decode(bitmap.Write(bitmap.Pack(values))).Pixels);
        }
    }

    // The decoder allocates everything between the headers and the pixels.
    [Theory]
    [InlineData(12, 4, 0x00FE004Au)]
    [InlineData(40, 8, 0x7FFFFF00u)]
    [InlineData(40, 24, 0xFFFFFFF0u)]
    [InlineData(124, 1, 0x10000000u)]
    public void Pixels_that_begin_far_behind_the_file_cost_no_memory(int header, int depth, uint offset)
    {
        byte[] file = new TestBmpWriter(13, 11, depth)
        { HeaderLength = header, Palette = depth <= 8 ? new byte[3 << depth] : [] }.Write(new byte[600]);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(10), offset);
        long before = GC.GetAllocatedBytesForCurrentThread();

        AssertRefused(file, "truncated");
        Assert.Equal(new ImageInfo(ImageFormat.Bmp, 13, 11, 3, Orientation.Normal), ImageDecoder.Identify(file));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void What_does_not_exist_or_is_embedded_is_refused()
    {
        AssertRefused(new TestBmpWriter(2, 2, 7).Write(new byte[64]), "");
        AssertRefused(new TestBmpWriter(2, 2, 24) { Compression = 4 }.Write(new byte[64]), "");
        AssertRefused(new TestBmpWriter(2, 2, 24) { Compression = 5 }.Write(new byte[64]), "");
        AssertRefused(new TestBmpWriter(2, 0, 24).Write(new byte[64]), "2 x 0");
        AssertRefused(new TestBmpWriter(2, int.MinValue, 24).Write(new byte[64]), "");
        AssertRefused(new TestBmpWriter(2, 2, 24).Write(new byte[8]), "truncated");
        AssertRefused(new TestBmpWriter(11_000, 11_000, 24).Write(new byte[8]), "11000 x 11000");
    }

    private static uint[] Values(int count, uint below)
    {
        var random = new Random(count);
        return Enumerable.Range(0, count).Select(_ => (uint)random.NextInt64(below)).ToArray();
    }

    private static byte Scale(uint value, uint mask)
    {
        double most = mask / (mask & (~mask + 1));
        return (byte)Math.Floor(((value & mask) / (mask & (~mask + 1)) * 255 / most) + 0.5);
    }

    private static void AssertRefused(byte[] file, string words)
    {
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(file));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
