using System.Runtime.Intrinsics;

namespace Affekt.Sound;

/// <summary>Integrated loudness by ITU-R BS.1770-4 (EBU R128): K-weighting, blocks of 400 ms, gates at -70 LUFS and -10 LU.</summary>
internal sealed class LoudnessMeter
{
    /// <summary>What silence measures: the absolute gate.</summary>
    public const double Silence = -70;

    private const double Offset = -0.691;
    private const double RelativeGate = 0.1; // -10 LU
    private const int StepsPerBlock = 4;
    private readonly Biquad _shelf;
    private readonly Biquad _highPass;
    private readonly int _channels;
    private readonly double[] _weights;
    private readonly Vector128<double>[] _state; // [pairs of channels][4]
    private readonly Vector128<double>[] _energy; // [pairs of channels]
    private readonly List<float> _steps = []; // mean square of each 100 ms
    private readonly int _step;
    private int _left;

    /// <param name="rate">Frames a second.</param>
    /// <param name="channels">1 to 8, in the order of WAVE files.</param>
    public LoudnessMeter(int rate, int channels)
    {
        _channels = channels;
        _weights = Weights(channels);
        _shelf = Biquad.Shelf(rate);
        _highPass = Biquad.HighPass(rate);
        _state = new Vector128<double>[(channels + 1) / 2 * 4];
        _energy = new Vector128<double>[(channels + 1) / 2];
        _step = _left = Math.Max(1, rate / 10);
    }

    /// <summary>Takes in sound.</summary>
    /// <param name="samples">[frames][channels]</param>
    public void Add(ReadOnlySpan<float> samples)
    {
        while (samples.Length > 0)
        {
            var frames = Math.Min(_left, samples.Length / _channels);
            if (frames == 0)
                return;
            for (var first = 0; first < _channels; first += 2)
                Filter(samples[..(frames * _channels)], first);
            samples = samples[(frames * _channels)..];
            _left -= frames;
            if (_left == 0)
                EndStep();
        }
    }

    /// <summary>The integrated loudness in LUFS; <see cref="Silence"/> when no block passes the gate.</summary>
    public double Integrated()
    {
        // Of a sound shorter than a block, what there is counts as one.
        var blocks = new List<double>();
        for (var i = 0; i + StepsPerBlock <= _steps.Count; i++)
            blocks.Add(((double)_steps[i] + _steps[i + 1] + _steps[i + 2] + _steps[i + 3]) / StepsPerBlock);
        if (blocks.Count == 0 && _steps.Count > 0)
            blocks.Add(_steps.Average());
        var absolute = Math.Pow(10, (Silence - Offset) / 10);
        blocks.RemoveAll(block => block <= absolute);
        if (blocks.Count == 0)
            return Silence;
        var relative = RelativeGate * blocks.Average();
        return Offset + 10 * Math.Log10(blocks.Where(block => block > relative).Average());
    }

    private void Filter(ReadOnlySpan<float> samples, int first)
    {
        var state = _state.AsSpan(first * 2, 4);
        var (s1, s2, h1, h2) = (state[0], state[1], state[2], state[3]);
        var energy = _energy[first / 2];
        var (shelf, high) = (_shelf, _highPass);
        Vector128<double> b0 = Vector128.Create(shelf.B0), b1 = Vector128.Create(shelf.B1), b2 = Vector128.Create(shelf.B2);
        Vector128<double> a1 = Vector128.Create(shelf.A1), a2 = Vector128.Create(shelf.A2);
        Vector128<double> c1 = Vector128.Create(high.A1), c2 = Vector128.Create(high.A2);
        var hasSecond = first + 1 < _channels;
        for (var i = first; i < samples.Length; i += _channels)
        {
            var x = Vector128.Create(samples[i], hasSecond ? samples[i + 1] : 0d);
            var y = b0 * x + s1;
            s1 = b1 * x - a1 * y + s2;
            s2 = b2 * x - a2 * y;
            // The high pass has the numerator 1, -2, 1.
            var z = y + h1;
            h1 = h2 - (y + y) - c1 * z;
            h2 = y - c2 * z;
            energy += z * z;
        }
        (state[0], state[1], state[2], state[3]) = (s1, s2, h1, h2);
        _energy[first / 2] = energy;
    }

    private void EndStep()
    {
        var sum = 0.0;
        for (var channel = 0; channel < _channels; channel++)
            sum += _weights[channel] * _energy[channel / 2].GetElement(channel % 2);
        _steps.Add((float)(sum / _step));
        Array.Clear(_energy);
        _left = _step;
    }

    /// <summary>Channels behind the listener count 1.5 dB more, the one for effects not at all.</summary>
    private static double[] Weights(int channels) => channels switch
    {
        4 => [1, 1, 1.41, 1.41],
        5 => [1, 1, 1, 1.41, 1.41],
        6 => [1, 1, 1, 0, 1.41, 1.41],
        7 => [1, 1, 1, 0, 1.41, 1.41, 1.41],
        8 => [1, 1, 1, 0, 1.41, 1.41, 1.41, 1.41],
        _ => [.. Enumerable.Repeat(1.0, channels)],
    };

    /// <summary>A filter of second order; a0 is 1.</summary>
    private readonly record struct Biquad(double B0, double B1, double B2, double A1, double A2)
    {
        /// <summary>The head's effect: 4 dB more above 2 kHz. The constants give the standard's coefficients at 48 kHz.</summary>
        public static Biquad Shelf(int rate)
        {
            var k = Math.Tan(Math.PI * Math.Min(1681.974450955533 / rate, 0.49));
            const double Q = 0.7071752369554196;
            var high = Math.Pow(10, 3.999843853973347 / 20);
            var band = Math.Pow(high, 0.4996667741545416);
            var a0 = 1 + k / Q + k * k;
            return new Biquad((high + band * k / Q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / Q + k * k) / a0,
                2 * (k * k - 1) / a0, (1 - k / Q + k * k) / a0);
        }

        /// <summary>Takes the lowest frequencies away, which the ear hears less.</summary>
        public static Biquad HighPass(int rate)
        {
            var k = Math.Tan(Math.PI * 38.13547087602444 / rate);
            const double Q = 0.5003270373238773;
            var a0 = 1 + k / Q + k * k;
            return new Biquad(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / Q + k * k) / a0);
        }
    }
}
