using System.Globalization;
using System.Text;
using System.Text.Json;
using Affekt.Imaging;
using Affekt.Imaging.Decoding;

namespace Affekt.EndToEnd.Tests;

/// <summary>dataset, train and evaluate, as a student would run them, on a small FER2013 of bright and dark halves.</summary>
public sealed class ToolkitTests(PictureFolder pictures) : IClassFixture<PictureFolder>, IDisposable
{
    private const string DataVariable = "AFFEKT_DATA";

    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-toolkit-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("help-dataset", "dataset", "--help")]
    [InlineData("help-dataset-info", "dataset", "info", "--help")]
    [InlineData("help-dataset-montage", "dataset", "montage", "--help")]
    [InlineData("help-dataset-preview", "dataset", "preview", "--help")]
    [InlineData("help-dataset-balance", "dataset", "balance", "--help")]
    [InlineData("help-train", "train", "--help")]
    [InlineData("help-evaluate", "evaluate", "--help")]
    [InlineData("help-compare", "compare", "--help")]
    public async Task Help_says_what_it_said(string snapshot, params string[] arguments)
    {
        var result = await Run(arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Snapshot.Match(snapshot, result.Output);
    }

    [Fact]
    public async Task Dataset_info_counts_classes_and_splits()
    {
        var answer = JsonDocument.Parse((await Run("dataset", "info", SmallFer(), "--json")).Output).RootElement;

        Assert.Equal(112, answer.GetProperty("rows").GetInt32());
        Assert.Equal(16, answer.GetProperty("classes").GetProperty("happy").GetInt32());
        Assert.Equal(84, answer.GetProperty("splits").GetProperty("Training").GetProperty("rows").GetInt32());
        Assert.Equal(112, answer.GetProperty("shapes").GetProperty("48x48 gray").GetInt32());
        Assert.Contains("happy", (await Run("dataset", "info", SmallFer())).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_class_folders_is_drawn_balanced_and_judged()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "faces")).FullName;
        foreach (var (name, count) in new[] { ("happy", 3), ("sad", 2) })
            for (var i = 0; i < count; i++)
            {
                Directory.CreateDirectory(Path.Combine(folder, name));
                File.Copy(pictures["face.png"], Path.Combine(folder, name, $"{i}.png"));
            }
        File.Copy(pictures["truncated.png"], Path.Combine(folder, "sad", "cut.png"));

        Assert.Contains("--skip-bad", (await Run("dataset", "info", folder)).Failed(1), StringComparison.Ordinal);
        var montage = Path.Combine(_folder, "montage.png");
        var drawn = await Run("dataset", "montage", folder, "--out", montage, "--skip-bad", "--json");
        Assert.Contains("cut.png", drawn.Error, StringComparison.Ordinal);
        Assert.Equal(2, JsonDocument.Parse(drawn.Output).RootElement.GetProperty("classes").GetProperty("sad").GetInt32());
        Assert.True(ImageDecoder.Load(montage).Width > 48);

        var list = Path.Combine(_folder, "balance.csv");
        var balance = JsonDocument.Parse(
            (await Run("dataset", "balance", folder, "--out", list, "--skip-bad", "--json")).Output).RootElement;
        Assert.Equal((4, 1), (balance.GetProperty("kept").GetInt32(), balance.GetProperty("dropped").GetInt32()));
        Assert.Equal(6, File.ReadAllLines(list).Length);

        var judged = JsonDocument.Parse((await Run("evaluate", "--data", folder, "--skip-bad", "--json")).Output).RootElement;
        Assert.Equal((5, "all"), (judged.GetProperty("n").GetInt32(), judged.GetProperty("split").GetString()));
    }

    [Fact]
    public async Task A_recipe_trains_resumes_and_its_model_can_be_judged_and_used()
    {
        var run = Path.Combine(_folder, "run");
        var first = await Run("train", "cnn4", "--data", SmallFer(), "--out", run, "--epochs", "1");
        Assert.Equal(0, first.ExitCode);
        Assert.Contains("epoch 1/1", first.Error, StringComparison.Ordinal);
        Assert.All(["model.onnx", "metrics.json", "history.csv", "report.html", "manifest.json", "checkpoint.bin"],
            name => Assert.True(File.Exists(Path.Combine(run, name)), name));

        Assert.Contains("add --resume", (await Run("train", "cnn4", "--data", SmallFer(), "--out", run)).Failed(1),
            StringComparison.Ordinal);
        Assert.Contains("there: epochs 1; here: epochs 2",
            LastLine(await Run("train", "cnn4", "--data", SmallFer(), "--out", run, "--epochs", "2", "--resume")),
            StringComparison.Ordinal);
        Assert.Equal(0, (await Run("train", "cnn4", "--data", SmallFer(), "--out", run, "--epochs", "1", "--resume")).ExitCode);

        var judged = await Run("evaluate", "--data", SmallFer(), "--split", "PrivateTest", "--model",
            Path.Combine(run, "model.onnx"), "--json");
        Assert.Equal((0, ""), (judged.ExitCode, judged.Error));
        var answer = JsonDocument.Parse(judged.Output).RootElement;
        Assert.Equal(14, answer.GetProperty("n").GetInt32());
        Assert.All(["accuracy", "macroF1", "loss", "ece", "aucMacro", "millisecondsPerImage"],
            key => Assert.Equal(JsonValueKind.Number, answer.GetProperty(key).ValueKind));
        Assert.Equal(Emotions.Names, answer.GetProperty("perClass").EnumerateObject().Select(p => p.Name));
        Assert.All(answer.GetProperty("perClass").EnumerateObject(), p => Assert.Equal(2, p.Value.GetProperty("support").GetInt32()));
        Assert.Equal(14, answer.GetProperty("confusion").EnumerateArray().Sum(row => row.EnumerateArray().Sum(n => n.GetInt32())));
        Assert.Contains("accuracy", (await Run(
            "evaluate", "--data", SmallFer(), "--model", Path.Combine(run, "model.onnx"), "--tta")).Output, StringComparison.Ordinal);
        // The 84 rows of Training are what it learnt from.
        Assert.StartsWith("all, output fer: 28 faces",
            (await Run("evaluate", "--data", SmallFer(), "--model", Path.Combine(run, "model.onnx"), "--split", "all")).Output,
            StringComparison.Ordinal);

        // The run's folder serves as the folder of models.
        var mood = await CommandLine.Run(run, "mood", pictures["face.png"], "--json");
        Assert.Equal((0, ""), (mood.ExitCode, mood.Error));
    }

    [Fact]
    public async Task Choices_of_ones_own_train_and_belong_to_the_run()
    {
        var run = Path.Combine(_folder, "chosen");
        string[] train = ["train", "cnn4", "--data", SmallFer(), "--out", run, "--epochs", "1", "--batch", "16", "--seed", "4",
            "--schedule", "flat-cosine", "--learning-rate", "0.002", "--optimizer", "adam", "--split", "75/25", "--class-weights", "balanced",
            "--downsample", "9", "--augment", "rotation=5,flip=.5", "--dropout", "0.2", "--early-stopping", "4"];
        var result = await Run(train);
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("63 faces to learn from", result.Error, StringComparison.Ordinal);
        Assert.All(["batch 16", "seed 4", "schedule flat-cosine", "learning-rate 0.002", "split 75/25", "downsample 9",
            "class weights Balanced", "dropout 0.2", "early stopping 4"],
            line => Assert.Contains($"\"{line}\"", File.ReadAllText(Path.Combine(run, "metrics.json")), StringComparison.Ordinal));
        Assert.Equal(0, (await Run([.. train, "--resume"])).ExitCode);
        Assert.Contains("learning-rate 0.002",
            LastLine(await Run([.. train.Select(a => a == "0.002" ? "0.003" : a), "--resume"])), StringComparison.Ordinal);
        Assert.Contains("there: recipe cnn4; here: recipe resnet50v2",
            LastLine(await Run([.. train.Select(a => a == "cnn4" ? "resnet50v2" : a), "--resume"])), StringComparison.Ordinal);
        Assert.All(
            new string[][] { ["--schedule", "warp"], ["--learning-rate", "0"], ["--split", "70/20"], ["--views", "2"],
                ["--optimizer", "lion"] },
            wrong => Assert.Equal(2, Run([.. train, .. wrong]).GetAwaiter().GetResult().ExitCode));
        Assert.Contains("--mixup does not go with face",
            (await Run("train", "face", "--data", _folder, "--out", run, "--mixup", "0.2")).Failed(2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_that_a_model_learnt_from_are_not_judged_unless_asked_for_and_then_said()
    {
        var run = Path.Combine(_folder, "divided");
        Assert.Equal(0, (await Run("train", "cnn4", "--data", SmallFer(), "--out", run, "--epochs", "1", "--split", "50/50")).ExitCode);

        var judged = await Run("evaluate", "--data", SmallFer(), "--split", "PublicTest", "--model", run, "--json");

        Assert.Equal(0, judged.ExitCode);
        Assert.Contains("rows are left out because the model learnt from them", judged.Error, StringComparison.Ordinal);
        var answer = JsonDocument.Parse(judged.Output).RootElement;
        var left = answer.GetProperty("overlap").GetProperty("leftOut").GetInt32();
        Assert.InRange(left, 1, 13);
        Assert.Equal(14 - left, answer.GetProperty("n").GetInt32());
        var all = await Run("evaluate", "--data", SmallFer(), "--split", "PublicTest", "--model", run, "--with-learnt", "--json");
        Assert.Contains("how well it remembers", all.Error, StringComparison.Ordinal);
        Assert.Equal(14, JsonDocument.Parse(all.Output).RootElement.GetProperty("n").GetInt32());
        var compared = await Run("compare", run, Path.Combine(run, "model.onnx"), "--data", SmallFer(), "--json");
        Assert.Equal(14 - left, JsonDocument.Parse(compared.Output).RootElement.GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Of_data_without_splits_only_what_training_kept_back_is_judged()
    {
        var data = Path.Combine(_folder, "plain.csv");
        File.WriteAllLines(data, File.ReadLines(SmallFer()).Select(line => line[..line.LastIndexOf(',')]));
        var run = Path.Combine(_folder, "plain");
        Assert.Equal(0, (await Run("train", "cnn4", "--data", data, "--out", run, "--epochs", "1")).ExitCode);

        var judged = await Run("evaluate", "--data", data, "--model", run, "--json");

        Assert.InRange(JsonDocument.Parse(judged.Output).RootElement.GetProperty("n").GetInt32(), 15, 30);
        Assert.Contains("chose the model's epoch", judged.Error, StringComparison.Ordinal);
        Assert.Contains("says nothing of splits", (await Run(
            "evaluate", "--data", data, "--model", run, "--split", "PrivateTest")).Failed(1), StringComparison.Ordinal);
        Assert.Contains("other rows", LastLine(await Run(
            "train", "cnn4", "--data", SmallFer(), "--out", run, "--epochs", "1", "--resume")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graphics_card_is_answered_in_a_sentence() => Assert.Contains("uses no graphics card",
        (await Run("train", "cnn4", "--data", SmallFer(), "--out", _folder, "--gpu")).Failed(2), StringComparison.Ordinal);

    [Fact]
    public async Task The_test_set_is_reported_plotted_and_listed()
    {
        var (report, table, plots) = (
            Path.Combine(_folder, "report"), Path.Combine(_folder, "predictions.csv"), Path.Combine(_folder, "plots"));
        var judged = await Run("evaluate", "--data", SmallFer(), "--report", report, "--predictions", table, "--json");

        Assert.Equal(0, judged.ExitCode);
        var answer = JsonDocument.Parse(judged.Output).RootElement;
        Assert.Equal([0, 0], answer.GetProperty("roc").GetProperty("happy")[0].EnumerateArray().Select(v => v.GetDouble()));
        Assert.InRange(answer.GetProperty("weightedAverage").GetProperty("f1").GetDouble(), 0, 1);
        Assert.True(File.Exists(Path.Combine(report, "report.html")) && File.Exists(Path.Combine(report, "roc.png")));
        Assert.Equal(15, File.ReadAllLines(table).Length);
        Assert.Equal(2, (await Run("evaluate", "--data", SmallFer(), "--report", report, "--robustness")).ExitCode);
        Assert.Contains("left as it is", (await Run("evaluate", "--data", SmallFer(), "--report", pictures.Models)).Failed(1),
            StringComparison.Ordinal);
        Assert.Equal(0, (await Run("dataset", "info", SmallFer(), "--plot", plots)).ExitCode);
        Assert.True(File.Exists(Path.Combine(plots, "classes.png")) && File.Exists(Path.Combine(plots, "classes.svg")));

        var list = Path.Combine(_folder, "rows.csv");
        Assert.Equal(0, (await Run("dataset", "balance", SmallFer(), "--limit", "5", "--out", list)).ExitCode);
        var thin = await Run("train", "cnn4", "--data", SmallFer(), "--out", Path.Combine(_folder, "thin"), "--epochs", "1", "--rows", list);
        Assert.Contains("35 faces to learn from", thin.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Robustness_is_a_row_for_each_distortion()
    {
        var answer = JsonDocument.Parse((await Run("evaluate", "--data", SmallFer(), "--robustness", "--json")).Output).RootElement;
        Assert.Equal((14, "PrivateTest", "fer"),
            (answer.GetProperty("n").GetInt32(), answer.GetProperty("split").GetString(), answer.GetProperty("output").GetString()));
        var rows = answer.GetProperty("conditions").EnumerateArray().ToList();
        Assert.Equal(["none", "blur", "dark", "noise", "jpeg", "roll", "small"], rows.Select(r => r.GetProperty("condition").GetString()));
        Assert.All(rows, r => Assert.InRange(r.GetProperty("balancedAccuracy").GetDouble(), 0, 1));
        var plain = JsonDocument.Parse((await Run("evaluate", "--data", SmallFer(), "--json")).Output).RootElement;
        Assert.Equal(plain.GetProperty("macroF1").GetDouble(), rows[0].GetProperty("macroF1").GetDouble());

        var csv = Path.Combine(_folder, "one.csv");
        File.WriteAllText(csv, $"file,emotion\n{pictures["face.png"]},3\n");
        var table = await Run("evaluate", "--data", csv, "--robustness", "--crop");
        Assert.Equal((0, ""), (table.ExitCode, table.Error));
        Assert.Contains("no face", table.Output, StringComparison.Ordinal);
        Assert.Contains("quality 20", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_shows_a_face_of_each_class_and_its_variations()
    {
        var target = Path.Combine(_folder, "preview.png");
        var drawn = await Run("dataset", "preview", SmallFer(), "--recipe", "affekt", "--out", target);
        Assert.Equal((0, ""), (drawn.ExitCode, drawn.Error));
        var picture = ImageDecoder.Load(target);
        Assert.True(picture.Width > 11 * 80 && picture.Height > 7 * 80, $"{picture.Width}x{picture.Height}");
        Assert.Contains("no recipe 'vgg'",
            (await Run("dataset", "preview", SmallFer(), "--recipe", "vgg", "--out", target)).Failed(1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_classes_are_named_and_one_alone_is_refused()
    {
        var lines = File.ReadAllLines(SmallFer());
        string Keep(string name, Func<string, bool> wanted)
        {
            var path = Path.Combine(_folder, name);
            File.WriteAllLines(path, lines.Where((line, i) => i == 0 || wanted(line)));
            return path;
        }

        var two = await Run("train", "cnn4", "--data", Keep("two.csv", l => l[0] is '3' or '6'), "--out",
            Path.Combine(_folder, "two"), "--epochs", "1");
        Assert.Equal(0, two.ExitCode);
        Assert.Contains("no faces to learn angry, disgust, fear, sad, surprise from", two.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await Run(
            "evaluate", "--data", Path.Combine(_folder, "two.csv"), "--model", Path.Combine(_folder, "two", "model.onnx"))).ExitCode);
        Assert.Contains("labelled happy", LastLine(
            await Run("train", "cnn4", "--data", Keep("one.csv", l => l[0] == '3'), "--out", Path.Combine(_folder, "one"))),
            StringComparison.Ordinal);
        var learning = Keep("learning.csv", l => l.EndsWith("Training", StringComparison.Ordinal));
        Assert.Contains("no rows in PrivateTest", LastLine(await Run("evaluate", "--data", learning)), StringComparison.Ordinal);
        Assert.Contains("--split 80/20", LastLine(
            await Run("train", "cnn4", "--data", learning, "--out", Path.Combine(_folder, "learning"), "--split", "official")),
            StringComparison.Ordinal);
        Assert.Contains("no trunk", LastLine(await Run(
            "train", "cnn4", "--data", learning, "--out", Path.Combine(_folder, "learning"), "--freeze")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_compared_on_the_same_faces()
    {
        var (first, second) = (Path.Combine(_folder, "first"), Path.Combine(_folder, "second"));
        Assert.Equal(0, (await Run("train", "cnn4", "--data", SmallFer(), "--out", first, "--epochs", "1")).ExitCode);
        Assert.Equal(0, (await Run("train", "cnn4", "--data", SmallFer(), "--out", second, "--epochs", "2", "--teacher",
            Path.Combine(first, "model.onnx"))).ExitCode);
        string[] models = [Path.Combine(first, "model.onnx"), Path.Combine(second, "model.onnx")];

        var answer = JsonDocument.Parse((await Run(["compare", .. models, "--data", SmallFer(), "--json"])).Output).RootElement;
        Assert.Equal((14, "PublicTest"), (answer.GetProperty("n").GetInt32(), answer.GetProperty("split").GetString()));
        Assert.Equal(models, answer.GetProperty("models").EnumerateArray().Select(m => m.GetProperty("model").GetString()));
        var pair = Assert.Single(answer.GetProperty("pairs").EnumerateArray());
        Assert.InRange(pair.GetProperty("mcNemar").GetProperty("pValue").GetDouble(), 0, 1);
        Assert.Equal(
            answer.GetProperty("models")[1].GetProperty("accuracy").GetDouble() - answer.GetProperty("models")[0]
                .GetProperty("accuracy").GetDouble(),
            pair.GetProperty("accuracyDifference").GetDouble(), 9);
        Assert.Contains("exact McNemar test", (await Run(["compare", .. models, "--data", SmallFer()])).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await Run("compare", models[0], "--data", SmallFer())).ExitCode);

        var plots = Path.Combine(_folder, "curves");
        var drawn = await Run("compare", first, second, "--curves", plots);
        Assert.Contains("second: best validation accuracy", drawn.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(plots, "runs.svg")) && File.Exists(Path.Combine(plots, "runs.png")));
        Assert.Equal(2, (await Run("compare", first, second)).ExitCode);
    }

    [Fact]
    public async Task Groups_of_a_csv_are_judged_apart_and_can_be_balanced()
    {
        var random = new Random(3);
        var rows = new List<string> { "file,emotion,age" };
        for (var i = 0; i < 48; i++)
        {
            var pixels = new byte[48 * 48];
            random.NextBytes(pixels);
            File.WriteAllBytes(Path.Combine(_folder, $"{i}.png"), PngEncoder.Encode(new Image(48, 48, 1, pixels)));
            rows.Add($"{i}.png,{i % 2 * 3},{(i < 24 ? "old" : "young")}");
        }
        var csv = Path.Combine(_folder, "labels.csv");
        File.WriteAllLines(csv, rows);

        var answer = JsonDocument.Parse((await Run("evaluate", "--data", csv, "--json")).Output).RootElement;
        var age = answer.GetProperty("groups").GetProperty("age");
        Assert.Equal(24, age.GetProperty("groups").GetProperty("young").GetProperty("n").GetInt32());
        Assert.InRange(age.GetProperty("accuracyGap").GetDouble(), 0, 1);
        Assert.Contains("By age", (await Run("evaluate", "--data", csv)).Output, StringComparison.Ordinal);

        var run = Path.Combine(_folder, "balanced");
        Assert.Equal(0, (await Run("train", "cnn4", "--data", csv, "--out", run, "--epochs", "1", "--balance-groups", "age")).ExitCode);
        Assert.Contains("balanced groups age", File.ReadAllText(Path.Combine(run, "metrics.json")), StringComparison.Ordinal);
        Assert.Contains("it has age", LastLine(await Run(
            "train", "cnn4", "--data", csv, "--out", Path.Combine(_folder, "other"), "--balance-groups", "gender")),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no recipe 'vgg'", "train", "vgg", "--data", "FER", "--out", "OUT")]
    [InlineData("There is no split 'Exam'", "evaluate", "--data", "FER", "--split", "Exam")]
    [InlineData("no output 'mood'", "evaluate", "--data", "FER", "--output", "mood")]
    [InlineData("nowhere.csv", "evaluate", "--data", "nowhere.csv")]
    [InlineData("broken.onnx", "evaluate", "--data", "FER", "--model", "broken.onnx")]
    [InlineData("line 2", "dataset", "info", "short.csv")]
    [InlineData("line 2", "train", "cnn4", "--data", "emotion9.csv", "--out", "OUT")]
    [InlineData("fer2013new.csv", "train", "affekt", "--data", "FER", "--out", "OUT")]
    public async Task Bad_input_is_one_line_and_exit_code_1(string expected, params string[] arguments)
    {
        File.WriteAllText(Path.Combine(_folder, "short.csv"), "emotion,pixels,Usage\n3,1 2 3,Training\n");
        File.WriteAllText(Path.Combine(_folder, "emotion9.csv"),
            $"emotion,pixels,Usage\n9,{string.Join(' ', new int[48 * 48])},Training\n");
        File.WriteAllText(Path.Combine(_folder, "broken.onnx"), "This is a text.");
        var result = await Run([.. arguments.Select(a => a switch
        {
            "FER" => SmallFer(),
            "OUT" => Path.Combine(_folder, "out"),
            _ when a.Contains('.', StringComparison.Ordinal) => Path.Combine(_folder, a),
            _ => a,
        })]);

        Assert.Contains(expected, LastLine(result), StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(Path.Combine(_folder, "out", "model.onnx")));
    }

    [Fact]
    public async Task The_shipped_model_has_the_accuracy_of_its_model_card_on_PrivateTest()
    {
        var data = Path.Combine(Environment.GetEnvironmentVariable(DataVariable) ?? "", "fer2013", "fer2013.csv");
        Assert.SkipUnless(File.Exists(data), $"Needs FER2013: set {DataVariable} to a folder that holds fer2013/fer2013.csv.");
        var result = await CommandLine.Run(models: null, "evaluate", "--data", data, "--split", "PrivateTest", "--json");

        Assert.Equal(0, result.ExitCode);
        // FER2013 holds some pictures twice, and a few of the copies lie in different splits.
        Assert.Contains("44 of the judged rows chose the model's epoch", result.Error, StringComparison.Ordinal);
        var answer = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(3589, answer.GetProperty("n").GetInt32());
        Assert.Equal(0.7099, answer.GetProperty("accuracy").GetDouble(), 0.002);
    }

    private Task<CommandResult> Run(params string[] arguments) => CommandLine.Run(pictures.Models, arguments);

    private static string LastLine(CommandResult result)
    {
        Assert.Equal(1, result.ExitCode);
        return result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
    }

    /// <summary>Sixteen faces a class: noise, brighter in a stripe that tells the class.</summary>
    private string SmallFer()
    {
        var path = Path.Combine(_folder, "fer.csv");
        if (File.Exists(path))
            return path;
        var random = new Random(3);
        var text = new StringBuilder("emotion,pixels,Usage\n");
        for (var row = 0; row < 112; row++)
        {
            var label = row % 7;
            var usage = row < 84 ? "Training" : row < 98 ? "PublicTest" : "PrivateTest";
            var pixels = Enumerable.Range(0, 48 * 48).Select(i => random.Next(80) + (i / 48 / 7 == label ? 150 : 20));
            text.Append(CultureInfo.InvariantCulture, $"{label},{string.Join(' ', pixels)},{usage}\n");
        }
        File.WriteAllText(path, text.ToString());
        return path;
    }
}
