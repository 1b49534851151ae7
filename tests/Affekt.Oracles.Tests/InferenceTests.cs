using Affekt.Benchmarks;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Oracles.Tests;

/// <summary>Inference against ONNX Runtime, which knows nothing of our kernels, on everything that ships.</summary>
public class InferenceTests
{
    private const int Images = 2;

    // Of the largest number of a result. Convolutions with fewer multiplications and another order of sums round differently.
    private const double Tolerance = 1e-3;

    public static TheoryData<string> ShippedModels() =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "models"), "*.onnx").Select(f => Path.GetFileName(f))];

    public static TheoryData<string> Recipes() => [.. RecipeBook.All.Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(ShippedModels))]
    public void A_shipped_model_gives_what_ONNX_Runtime_gives(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "models", file));
        AssertSame(Model.Parse(bytes), bytes);
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void A_recipe_s_network_gives_what_ONNX_Runtime_gives(string name)
    {
        var recipe = RecipeBook.Find(name);
        var model = new Model(recipe.Build(recipe.Augmentation.OutputSize, 1));
        AssertSame(model, model.ToBytes());
    }

    private static void AssertSame(Model model, byte[] bytes)
    {
        int[] dimensions = [Images, .. model.Input.Dimensions.Skip(1)];
        var random = new Random(1);
        var input = new Tensor(dimensions,
            [.. Enumerable.Range(0, dimensions.Aggregate(1, (product, d) => product * d)).Select(_ => random.NextSingle() * 2 - 1)]);
        using var session = new OnnxSession(bytes);
        var expected = session.Run(
            model.Input.Name, input.Values, [.. dimensions.Select(d => (long)d)], [.. model.Outputs.Select(o => o.Name)]);

        var actual = model.Run(input);

        foreach (var (judge, (name, own)) in expected.Zip(actual))
        {
            Assert.Equal(judge.Dimensions, own.Dimensions.Select(d => (long)d));
            var difference = TensorDifference.Between(new Tensor(own.Dimensions, judge.Values), own);
            Assert.True(difference.LargestAbsolute <= Tolerance * judge.Values.Max(Math.Abs), $"{name}: {difference}");
        }
    }
}
