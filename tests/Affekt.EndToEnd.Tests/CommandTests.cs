using System.Runtime.InteropServices;
using System.Text.Json;

namespace Affekt.EndToEnd.Tests;

public class CommandTests(PictureFolder pictures) : IClassFixture<PictureFolder>
{
    private Task<CommandResult> Run(params string[] arguments) => CommandLine.Run(pictures.Models, arguments);

    private async Task<JsonElement> Json(params string[] arguments)
    {
        var result = await Run([.. arguments, "--json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }

    [Theory]
    [InlineData("help", "--help")]
    [InlineData("help-mood", "mood", "--help")]
    [InlineData("help-faces", "faces", "--help")]
    [InlineData("help-recommend", "recommend", "--help")]
    [InlineData("help-journey", "journey", "--help")]
    [InlineData("help-serve", "serve", "--help")]
    public async Task Help_says_what_it_said(string snapshot, params string[] arguments)
    {
        var result = await Run(arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Snapshot.Match(snapshot, result.Output);
    }

    [Theory]
    [InlineData("error-no-command")]
    [InlineData("error-unknown-command", "moood")]
    [InlineData("error-unknown-option", "mood", "face.png", "--jsn")]
    [InlineData("error-no-image", "mood")]
    [InlineData("error-n-is-no-number", "recommend", "--emotion", "sad", "-n", "many")]
    [InlineData("error-n-is-too-large", "recommend", "--emotion", "sad", "-n", "1000")]
    [InlineData("error-valence-is-no-number", "recommend", "--valence", "high", "--arousal", "0")]
    [InlineData("error-no-mood", "recommend")]
    [InlineData("error-two-moods", "recommend", "--emotion", "sad", "--valence", "0", "--arousal", "0")]
    [InlineData("error-half-a-point", "recommend", "--valence", "0")]
    [InlineData("error-point-outside", "recommend", "--valence", "0", "--arousal", "2")]
    [InlineData("error-no-address", "serve", "--urls", "here")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(string snapshot, params string[] arguments) =>
        Snapshot.Match(snapshot, (await Run(arguments)).Failed(2) + "\n");

    [Fact]
    public async Task Mood_gives_the_document_of_the_contract()
    {
        var path = pictures["face.jpg"];
        var answer = await Json("mood", path);

        Assert.Equal(
            ["image", "width", "height", "faces", "mode", "target", "songs", "milliseconds"],
            answer.EnumerateObject().Select(p => p.Name));
        Assert.Equal(path, answer.GetProperty("image").GetString());
        var face = Assert.Single(answer.GetProperty("faces").EnumerateArray());
        Assert.Equal(
            ["box", "score", "landmarks", "emotion", "confidence", "unsure", "probabilities", "valence", "arousal"],
            face.EnumerateObject().Select(p => p.Name));
        Assert.Equal(JsonValueKind.Null, face.GetProperty("score").ValueKind);
        Assert.Equal((80, 480), (
            face.GetProperty("box").GetProperty("x").GetDouble(), face.GetProperty("box").GetProperty("width").GetDouble()));
        Assert.Equal(Emotions.Names, face.GetProperty("probabilities").EnumerateObject().Select(p => p.Name));
        Assert.Equal(["valence", "arousal"], answer.GetProperty("target").EnumerateObject().Select(p => p.Name));
        Assert.Equal(5, answer.GetProperty("songs").GetArrayLength());
        Assert.All(answer.GetProperty("songs").EnumerateArray(), song => Assert.Equal(
            ["id", "title", "artist", "year", "valence", "arousal", "popularity", "reason", "links"],
            song.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task Mood_for_people_has_a_sentence_seven_bars_and_songs()
    {
        var result = await Run("mood", pictures["face.png"], "--mode", "lift", "-n", "3");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("Your expression looks ", result.Output, StringComparison.Ordinal);
        Assert.All(Emotions.Names, name => Assert.Contains($"  {name} ", result.Output, StringComparison.Ordinal));
        Assert.Contains("  3  ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("you feel", result.Output, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain('\e', result.Output);
    }

    [Fact]
    public async Task Faces_reads_pictures_and_folders()
    {
        var folder = Directory.CreateDirectory(pictures["album"]).FullName;
        File.Copy(pictures["face.png"], Path.Combine(folder, "b.PNG"), overwrite: true);
        File.Copy(pictures["face.jpg"], Path.Combine(folder, "a.jpg"), overwrite: true);
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "not a picture, and not looked at");

        var result = await Run("faces", folder, pictures["face.png"], "--json");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 files are no pictures", result.Error, StringComparison.Ordinal);
        var images = JsonDocument.Parse(result.Output).RootElement.GetProperty("images").EnumerateArray().ToList();

        Assert.Equal(["a.jpg", "b.PNG", "face.png"], images.Select(i => Path.GetFileName(i.GetProperty("image").GetString())));
        Assert.All(images, image => Assert.Single(image.GetProperty("faces").EnumerateArray()));
    }

    [Fact]
    public async Task Recommend_by_name_and_by_point()
    {
        var named = await Json("recommend", "--emotion", "Happy", "-n", "3");
        var placed = await Json("recommend", "--valence", "-0.5", "--arousal", "-0.5", "--mode", "calm");

        Assert.Equal(3, named.GetProperty("songs").GetArrayLength());
        Assert.Equal("calm", placed.GetProperty("mode").GetString());
        Assert.Equal(5, placed.GetProperty("songs").GetArrayLength());
    }

    [Fact]
    public async Task A_journey_has_steps()
    {
        var answer = await Json("journey", "--emotion", "sad", "--mode", "lift", "-n", "4");

        Assert.Equal(["mode", "start", "target", "songs"], answer.EnumerateObject().Select(p => p.Name));
        Assert.Equal([1, 2, 3, 4], answer.GetProperty("songs").EnumerateArray().Select(song => song.GetProperty("step").GetInt32()));
    }

    [Theory]
    [InlineData("missing.jpg", "missing.jpg")]
    [InlineData("empty.png", "empty.png")]
    [InlineData("truncated.jpg", "truncated.jpg")]
    [InlineData("truncated.png", "truncated.png")]
    [InlineData("text.jpg", "text.jpg")]
    [InlineData("giant.png", "30000")]
    [InlineData(".", "")]
    public async Task A_picture_that_cannot_be_read_is_one_line_and_exit_code_1(string name, string said) =>
        Assert.Contains(said, (await Run("mood", pictures[name], "--json")).Failed(1), StringComparison.Ordinal);

    [Theory]
    [InlineData("Unknown emotion 'gleeful'", "recommend", "--emotion", "gleeful")]
    [InlineData("Unknown mode 'sideways'", "recommend", "--emotion", "sad", "--mode", "sideways")]
    [InlineData("1 to 50", "journey", "--emotion", "sad", "-n", "60")]
    public async Task A_name_that_is_unknown_is_one_line_and_exit_code_1(string said, params string[] arguments) =>
        Assert.Contains(said, (await Run(arguments)).Failed(1), StringComparison.Ordinal);

    [Fact]
    public async Task A_model_with_a_bad_hash_is_one_line_and_exit_code_1()
    {
        var models = Directory.CreateDirectory(pictures["bad-models"]).FullName;
        File.Copy(Path.Combine(pictures.Models, "manifest.json"), Path.Combine(models, "manifest.json"), overwrite: true);
        var model = File.ReadAllBytes(Path.Combine(pictures.Models, "emotion.onnx"));
        model[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(models, "emotion.onnx"), model);

        Assert.Contains("SHA-256", (await CommandLine.Run(models, "mood", pictures["face.png"])).Failed(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_answers_and_stops_when_asked_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent as on Unix: run this test on Linux or macOS.");
        using var process = CommandLine.Start(pictures.Models, "serve", "--urls", "http://127.0.0.1:0");
        var address = await AddressOf(process);
        using var client = new HttpClient();
        Assert.Equal("ok", await client.GetStringAsync(new Uri(address, "healthz")));

        // Not SIGINT: a shell that starts the tests in the background has it ignored, by them and by whatever they start.
        Assert.Equal(0, Kill(process.Id, Sigterm));

        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync(timeout.Token);
        Assert.Equal(130, process.ExitCode);
        Assert.Empty(await process.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_one_line_and_exit_code_1()
    {
        using var first = CommandLine.Start(pictures.Models, "serve", "--urls", "http://127.0.0.1:0");
        try
        {
            var address = await AddressOf(first);

            var line = (await Run("serve", "--urls", address.ToString(), "--data", pictures["another-home"])).Failed(1);

            Assert.Contains("is taken", line, StringComparison.Ordinal);
            Assert.Contains("--urls", line, StringComparison.Ordinal);
        }
        finally
        {
            first.Kill();
        }
    }

    [Fact]
    public async Task A_server_that_others_could_reach_without_a_token_does_not_start()
    {
        var line = (await Run("serve", "--urls", "http://0.0.0.0:0")).Failed(1);

        Assert.Contains("--token-file", line, StringComparison.Ordinal);
        Assert.Contains("--allow-anyone", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_music_folder_that_is_not_there_is_one_line_and_exit_code_1() =>
        Assert.Contains("--music", (await Run("serve", "--urls", "http://127.0.0.1:0", "--music", pictures["none"])).Failed(1),
            StringComparison.Ordinal);

    private static async Task<Uri> AddressOf(System.Diagnostics.Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.StartsWith("Affekt is at http://", line, StringComparison.Ordinal);
        return new Uri(line!.Split(' ')[3]);
    }

    private const int Sigterm = 15;

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
