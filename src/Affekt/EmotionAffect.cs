namespace Affekt;

/// <summary>Where the seven emotions lie in valence and arousal, by two published sources that disagree.</summary>
/// <remarks>
/// Faces: means of AffectNet images as rated by 25 people each. Words: the norms of Warriner, Kuperman and Brysbaert (2013),
/// rescaled to [-1, 1]. A sad face can be crying or low, a surprised one pleased or shocked: for these two the tables
/// point to different places, and a caller should treat the reading as ambiguous.
/// </remarks>
public static class EmotionAffect
{
    private static readonly ValenceArousal[] FaceTable =
        [new(-.37, .15), new(-.44, .20), new(-.53, .43), new(.32, -.05), new(-.49, .14), new(-.15, .25), new(-.05, -.35)];

    private static readonly ValenceArousal[] WordTable =
        [new(-.62, .23), new(-.42, .00), new(-.52, .28), new(.87, .38), new(-.65, -.55), new(.61, .39), new(.12, -.39)];

    /// <summary>The calm state that the calm mode aims at (Warriner 2013, rescaled).</summary>
    public static ValenceArousal Calm { get; } = new(.47, -.83);

    /// <summary>The mean rating of faces that show <paramref name="emotion"/>.</summary>
    public static ValenceArousal OfFace(Emotion emotion) => FaceTable[(int)emotion];

    /// <summary>The mean rating of the word that names <paramref name="emotion"/>.</summary>
    public static ValenceArousal OfWord(Emotion emotion) => WordTable[(int)emotion];

    /// <summary>The middle between both sources.</summary>
    public static ValenceArousal Of(Emotion emotion) => OfFace(emotion).MoveTowards(OfWord(emotion), 0.5);

    /// <summary>Half the distance between the sources: how far the place of <paramref name="emotion"/> is in dispute.</summary>
    public static double UncertaintyOf(Emotion emotion) => OfFace(emotion).DistanceTo(OfWord(emotion)) / 2;

    /// <summary>The expectation over both tables: each emotion counts with its probability.</summary>
    public static ValenceArousal Expected(EmotionProbabilities probabilities)
    {
        double valence = 0, arousal = 0;
        foreach (var emotion in Emotions.All)
        {
            var place = Of(emotion);
            valence += probabilities[emotion] * place.Valence;
            arousal += probabilities[emotion] * place.Arousal;
        }
        return new ValenceArousal(valence, arousal);
    }
}
