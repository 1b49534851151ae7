namespace Affekt.Sound;

/// <summary>The key of a song.</summary>
/// <param name="Key">Tonic and mode.</param>
/// <param name="Clarity">The correlation with the key's profile: 0 to 1.</param>
/// <param name="Major">By how much the best major key fits better than the best minor key: -2 to 2.</param>
internal sealed record FoundKey(MusicalKey Key, double Clarity, double Major);

/// <summary>Pitch classes over frames of .37 s: spectral peaks between 60 Hz and 2 kHz, at a quarter of the rate.</summary>
internal sealed class HarmonyMeter
{
    /// <summary>Figures a frame.</summary>
    public static readonly string[] Names =
    [
        "chroma peak", "chroma entropy", "key clarity", "major", "harmonic change", "roughness",
        .. Enumerable.Range(1, 6).Select(k => $"chroma cycle {k}"),
    ];

    private const int Factor = 4;
    private const int Size = 2048;
    private const int Hop = 1024;
    private const double Lowest = 60; // Hz
    private const double Highest = 2000; // Hz
    private const int Fine = 36; // a third of a semitone
    private const int LoudestPeaks = 16;
    private const double LeastClarity = 0.3;

    // How often each degree sounds: D. Temperley, Music and Probability (2007), after the Kostka-Payne corpus.
    private static readonly double[] MajorProfile = [.748, .060, .488, .082, .670, .460, .096, .715, .104, .366, .057, .400];
    private static readonly double[] MinorProfile = [.712, .084, .474, .618, .049, .460, .105, .747, .404, .067, .133, .330];

    private readonly Resampler _resampler;
    private readonly PowerSpectrum _fft = new(Size);
    private readonly float[] _low;
    private readonly float[] _window = new float[Size];
    private readonly float[] _waiting = new float[Size];
    private readonly float[] _frame = new float[Size];
    private readonly float[] _power = new float[Size / 2 + 1];
    private readonly double[] _song = new double[Fine];
    private readonly double[] _fine = new double[Fine];
    private readonly double[] _chroma = new double[12];
    private readonly double[] _before = new double[12];
    private readonly List<(double Frequency, double Magnitude)> _peaks = [];
    private readonly double _binWidth;
    private int _length;
    private float _loudest;

    /// <param name="rate">Samples a second.</param>
    /// <param name="block">The longest piece of sound to come.</param>
    public HarmonyMeter(int rate, int block)
    {
        _resampler = new Resampler(rate, rate / Factor, block);
        _low = new float[block / Factor + 2];
        _binWidth = (double)(rate / Factor) / Size;
        for (var i = 0; i < Size; i++)
            _window[i] = (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / Size));
    }

    /// <summary>Takes in sound.</summary>
    /// <param name="samples">Mono.</param>
    /// <param name="figures">Takes each frame's figures: [<see cref="Names"/>].</param>
    public void Add(ReadOnlySpan<float> samples, RunningStatistics figures)
    {
        var low = _low.AsSpan(0, _resampler.Add(samples, _low));
        while (low.Length > 0)
        {
            var taken = Math.Min(low.Length, Size - _length);
            low[..taken].CopyTo(_waiting.AsSpan(_length));
            low = low[taken..];
            _length += taken;
            if (_length < Size)
                continue;
            ReadFrame(figures);
            _waiting.AsSpan(Hop).CopyTo(_waiting);
            _length = Size - Hop;
        }
    }

    /// <summary>The song's key, with its tuning allowed for; null when nothing in it has a pitch.</summary>
    public FoundKey? Find()
    {
        FoundKey? best = null;
        var folded = new double[12];
        // The tuning is the third of a semitone at which the keys fit best.
        for (var shift = -1; shift <= 1; shift++)
        {
            for (var pitch = 0; pitch < 12; pitch++)
                folded[pitch] = Enumerable.Range(-1, 3).Sum(third =>
                    (third == 0 ? 1 : 0.5) * _song[(3 * pitch + third + shift + Fine) % Fine]);
            var key = Find(folded);
            if (best is null || key.Clarity > best.Clarity + (shift == 0 ? 0 : 0.01))
                best = key;
        }
        return best is { Clarity: >= LeastClarity } ? best : null;
    }

    private void ReadFrame(RunningStatistics figures)
    {
        var power = SpectrumMeter.Power(_waiting);
        _loudest = Math.Max(_loudest, power);
        if (power <= 1e-10f || power < 1e-5f * _loudest)
            return;
        for (var i = 0; i < Size; i++)
            _frame[i] = _waiting[i] * _window[i];
        _fft.Read(_frame, _power);
        FindPeaks();
        if (_peaks.Count == 0)
            return;
        Array.Clear(_fine);
        foreach (var (frequency, magnitude) in _peaks)
        {
            var pitch = (Fine * Math.Log2(frequency / 261.6255653) % Fine + Fine) % Fine;
            var low = (int)pitch;
            // Between two thirds of a semitone, in proportion.
            _fine[low % Fine] += magnitude * (1 - (pitch - low));
            _fine[(low + 1) % Fine] += magnitude * (pitch - low);
        }
        var sum = _fine.Sum();
        for (var i = 0; i < Fine; i++)
            _song[i] += _fine[i] / sum;
        for (var i = 0; i < 12; i++)
            _chroma[i] = (_fine[3 * i] + _fine[(3 * i + 1) % Fine] + _fine[(3 * i + Fine - 1) % Fine]) / sum;
        Span<float> values = stackalloc float[Names.Length];
        Describe(values);
        figures.Add(values);
        _chroma.CopyTo(_before, 0);
    }

    private void FindPeaks()
    {
        _peaks.Clear();
        var (first, end) = ((int)Math.Ceiling(Lowest / _binWidth), (int)(Highest / _binWidth));
        var loudest = 0f;
        for (var bin = first; bin < end; bin++)
            loudest = Math.Max(loudest, _power[bin]);
        var least = 1e-5f * loudest;
        for (var bin = first; bin < end; bin++)
        {
            if (_power[bin] <= least || _power[bin] < _power[bin - 1] || _power[bin] <= _power[bin + 1])
                continue;
            var (left, middle, right) = (Math.Log(_power[bin - 1] + 1e-30), Math.Log(_power[bin]), Math.Log(_power[bin + 1] + 1e-30));
            var bend = left - 2 * middle + right;
            var offset = bend < 0 ? (left - right) / (2 * bend) : 0;
            // The fourth root of the power: the loudness of a partial, roughly.
            _peaks.Add(((bin + offset) * _binWidth, Math.Sqrt(Math.Sqrt(_power[bin]))));
        }
    }

    private void Describe(Span<float> values)
    {
        double peak = 0, entropy = 0, same = 0, length = 0, lengthBefore = 0;
        for (var i = 0; i < 12; i++)
        {
            peak = Math.Max(peak, _chroma[i]);
            entropy -= _chroma[i] * Math.Log(_chroma[i] + 1e-9);
            same += _chroma[i] * _before[i];
            length += _chroma[i] * _chroma[i];
            lengthBefore += _before[i] * _before[i];
        }
        var key = Find(_chroma);
        values[0] = (float)peak;
        values[1] = (float)entropy;
        values[2] = (float)key.Clarity;
        values[3] = (float)key.Major;
        values[4] = lengthBefore > 0 ? (float)(1 - same / Math.Sqrt(length * lengthBefore + 1e-12)) : 0;
        values[5] = (float)Roughness();
        for (var k = 1; k <= 6; k++)
        {
            double real = 0, imaginary = 0;
            for (var i = 0; i < 12; i++)
            {
                var (sine, cosine) = Math.SinCos(2 * Math.PI * k * i / 12);
                real += _chroma[i] * cosine;
                imaginary += _chroma[i] * sine;
            }
            values[5 + k] = (float)Math.Sqrt(real * real + imaginary * imaginary);
        }
    }

    /// <summary>How much partials beat with each other (Plomp and Levelt 1965; Sethares 1993), as a share of all pairs: 0 to 1.</summary>
    private double Roughness()
    {
        _peaks.Sort((a, b) => b.Magnitude.CompareTo(a.Magnitude));
        var count = Math.Min(LoudestPeaks, _peaks.Count);
        double rough = 0, all = 1e-12;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var weight = Math.Min(_peaks[i].Magnitude, _peaks[j].Magnitude);
                var distance = Math.Abs(_peaks[i].Frequency - _peaks[j].Frequency)
                    * 0.24 / (0.0207 * Math.Min(_peaks[i].Frequency, _peaks[j].Frequency) + 18.96);
                rough += weight * (Math.Exp(-3.5 * distance) - Math.Exp(-5.75 * distance));
                all += weight;
            }
        }
        return rough / all;
    }

    private static FoundKey Find(double[] chroma)
    {
        double bestMajor = -1, bestMinor = -1;
        int major = 0, minor = 0;
        for (var tonic = 0; tonic < 12; tonic++)
        {
            var (fits, fitsMinor) = (Correlation(chroma, MajorProfile, tonic), Correlation(chroma, MinorProfile, tonic));
            if (fits > bestMajor)
                (bestMajor, major) = (fits, tonic);
            if (fitsMinor > bestMinor)
                (bestMinor, minor) = (fitsMinor, tonic);
        }
        var key = bestMajor >= bestMinor ? new MusicalKey(major, MusicalMode.Major) : new MusicalKey(minor, MusicalMode.Minor);
        return new FoundKey(key, Math.Max(0, Math.Max(bestMajor, bestMinor)), bestMajor - bestMinor);
    }

    private static double Correlation(double[] chroma, double[] profile, int tonic)
    {
        double mean = 0, profileMean = 0;
        for (var i = 0; i < 12; i++)
        {
            mean += chroma[i] / 12;
            profileMean += profile[i] / 12;
        }
        double product = 0, a = 1e-12, b = 1e-12;
        for (var i = 0; i < 12; i++)
        {
            var (x, y) = (chroma[(tonic + i) % 12] - mean, profile[i] - profileMean);
            product += x * y;
            a += x * x;
            b += y * y;
        }
        return product / Math.Sqrt(a * b);
    }
}
