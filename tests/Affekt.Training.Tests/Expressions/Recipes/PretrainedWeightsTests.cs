using Affekt.Neural;
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

    private string Saved(Network network)
    {
        var path = Path.Combine(_folder.Path, $"{_saved++}.safetensors");
        PretrainedWeights.Save(path, network);
        return path;
    }
}
