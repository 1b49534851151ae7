namespace Affekt.Sound;

/// <summary>What each frame of 46 ms says of its spectrum, from 60 Hz to 8 kHz.</summary>
internal sealed class SpectrumMeter
{
    /// <summary>Samples a frame.</summary>
    public const int Size = 1024;

    /// <summary>Samples from frame to frame.</summary>
    public const int Hop = 512;

    /// <summary>Bands of the mel scale.</summary>
    public const int Mels = 36;

    /// <summary>Broad bands, about an octave each.</summary>
    public const int Bands = 7;

    /// <summary>Cepstral coefficients, without the level.</summary>
    public const int Cepstra = 20;

    private const double Lowest = 60; // Hz
    private const double Highest = 8000; // Hz
    private const double RollOff = 0.85;
    private const double Decibels = 4.342944819; // of a natural logarithm of a power
    private const float Floor = 1e-6f; // of the mean power
    private static readonly double[] Edges = [60, 200, 400, 800, 1600, 2800, 4800, 8000];

    /// <summary>The names of a frame's figures, in order.</summary>
    public static readonly string[] Names =
    [
        "level", "centroid", "width", "roll-off", "flatness",
        .. Enumerable.Range(0, Bands).Select(band => $"share of {Edges[band]}-{Edges[band + 1]} Hz"),
        .. Enumerable.Range(0, Bands).Select(band => $"flatness of {Edges[band]}-{Edges[band + 1]} Hz"),
        .. Enumerable.Range(0, Bands).Select(band => $"contrast of {Edges[band]}-{Edges[band + 1]} Hz"),
        .. Enumerable.Range(1, Cepstra).Select(i => $"MFCC {i}"),
    ];

    private readonly PowerSpectrum _fft = new(Size);
    private readonly float[] _window = new float[Size];
    private readonly float[] _frame = new float[Size];
    private readonly float[] _power = new float[Size / 2 + 1];
    private readonly float[] _roots = new float[Size / 2 + 1];
    private readonly float[] _logs = new float[Size / 2 + 1];
    private readonly float[] _frequencies = new float[Size / 2 + 1]; // in octaves above 1 kHz
    private readonly (int First, float[] Weights)[] _mels;
    private readonly float[,] _cosines = new float[Cepstra, Mels];
    private readonly int[] _edges;

    /// <param name="rate">Samples a second.</param>
    public SpectrumMeter(int rate)
    {
        for (var i = 0; i < Size; i++)
            _window[i] = (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / Size));
        for (var bin = 1; bin < _frequencies.Length; bin++)
            _frequencies[bin] = (float)Math.Log2(bin * (double)rate / Size / 1000);
        _edges = [.. Edges.Select(edge => (int)Math.Ceiling(edge * Size / rate))];
        _mels = Triangles(rate);
        for (var i = 0; i < Cepstra; i++)
        {
            for (var band = 0; band < Mels; band++)
                _cosines[i, band] = (float)(Math.Sqrt(2.0 / Mels) * Math.Cos(Math.PI * (i + 1) * (band + 0.5) / Mels));
        }
    }

    /// <summary>The mel bands' powers of the last frame, with a floor, as natural logarithms.</summary>
    public float[] LogMels { get; } = new float[Mels];

    /// <summary>The mean power of a frame's samples.</summary>
    /// <param name="samples">[<see cref="Size"/>]</param>
    public static float Power(ReadOnlySpan<float> samples)
    {
        var sum = 0f;
        foreach (var sample in samples)
            sum += sample * sample;
        return sum / samples.Length;
    }

    /// <summary>Reads one frame.</summary>
    /// <param name="samples">[<see cref="Size"/>]</param>
    /// <param name="level">Its level in dB.</param>
    /// <param name="figures">[<see cref="Names"/>] Filled.</param>
    public void Read(ReadOnlySpan<float> samples, float level, Span<float> figures)
    {
        for (var i = 0; i < Size; i++)
            _frame[i] = samples[i] * _window[i];
        _fft.Read(_frame, _power);
        var (first, end) = (_edges[0], _edges[^1]);
        var total = 0f;
        for (var bin = first; bin < end; bin++)
            total += _power[bin];
        var floor = Floor * total / (end - first) + 1e-20f;
        for (var bin = first; bin < end; bin++)
            _power[bin] += floor;
        Logarithms(_power.AsSpan(first, end - first), _logs.AsSpan(first, end - first));
        figures[0] = level;
        Shape(figures[1..4], first, end);
        figures[4] = Flatness(first, end);
        for (var band = 0; band < Bands; band++)
            Band(figures, band, total);
        for (var band = 0; band < Mels; band++)
        {
            var sum = 0f;
            var (start, weights) = _mels[band];
            for (var i = 0; i < weights.Length; i++)
                sum += weights[i] * _power[start + i];
            LogMels[band] = MathF.Log(sum + floor);
        }
        var cepstra = figures[(5 + 3 * Bands)..];
        for (var i = 0; i < Cepstra; i++)
        {
            var sum = 0f;
            for (var band = 0; band < Mels; band++)
                sum += _cosines[i, band] * LogMels[band];
            cepstra[i] = sum;
        }
    }

    /// <summary>Centroid, width and roll-off, in octaves.</summary>
    private void Shape(Span<float> figures, int first, int end)
    {
        float sum = 0, moment = 0, square = 0;
        for (var bin = first; bin < end; bin++)
        {
            // By magnitude; power would hear the bass alone.
            var weight = _roots[bin] = MathF.Sqrt(_power[bin]);
            sum += weight;
            moment += weight * _frequencies[bin];
            square += weight * _frequencies[bin] * _frequencies[bin];
        }
        var mean = moment / sum;
        figures[0] = mean;
        figures[1] = MathF.Sqrt(Math.Max(0, square / sum - mean * mean));
        var rest = (float)RollOff * sum;
        var at = first;
        for (; at < end - 1 && rest > 0; at++)
            rest -= _roots[at];
        figures[2] = _frequencies[at];
    }

    private void Band(Span<float> figures, int band, float total)
    {
        var (first, end) = (_edges[band], _edges[band + 1]);
        float sum = 0, logs = 0, peak = float.MinValue;
        for (var bin = first; bin < end; bin++)
        {
            sum += _power[bin];
            logs += _logs[bin];
            peak = Math.Max(peak, _logs[bin]);
        }
        var mean = logs / (end - first);
        figures[5 + band] = (float)Decibels * MathF.Log(sum / (total + 1e-20f) + Floor);
        figures[5 + Bands + band] = (float)Decibels * (mean - MathF.Log(sum / (end - first)));
        figures[5 + 2 * Bands + band] = (float)Decibels * (peak - mean);
    }

    private float Flatness(int first, int end)
    {
        float sum = 0, logs = 0;
        for (var bin = first; bin < end; bin++)
        {
            sum += _power[bin];
            logs += _logs[bin];
        }
        return (float)Decibels * (logs / (end - first) - MathF.Log(sum / (end - first)));
    }

    private static void Logarithms(ReadOnlySpan<float> values, Span<float> logs)
    {
        var i = 0;
        for (; i + System.Runtime.Intrinsics.Vector256<float>.Count <= values.Length; i += System.Runtime.Intrinsics.Vector256<float>.Count)
            System.Runtime.Intrinsics.Vector256.CopyTo(
                System.Runtime.Intrinsics.Vector256.Log(System.Runtime.Intrinsics.Vector256.Create(values[i..])), logs[i..]);
        for (; i < values.Length; i++)
            logs[i] = MathF.Log(values[i]);
    }

    private static (int, float[])[] Triangles(int rate)
    {
        static double Mel(double frequency) => 1127 * Math.Log(1 + frequency / 700);
        static double Frequency(double mel) => 700 * (Math.Exp(mel / 1127) - 1);
        var (low, high) = (Mel(Lowest), Mel(Highest));
        var centres = Enumerable.Range(0, Mels + 2).Select(i => Frequency(low + (high - low) * i / (Mels + 1)) * Size / rate).ToArray();
        return [.. Enumerable.Range(1, Mels).Select(i =>
        {
            // A band has at least two bins on each side, so that none is empty.
            var (left, right) = (Math.Min(centres[i - 1], centres[i] - 2), Math.Max(centres[i + 1], centres[i] + 2));
            var first = Math.Max(1, (int)Math.Ceiling(left));
            var weights = Enumerable.Range(first, (int)right - first + 1).Select(bin => (float)Math.Max(0,
                bin <= centres[i] ? (bin - left) / (centres[i] - left) : (right - bin) / (right - centres[i]))).ToArray();
            var sum = weights.Sum();
            return (first, weights.Select(weight => weight / sum).ToArray());
        })];
    }
}
