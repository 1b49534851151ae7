namespace Affekt.Sound;

/// <summary>The pulse of a song.</summary>
/// <param name="Bpm">Beats a minute.</param>
/// <param name="Clarity">How periodic the onsets are: 0 to 1.</param>
internal sealed record Tempo(double Bpm, double Clarity);

/// <summary>Finds the tempo: the autocorrelation of onset strength over windows of twelve seconds, averaged over the song.</summary>
internal sealed class TempoMeter
{
    private const int Window = 512; // frames; half of it from window to window
    private const double Slowest = 40;
    private const double Fastest = 240;
    private const double Usual = 120; // bpm, where people tap when several levels are as strong (Moelants 2002)
    private const double UsualOctaves = 0.9;
    private const int Multiples = 4;
    private const double Least = 0.08; // clarity below which there is no pulse
    private const double AsStrong = 0.75; // of a beat, for its half to be the beat
    private const double FastestDoubled = 185;
    private const double LeastVariance = 1e-4; // of onset strength: below, there are no onsets
    private readonly double _rate;
    private readonly int _lags;
    private readonly double[] _correlation;
    private readonly float[] _strength = new float[Window];
    private int _length;
    private int _fresh; // frames that no window has had
    private int _windows;

    /// <param name="rate">Frames a second.</param>
    public TempoMeter(double rate)
    {
        _rate = rate;
        _lags = (int)Math.Ceiling(Multiples * 60 / Slowest * rate) + 2;
        _lags = Math.Min(_lags, Window / 2);
        _correlation = new double[_lags];
    }

    /// <summary>Takes in the next frame's onset strength.</summary>
    public void Add(float strength)
    {
        _strength[_length++] = strength;
        _fresh++;
        if (_length < Window)
            return;
        Correlate();
        _strength.AsSpan(Window / 2).CopyTo(_strength);
        _length = Window / 2;
    }

    /// <summary>The tempo; null when there is no pulse.</summary>
    public Tempo? Find()
    {
        if (_windows == 0 || _fresh > Window / 4 && _length > 2 * _rate)
            Correlate();
        if (_correlation[0] <= 0)
            return null;
        var normal = _correlation.Select(value => value / _correlation[0]).ToArray();
        var best = 0.0;
        var bestLag = 0.0;
        for (var lag = 60 * _rate / Fastest; lag <= 60 * _rate / Slowest; lag += 0.25)
        {
            var octaves = Math.Log2(60 * _rate / lag / Usual) / UsualOctaves;
            var score = Comb(normal, lag) * Math.Exp(-octaves * octaves / 2);
            if (score > best)
                (best, bestLag) = (score, lag);
        }
        if (bestLag == 0)
            return null;
        var half = bestLag / 2;
        if (60 * _rate / half <= FastestDoubled && Peak(normal, half) > AsStrong * Peak(normal, bestLag))
            bestLag = half;
        var clarity = Math.Clamp(Peak(normal, bestLag), 0, 1);
        return clarity < Least ? null : new Tempo(60 * _rate / Refine(normal, bestLag), clarity);
    }

    private void Correlate()
    {
        var values = _strength.AsSpan(0, _length);
        _fresh = 0;
        if (_length < 2 * _rate)
            return;
        var sum = 0f;
        foreach (var value in values)
            sum += value;
        var mean = sum / _length;
        var energy = 0.0;
        foreach (var value in values)
            energy += (value - mean) * (value - mean);
        if (energy <= LeastVariance * _length)
            return;
        for (var lag = 0; lag < Math.Min(_lags, _length / 2); lag++)
        {
            var product = 0f;
            for (var i = lag; i < values.Length; i++)
                product += (values[i] - mean) * (values[i - lag] - mean);
            // A longer lag has fewer pairs.
            _correlation[lag] += product / energy * _length / (_length - lag);
        }
        _windows++;
    }

    private static double Comb(double[] correlation, double lag)
    {
        double sum = 0, weights = 0;
        for (var multiple = 1; multiple <= Multiples && multiple * lag < correlation.Length - 1; multiple++)
        {
            var weight = 1.0 / multiple;
            sum += weight * At(correlation, multiple * lag);
            weights += weight;
        }
        return weights == 0 ? 0 : sum / weights;
    }

    /// <summary>The largest correlation within a frame of a lag.</summary>
    private static double Peak(double[] correlation, double lag) =>
        Math.Max(At(correlation, lag), Math.Max(At(correlation, lag - 0.5), At(correlation, lag + 0.5)));

    private static double At(double[] correlation, double lag)
    {
        var at = (int)lag;
        return at < 0 || at + 1 >= correlation.Length ? 0 : correlation[at] + (lag - at) * (correlation[at + 1] - correlation[at]);
    }

    /// <summary>The lag from the largest multiple that still has a peak, whose place is known the better.</summary>
    private static double Refine(double[] correlation, double lag)
    {
        for (var multiple = 1; multiple <= 2 * Multiples; multiple++)
        {
            var around = (int)Math.Round(multiple * lag);
            var reach = Math.Max(1, (int)(lag / 6));
            if (around + reach + 1 >= correlation.Length)
                break;
            var top = around;
            for (var at = around - Math.Min(reach, 2); at <= around + Math.Min(reach, 2); at++)
            {
                if (correlation[at] > correlation[top])
                    top = at;
            }
            var (left, middle, right) = (correlation[top - 1], correlation[top], correlation[top + 1]);
            var bend = left - 2 * middle + right;
            if (middle <= 0 || bend >= 0 || left > middle || right > middle)
                break;
            lag = (top + (left - right) / (2 * bend)) / multiple;
        }
        return lag;
    }
}
