using Affekt.Training.Expressions.Augmentation;

namespace Affekt.Training.Tests.Expressions.Augmentation;

public sealed class MixupTests
{
    [Fact]
    public void Faces_and_targets_are_blended_by_the_same_shares()
    {
        var mixup = new Mixup(5, alpha: 1, seed: 1, epoch: 2, step: 3);
        float[] faces = [10, 20, 30, 40, 50];
        float[] targets = [1, 0, 0, 1, 1, 0, 1, 0, 0, 1];
        mixup.Blend(faces, 1);
        mixup.Blend(targets, 2);

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(10 * (i + 1) + 10 * (i + 3), faces[i] + faces[i + 2], 1e-4);
            var share = (faces[i] - 10 * (i + 3)) / -20;
            Assert.InRange(share, 0, 1);
            float[] first = i == 0 ? [1, 0] : [0, 1];
            float[] second = [1, 0];
            for (var k = 0; k < 2; k++)
                Assert.Equal(share * first[k] + (1 - share) * second[k], targets[i * 2 + k], 1e-4);
        }
        Assert.Equal(50, faces[4]);
        Assert.Equal([0, 1], targets[8..]);
    }

    [Fact]
    public void A_row_that_counts_nothing_lends_nothing()
    {
        float[] targets = [1, 0, 0, 1];
        float[] weights = [1, 0];
        new Mixup(2, alpha: 1, seed: 4, epoch: 0, step: 0).Blend(targets, weights, 2);

        Assert.Equal(1, weights[0] + weights[1], 1e-5);
        Assert.All(weights, w => Assert.InRange(w, 1e-6f, 1));
        Assert.Equal([1, 0, 1, 0], targets.Select(t => MathF.Round(t, 4)));
    }

    [Fact]
    public void Shares_follow_the_beta_distribution_and_depend_on_the_step_alone()
    {
        const double Alpha = 0.2;
        float[] Draw(int step)
        {
            var rows = new float[20_000];
            Array.Fill(rows, 1f, 0, rows.Length / 2);
            new Mixup(rows.Length, Alpha, seed: 9, epoch: 1, step).Blend(rows, 1);
            return rows[..(rows.Length / 2)];
        }
        var shares = Draw(7);

        Assert.Equal(0.5, shares.Average(), 0.02);
        Assert.Equal(1 / (4 * (2 * Alpha + 1)), shares.Average(s => (s - 0.5) * (s - 0.5)), 0.005);
        Assert.Equal(shares, Draw(7));
        Assert.NotEqual(shares, Draw(8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    public void An_alpha_out_of_range_is_refused(double alpha) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mixup(4, alpha, 1, 0, 0));
}
