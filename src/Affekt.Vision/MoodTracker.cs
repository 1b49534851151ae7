namespace Affekt.Vision;

/// <summary>A mood over time: readings averaged, with a name that does not flicker.</summary>
/// <param name="Probabilities">Averaged.</param>
/// <param name="Emotion">The name; not always the likeliest at this instant.</param>
/// <param name="Unsure">True when no emotion has been likely enough of late.</param>
/// <param name="Held">For how long it has had this name.</param>
public sealed record SteadyMood(EmotionProbabilities Probabilities, Emotion Emotion, bool Unsure, TimeSpan Held)
{
    /// <summary>Expected valence and arousal.</summary>
    public ValenceArousal Affect => EmotionAffect.Expected(Probabilities);
}

/// <summary>How steady a mood is.</summary>
public sealed record MoodTrackerOptions
{
    /// <summary>The time constant of the average: after it, an old reading counts 1/e.</summary>
    public TimeSpan Fade { get; init; } = TimeSpan.FromSeconds(0.7);

    /// <summary>By how much another emotion must be likelier, averaged, to become the name ...</summary>
    public double Lead { get; init; } = 0.15;

    /// <summary>... and for how long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>The averaged confidence below which the mood is unsure; 0 is never.</summary>
    public double UnsureBelow { get; init; }

    /// <summary>A pause after which what was before says nothing any more.</summary>
    public TimeSpan Forgets { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>
/// Steadies the readings of one face: an exponential average over time, and a name that changes only when another emotion has
/// been ahead clearly and for a while. Time is the caller's, so that a video is read as if it were live. For one thread at a time.
/// </summary>
public sealed class MoodTracker
{
    private readonly MoodTrackerOptions _options;
    private double[]? _values;
    private TimeSpan _last;
    private TimeSpan _since;
    private TimeSpan _rivalSince;
    private Emotion _emotion;
    private Emotion? _rival;

    /// <param name="options">How steady.</param>
    public MoodTracker(MoodTrackerOptions? options = null) => _options = options ?? new MoodTrackerOptions();

    /// <summary>Takes in a reading.</summary>
    /// <param name="reading">What the face shows now.</param>
    /// <param name="time">When; never before the last one.</param>
    /// <exception cref="ArgumentOutOfRangeException">Time went back.</exception>
    public SteadyMood Update(Reading reading, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(reading);
        if (_values is not null)
            ArgumentOutOfRangeException.ThrowIfLessThan(time, _last);
        if (_values is null || time - _last > _options.Forgets)
        {
            _values = [.. reading.Probabilities.Values];
            (_emotion, _since, _rival) = (reading.Emotion, time, null);
        }
        else
        {
            var share = 1 - Math.Exp(-(time - _last) / _options.Fade);
            for (var i = 0; i < _values.Length; i++)
                _values[i] += share * (reading.Probabilities.Values[i] - _values[i]);
        }
        _last = time;
        var average = new EmotionProbabilities(_values);
        Rename(average, time);
        return new SteadyMood(average, _emotion, average[average.Top] < _options.UnsureBelow, time - _since);
    }

    private void Rename(EmotionProbabilities average, TimeSpan time)
    {
        var top = average.Top;
        if (top == _emotion || average[top] - average[_emotion] < _options.Lead)
            _rival = null;
        else if (top != _rival)
            (_rival, _rivalSince) = (top, time);
        if (_rival is { } rival && time - _rivalSince >= _options.Patience)
            (_emotion, _since, _rival) = (rival, time, null);
    }
}
