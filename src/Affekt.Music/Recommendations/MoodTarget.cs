namespace Affekt.Music.Recommendations;

/// <summary>Where a person is and where the music should go.</summary>
/// <param name="Start">The present mood as a point.</param>
/// <param name="Target">Where the songs should lie: equal to <paramref name="Start"/> in match mode.</param>
/// <param name="Spread">How widely the songs may lie around the target: a standard deviation on each axis, from the doubt in
/// the reading.</param>
public readonly record struct MoodTarget(ValenceArousal Start, ValenceArousal Target, double Spread)
{
    /// <summary>The probabilities of the seven emotions that the mood was made from; null for a mood given as a point or read
    /// without certainty.</summary>
    public EmotionProbabilities? Emotions { get; init; }

    /// <summary>Where lift leads: clearly pleasant, a little active.</summary>
    public static ValenceArousal Pleasant { get; } = new(.70, .25);

    /// <summary>Where energise leads: pleasant and active.</summary>
    public static ValenceArousal Active { get; } = new(.60, .70);

    /// <summary>Where an unsure reading leans: a little pleasant, rather quiet, offensive to no mood.</summary>
    public static ValenceArousal Gentle { get; } = new(.25, -.25);

    /// <summary>How far towards its goal a mode sets its target: four fifths, so that a trace of the present mood stays.</summary>
    public const double Reach = 0.8;

    /// <summary>How far an unsure reading is pulled towards <see cref="Gentle"/>.</summary>
    public const double UnsurePull = 0.5;

    /// <summary>What an unsure reading adds to the spread, in quadrature.</summary>
    public const double UnsureSpread = 0.25;

    /// <summary>The target of a mood that a reading gives.</summary>
    /// <remarks>
    /// The start is the expectation over all seven probabilities and both published tables of <see cref="EmotionAffect"/>, never only the
    /// likeliest emotion. The spread is the standard deviation of the fourteen places around it, weighted by the
    /// probabilities, on each axis.
    /// </remarks>
    /// <param name="probabilities">The seven probabilities.</param>
    /// <param name="unsure">True when the reading is too unsure to be named: the start leans towards <see cref="Gentle"/> and
    /// the spread grows.</param>
    /// <param name="mode">Where to go.</param>
    public static MoodTarget From(EmotionProbabilities probabilities, bool unsure, MoodMode mode)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        var start = EmotionAffect.Expected(probabilities);
        var variance = 0.0;
        foreach (var emotion in Affekt.Emotions.All)
        {
            var squares = Math.Pow(EmotionAffect.OfFace(emotion).DistanceTo(start), 2)
                + Math.Pow(EmotionAffect.OfWord(emotion).DistanceTo(start), 2);
            variance += probabilities[emotion] * squares / 4;
        }
        return From(start, Math.Sqrt(variance), unsure, mode) with { Emotions = unsure ? null : probabilities };
    }

    /// <summary>The target of a mood given as a point, by the person's own hand.</summary>
    /// <param name="start">The present mood; brought into [-1, 1].</param>
    /// <param name="unsure">True when the point is a guess.</param>
    /// <param name="mode">Where to go.</param>
    public static MoodTarget From(ValenceArousal start, bool unsure, MoodMode mode) => From(start.Clamp(), 0, unsure, mode);

    private static MoodTarget From(ValenceArousal start, double spread, bool unsure, MoodMode mode)
    {
        if (unsure)
        {
            start = start.MoveTowards(Gentle, UnsurePull);
            spread = Math.Sqrt(spread * spread + UnsureSpread * UnsureSpread);
        }
        return new MoodTarget(start, GoalOf(mode) is { } goal ? start.MoveTowards(goal, Reach) : start, spread);
    }

    /// <summary>The point that a mode leads to; null for match, which stays.</summary>
    public static ValenceArousal? GoalOf(MoodMode mode) => mode switch
    {
        MoodMode.Lift => Pleasant,
        MoodMode.Calm => EmotionAffect.Calm,
        MoodMode.Energise => Active,
        _ => null,
    };
}
