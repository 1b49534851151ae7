using System.Globalization;
using System.Text;
using Affekt.Training.Expressions.Runs;

namespace Affekt.Training.Tests;

/// <summary>The samples do what the documentation says.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_own_net_is_trained_written_and_judged()
    {
        var accuracy = OwnNet.OwnNet.Train(
            OwnNet.OwnNet.Recipe with { Epochs = 3, BatchSize = 16 }, Faces(), Path.Combine(_folder.Path, "run"), TimeProvider.System);
        Assert.InRange(accuracy, 0, 1);
        Assert.All([FinishedModel.ModelFile, FinishedModel.MetricsFile, "report.html"],
            name => Assert.True(File.Exists(Path.Combine(_folder.Path, "run", name)), name));
    }

    [Fact]
    public void The_own_loss_has_the_slope_of_its_value()
    {
        float[] logits = [.3f, -1.2f, 2f, 0, .5f, -.4f, 1.1f], target = [0, .1f, .7f, 0, .2f, 0, 0], gradient = new float[7];
        OwnNet.OwnNet.Focal(logits, target, gradient);
        for (var k = 0; k < logits.Length; k++)
        {
            const float step = 1e-2f;
            double At(float shift)
            {
                var moved = (float[])logits.Clone();
                moved[k] += shift;
                return OwnNet.OwnNet.Focal(moved, target, new float[7]);
            }
            Assert.Equal((At(step) - At(-step)) / (2 * step), gradient[k], 1e-3);
        }
    }

    private string Faces()
    {
        var random = new Random(3);
        var text = new StringBuilder("emotion,pixels,Usage\n");
        for (var row = 0; row < 56; row++)
        {
            var usage = row < 42 ? "Training" : row < 49 ? "PublicTest" : "PrivateTest";
            text.Append(CultureInfo.InvariantCulture,
                $"{row % 7},{string.Join(' ', Enumerable.Range(0, 48 * 48).Select(_ => random.Next(256)))},{usage}\n");
        }
        return _folder.Write("fer.csv", text.ToString());
    }
}
