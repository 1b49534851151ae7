using System.Text.Json;
using Affekt.Imaging;
using Affekt.Testing;

namespace Affekt.EndToEnd.Tests;

/// <summary>An own model in the app: its file or its run's folder reads what the shipped detector finds.</summary>
public sealed class OwnModelTests(PictureFolder pictures) : IClassFixture<PictureFolder>
{
    private readonly string _detector = WithDetector(pictures["with-detector"]);

    [Fact]
    public async Task A_run_without_a_detector_reads_the_faces_that_the_other_folder_finds()
    {
        var run = Run();
        foreach (var model in new[] { run, Path.Combine(run, "model.onnx") })
        {
            var answer = await CommandLine.Run(_detector, "faces", Cell("cell.png"), "--model", model, "--json");

            Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
            var face = Assert.Single(JsonDocument.Parse(answer.Output).RootElement.GetProperty("images")[0].GetProperty("faces")
                .EnumerateArray());
            Assert.True(face.GetProperty("score").GetDouble() > 0.9);
        }
    }

    [Fact]
    public async Task A_folder_of_models_without_a_detector_looks_with_the_shipped_one()
    {
        // The middle of the picture would be read as a face; the shipped detector sees that there is none.
        var answer = await CommandLine.Run(Run(), "faces", Cell("no-face.png"), "--json");

        Assert.Equal((0, ""), (answer.ExitCode, answer.Error));
        Assert.Equal(0, JsonDocument.Parse(answer.Output).RootElement.GetProperty("images")[0].GetProperty("faces").GetArrayLength());
    }

    [Theory]
    [InlineData("faces", "PICTURE", "--model", "empty")]
    [InlineData("mood", "PICTURE", "--model", "empty")]
    [InlineData("camera", "--device", "PICTURE", "--model", "empty")]
    [InlineData("serve", "--urls", "http://localhost:0", "--model", "empty")]
    [InlineData("evaluate", "--data", "PICTURE", "--model", "empty")]
    public async Task A_folder_without_a_model_is_refused_in_one_line(params string[] arguments)
    {
        Directory.CreateDirectory(pictures["empty"]);
        var result = await CommandLine.Run(_detector, [.. arguments.Select(a => a switch
        {
            "PICTURE" => Cell("any.png"),
            "empty" => pictures["empty"],
            _ => a,
        })]);

        Assert.Contains("holds neither manifest.json nor model.onnx", result.Failed(1), StringComparison.Ordinal);
    }

    /// <summary>What affekt train leaves: a manifest without a detector.</summary>
    private string Run()
    {
        var folder = Directory.CreateDirectory(pictures["run"]).FullName;
        SmallReader.Save(folder);
        var manifest = Path.Combine(folder, "manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"picturesAreFaces\": true, ", "", StringComparison.Ordinal));
        File.Copy(Path.Combine(folder, "emotion.onnx"), Path.Combine(folder, "model.onnx"), overwrite: true);
        return folder;
    }

    private string Cell(string name)
    {
        var image = new Image(128, 64, 1);
        for (var row = 24; row < 32; row++)
            image.Pixels.AsSpan(row * image.Width + 32, 8).Fill(255);
        File.WriteAllBytes(pictures[name], PngEncoder.Encode(image));
        return pictures[name];
    }

    private static string WithDetector(string folder)
    {
        Directory.CreateDirectory(folder);
        SmallDetector.Save(folder);
        return folder;
    }
}
