using Affekt.Neural;
using Affekt.Neural.Inference;
using Affekt.Neural.Weights;

namespace Affekt.Training.Detection;

/// <summary>
/// Makes a finished detector trainable again. Its batch norms were folded into its convolutions; they come back with the means and
/// variances that composed scenes have there, and with scales that take both back, so that it answers as it did.
/// </summary>
internal static class FaceStart
{
    private const int ScenesAtOnce = 32;
    private const int Rounds = 8;

    /// <param name="network">Of the recipe; its parameters are replaced.</param>
    /// <param name="recipe">What the detector was trained by.</param>
    /// <param name="model">The detector's ONNX file.</param>
    /// <param name="scenes">Composes images from a number on: [count, size, size].</param>
    /// <exception cref="Neural.Onnx.ModelFormatException">It is not a detector of the recipe.</exception>
    public static void Load(Network network, FaceRecipe recipe, byte[] model, Func<int, int, float[]> scenes)
    {
        var probe = recipe.Build(recipe.TrainingSize, recipe.TrainingSize, joined: false);
        var tensors = WeightLoader.ReadInitializers(model);
        var norms = probe.Layers.OfType<BatchNormLayer>().ToList();
        WeightLoader.Load(probe, tensors, WeightLayout.ChannelsFirst, name => norms.TrueForAll(n => n.Name != name));
        foreach (var norm in norms)
        {
            var folded = norm.Inputs[0];
            if (!tensors.TryGetValue(folded.Name + ".bias", out var bias) || bias.Values.Length != norm.Beta.Values.Length)
                throw new Neural.Onnx.ModelFormatException(
                    $"The model has no bias of {norm.Beta.Values.Length} numbers for {folded.Name}: " +
                    $"it is no detector of recipe {recipe.Name}.");
            bias.Values.CopyTo(norm.Beta.Values);
            norm.RunningMean.Values.Clear();
            norm.RunningVariance.Values.Fill(1 - norm.Epsilon);
            probe.AddOutput(OutputOf(norm), folded);
        }
        Restore(norms, new Predictor(probe), scenes);
        network.CopyParametersFrom(probe);
    }

    private static void Restore(List<BatchNormLayer> norms, Predictor predictor, Func<int, int, float[]> scenes)
    {
        var sums = norms.ToDictionary(n => n, n => new double[2, n.Shape.Channels]);
        for (var round = 0; round < Rounds; round++)
        {
            var outputs = predictor.Run(scenes(round * ScenesAtOnce, ScenesAtOnce), ScenesAtOnce);
            foreach (var norm in norms)
            {
                var (values, sum, channels) = (outputs[OutputOf(norm)], sums[norm], norm.Shape.Channels);
                for (var i = 0; i < values.Length; i++)
                {
                    sum[0, i % channels] += values[i];
                    sum[1, i % channels] += (double)values[i] * values[i];
                }
            }
        }
        foreach (var norm in norms)
            for (var c = 0; c < norm.Shape.Channels; c++)
            {
                var count = (double)Rounds * ScenesAtOnce * norm.Shape.Pixels;
                var mean = sums[norm][0, c] / count;
                var variance = Math.Max(0, sums[norm][1, c] / count - mean * mean);
                norm.RunningMean.Values[c] = (float)mean;
                norm.RunningVariance.Values[c] = (float)variance;
                norm.Gamma.Values[c] = (float)Math.Sqrt(variance + norm.Epsilon);
                norm.Beta.Values[c] += (float)mean;
            }
    }

    private static string OutputOf(BatchNormLayer norm) => norm.Name + "/input";
}
