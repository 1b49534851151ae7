using Affekt.Imaging.Decoding;

namespace Affekt.Imaging.Tests;

/// <summary>Whatever the bytes, the outcome is a picture or an <see cref="ImageFormatException"/>, in bounded memory; a hang
/// would show as one.</summary>
public class HostileInputTests
{
    [Fact]
    public void A_JPEG_cut_anywhere_is_refused()
    {
        // Only the end marker (2 bytes) may be missing; every earlier cut is an error.
        foreach (byte[] file in SmallFiles.Jpegs())
            AssertEveryCutRefused(file, tolerated: 2);
    }

    [Fact]
    public void A_PNG_cut_anywhere_is_refused()
    {
        // The end chunk, the text chunk before it (12 bytes and 34) and the checksum of the compressed data in a small chunk of
        // its own hold no pixels.
        foreach (byte[] file in SmallFiles.Pngs())
            AssertEveryCutRefused(file, tolerated: 100);
    }

    [Fact]
    public void A_BMP_cut_anywhere_is_refused()
    {
        // Run lengths may lack their end code.
        foreach (byte[] file in SmallFiles.Bmps())
            AssertEveryCutRefused(file, tolerated: file[30] is 1 or 2 ? 2 : 0);
    }

    [Fact]
    public void A_GIF_WebP_or_TIFF_cut_anywhere_is_refused()
    {
        // A GIF needs nothing behind its first frame.
        foreach (byte[] file in SmallFiles.Gifs())
            AssertEveryCutRefused(file, tolerated: file.Length - SmallFiles.EndOfFirstFrame(file));
        foreach (byte[] file in SmallFiles.WebPs())
            AssertEveryCutRefused(file, tolerated: 0);
        // What follows the strips of a TIFF may be tags that no pixel needs.
        foreach (byte[] file in SmallFiles.Tiffs())
            AssertEveryCutRefused(file, tolerated: file.Length);
    }

    private static void AssertEveryCutRefused(byte[] file, int tolerated)
    {
        Image whole = ImageDecoder.Decode(file);
        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                Image cut = ImageDecoder.Decode(file.AsSpan(0, length));
                Assert.True(length >= file.Length - tolerated, $"Cut to {length} of {file.Length} bytes, it decoded.");
                PictureAssert.Equal(whole, cut);
            }
            catch (ImageFormatException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }
}
