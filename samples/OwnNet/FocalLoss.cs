namespace Affekt.Samples.OwnNet;

/// <summary>Focal loss (Lin et al., 2017) with gamma 1: what is right already counts less.</summary>
public static class FocalLoss
{
    /// <param name="logits">[7].</param>
    /// <param name="target">[7]; adds up to one.</param>
    /// <param name="gradient">[7]: filled with the slope of the loss at each logit.</param>
    /// <returns>The loss.</returns>
    public static double Of(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> gradient)
    {
        Span<double> p = stackalloc double[logits.Length], slope = stackalloc double[logits.Length];
        double top = double.NegativeInfinity, sum = 0, loss = 0, shared = 0;
        foreach (var logit in logits)
            top = Math.Max(top, logit);
        for (var k = 0; k < p.Length; k++)
            sum += p[k] = Math.Exp(logits[k] - top);
        for (var k = 0; k < p.Length; k++)
        {
            p[k] = Math.Max(p[k] / sum, 1e-9);
            loss -= target[k] * (1 - p[k]) * Math.Log(p[k]);
            // d loss / d p, times p; the softmax' own slope is put on below.
            shared += slope[k] = target[k] * (p[k] * Math.Log(p[k]) - (1 - p[k]));
        }
        for (var k = 0; k < p.Length; k++)
            gradient[k] = (float)(slope[k] - p[k] * shared);
        return loss;
    }
}
