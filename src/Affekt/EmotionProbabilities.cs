namespace Affekt;

/// <summary>Seven probabilities, one an <see cref="Emotion"/>, that add up to one.</summary>
public sealed class EmotionProbabilities
{
    private readonly double[] _values;

    /// <param name="values">Seven numbers in label order, none negative, not all zero; they are scaled to add up to one.</param>
    /// <exception cref="ArgumentException">There are not seven, or one is negative or not a number, or all are zero.</exception>
    public EmotionProbabilities(params ReadOnlySpan<double> values)
    {
        if (values.Length != Emotions.Count)
            throw new ArgumentException($"Expected {Emotions.Count} probabilities, got {values.Length}.", nameof(values));
        var sum = 0.0;
        foreach (var value in values)
        {
            if (!(value >= 0 && value < double.PositiveInfinity))
                throw new ArgumentException($"A probability must be a finite number that is not negative, got {value}.", nameof(values));
            sum += value;
        }
        if (sum <= 0)
            throw new ArgumentException("At least one probability must be above zero.", nameof(values));
        _values = new double[Emotions.Count];
        for (var i = 0; i < _values.Length; i++)
            _values[i] = values[i] / sum;
    }

    /// <summary>All weight on one emotion: what a person's own word means.</summary>
    public static EmotionProbabilities Certain(Emotion emotion)
    {
        Span<double> values = stackalloc double[Emotions.Count];
        values.Clear();
        values[(int)emotion] = 1;
        return new EmotionProbabilities(values);
    }

    /// <summary>The probability of <paramref name="emotion"/>, in [0, 1].</summary>
    public double this[Emotion emotion] => _values[(int)emotion];

    /// <summary>The seven probabilities in label order.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>The likeliest emotion; of equals, the first in label order.</summary>
    public Emotion Top => Ranked[0];

    /// <summary>The emotions from likeliest to least likely.</summary>
    public IReadOnlyList<Emotion> Ranked => [.. Emotions.All.OrderByDescending(e => this[e])];
}
