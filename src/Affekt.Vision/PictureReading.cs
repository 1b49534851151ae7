namespace Affekt.Vision;

/// <summary>One look at a face: what a model's outputs say of it.</summary>
/// <param name="Logits">For each output [faces, 7], before the softmax.</param>
/// <param name="Row">Which of the faces.</param>
public readonly record struct FaceView(IReadOnlyDictionary<string, float[]> Logits, int Row);

/// <summary>
/// How a face that was found in a picture is read: a weighted mean of the outputs' log-probabilities, plus an offset for each
/// emotion. The offsets correct the prior: the data that a reader learns from holds the emotions in other shares than life does.
/// </summary>
/// <remarks>probabilities = softmax((sum of share * logits / output's temperature + offset) / <see cref="Temperature"/>).</remarks>
public sealed record PictureReading
{
    private const double SumTolerance = 1e-6;

    /// <summary>How much each output counts, in the outputs' order: 0 to 1, together 1.</summary>
    public required IReadOnlyList<double> Shares { get; init; }

    /// <summary>Added to the mean log-probabilities, in label order.</summary>
    public IReadOnlyList<double> Offsets { get; init; } = new double[Emotions.Count];

    /// <summary>What the sums are divided by at last, so that probabilities are calibrated; above 0.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>A reading whose likeliest emotion has a lower probability than this is unsure; 0 is never.</summary>
    public double UnsureBelow { get; init; }

    /// <summary>Read each face mirrored as well, and average: a face and its mirror image then get the same answer.</summary>
    public bool Mirrored { get; init; }

    /// <summary>True when all values are in range and there is a share for each of the outputs.</summary>
    /// <param name="outputs">How many outputs the model has.</param>
    public bool IsValid(int outputs) =>
        Shares.Count == outputs && Shares.All(share => share is >= 0 and <= 1) && Math.Abs(Shares.Sum() - 1) < SumTolerance
            && Offsets.Count == Emotions.Count && Offsets.All(double.IsFinite)
            && Temperature is > 0 and < double.PositiveInfinity && UnsureBelow is >= 0 and <= 1;

    /// <summary>Reads one face.</summary>
    /// <param name="outputs">The model's outputs, in the order of <see cref="Shares"/>.</param>
    /// <param name="views">The face as it is and, with <see cref="Mirrored"/>, mirrored.</param>
    /// <param name="probabilities">Gets the seven probabilities, in label order.</param>
    public void Read(IReadOnlyList<EmotionOutput> outputs, ReadOnlySpan<FaceView> views, Span<double> probabilities)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        for (var i = 0; i < probabilities.Length; i++)
            probabilities[i] = Offsets[i];
        for (var o = 0; o < outputs.Count; o++)
        {
            if (Shares[o] == 0)
                continue;
            var factor = Shares[o] / (outputs[o].Temperature * views.Length);
            foreach (var view in views)
            {
                var logits = view.Logits[outputs[o].Name].AsSpan(view.Row * Emotions.Count, Emotions.Count);
                for (var i = 0; i < probabilities.Length; i++)
                    probabilities[i] += factor * logits[i];
            }
        }
        var top = double.NegativeInfinity;
        foreach (var value in probabilities)
            top = Math.Max(top, value);
        var sum = 0.0;
        foreach (ref var value in probabilities)
            sum += value = Math.Exp((value - top) / Temperature);
        foreach (ref var value in probabilities)
            value /= sum;
    }
}
