namespace Affekt;

/// <summary>What one face in one image shows. An expression, not a feeling.</summary>
/// <param name="Probabilities">The seven calibrated probabilities.</param>
/// <param name="Unsure">True when the likeliest emotion is not likely enough to be named.</param>
public sealed record Reading(EmotionProbabilities Probabilities, bool Unsure)
{
    /// <summary>Why the face is hard to read; where there is a reason, more confidence is asked for before an emotion is named.</summary>
    public ReadingDoubt Doubt { get; init; }

    /// <summary>The likeliest emotion, also when <see cref="Unsure"/>.</summary>
    public Emotion Emotion => Probabilities.Top;

    /// <summary>The probability of <see cref="Emotion"/>: 1/7 to 1.</summary>
    public double Confidence => Probabilities[Emotion];

    /// <summary>The expected valence and arousal over both published tables; see <see cref="EmotionAffect"/>.</summary>
    public ValenceArousal Affect => EmotionAffect.Expected(Probabilities);
}
