using System.CommandLine;
using System.Globalization;
using Affekt.Cli.Output;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Cli.Commands;

/// <summary>What a person may set otherwise than a recipe does.</summary>
internal sealed class TrainOptions
{
    private const string Official = "official";
    private const double DefaultShare = 0.8;
    private const int DefaultSeed = 1;

    private readonly Option<int?> _batch = CommonOptions.AtLeastOne("--batch", "Faces a step, instead of the recipe's number");
    private readonly Option<double?> _rate = new Option<double?>(
        "--learning-rate")
    { Description = "The highest learning rate, instead of the recipe's", HelpName = "RATE" }
        .MustBe(rate => rate is > 0 and <= 10, "above 0 and at most 10");

    private readonly Option<string?> _schedule = OneOf("--schedule", "How the learning rate goes", RecipeChoices.Schedules);
    private readonly Option<string?> _optimizer = OneOf(
        "--optimizer", "Who changes the weights; begins at a rate of .001 (adam) or .05 (sgd) unless told", RecipeChoices.Optimizers);
    private readonly Option<ulong?> _seed = new(
        "--seed")
    { Description = "Decides the first weights, the order of the faces and their variations", HelpName = "N" };
    private readonly Option<double?> _mixup = CommonOptions.Share(
        "--mixup", "How evenly faces are blended in pairs, from 0 (not at all) to 1, instead of the recipe's number");
    private readonly Option<string?> _split = new Option<string?>(
        "--split")
    {
        Description =
        "The data's own splits (official), or shares to learn from and to select on, such as 80/20, drawn by class; " +
        "PrivateTest stays apart. By default official where the data has splits, else 80/20",
        HelpName = "SPLIT"
    }
        .MustRead(text => text == Official || ShareOf(text) is not null, $"{Official} or two shares that add up to 100, such as 80/20");

    private readonly Option<string?> _classWeights = OneOf(
        "--class-weights", "How classes of unequal size are weighted", [.. Enum.GetNames<ClassWeights>().Select(n => n.ToLowerInvariant())]);
    private readonly Option<int?> _downSample = CommonOptions.AtLeastOne(
        "--downsample", "Learn from at most so many faces of each class, drawn by the seed");
    private readonly Option<string?> _rows = new(
        "--rows")
    { Description = "Learn only from the Training rows that this list keeps; affekt dataset balance --out writes one", HelpName = "FILE" };
    private readonly Option<string?> _augment = new(
        "--augment")
    {
        Description = $"How faces are varied: {AugmentationText.None}, {AugmentationText.Default} (the recipe's own), or amounts such as " +
            $"rotation=10,shift=4,noise=8,flip=.5,zoom=.1; known are {string.Join(", ", AugmentationText.Names)}",
        HelpName = "WHAT"
    };
    private readonly Option<int?> _earlyStopping = CommonOptions.AtLeastOne(
        "--early-stopping", "Stop when so many epochs in a row brought nothing better");
    private readonly Option<double?> _dropout = new Option<double?>(
        "--dropout")
    { Description = "The rate of the recipe's dropout layers", HelpName = "RATE" }.MustBe(rate => rate is >= 0 and < 1, "from 0 and below 1");

    /// <summary>--weights.</summary>
    public Option<string[]> Weights { get; } = new(
        "--weights")
    {
        Description =
        "A safetensors or ONNX file that the network starts from, such as another run's weights.safetensors; of several, " +
        "the mean; for face, a detector of this recipe",
        HelpName = "FILE"
    };
    private readonly Option<bool> _freeze = new(
        "--freeze")
    {
        Description =
        "Keep the trunk (of resnet50v2) as it is and train the head alone, on features that are computed once"
    };
    private readonly Option<int?> _views = CommonOptions.AtLeastOne(
        "--views", "With --freeze, how many views of each face the features are computed of: the face itself, then variations");

    /// <summary>--epochs.</summary>
    public Option<int?> Epochs { get; } = CommonOptions.AtLeastOne(
        "--epochs", "How often each face is seen, instead of the recipe's number");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[
            Epochs, _batch, _rate, _schedule, _optimizer, _earlyStopping, _dropout, _augment, _mixup, _classWeights, _downSample, _rows,
            _split, _seed, Weights, _freeze, _views])
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_views) is not null && !result.GetValue(_freeze))
                result.AddError("--views goes with --freeze.");
        });
    }

    /// <summary>The recipe as chosen, with its weights read.</summary>
    /// <exception cref="DatasetException">The recipe has no trunk.</exception>
    /// <exception cref="FormatException">The weights cannot be read.</exception>
    public Recipe Apply(CommandContext context, ParseResult parse, Recipe recipe)
    {
        var (weights, freeze) = (
            parse.GetValue(Weights) is { Length: > 0 } files ? PretrainedWeights.Mean(files) : null, parse.GetValue(_freeze));
        if (recipe.Trunk is not { } trunk)
            return freeze ? throw new DatasetException(
                $"Recipe {recipe.Name} has no trunk that could be frozen; {RecipeBook.ResNet50V2.Name} has.")
                : Choose(recipe with { Weights = weights });
        if (weights is null)
            context.Error.WriteLine($"affekt: no --weights: {recipe.Name} starts from random weights, " +
                $"{(freeze ? "and a frozen random trunk sees little" : "which takes far more epochs than fine-tuning")}; " +
                $"docs/reference/training.md says where to get some.");
        recipe = recipe with
        {
            Weights = weights,
            FrozenViews = freeze ? parse.GetValue(_views) ?? 1 : 0,
            LearningRate = weights is null || freeze ? recipe.LearningRate : trunk.FineTuningRate,
        };
        return Choose(recipe);

        Recipe Choose(Recipe given) => new RecipeChoices
        {
            Epochs = parse.GetValue(Epochs),
            BatchSize = parse.GetValue(_batch),
            LearningRate = parse.GetValue(_rate),
            Schedule = parse.GetValue(_schedule),
            Optimizer = parse.GetValue(_optimizer),
            Seed = parse.GetValue(_seed),
            Split = parse.GetValue(_split),
            Augmentation = parse.GetValue(_augment),
            Dropout = parse.GetValue(_dropout),
            ClassWeights = parse.GetValue(_classWeights) is { } weighting ? Enum.Parse<ClassWeights>(weighting, ignoreCase: true) : null,
            EarlyStopping = parse.GetValue(_earlyStopping),
            DownSample = parse.GetValue(_downSample),
            Rows = parse.GetValue(_rows) is { } list ? Path.GetFileName(list) : null,
        }.ApplyTo(given with { MixupAlpha = parse.GetValue(_mixup) ?? given.MixupAlpha });
    }

    /// <summary>The data with rows to select on.</summary>
    /// <exception cref="DatasetException">Official splits are asked for where there are none.</exception>
    public FaceDataset Divide(ParseResult parse, FaceDataset faces)
    {
        var hasOwn = faces.SplitOf.Contains(Split.PublicTest);
        return parse.GetValue(_split) switch
        {
            Official => hasOwn ? faces : throw new DatasetException(
                $"{faces.Source} has no rows in {Split.PublicTest.Name()} to select on; divide it with --split 80/20."),
            null => hasOwn ? faces : StratifiedSplit.ApplyBesidePrivateTest(faces, DefaultShare),
            var shares => StratifiedSplit.ApplyBesidePrivateTest(
                faces, ShareOf(shares)!.Value, parse.GetValue(_seed) is { } seed ? unchecked((int)seed) : DefaultSeed),
        };
    }

    /// <summary>The Training rows that --rows and --downsample leave.</summary>
    /// <exception cref="DatasetException">The list does not go with the data.</exception>
    public FaceDataset Thin(ParseResult parse, FaceDataset faces)
    {
        if (parse.GetValue(_rows) is { } list)
            faces = RowList.Apply(faces, list);
        return parse.GetValue(_downSample) is { } most
            ? ClassBalance.Plan(faces, most, unchecked((int)(parse.GetValue(_seed) ?? DefaultSeed))).Apply(faces) : faces;
    }

    /// <summary>How <see cref="Divide"/> divided the data, in words.</summary>
    public string DivisionOf(ParseResult parse, FaceDataset faces) => $"{faces.Source}: " + (parse.GetValue(_split) switch
    {
        Official => Official,
        null => faces.HasSplits ? Official : $"80/20 by class, seed {DefaultSeed}",
        var shares => $"{shares} by class, seed {parse.GetValue(_seed) ?? DefaultSeed}",
    });

    private static double? ShareOf(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var learn)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var select)
        && learn > 0 && select > 0 && learn + select == 100 ? learn / 100.0 : null;

    private static Option<string?> OneOf(string name, string description, IReadOnlyList<string> values) =>
        new Option<string?>(name) { Description = $"{description}: {string.Join(", ", values)}", HelpName = "NAME" }
            .MustRead(values.Contains, $"one of {string.Join(", ", values)}");
}
