using System.Buffers.Binary;
using Affekt.Imaging.Decoding;
using SixLabors.ImageSharp.Formats.Webp;

namespace Affekt.Imaging.Tests;

/// <summary>What a crafted WebP can make the decoder take, beside the pixels.</summary>
[Collection(nameof(Alone))]
public class WebPMemoryTests
{
    private static readonly WebpEncoder s_lossless = new() { FileFormat = WebpFileFormatType.Lossless };

    [Fact]
    public void Tables_of_65536_groups_of_codes_are_refused_before_they_are_taken()
    {
        byte[] file = Riff(Chunk("VP8L", [0x2F, 0, 0, 0, 0, .. ManyGroups()]));
        Assert.InRange(file.Length, 1, 100);
        AssertRefusedCheaply(file, "memory");
    }

    [Fact]
    public void Tables_of_an_alpha_channel_count_too()
    {
        byte[] lossy = SmallFiles.Write(TestPictures.Create(23, 19, 3), new WebpEncoder { FileFormat = WebpFileFormatType.Lossy });
        byte[] extended = [0x10, 0, 0, 0, 22, 0, 0, 18, 0, 0];
        // Ten tiles, each of group 65535, for 23 x 19 pixels.
        byte[] file = Riff([.. Chunk("VP8X", extended), .. Chunk("ALPH", [1, .. ManyGroups()]), .. lossy[12..]]);
        AssertRefusedCheaply(file, "memory");
    }

    [Fact]
    public void A_chunk_that_states_two_gigabytes_costs_nothing()
    {
        byte[] pixels = SmallFiles.Write(TestPictures.Create(23, 19, 3), s_lossless)[12..];
        byte[] profile = Chunk("ICCP", []);
        BinaryPrimitives.WriteUInt32LittleEndian(profile.AsSpan(4), 0x7FFFFF00);
        byte[] file = Riff([.. Chunk("VP8X", [0x20, 0, 0, 0, 22, 0, 0, 18, 0, 0]), .. profile, .. pixels]);
        AssertRefusedCheaply(file, "truncated");
    }

    [Theory]
    [InlineData("photo", 0)]
    [InlineData("photo", 100)]
    [InlineData("noise", 75)]
    [InlineData("2 colours", 75)]
    [InlineData("4 colours", 75)]
    [InlineData("16 colours", 75)]
    [InlineData("200 colours", 75)]
    public void Files_of_every_kind_still_decode(string kind, int quality)
    {
        Image picture = kind == "noise" ? TestPictures.Noise(130, 70, 3) : TestPictures.Create(333, 251, 3);
        if (kind.EndsWith("colours", StringComparison.Ordinal))
        {
            int colors = int.Parse(kind.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            for (int i = 0; i < picture.Pixels.Length; i += 3)
            {
                int index = picture.Pixels[i] * colors / 256;
                (picture.Pixels[i], picture.Pixels[i + 1], picture.Pixels[i + 2]) = ((byte)index, (byte)(7 * index), (byte)(255 - index));
            }
        }
        byte[] file = SmallFiles.Write(picture, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless, Quality = quality });
        PictureAssert.Equal(picture, ImageDecoder.Decode(file));
    }

    /// <summary>One group number for all tiles, 65535; what follows would be the codes of 65536 groups.</summary>
    private static byte[] ManyGroups()
    {
        var bits = new List<bool>();
        void Put(int value, int count)
        {
            for (int i = 0; i < count; i++)
                bits.Add((value >> i & 1) != 0);
        }
        Put(0, 1); // No transform.
        Put(0, 1); // No colour cache.
        Put(1, 1); // Several groups,
        Put(0, 3); // in tiles of four.
        Put(0, 1); // No colour cache.
        foreach (int symbol in new[] { 255, 255, 0, 0, 0 })
        {
            Put(1, 1); // A code
            Put(0, 1); // of one symbol
            Put(1, 1); // of eight bits.
            Put(symbol, 8);
        }
        byte[] bytes = new byte[(bits.Count / 8) + 32];
        for (int i = 0; i < bits.Count; i++)
            bytes[i / 8] |= (byte)((bits[i] ? 1 : 0) << (i % 8));
        return bytes;
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] chunk = [.. System.Text.Encoding.ASCII.GetBytes(type), 0, 0, 0, 0, .. content, .. new byte[content.Length % 2]];
        BinaryPrimitives.WriteInt32LittleEndian(chunk.AsSpan(4), content.Length);
        return chunk;
    }

    private static byte[] Riff(byte[] chunks) => Chunk("RIFF", [.. "WEBP"u8, .. chunks]);

    private static void AssertRefusedCheaply(byte[] file, string words)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Decode(file));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
