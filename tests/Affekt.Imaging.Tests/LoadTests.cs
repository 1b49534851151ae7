using Affekt.Imaging.Decoding;

namespace Affekt.Imaging.Tests;

public sealed class LoadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-imaging-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_is_decoded_whatever_its_name()
    {
        Image picture = TestPictures.Create(300, 200, 3);
        string path = Write("picture.jpg", PngEncoder.Encode(picture));
        PictureAssert.Equal(picture, ImageDecoder.Load(path, DecodeLimits.Default));
    }

    [Fact]
    public void A_message_names_the_file_in_one_line()
    {
        string path = Write("notes.jpg", "not a picture"u8.ToArray());
        var e = Assert.Throws<ImageFormatException>(() => ImageDecoder.Load(path, DecodeLimits.Default));
        Assert.StartsWith(path + ": ", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Missing_files_and_folders_keep_their_own_exceptions()
    {
        Assert.Throws<FileNotFoundException>(() => ImageDecoder.Load(Path.Combine(_folder, "nothing.png")));
        Assert.Throws<DirectoryNotFoundException>(() => ImageDecoder.Load(Path.Combine(_folder, "no", "thing.png")));
        Assert.Throws<UnauthorizedAccessException>(() => ImageDecoder.Load(_folder));
    }

    [Fact]
    public void A_file_above_the_limit_is_not_read()
    {
        byte[] file = PngEncoder.Encode(TestPictures.Noise(64, 64, 3));
        string path = Write("large.png", file);
        PictureAssert.Equal(TestPictures.Noise(64, 64, 3),
            ImageDecoder.Load(path, DecodeLimits.Default with { MaxFileBytes = file.Length }));
        var e = Assert.Throws<ImageFormatException>(
            () => ImageDecoder.Load(path, DecodeLimits.Default with { MaxFileBytes = file.Length - 1 }));
        Assert.Contains("larger than", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_endless_device_is_not_read_for_ever()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero here; run on Linux or macOS.");
        Assert.Throws<ImageFormatException>(() => ImageDecoder.Load("/dev/zero", DecodeLimits.Default with { MaxFileBytes = 1 << 20 }));
    }

    private string Write(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
