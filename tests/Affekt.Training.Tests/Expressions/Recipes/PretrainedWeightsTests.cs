using Affekt.Neural;
using Affekt.Neural.Inference;
using Affekt.Neural.Onnx;
using Affekt.Training.Expressions.Recipes;

namespace Affekt.Training.Tests.Expressions.Recipes;

public sealed class PretrainedWeightsTests : IDisposable
{
    private const int Side = 16;

    private readonly TempFolder _folder = new();
    private int _saved;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Of_several_files_a_network_gets_the_mean()
    {
        var networks = new ulong[] { 1, 2, 3 }.Select(seed => RecipeBook.AffektSmall.Build(Side, seed)).ToList();
        var target = RecipeBook.AffektSmall.Build(Side, 4);

        PretrainedWeights.Mean([.. networks.Select(Saved)]).Fill(target);

        foreach (var parameter in target.Parameters)
        {
            var given = networks.Select(n => n.Parameters.Single(p => p.Name == parameter.Name).Values.ToArray()).ToList();
            var filled = parameter.Values.ToArray();
            for (var i = 0; i < filled.Length; i++)
                Assert.Equal(given.Average(values => values[i]), filled[i], 1e-6f);
        }
    }

    [Fact]
    public void One_file_is_taken_as_it_is()
    {
        var network = RecipeBook.AffektSmall.Build(Side, 1);
        var file = Saved(network);
        Assert.Equal(PretrainedWeights.Load(file).Sha256, PretrainedWeights.Mean([file]).Sha256);
    }

    [Fact]
    public void Files_of_different_networks_have_no_mean()
    {
        var (one, other) = (Saved(RecipeBook.AffektSmall.Build(Side, 1)), Saved(RecipeBook.Affekt.Build(Side, 1)));
        Assert.Contains("other tensors", Assert.Throws<ModelFormatException>(() => PretrainedWeights.Mean([one, other])).Message,
            StringComparison.Ordinal);
        Assert.Contains("other tensors", Assert.Throws<ModelFormatException>(() => PretrainedWeights.Mean([other, one])).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WeightPrecision.Single)]
    [InlineData(WeightPrecision.Int8)]
    public void A_finished_model_is_gone_on_from(WeightPrecision precision)
    {
        const int Whole = 48;
        var file = Path.Combine(_folder.Path, "finished.onnx");
        File.WriteAllBytes(file, new Model(RecipeBook.Affekt.Build(Whole, 3)).ToBytes(precision));
        var parts = RecipeBook.AffektTune.Trunk!;
        var (trunk, head, whole) = (parts.Build(Whole, 1), parts.BuildHead(1), RecipeBook.AffektTune.Build(Whole, 1));

        var weights = PretrainedWeights.Load(file);
        foreach (var network in (Network[])[trunk, head, whole])
            weights.Fill(network);

        var random = new Random(4);
        var face = Enumerable.Range(0, Whole * Whole).Select(_ => (float)random.NextDouble()).ToArray();
        var expected = Model.Load(file).Predictor.Run(face, 1)[Recipe.CrowdOutput];
        var features = new Predictor(trunk).Run(face, 1)[Trunk.Features];
        AssertNear(expected, new Predictor(head).Run(features, 1)[Recipe.CrowdOutput]);
        AssertNear(expected, new Predictor(whole).Run(face, 1)[Recipe.CrowdOutput]);
    }

    [Fact]
    public void A_finished_model_of_another_net_does_not_fit()
    {
        var file = Path.Combine(_folder.Path, "small.onnx");
        File.WriteAllBytes(file, new Model(RecipeBook.AffektSmall.Build(Side * 2, 3)).ToBytes());
        Assert.Contains("block512", Assert.Throws<ModelFormatException>(
            () => PretrainedWeights.Load(file).Fill(RecipeBook.AffektTune.Build(Side * 2, 1))).Message, StringComparison.Ordinal);
    }

    private static void AssertNear(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));

    private string Saved(Network network)
    {
        var path = Path.Combine(_folder.Path, $"{_saved++}.safetensors");
        PretrainedWeights.Save(path, network);
        return path;
    }
}
