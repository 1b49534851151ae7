using System.Text.Json;
using Affekt.Imaging;
using Affekt.Imaging.Jpeg;
using ImageMagick;

namespace Affekt.EndToEnd.Tests;

/// <summary>Pictures of every format and size that people have, on the command line.</summary>
public class PictureFormatTests(PictureFolder pictures) : IClassFixture<PictureFolder>
{
    private static readonly Image s_picture = new(96, 64, 3);

    [Fact]
    public async Task A_folder_drops_nothing_in_silence()
    {
        var folder = Directory.CreateDirectory(pictures["holiday"]).FullName;
        foreach (var name in (string[])["a.jfif", "b.JPE", "c.mpo", "d.jpg"])
            File.WriteAllBytes(Path.Combine(folder, name), JpegEncoder.Encode(s_picture));
        File.WriteAllText(Path.Combine(folder, "e.jpg"), "not a picture");
        foreach (var name in (string[])["clip.MOV", "notes.txt", "more.txt", "README"])
            File.WriteAllText(Path.Combine(folder, name), "something else");

        var result = await CommandLine.Run(pictures.Models, "faces", folder, "--json");

        Assert.Equal(0, result.ExitCode);
        var answer = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(4, answer.GetProperty("images").GetArrayLength());
        var leftOut = answer.GetProperty("leftOut").EnumerateArray().Select(l => (
            l.GetProperty("kind").GetString(), l.GetProperty("why").GetString(), l.GetProperty("count").GetInt32()));
        Assert.Equal(
            [(".jpg", "unreadable", 1), (".txt", "noPicture", 2), (".mov", "noPicture", 1),
                ("without an ending", "noPicture", 1)], leftOut);
        Assert.Contains(
            "4 pictures read, 1 could not be read (1 .jpg), 4 files are no pictures (2 .txt, 1 .mov, 1 without an ending).",
            result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_pictures_says_what_it_holds()
    {
        var folder = Directory.CreateDirectory(pictures["papers"]).FullName;
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "something else");

        var result = await CommandLine.Run(pictures.Models, "faces", folder);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("1 .txt", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_photo_far_larger_than_needed_is_answered_in_its_own_pixels()
    {
        var path = pictures["large.png"];
        File.WriteAllBytes(path, PngEncoder.Encode(new Image(6000, 4000, 1)));

        var result = await CommandLine.Run(pictures.Models, "mood", path, "--json");

        var answer = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((6000, 4000), (answer.GetProperty("width").GetInt32(), answer.GetProperty("height").GetInt32()));
        // The reader of this test takes the centre of the picture for a face.
        var box = Assert.Single(answer.GetProperty("faces").EnumerateArray()).GetProperty("box");
        Assert.InRange(box.GetProperty("x").GetDouble() + (box.GetProperty("width").GetDouble() / 2), 2990, 3010);
        Assert.InRange(box.GetProperty("width").GetDouble(), 1000, 4000);
    }

    [Fact]
    public async Task What_was_overlooked_in_a_file_is_said()
    {
        var path = pictures["cut.png"];
        File.WriteAllBytes(path, PngEncoder.Encode(s_picture)[..^12]);

        var result = await CommandLine.Run(pictures.Models, "mood", path, "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("end chunk", result.Error, StringComparison.Ordinal);
        var note = Assert.Single(JsonDocument.Parse(result.Output).RootElement.GetProperty("notes").EnumerateArray());
        Assert.Contains("end chunk", note.GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MagickFormat.Avif, ".avif")]
    [InlineData(MagickFormat.Heic, ".heic")]
    public async Task HEIC_and_AVIF_are_read(MagickFormat format, string ending)
    {
        Assert.SkipUnless(
            MagickNET.SupportedFormats.Any(f => f.Format == format && f.SupportsWriting),
            $"Magick.NET does not write {format} here, so there is no file to read; run on another platform.");
        using var made = new MagickImage(MagickColors.SteelBlue, 96, 64);
        var path = pictures["made" + ending];
        File.WriteAllBytes(path, made.ToByteArray(format));

        var result = await CommandLine.Run(pictures.Models, "mood", path, "--json");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        var answer = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal((96, 64), (answer.GetProperty("width").GetInt32(), answer.GetProperty("height").GetInt32()));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..200]);
        result = await CommandLine.Run(pictures.Models, "mood", path);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("damaged or truncated", result.Error, StringComparison.Ordinal);
    }
}
