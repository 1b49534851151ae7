namespace Affekt.Sound;

/// <summary>What a piece of 256 frames says of rhythm: onsets, and how strongly three ranges of frequency pulsate how fast.</summary>
/// <param name="rate">Frames a second.</param>
internal sealed class RhythmMeter(double rate)
{
    /// <summary>Frames a piece.</summary>
    public const int Frames = 256;

    /// <summary>The figures of a piece.</summary>
    public static readonly string[] Names =
    [
        "onset strength", "onset strength (within)", "onsets a second", "strong onsets a second", "quiet frames",
        .. Ranges.SelectMany(range => Speeds.SkipLast(1).Zip(Speeds.Skip(1)).Select(s => $"{range} at {s.First}-{s.Second} Hz")),
        .. Ranges.Select(range => $"{range} pulsation"),
    ];

    private const float FloorBelowLoudest = 11.5f; // of a natural logarithm: 50 dB
    private const float Onset = 0.12f; // rise of the mean band, as a natural logarithm
    private const float StrongOnset = 0.35f;
    private static readonly int[] RangeEnds = [10, 22, SpectrumMeter.Mels];
    private readonly PowerSpectrum _fft = new(Frames);
    private readonly float[] _before = new float[SpectrumMeter.Mels];
    private readonly float[][] _envelopes = [new float[Frames], new float[Frames], new float[Frames]];
    private readonly float[] _onsets = new float[Frames];
    private readonly float[] _spectrum = new float[Frames / 2 + 1];
    private readonly float[] _shape = new float[Frames];
    private float _loudest = float.MinValue;
    private int _frames;
    private int _quiet;

    private static string[] Ranges => ["low", "middle", "high"];

    private static double[] Speeds => [0.3, 1, 2, 4, 8, 16];

    /// <summary>Takes in a frame of sound.</summary>
    /// <param name="logMels">[<see cref="SpectrumMeter.Mels"/>] Natural logarithms of power.</param>
    /// <returns>How strong an onset the frame is: the mean rise of its three ranges.</returns>
    public float Add(ReadOnlySpan<float> logMels)
    {
        var first = _loudest == float.MinValue;
        foreach (var value in logMels)
            _loudest = Math.Max(_loudest, value);
        var floor = _loudest - FloorBelowLoudest;
        // Each range counts alike: otherwise cymbals, which fill most bands, would hide the drums that carry the beat.
        var rises = 0f;
        var band = 0;
        for (var range = 0; range < RangeEnds.Length; range++)
        {
            var (sum, rise, start) = (0f, 0f, band);
            for (; band < RangeEnds[range]; band++)
            {
                var value = Math.Max(floor, logMels[band]);
                rise += first ? 0 : Math.Max(0, value - Math.Max(floor, _before[band]));
                _before[band] = value;
                sum += value;
            }
            _envelopes[range][_frames] = sum / (band - start);
            rises += rise / (band - start);
        }
        return _onsets[_frames++] = rises / RangeEnds.Length;
    }

    /// <summary>Takes in a frame of silence.</summary>
    public float AddQuiet()
    {
        var floor = _loudest == float.MinValue ? 0 : _loudest - FloorBelowLoudest;
        if (_loudest != float.MinValue)
            Array.Fill(_before, floor);
        foreach (var envelope in _envelopes)
            envelope[_frames] = floor;
        _quiet++;
        return _onsets[_frames++] = 0;
    }

    /// <summary>The figures of the piece that ends here; the next begins.</summary>
    /// <param name="figures">[<see cref="Names"/>] Filled.</param>
    public void EndPiece(Span<float> figures)
    {
        var onsets = _onsets.AsSpan(0, _frames);
        double sum = 0, squares = 0;
        int count = 0, strong = 0;
        for (var i = 0; i < onsets.Length; i++)
        {
            sum += onsets[i];
            squares += onsets[i] * onsets[i];
            var isPeak = onsets[i] > Onset && (i == 0 || onsets[i] > onsets[i - 1])
                && (i + 1 == onsets.Length || onsets[i] >= onsets[i + 1]);
            count += isPeak ? 1 : 0;
            strong += isPeak && onsets[i] > StrongOnset ? 1 : 0;
        }
        var mean = sum / _frames;
        figures[0] = (float)mean;
        figures[1] = (float)Math.Sqrt(Math.Max(0, squares / _frames - mean * mean));
        figures[2] = (float)(count * rate / _frames);
        figures[3] = (float)(strong * rate / _frames);
        figures[4] = (float)_quiet / _frames;
        var speeds = Speeds;
        var at = 5;
        for (var range = 0; range < _envelopes.Length; range++)
        {
            var total = Pulsate(_envelopes[range].AsSpan(0, _frames));
            for (var speed = 0; speed + 1 < speeds.Length; speed++)
                figures[at++] = MathF.Log(Between(speeds[speed], speeds[speed + 1]) / (total + 1e-6f) + 1e-3f);
            figures[Names.Length - _envelopes.Length + range] = MathF.Log(total / _frames + 1e-3f);
        }
        (_frames, _quiet) = (0, 0);
    }

    /// <summary>The spectrum of an envelope.</summary>
    /// <returns>The power of its changes.</returns>
    private float Pulsate(ReadOnlySpan<float> envelope)
    {
        var mean = 0f;
        foreach (var value in envelope)
            mean += value / envelope.Length;
        Array.Clear(_shape);
        for (var i = 0; i < envelope.Length; i++)
            _shape[i] = (envelope[i] - mean) * (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / envelope.Length));
        _fft.Read(_shape, _spectrum);
        return Between(Speeds[0], Speeds[^1]);
    }

    private float Between(double low, double high)
    {
        var sum = 0f;
        for (var bin = (int)Math.Ceiling(low * Frames / rate); bin < Math.Min(high * Frames / rate, _spectrum.Length); bin++)
            sum += _spectrum[bin] / Frames;
        return sum;
    }
}
