using Affekt.Imaging;
using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;
using Affekt.Neural.Weights;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Training.Expressions.Recipes;
using Affekt.Training.Expressions.Runs;
using Affekt.Vision;

namespace Affekt.Training.Tests.Expressions.Runs;

/// <summary>resnet50v2 in small: weights from a file, a frozen trunk, fine-tuning, and a model that sees enlarged faces.</summary>
public sealed class FrozenTrunkTests : IDisposable
{
    private const int Side = 64;

    private static readonly Recipe Small = ResNetRecipe.Create("small", [1, 1], Side) with { Epochs = 6, BatchSize = 16 };

    private readonly TempFolder _folder = new();
    private readonly WorkerPool _pool = new(2);

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_frozen_trunk_stays_as_its_file_has_it_and_the_head_learns()
    {
        var recipe = Frozen();
        var (network, epochs) = Run(recipe, "a").Train(resume: false, null, CancellationToken.None);

        Assert.True(epochs.Max(e => e.ValidationAccuracy) > 0.9, $"validation accuracy {epochs.Max(e => e.ValidationAccuracy)}");
        var trunk = recipe.Trunk!.Build(Side, 9);
        recipe.Weights!.Fill(trunk);
        foreach (var parameter in trunk.Parameters)
            Assert.Equal(parameter.Values.ToArray(), network.Parameters.Single(p => p.Name == parameter.Name).Values.ToArray());
    }

    [Fact]
    public void The_finished_model_says_its_crop_and_is_judged_and_read_alike()
    {
        var recipe = Frozen();
        var data = Data(recipe);
        var (network, epochs) = Run(recipe, "a").Train(resume: false, null, CancellationToken.None);
        var finished = FinishedModel.From(recipe, network, epochs, data, new SplitReport(0, 0, 0, 60, 20, 0), _pool, TimeProvider.System);
        Assert.Equal(epochs.Max(e => e.ValidationAccuracy), finished.Metrics.Outputs[Recipe.LabelOutput].Metrics.Accuracy, 6);

        var model = Model.Parse(finished.Model.ToBytes());
        Assert.Equal((48, 48), (EmotionModelInfo.FromMetadata(model.Metadata).FaceSize,
            EmotionModelInfo.FromMetadata(model.Metadata).CropSize));
        var judged = EmotionModelJudge.Judge(model, Recipe.LabelOutput, data.Validation, flip: false, _pool, TimeProvider.System);
        var reader = new EmotionReader(model);
        for (var i = 0; i < data.Validation.Count; i++)
        {
            var read = reader.ReadCrop(new Image(48, 48, 1, data.Validation.Face(i).ToArray()));
            foreach (var emotion in Emotions.All)
                Assert.Equal(judged.Probabilities[i * Emotions.Count + (int)emotion], read.Probabilities[emotion], 2e-3);
        }
    }

    [Fact]
    public void Features_are_kept_and_taken_only_for_the_same_faces_and_views()
    {
        var recipe = Frozen() with { Epochs = 1 };
        var path = Path.Combine(_folder.Path, "a", "features.bin");
        int Seen(Recipe asked)
        {
            var reports = new List<double>();
            new TrainingRun(asked, Data(asked), Path.Combine(_folder.Path, "a"), 2,
                TimeProvider.System)
            { Preparing = new Recorder<double>(reports.Add) }.Train(resume: false, null, CancellationToken.None);
            return reports.Count;
        }

        Assert.Equal(2, Seen(recipe)); // One batch of each part.
        var kept = File.ReadAllBytes(path);
        Assert.Equal(0, Seen(recipe));
        Assert.Equal(4, Seen(recipe with { FrozenViews = 3 }));
        File.WriteAllBytes(path, kept[..^1]);
        Assert.Equal(2, Seen(recipe));
        Assert.Equal(kept, File.ReadAllBytes(path));
    }

    [Fact]
    public void A_frozen_run_goes_on_exactly_where_it_was_and_refuses_other_settings()
    {
        var recipe = Frozen() with { FrozenViews = 2 };
        var whole = Run(recipe, "whole").Train(resume: false, null, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Run(recipe, "cut").Train(resume: false, new Recorder<TrainingProgress>(p =>
        {
            if (p is { Epoch: 3, Step: 2 })
                cancel.Cancel();
        }), cancel.Token));
        var resumed = Run(recipe, "cut", workers: 1).Train(resume: true, null, CancellationToken.None);

        Assert.Equal(whole.Epochs.Select(e => e.TrainLoss), resumed.Epochs.Select(e => e.TrainLoss));
        Assert.Equal(whole.Network.Parameters.Last().Values.ToArray(), resumed.Network.Parameters.Last().Values.ToArray());
        Assert.Contains("frozen views 2", Refused(recipe with { FrozenViews = 1 }), StringComparison.Ordinal);
        Assert.Contains("recipe small; here: recipe other", Refused(recipe with { Name = "other" }), StringComparison.Ordinal);
        Assert.Contains("number of settings", Refused(recipe with { FrozenViews = 0 }), StringComparison.Ordinal);

        string Refused(Recipe other) =>
            Assert.Throws<DatasetException>(() => Run(other, "cut").Train(resume: true, null, CancellationToken.None)).Message;
    }

    [Fact]
    public void The_whole_network_is_fine_tuned_from_a_head_that_has_learnt()
    {
        var frozen = Frozen();
        var (network, _) = Run(frozen, "frozen").Train(resume: false, null, CancellationToken.None);
        var path = Path.Combine(_folder.Path, "tuned.safetensors");
        PretrainedWeights.Save(path, network);

        var recipe = Small with { Weights = PretrainedWeights.Load(path), LearningRate = Small.Trunk!.FineTuningRate, Epochs = 1 };
        var tuned = Run(recipe, "tuned").Train(resume: false, null, CancellationToken.None);
        var anew = Run(recipe with { Weights = frozen.Weights }, "anew").Train(resume: false, null, CancellationToken.None);
        Assert.True(tuned.Epochs[0].TrainLoss < anew.Epochs[0].TrainLoss - 0.3,
            $"loss {tuned.Epochs[0].TrainLoss}, and {anew.Epochs[0].TrainLoss} with a new head");
        Assert.NotEqual(Values(network, "conv1_conv.weight"), Values(tuned.Network, "conv1_conv.weight"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_as_Keras_and_as_PyTorch_write_them_give_the_same_trunk(bool channelsLast)
    {
        var seeded = Small.Trunk!.Build(Side, 7);
        var random = new Random(2);
        foreach (var parameter in seeded.Parameters)
            foreach (ref var value in parameter.Values)
                value = random.NextSingle();
        var path = Path.Combine(_folder.Path, "foreign.safetensors");
        using (var file = File.Create(path))
            SafeTensors.Write(file, seeded.Parameters.ToDictionary(p => Renamed(p.Name), Arranged));

        var filled = Small.Build(Side, 1);
        PretrainedWeights.Load(path).Fill(filled);
        foreach (var parameter in seeded.Parameters)
            Assert.Equal(parameter.Values.ToArray(), Values(filled, parameter.Name));

        string Renamed(string name)
        {
            var (layer, suffix) = (name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..]);
            return channelsLast
                ? $"{layer}/{suffix switch { "weight" => "kernel", "mean" => "moving_mean", "variance" => "moving_variance", _ => suffix }}"
                : $"{layer}.{suffix switch { "gamma" => "weight", "beta" => "bias", "mean" => "running_mean", "variance" => "running_var", _ => suffix }}";
        }

        Tensor Arranged(Parameter parameter)
        {
            if (channelsLast || parameter.Dimensions is not [var height, var width, var inputs, var outputs])
                return new Tensor(parameter.Dimensions, parameter.Values.ToArray());
            var values = new float[parameter.Values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                var (o, c, tap) = (i % outputs, i / outputs % inputs, i / outputs / inputs);
                values[(o * inputs + c) * height * width + tap] = parameter.Values[i];
            }
            return new Tensor([outputs, inputs, height, width], values);
        }
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused_in_one_line()
    {
        var path = Path.Combine(_folder.Path, "other.safetensors");
        PretrainedWeights.Save(path, ResNetRecipe.Create("deep", [1, 2], Side).Build(Side, 1));
        PretrainedWeights.Load(path).Fill(Small.Build(Side, 1)); // More than is needed is no harm.
        PretrainedWeights.Save(path, ResNetRecipe.Create("shallow", [1], Side).Build(Side, 1));
        var error = Assert.Throws<ModelFormatException>(
            () => Run(Small with { Weights = PretrainedWeights.Load(path) }, "a").Train(resume: false, null, CancellationToken.None));
        Assert.Contains("conv3_block1_preact_bn.gamma", error.Message, StringComparison.Ordinal);
        File.WriteAllText(path, "These are no weights.");
        Assert.Contains("other.safetensors", Assert.Throws<ModelFormatException>(() => PretrainedWeights.Load(path)).Message,
            StringComparison.Ordinal);
    }

    private Recipe Frozen()
    {
        var path = Path.Combine(_folder.Path, "seeded.safetensors");
        PretrainedWeights.Save(path, Small.Trunk!.Build(Side, 7));
        return Small with { Weights = PretrainedWeights.Load(path), FrozenViews = 1, LearningRate = 1e-2 };
    }

    private TrainingRun Run(Recipe recipe, string name, int workers = 2) =>
        new(recipe, Data(recipe), Path.Combine(_folder.Path, name), workers, TimeProvider.System);

    private static float[] Values(Network network, string name) => network.Parameters.Single(p => p.Name == name).Values.ToArray();

    /// <summary>Happy faces have stripes, sad ones have none.</summary>
    private static TrainingData Data(Recipe recipe)
    {
        var random = new Random(5);
        FaceDataset Draw(int count, Split split)
        {
            var labels = Enumerable.Range(0, count).Select(i => i % 2 == 0 ? Emotion.Happy : Emotion.Sad).ToArray();
            var pixels = labels.SelectMany(label => Enumerable.Range(0, 48 * 48).Select(i =>
                (byte)(random.Next(60) + (label == Emotion.Happy && i / 48 % 8 < 4 ? 150 : 40)))).ToArray();
            return new FaceDataset("drawn.csv", 48, 48, pixels, labels, [.. labels.Select(_ => split)], [.. Enumerable.Range(0, count)]);
        }
        return new TrainingData(Draw(60, Split.Training), Draw(20, Split.PublicTest), recipe);
    }

    private sealed class Recorder<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
