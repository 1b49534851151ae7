using System.Numerics;
using System.Runtime.InteropServices;

namespace Affekt.Sound;

/// <summary>
/// Brings sound to a lower rate by a windowed sinc. Flat up to 8 kHz at 22,050 Hz; what lies above 8 kHz is not kept clean, and nothing
/// here reads it.
/// </summary>
internal sealed class Resampler
{
    private const int MostPhases = 512;
    private const double Attenuation = 70; // dB

    private readonly float[] _filters; // [phases][taps]
    private readonly int _taps;
    private readonly int _phases;
    private readonly double _step; // of the source for one sample of the result
    private readonly float[] _waiting;
    private int _length;
    private double _position;

    /// <param name="rate">Of the source.</param>
    /// <param name="target">Of the result.</param>
    /// <param name="block">The longest piece of sound to come.</param>
    public Resampler(int rate, int target, int block)
    {
        var lower = Math.Min(rate, target);
        // Passes 0.37 of the lower rate, stops from 0.62 on: what folds back lies above the pass band.
        var (pass, stop) = (0.37 * lower / rate, 0.62 * lower / rate);
        var width = (int)Math.Ceiling((Attenuation - 8) / (2.285 * 2 * Math.PI * (stop - pass)));
        _taps = (width + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        var common = (int)BigInteger.GreatestCommonDivisor(rate, target);
        _phases = Math.Min(target / common, MostPhases);
        _step = (double)rate / target;
        _filters = new float[_phases * _taps];
        var beta = 0.1102 * (Attenuation - 8.7);
        for (var phase = 0; phase < _phases; phase++)
        {
            var filter = _filters.AsSpan(phase * _taps, _taps);
            var sum = 0.0;
            for (var i = 0; i < _taps; i++)
            {
                var x = i - (_taps / 2 - 1) - (double)phase / _phases;
                var edge = 2 * x / _taps;
                var window = Math.Abs(edge) >= 1 ? 0 : Bessel(beta * Math.Sqrt(1 - edge * edge)) / Bessel(beta);
                var angle = Math.PI * (pass + stop) * x;
                filter[i] = (float)(window * (x == 0 ? 1 : Math.Sin(angle) / angle));
                sum += filter[i];
            }
            foreach (ref var weight in filter)
                weight = (float)(weight / sum);
        }
        _waiting = new float[block + 2 * _taps];
        _length = _taps / 2 - 1; // silence before the start
    }

    /// <summary>Takes in sound.</summary>
    /// <param name="samples">One channel.</param>
    /// <param name="result">Room for the result: the length of the samples by the ratio of rates, and one more.</param>
    /// <returns>The length of the result.</returns>
    public int Add(ReadOnlySpan<float> samples, Span<float> result)
    {
        samples.CopyTo(_waiting.AsSpan(_length));
        _length += samples.Length;
        var count = 0;
        while (true)
        {
            var at = (int)_position;
            var phase = (int)((_position - at) * _phases + 0.5);
            if (phase == _phases)
                (at, phase) = (at + 1, 0);
            if (at + _taps > _length)
                break;
            result[count++] = Dot(_waiting.AsSpan(at, _taps), _filters.AsSpan(phase * _taps, _taps));
            _position += _step;
        }
        var used = Math.Min((int)_position, _length);
        _waiting.AsSpan(used, _length - used).CopyTo(_waiting);
        _length -= used;
        _position -= used;
        return count;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var x = MemoryMarshal.Cast<float, Vector<float>>(a);
        var y = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return Vector.Sum(sum);
    }

    /// <summary>The modified Bessel function of order 0.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > 1e-12 * sum; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
