using System.Net;
using Affekt.Imaging;
using Affekt.Imaging.Jpeg;
using Affekt.Testing;

namespace Affekt.Samples.Tests;

/// <summary>Each sample is short and does what it says.</summary>
public sealed class SampleTests
{
    private const int MostLines = 60;

    // What runs each sample: a new folder of samples needs a row and a test.
    private static readonly Dictionary<string, string> Runs = new()
    {
        ["EmbedTheServer"] = nameof(A_program_has_the_server_inside),
        ["OwnNet"] = nameof(An_own_net_with_an_own_loss_is_trained_and_judged),
        ["ReadAFace"] = nameof(A_face_is_read_and_none_is_an_answer),
        ["RecommendSongs"] = nameof(Songs_are_chosen_from_what_comes_with_Affekt_and_from_a_list),
        ["TrainANet"] = nameof(A_net_learns_left_from_right),
    };

    public static TheoryData<string> Samples => [.. Sample.Names];

    [Theory, MemberData(nameof(Samples))]
    public void A_sample_is_short_and_stands_in_the_solution(string name)
    {
        Assert.All(Sample.Files(name), file => Assert.InRange(File.ReadAllLines(file).Length, 1, MostLines));
        Assert.Contains($"samples/{name}/{name}.csproj", File.ReadAllText(Path.Combine(Sample.Root, "Affekt.slnx")), StringComparison.Ordinal);
        Assert.True(Runs.ContainsKey(name), $"No test runs samples/{name}: add one, and a row above.");
    }

    [Fact]
    public async Task An_own_net_with_an_own_loss_is_trained_and_judged()
    {
        var folder = Directory.CreateTempSubdirectory("affekt-").FullName;
        try
        {
            var random = new Random(3);
            var data = Path.Combine(folder, "fer.csv");
            File.WriteAllLines(data, Enumerable.Range(0, 56).Select(row =>
                $"{row % 7},{string.Join(' ', Enumerable.Range(0, 48 * 48).Select(_ => random.Next(256)))}," +
                (row < 42 ? "Training" : row < 49 ? "PublicTest" : "PrivateTest")).Prepend("emotion,pixels,Usage"));
            Assert.Contains("of 7 test faces are right", await Sample.Run("OwnNet", data, Path.Combine(folder, "run")),
                StringComparison.Ordinal);
            Assert.True(File.Exists(Path.Combine(folder, "run", "report.html")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_face_is_read_and_none_is_an_answer()
    {
        // Nobody's face is part of the repository, and one that is drawn is none to the shipped detector: here the middle of the
        // picture is taken for a face, and the test below reads a photo.
        var folder = Directory.CreateTempSubdirectory("affekt-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(Sample.FolderOf("ReadAFace")))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            SmallReader.Save(Directory.CreateDirectory(Path.Combine(folder, "models")).FullName);
            var picture = Path.Combine(folder, "face.jpg");
            File.WriteAllBytes(picture, JpegEncoder.Encode(DrawnFace.Draw(320, 240), 92));

            AssertIsReading(await Sample.RunIn(folder, "ReadAFace", picture));
            File.WriteAllBytes(picture, JpegEncoder.Encode(new Image(320, 240, 3), 92));
            Assert.StartsWith("There is no face in the picture.", await Sample.Run("ReadAFace", picture), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_face_in_a_photo_is_read_by_the_shipped_models()
    {
        var photos = Path.Combine(Environment.GetEnvironmentVariable("AFFEKT_DATA") ?? "", "faces", "images", "mux");
        Assert.SkipUnless(Directory.Exists(photos), "Needs photos of faces: set AFFEKT_DATA to a folder that holds faces/images/mux.");

        AssertIsReading(await Sample.Run("ReadAFace", Directory.GetFiles(photos, "*.jpg").Order(StringComparer.Ordinal).First()));
    }

    private static void AssertIsReading(string answer)
    {
        Assert.Matches("^(unsure|[a-z]+, [0-9]+ %)\n", answer.ReplaceLineEndings("\n"));
        Assert.Contains("  neutral", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Songs_are_chosen_from_what_comes_with_Affekt_and_from_a_list()
    {
        var lines = (await Sample.Run("RecommendSongs")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        Assert.All(lines[..3], line => Assert.Contains(" by ", line, StringComparison.Ordinal));
        Assert.StartsWith("4. ", lines[6], StringComparison.Ordinal);

        var file = Path.Combine(Path.GetTempPath(), $"affekt-{Guid.NewGuid():N}.csv");
        try
        {
            File.WriteAllLines(file, ["title,artist,year", .. Enumerable.Range(1, 9).Select(i => $"Song {i},Singer {i},1999")]);
            var output = await Sample.Run("RecommendSongs", file);
            Assert.StartsWith("9 songs imported", output, StringComparison.Ordinal);
            Assert.Contains(" by Singer ", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_net_learns_left_from_right() => Assert.Equal("right", (await Sample.Run("TrainANet")).Trim());

    [Fact]
    public async Task A_program_has_the_server_inside()
    {
        using var process = Sample.Start("EmbedTheServer", "http://127.0.0.1:0");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync();
            Assert.True(line?.StartsWith("Open http://", StringComparison.Ordinal), $"'{line}', {await Errors()}");
            using var client = new HttpClient { BaseAddress = new Uri(line!.Split(' ')[1].TrimEnd(',')) };
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/healthz", UriKind.Relative))).StatusCode);
            process.StandardInput.WriteLine();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }

        async Task<string> Errors() => process.HasExited ? await process.StandardError.ReadToEndAsync() : "";
    }
}
