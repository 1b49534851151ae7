using System.Numerics;

namespace Affekt.Neural.Optim;

/// <summary>How gradients change parameters.</summary>
public abstract class Optimizer
{
    private protected Optimizer(double weightDecay)
    {
        if (!(weightDecay >= 0))
            throw new ArgumentOutOfRangeException(nameof(weightDecay), weightDecay, "Weight decay is not negative.");
        WeightDecay = weightDecay;
    }

    /// <summary>How strongly weights (not offsets) are pulled to zero.</summary>
    public double WeightDecay { get; }

    /// <summary>How many numbers are remembered for each parameter value: 1 or 2.</summary>
    internal abstract int StateCount { get; }

    /// <param name="learningRate">The step's learning rate.</param>
    /// <param name="step">1 for the first step.</param>
    /// <param name="decays">True for weights.</param>
    /// <param name="gradient">Part of a parameter's gradient.</param>
    /// <param name="first">The same part of the first memory.</param>
    /// <param name="second">The same part of the second memory; empty when <see cref="StateCount"/> is 1.</param>
    /// <param name="values">The same part of the parameter.</param>
    internal abstract void Update(double learningRate, long step, bool decays, ReadOnlySpan<float> gradient, Span<float> first,
        Span<float> second, Span<float> values);
}

/// <summary>
/// Stochastic gradient descent with Nesterov's momentum, in the form of Sutskever et al. (2013) as PyTorch writes it:
/// v = m v + g; w -= lr (g + m v). Weight decay is added to the gradient.
/// </summary>
/// <param name="momentum">In [0, 1).</param>
/// <param name="weightDecay">Times the weight, added to its gradient.</param>
public sealed class Sgd(double momentum = 0.9, double weightDecay = 0) : Optimizer(weightDecay)
{
    /// <summary>The share of the velocity that stays from one step to the next.</summary>
    public double Momentum { get; } = momentum is >= 0 and < 1 ? momentum
        : throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "Momentum lies in [0, 1).");

    internal override int StateCount => 1;

    internal override void Update(double learningRate, long step, bool decays, ReadOnlySpan<float> gradient, Span<float> first,
        Span<float> second, Span<float> values)
    {
        var (rate, m, decay) = ((float)learningRate, (float)Momentum, decays ? (float)WeightDecay : 0);
        var (i, lanes) = (0, Vector<float>.Count);
        for (; i <= values.Length - lanes; i += lanes)
        {
            var value = new Vector<float>(values[i..]);
            var g = new Vector<float>(gradient[i..]) + value * decay;
            var velocity = new Vector<float>(first[i..]) * m + g;
            velocity.CopyTo(first[i..]);
            (value - (g + velocity * m) * rate).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
        {
            var g = gradient[i] + values[i] * decay;
            first[i] = first[i] * m + g;
            values[i] -= (g + first[i] * m) * rate;
        }
    }
}

/// <summary>
/// Adam (Kingma and Ba, 2015); with <paramref name="decoupled"/> AdamW (Loshchilov and Hutter, 2019), whose weight decay is
/// taken from the weight itself, times the learning rate.
/// </summary>
/// <param name="beta1">Decay of the mean gradient.</param>
/// <param name="beta2">Decay of the mean squared gradient.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">See <paramref name="decoupled"/>.</param>
/// <param name="decoupled">True for AdamW, false for decay added to the gradient.</param>
public sealed class Adam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0,
    bool decoupled = true) : Optimizer(weightDecay)
{
    internal override int StateCount => 2;

    internal override void Update(double learningRate, long step, bool decays, ReadOnlySpan<float> gradient, Span<float> first,
        Span<float> second, Span<float> values)
    {
        var decay = decays ? WeightDecay : 0;
        var (b1, b2) = ((float)beta1, (float)beta2);
        var rate = (float)(learningRate / (1 - Math.Pow(beta1, step)));
        var correction = (float)(1 / Math.Sqrt(1 - Math.Pow(beta2, step)));
        var (keep, added) = decoupled ? ((float)(1 - learningRate * decay), 0f) : (1f, (float)decay);
        for (var i = 0; i < values.Length; i++)
        {
            var g = gradient[i] + values[i] * added;
            first[i] = b1 * first[i] + (1 - b1) * g;
            second[i] = b2 * second[i] + (1 - b2) * g * g;
            values[i] = values[i] * keep - rate * first[i] / (MathF.Sqrt(second[i]) * correction + (float)epsilon);
        }
    }
}
