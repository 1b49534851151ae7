namespace Affekt.Neural.Optim;

/// <summary>The learning rate over a training run.</summary>
public abstract class Schedule
{
    /// <param name="progress">How much of the run is done: 0 to 1.</param>
    /// <returns>The learning rate to use now.</returns>
    public abstract double At(double progress);

    /// <summary>Tells the schedule how an epoch went; only <see cref="PlateauSchedule"/> listens.</summary>
    /// <param name="score">Higher is better.</param>
    public virtual void EpochEnded(double score) { }
}

/// <summary>A linear warm-up, then half a cosine wave to the final rate (Loshchilov and Hutter, 2017).</summary>
/// <param name="peak">The highest rate.</param>
/// <param name="final">The last rate.</param>
/// <param name="warmUp">The share of the run that the warm-up takes: 0 to 1.</param>
public sealed class CosineSchedule(double peak, double final = 0, double warmUp = 0) : Schedule
{
    /// <inheritdoc/>
    public override double At(double progress) => progress < warmUp
        ? peak * progress / warmUp
        : final + (peak - final) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp((progress - warmUp) / (1 - warmUp), 0, 1)));
}

/// <summary>A linear warm-up, a constant rate, then half a cosine wave to the final rate: a run may be made longer while it goes.</summary>
/// <param name="peak">The highest rate.</param>
/// <param name="final">The last rate.</param>
/// <param name="warmUp">The share of the run that the warm-up takes.</param>
/// <param name="fall">The share of the run, at its end, in which the rate falls.</param>
public sealed class FlatCosineSchedule(double peak, double final, double warmUp, double fall) : Schedule
{
    /// <inheritdoc/>
    public override double At(double progress) => progress < warmUp
        ? peak * progress / warmUp
        : final + (peak - final) * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp((progress - (1 - fall)) / fall, 0, 1)));
}

/// <summary>Up to the peak and down to almost nothing, both along a cosine (Smith and Topin, 2018).</summary>
/// <param name="peak">The highest rate.</param>
/// <param name="rise">The share of the run in which the rate rises.</param>
/// <param name="startFactor">The first rate as a share of the peak.</param>
/// <param name="endFactor">The last rate as a share of the peak.</param>
public sealed class OneCycleSchedule(double peak, double rise = 0.3, double startFactor = 0.04, double endFactor = 1e-5) : Schedule
{
    /// <inheritdoc/>
    public override double At(double progress)
    {
        var (from, part) = progress < rise ? (startFactor, progress / rise)
            : (endFactor, 1 - Math.Clamp((progress - rise) / (1 - rise), 0, 1));
        return peak * (from + (1 - from) * 0.5 * (1 - Math.Cos(Math.PI * part)));
    }
}

/// <summary>Multiplied by a factor at fixed parts of the run.</summary>
/// <param name="initial">The first rate.</param>
/// <param name="factor">What each milestone multiplies it by.</param>
/// <param name="milestones">Parts of the run, 0 to 1, in order.</param>
public sealed class StepSchedule(double initial, double factor, params double[] milestones) : Schedule
{
    /// <inheritdoc/>
    public override double At(double progress) => initial * Math.Pow(factor, milestones.Count(m => progress >= m));
}

/// <summary>Multiplied by a factor when the score has not risen for some epochs.</summary>
/// <param name="initial">The first rate.</param>
/// <param name="factor">What it is multiplied by.</param>
/// <param name="patience">Epochs without a better score before the rate falls.</param>
public sealed class PlateauSchedule(double initial, double factor = 0.5, int patience = 5) : Schedule
{
    private readonly List<double> _scores = [];
    private double _rate = initial;
    private double _best = double.NegativeInfinity;
    private int _waiting;

    /// <summary>The scores heard so far; telling them to a fresh schedule brings it to the same state.</summary>
    public IReadOnlyList<double> Scores => _scores;

    /// <inheritdoc/>
    public override double At(double progress) => _rate;

    /// <inheritdoc/>
    public override void EpochEnded(double score)
    {
        _scores.Add(score);
        if (score > _best)
            (_best, _waiting) = (score, 0);
        else if (++_waiting > patience)
            (_rate, _waiting) = (_rate * factor, 0);
    }
}
