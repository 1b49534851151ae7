using System.Diagnostics;
using System.Text.Json;
using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Testing;

namespace Affekt.EndToEnd.Tests;

/// <summary>Faces in pictures, folders and videos, with a detector that takes white cells for faces.</summary>
public class FacesCommandTests(PictureFolder pictures) : IClassFixture<PictureFolder>
{
    private readonly string _models = WithDetector(pictures["face-models"]);

    [Theory]
    [InlineData("help-camera", "camera", "--help")]
    [InlineData("help-evaluate-faces", "evaluate-faces", "--help")]
    [InlineData("help-model-offsets", "model", "offsets", "--help")]
    public async Task Help_says_what_it_said(string snapshot, params string[] arguments)
    {
        var result = await CommandLine.Run(_models, arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Snapshot.Match(snapshot, result.Output);
    }

    [Fact]
    public async Task Found_faces_have_score_and_landmarks_and_no_face_is_an_answer()
    {
        var (two, none) = (Write("two.png", (16, 16), (80, 40)), Write("none.png"));

        var images = JsonDocument.Parse((await CommandLine.Run(
            _models, "faces", two, none, "--json")).Output).RootElement.GetProperty("images").EnumerateArray().ToList();

        Assert.Equal([2, 0], images.Select(i => i.GetProperty("faces").GetArrayLength()));
        Assert.All(images[0].GetProperty("faces").EnumerateArray(), face =>
        {
            Assert.True(face.GetProperty("score").GetDouble() > 0.9);
            Assert.Equal(5, face.GetProperty("landmarks").GetArrayLength());
        });
        var mood = await CommandLine.Run(_models, "mood", none);
        Assert.Equal(0, mood.ExitCode);
        Assert.Contains("No face was found", mood.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_faces_one_is_read_and_the_others_are_listed()
    {
        var result = await CommandLine.Run(_models, "mood", Write("several.png", (16, 16), (56, 32)));

        Assert.Contains("2 faces; this is the largest and most central one. The others: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("at 20,20", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_goes_on_past_files_that_cannot_be_read_and_pictures_are_marked()
    {
        var folder = Directory.CreateDirectory(pictures["mixed"]).FullName;
        File.Copy(Write("good.png", (24, 24)), Path.Combine(folder, "good.png"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "bad.jpg"), "not a picture");
        var drawn = pictures["drawn"];

        var result = await CommandLine.Run(_models, "faces", folder, "--draw", drawn, "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("bad.jpg", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 could not be read", result.Error, StringComparison.Ordinal);
        Assert.Single(JsonDocument.Parse(result.Output).RootElement.GetProperty("images").EnumerateArray());
        var marked = ImageDecoder.Load(Assert.Single(Directory.GetFiles(drawn)));
        Assert.Equal((128, 64, 3), (marked.Width, marked.Height, marked.Channels));
    }

    [Fact]
    public async Task A_folder_is_taken_up_where_it_was_left()
    {
        var folder = Directory.CreateDirectory(pictures["many"]).FullName;
        foreach (var name in (string[])["a.png", "b.png", "c.png"])
            File.Copy(Write(name, (24, 24)), Path.Combine(folder, name), overwrite: true);
        var results = pictures["results.jsonl"];
        await CommandLine.Run(_models, "faces", folder, "--results", results, "--json");
        var lines = await File.ReadAllLinesAsync(results);
        Assert.Equal(3, lines.Length);
        // As if it had been killed in the middle of a line.
        await File.WriteAllTextAsync(results, lines[0] + "\n" + lines[1][..20]);

        var again = await CommandLine.Run(_models, "faces", folder, "--results", results, "--resume", "--json");

        Assert.Equal((0, ""), (again.ExitCode, again.Error));
        Assert.Equal(3, JsonDocument.Parse(again.Output).RootElement.GetProperty("images").GetArrayLength());
        Assert.Equal(3, (await File.ReadAllLinesAsync(results)).Length);
    }

    [Fact]
    public async Task A_detector_is_judged_on_a_folder_of_marked_photos()
    {
        var folder = Directory.CreateDirectory(pictures["marked"]).FullName;
        File.Copy(Write("marked.png", (40, 24), (96, 24)), Path.Combine(folder, "a.png"), overwrite: true);
        File.Copy(Write("unmarked.png", (40, 24)), Path.Combine(folder, "n.png"), overwrite: true);
        // One face of 24 pixels where the detector sees one, and one where it does not; a photo without faces that fools it.
        await File.WriteAllTextAsync(
            Path.Combine(folder, "faces.csv"), "file,source,kind,x,y,w,h,lx0,ly0,lx1,ly1,lx2,ly2,lx3,ly3,lx4,ly4,ignore\n"
            + "a.png,drawn,context,32,16,24,24,39.2,24.8,48.8,24.8,44,30.4,40,35.2,48,35.2,0\na.png,drawn,context,0,40,24,24,,,,,,,,,,,0\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "negatives.csv"), "file\nn.png\n");

        var answer = JsonDocument.Parse(
            (await CommandLine.Run(_models, "evaluate-faces", "--data", folder, "--part", "all", "--json")).Output).RootElement;

        Assert.Equal((2, 2), (answer.GetProperty("photos").GetInt32(), answer.GetProperty("faces").GetInt32()));
        Assert.Equal((2, 0), (answer.GetProperty("from20").GetProperty("faces").GetInt32(),
            answer.GetProperty("from32").GetProperty("faces").GetInt32()));
        Assert.Equal(0.5, answer.GetProperty("from20").GetProperty("recall").GetDouble());
        Assert.Equal(1, answer.GetProperty("falseAlarmsWithoutFaces").GetDouble());
        Assert.Equal(1, answer.GetProperty("photosWithFalseAlarms").GetInt32());
        Assert.Contains("part", (await CommandLine.Run(_models, "evaluate-faces", "--data", folder, "--part", "best")).Failed(1),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_video_becomes_a_timeline_and_a_plot()
    {
        Assert.SkipUnless(await HasFfmpeg(), "Needs ffmpeg: apt install ffmpeg.");
        var video = await MakeVideo();
        var timeline = pictures["timeline.csv"];

        var result = await CommandLine.Run(_models, "faces", video, "--fps", "5", "--timeline", timeline, "--json");

        Assert.Equal(0, result.ExitCode);
        var answer = JsonDocument.Parse(result.Output).RootElement;
        Assert.InRange(answer.GetProperty("frames").GetInt32(), 8, 12);
        var face = Assert.Single(answer.GetProperty("faces").EnumerateArray());
        Assert.Equal(1, face.GetProperty("face").GetInt32());
        Assert.StartsWith("seconds,face,x,y,", await File.ReadAllTextAsync(timeline), StringComparison.Ordinal);
        Assert.Contains("</svg>", await File.ReadAllTextAsync(Path.ChangeExtension(timeline, ".svg")), StringComparison.Ordinal);

        var live = await CommandLine.Run(_models, "camera", "--device", video, "--seconds", "1");
        Assert.Equal(0, live.ExitCode);
        Assert.Contains("held", live.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_video_with_damaged_frames_is_read_as_far_as_it_goes()
    {
        Assert.SkipUnless(await HasFfmpeg(), "Needs ffmpeg: apt install ffmpeg.");
        var video = await MakeVideo();
        var bytes = await File.ReadAllBytesAsync(video);
        var random = new Random(5);
        for (var i = bytes.Length / 3; i < bytes.Length / 2; i++)
            bytes[i] = (byte)random.Next(256);
        await File.WriteAllBytesAsync(video, bytes);

        var result = await CommandLine.Run(_models, "faces", video, "--fps", "5", "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.InRange(JsonDocument.Parse(result.Output).RootElement.GetProperty("frames").GetInt32(), 1, 12);
    }

    [Fact]
    public async Task A_file_that_is_no_video_and_a_camera_that_is_not_there_are_one_line()
    {
        Assert.SkipUnless(await HasFfmpeg(), "Needs ffmpeg: apt install ffmpeg.");
        var text = pictures["text.mp4"];
        await File.WriteAllTextAsync(text, "no video at all");

        Assert.Contains("no frame", (await CommandLine.Run(_models, "faces", text, "--json")).Failed(1), StringComparison.Ordinal);
        Assert.Contains("no camera", (await CommandLine.Run(_models, "camera", "--device", pictures["none"])).Failed(1),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ffmpeg_it_is_said_how_to_get_it()
    {
        var video = pictures["some.mp4"];
        await File.WriteAllTextAsync(video, "never read");
        using var process = CommandLine.Start(_models, start => start.Environment["PATH"] = pictures.Models, "faces", video);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Contains("apt install ffmpeg", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_take_up_a_run_one_must_say_where_it_left_its_results() =>
        Assert.Contains("--results", (await CommandLine.Run(_models, "faces", pictures["face.png"], "--resume")).Failed(2),
            StringComparison.Ordinal);

    private static string WithDetector(string folder)
    {
        Directory.CreateDirectory(folder);
        SmallDetector.Save(folder);
        return folder;
    }

    private string Write(string name, params (int X, int Y)[] cells)
    {
        var image = new Image(128, 64, 1);
        foreach (var (x, y) in cells)
            for (var row = y; row < y + 8; row++)
                image.Pixels.AsSpan(row * image.Width + x, 8).Fill(255);
        var path = pictures[name];
        File.WriteAllBytes(path, PngEncoder.Encode(image));
        return path;
    }

    private async Task<string> MakeVideo()
    {
        var video = pictures["clip.avi"];
        using var process = Process.Start(new ProcessStartInfo(
            "ffmpeg", ["-v", "error", "-y", "-loop", "1", "-i", Write("frame.png", (32, 24)), "-t", "2", "-r", "10", "-c:v",
            "ffv1", video]))!;
        await process.WaitForExitAsync();
        return video;
    }

    private static async Task<bool> HasFfmpeg()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-version"]) { RedirectStandardOutput = true })!;
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
