using Affekt.Neural.Kernels.Elements;

namespace Affekt.Neural.Training;

/// <summary>A loss of one image that a caller computes. Called from several threads at once, for different images.</summary>
/// <param name="image">The image's place in the batch.</param>
/// <param name="values">[height, width, channels] of the output.</param>
/// <param name="gradient">To be filled with the loss's slope at each value; zero at first.</param>
/// <returns>The loss.</returns>
public delegate double ImageLoss(int image, ReadOnlySpan<float> values, Span<float> gradient);

/// <summary>A loss of one row of logits against its target. Called from several threads at once.</summary>
/// <param name="logits">[classes].</param>
/// <param name="target">[classes]; adds up to one.</param>
/// <param name="gradient">[classes]: to be filled with the loss's slope at each logit; zero at first.</param>
/// <returns>The loss.</returns>
public delegate double RowLoss(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> gradient);

/// <summary>What to minimise on one output of a network: softmax cross-entropy against soft targets, unless
/// <see cref="Function"/> says otherwise.</summary>
/// <param name="Output">The name of an output that holds logits.</param>
/// <param name="Weight">How much it counts in the total.</param>
public sealed record Loss(string Output, double Weight = 1)
{
    /// <summary>A loss of one's own; its mean over the batch is minimised, and <see cref="Targets"/> of this output are not
    /// looked at.</summary>
    public ImageLoss? Function { get; init; }

    /// <summary>A loss of one's own instead of cross-entropy, against the same <see cref="Targets"/> and row weights.</summary>
    public RowLoss? OfRow { get; init; }
}

/// <summary>What one <see cref="Loss"/> should see for a batch.</summary>
/// <param name="Probabilities">[batch, classes]; each row adds up to one.</param>
/// <param name="RowWeights">[batch], or null for all one; zero leaves a row out.</param>
public sealed record Targets(float[] Probabilities, float[]? RowWeights = null);

/// <summary>How a batch went.</summary>
/// <param name="Loss">The weighted total over all outputs.</param>
/// <param name="Outputs">For each <see cref="Training.Loss"/> in order: the mean loss and the share of rows whose likeliest
/// class is the target's.</param>
public sealed record StepResult(double Loss, IReadOnlyList<(double Loss, double Accuracy)> Outputs);

/// <summary>Computes one loss, shard by shard.</summary>
internal sealed class LossMeter(Loss loss, Layer head, int shards)
{
    private readonly double[] _losses = new double[shards];
    private readonly double[] _weights = new double[shards];
    private readonly double[] _hits = new double[shards];
    private Targets? _targets;
    private int _count;

    public Layer Head => head;

    public Loss Loss => loss;

    public void Begin(Targets targets, int count)
    {
        _count = count;
        Array.Clear(_losses);
        Array.Clear(_weights);
        Array.Clear(_hits);
        if (loss.Function is not null)
            return;
        var classes = head.Shape.Channels;
        if (targets.Probabilities.Length != count * classes)
            throw new ArgumentException(
                $"Output {loss.Output} needs {count} x {classes} target probabilities, got {targets.Probabilities.Length}.",
                nameof(targets));
        if (targets.RowWeights is { } weights && weights.Length != count)
            throw new ArgumentException($"Output {loss.Output} needs {count} row weights, got {weights.Length}.", nameof(targets));
        _targets = targets;
    }

    /// <summary>Adds a group's loss and writes the gradient of its logits: (softmax - target) * weight / batch.</summary>
    public void Gather(LayerContext context, int shard)
    {
        if (loss.Function is not null)
        {
            GatherFunction(context, shard, loss.Function);
            return;
        }
        var logits = context.Value(head);
        var gradient = context.Gradient(head);
        var classes = head.Shape.Channels;
        Span<float> probabilities = stackalloc float[classes];
        for (var image = 0; image < logits.Images; image++)
        {
            var row = context.FirstImage + image;
            var weight = _targets!.RowWeights?[row] ?? 1;
            var target = _targets.Probabilities.AsSpan(row * classes, classes);
            var values = ElementKernels.RowOf(logits, image, 0);
            var output = ElementKernels.RowOf(gradient, image, 0);
            ElementKernels.Softmax(values, probabilities);
            var factor = (float)(loss.Weight * weight / _count);
            double rowLoss = 0;
            if (loss.OfRow is { } own)
            {
                output[..classes].Clear();
                rowLoss = own(values[..classes], target, output[..classes]);
                for (var c = 0; c < classes; c++)
                    output[c] *= factor;
            }
            else
            {
                for (var c = 0; c < classes; c++)
                {
                    output[c] = (probabilities[c] - target[c]) * factor;
                    if (target[c] > 0)
                        rowLoss -= target[c] * Math.Log(Math.Max(probabilities[c], 1e-30f));
                }
            }
            // A logit that is no number would vanish in the maximum above; the sum lets it be seen.
            foreach (var value in values)
                rowLoss += value - value;
            _losses[shard] += weight * rowLoss;
            _weights[shard] += weight;
            if (weight > 0 && IndexOfLargest(values) == IndexOfLargest(target))
                _hits[shard] += weight;
        }
    }

    private void GatherFunction(LayerContext context, int shard, ImageLoss function)
    {
        var outputs = context.Value(head);
        var gradients = context.Gradient(head);
        var values = new float[head.Shape.Count];
        var gradient = new float[head.Shape.Count];
        var factor = (float)(loss.Weight / _count);
        for (var image = 0; image < outputs.Images; image++)
        {
            for (var y = 0; y < outputs.Height; y++)
                ElementKernels.RowOf(outputs, image, y).CopyTo(values.AsSpan(y * outputs.Width * outputs.Channels));
            Array.Clear(gradient);
            _losses[shard] += function(context.FirstImage + image, values, gradient);
            _weights[shard] += 1;
            for (var i = 0; i < gradient.Length; i++)
                gradient[i] *= factor;
            for (var y = 0; y < gradients.Height; y++)
                gradient.AsSpan(y * gradients.Width * gradients.Channels, gradients.Width * gradients.Channels)
                    .CopyTo(ElementKernels.RowOf(gradients, image, y));
        }
    }

    public (double Contribution, double Loss, double Accuracy) Finish()
    {
        var weight = Math.Max(_weights.Sum(), 1e-12);
        return (loss.Weight * _losses.Sum() / _count, _losses.Sum() / weight, _hits.Sum() / weight);
    }

    private static int IndexOfLargest(ReadOnlySpan<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }
}
