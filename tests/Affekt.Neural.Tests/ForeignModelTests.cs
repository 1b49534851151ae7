using Affekt.Neural.Onnx;

namespace Affekt.Neural.Tests;

/// <summary>
/// Whole models that other frameworks exported, with an input and the results that they computed for it: NAME.onnx,
/// NAME.in.npy, and NAME.OUTPUT.npy for each output.
/// </summary>
public class ForeignModelTests
{
    private const string Variable = "AFFEKT_FOREIGN_MODELS";

    [Fact]
    public void Models_give_the_results_that_lie_beside_them()
    {
        var folder = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(Directory.Exists(folder),
            $"Set {Variable} to a folder of NAME.onnx, NAME.in.npy and NAME.OUTPUT.npy to run models of other frameworks.");
        var failures = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.onnx").Order(StringComparer.Ordinal))
        {
            try
            {
                var start = Path.Combine(folder, Path.GetFileNameWithoutExtension(path));
                var input = Npy.Load(start + ".in.npy");
                foreach (var (name, value) in Model.Load(path, freeDimensions: input.Dimensions).Run(input))
                {
                    var difference = TensorDifference.Between(Npy.Load($"{start}.{name}.npy"), value);
                    TestContext.Current.TestOutputHelper!.WriteLine(
                        $"{Path.GetFileName(path)} {name} {value}: {difference.LargestAbsolute:g3}");
                    if (!(difference.LargestAbsolute < 1e-4))
                        failures.Add($"{Path.GetFileName(path)} {name}: {difference}");
                }
            }
            catch (Exception exception) when (exception is ModelFormatException or ArgumentException)
            {
                failures.Add($"{Path.GetFileName(path)}: {exception.Message}");
            }
        }
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
