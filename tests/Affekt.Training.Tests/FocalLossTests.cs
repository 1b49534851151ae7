using Affekt.Samples.OwnNet;

namespace Affekt.Training.Tests;

/// <summary>The loss that a sample shows is one: its slope is that of its value.</summary>
public sealed class FocalLossTests
{
    [Fact]
    public void The_own_loss_has_the_slope_of_its_value()
    {
        float[] logits = [.3f, -1.2f, 2f, 0, .5f, -.4f, 1.1f], target = [0, .1f, .7f, 0, .2f, 0, 0], gradient = new float[7];
        FocalLoss.Of(logits, target, gradient);
        for (var k = 0; k < logits.Length; k++)
        {
            const float step = 1e-2f;
            double At(float shift)
            {
                var moved = (float[])logits.Clone();
                moved[k] += shift;
                return FocalLoss.Of(moved, target, new float[7]);
            }
            Assert.Equal((At(step) - At(-step)) / (2 * step), gradient[k], 1e-3);
        }
    }
}
