namespace Affekt.App.Pictures;

/// <summary>Measures steps that follow each other.</summary>
/// <param name="time">The clock.</param>
public sealed class StepWatch(TimeProvider time)
{
    private long _since = time.GetTimestamp();

    /// <summary>Milliseconds since the last lap, or since the start, to a hundredth.</summary>
    public double Lap()
    {
        var now = time.GetTimestamp();
        var milliseconds = time.GetElapsedTime(_since, now).TotalMilliseconds;
        _since = now;
        return Math.Round(milliseconds, 2);
    }
}
