using Affekt.Neural;
using Affekt.Neural.Tensors;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Training.Tests.Expressions.Recipes;

/// <summary>The knobs that people turn, each of which belongs to the run.</summary>
public sealed class RecipeChoiceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_choice_changes_the_fingerprint()
    {
        var plain = RecipeBook.Cnn4.Fingerprint;
        RecipeChoices[] choices =
        [
            new() { Augmentation = "none" }, new() { Augmentation = "rotation=20" }, new() { Dropout = .1 },
            new() { ClassWeights = ClassWeights.Balanced }, new() { ClassWeights = ClassWeights.Effective },
            new() { EarlyStopping = 3 }, new() { DownSample = 100 }, new() { Rows = "rows.csv" },
        ];
        var prints = choices.Select(c => c.ApplyTo(RecipeBook.Cnn4).Fingerprint).Append(plain).ToList();
        Assert.Equal(prints.Count, prints.Distinct().Count());
        Assert.Equal(plain, new RecipeChoices { Augmentation = "default" }.ApplyTo(RecipeBook.Cnn4).Fingerprint);
    }

    [Fact]
    public void Amounts_of_variation_are_read_and_the_rest_does_not_vary()
    {
        var recipe = RecipeBook.Cnn4.Augmentation;
        var options = AugmentationText.Parse("rotation=20, shear=5,shift=3,noise=10,flip=.5,zoom=.1", recipe);
        Assert.Equal((20, 5, 3, 10), (options.RotationDegrees, options.ShearDegrees, options.ShiftPixels, options.NoiseDeviation));
        Assert.Equal((.5f, .9f, 1.1f, 0), (options.FlipProbability, options.ScaleMin, options.ScaleMax, options.ErasingProbability));
        Assert.Equal((recipe.OutputSize, recipe.Mean), (options.OutputSize, options.Mean));
        Assert.Equal("none: each face is shown as it is", AugmentationText.Describe(AugmentationText.Parse("none", recipe)));
        Assert.Contains("turned by up to 20 degrees", AugmentationText.Describe(options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("spin=3", "'spin=3' is no variation")]
    [InlineData("rotation", "'rotation' is no variation")]
    [InlineData("flip=2", "from 0 to 1")]
    [InlineData("noise=x", "from 0 to 255")]
    public void Unknown_variations_are_refused(string text, string expected) => Assert.Contains(expected,
        Assert.Throws<DatasetException>(() => AugmentationText.Parse(text, RecipeBook.Cnn4.Augmentation)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Dropout_is_set_in_every_network_and_refused_where_there_is_none()
    {
        var network = new RecipeChoices { Dropout = .1 }.ApplyTo(RecipeBook.Cnn4).Build(48, 1);
        Assert.All(network.Layers.OfType<DropoutLayer>(), layer => Assert.Equal(.1, layer.Rate));
        var bare = RecipeBook.Cnn4 with { Build = (size, seed) => new Network(new Shape(size, size, 1), seed) };
        Assert.Throws<DatasetException>(() => new RecipeChoices { Dropout = .1 }.ApplyTo(bare));
    }

    [Fact]
    public void A_list_of_rows_keeps_what_it_says_and_knows_other_data()
    {
        var faces = Draw(1);
        var list = _folder.Write("rows.csv", RowList.Write(faces, ClassBalance.Plan(faces, limit: 3)));

        var kept = RowList.Apply(faces, list);

        Assert.Equal(6, kept.IndicesOf(Split.Training).Length);
        Assert.Equal(4, kept.IndicesOf(Split.PublicTest).Length);
        Assert.Contains("other rows", Assert.Throws<DatasetException>(() => RowList.Apply(Draw(2), list)).Message, StringComparison.Ordinal);
        Assert.Contains("does not have",
            Assert.Throws<DatasetException>(() => RowList.Apply(faces.Select([0, 1, 2]), list)).Message, StringComparison.Ordinal);
        Assert.Contains("line 1",
            Assert.Throws<DatasetException>(() => RowList.Apply(faces, _folder.Write("x.csv", "a,b\n"))).Message, StringComparison.Ordinal);
    }

    private static FaceDataset Draw(int seed)
    {
        var pixels = new byte[20 * 16];
        new Random(seed).NextBytes(pixels);
        return new FaceDataset("drawn", 4, 4, pixels, [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? Emotion.Happy : Emotion.Sad)],
            [.. Enumerable.Range(0, 20).Select(i => i < 16 ? Split.Training : Split.PublicTest)], [.. Enumerable.Range(0, 20)]);
    }
}
