using System.Numerics;
using System.Runtime.InteropServices;

namespace Affekt.Sound;

/// <summary>
/// The power spectrum of real samples: Stockham's Fourier transform of half the length, radix 2, vectorised. NWaves' transform takes
/// about twice as long (docs/lab/sound.md), and transforms are a large part of the cost of listening.
/// </summary>
internal sealed class PowerSpectrum
{
    private readonly int _half;
    private readonly float[] _cosines; // of the stages one after the other
    private readonly float[] _sines;
    private readonly float[] _turnCosines; // for the step from half the length to the whole
    private readonly float[] _turnSines;
    private float[] _real;
    private float[] _imaginary;
    private float[] _otherReal;
    private float[] _otherImaginary;

    /// <param name="size">Samples: a power of two, 4 or more.</param>
    public PowerSpectrum(int size)
    {
        _half = size / 2;
        (_real, _imaginary) = (new float[_half], new float[_half]);
        (_otherReal, _otherImaginary) = (new float[_half], new float[_half]);
        (_cosines, _sines) = (new float[_half], new float[_half]);
        var at = 0;
        for (var length = _half; length > 1; length /= 2)
        {
            for (var p = 0; p < length / 2; p++, at++)
                (_sines[at], _cosines[at]) = Turn(-2 * Math.PI * p / length);
        }
        (_turnCosines, _turnSines) = (new float[_half], new float[_half]);
        for (var k = 0; k < _half; k++)
            (_turnSines[k], _turnCosines[k]) = Turn(-2 * Math.PI * k / size);
    }

    /// <summary>Reads samples.</summary>
    /// <param name="samples">[size]</param>
    /// <param name="power">[size / 2 + 1] Squared magnitudes, not normalised.</param>
    public void Read(ReadOnlySpan<float> samples, Span<float> power)
    {
        for (var i = 0; i < _half; i++)
            (_real[i], _imaginary[i]) = (samples[2 * i], samples[2 * i + 1]);
        var at = 0;
        for (int length = _half, stride = 1; length > 1; length /= 2, stride *= 2)
        {
            Stage(length / 2, stride, at);
            at += length / 2;
            (_real, _otherReal) = (_otherReal, _real);
            (_imaginary, _otherImaginary) = (_otherImaginary, _imaginary);
        }
        // Even and odd samples, which were one complex number each, part again.
        var (first, second) = (_real[0] + _imaginary[0], _real[0] - _imaginary[0]);
        power[0] = first * first;
        power[_half] = second * second;
        for (var k = 1; k <= _half / 2; k++)
        {
            var (a, b, c, d) = (_real[k], _imaginary[k], _real[_half - k], _imaginary[_half - k]);
            var (evenReal, evenImaginary, oddReal, oddImaginary) = (a + c, b - d, b + d, c - a);
            var real = _turnCosines[k] * oddReal - _turnSines[k] * oddImaginary;
            var imaginary = _turnCosines[k] * oddImaginary + _turnSines[k] * oddReal;
            power[k] = Quarter(evenReal + real, evenImaginary + imaginary);
            power[_half - k] = Quarter(evenReal - real, evenImaginary - imaginary);
        }
    }

    private static float Quarter(float real, float imaginary) => 0.25f * (real * real + imaginary * imaginary);

    private void Stage(int count, int stride, int at)
    {
        if (stride < Vector<float>.Count)
        {
            for (var p = 0; p < count; p++)
            {
                var (cosine, sine) = (_cosines[at + p], _sines[at + p]);
                for (var q = stride * p; q < stride * (p + 1); q++)
                {
                    var (a, b) = (_real[q], _imaginary[q]);
                    var (c, d) = (_real[q + stride * count], _imaginary[q + stride * count]);
                    var to = q + stride * p;
                    (_otherReal[to], _otherImaginary[to]) = (a + c, b + d);
                    var (x, y) = (a - c, b - d);
                    (_otherReal[to + stride], _otherImaginary[to + stride]) = (x * cosine - y * sine, x * sine + y * cosine);
                }
            }
            return;
        }
        var width = Vector<float>.Count;
        var real = MemoryMarshal.Cast<float, Vector<float>>(_real);
        var imaginary = MemoryMarshal.Cast<float, Vector<float>>(_imaginary);
        var otherReal = MemoryMarshal.Cast<float, Vector<float>>(_otherReal.AsSpan());
        var otherImaginary = MemoryMarshal.Cast<float, Vector<float>>(_otherImaginary.AsSpan());
        var step = stride / width;
        for (var p = 0; p < count; p++)
        {
            var (cosine, sine) = (new Vector<float>(_cosines[at + p]), new Vector<float>(_sines[at + p]));
            for (var q = step * p; q < step * (p + 1); q++)
            {
                var a = real[q];
                var b = imaginary[q];
                var c = real[q + step * count];
                var d = imaginary[q + step * count];
                var to = q + step * p;
                otherReal[to] = a + c;
                otherImaginary[to] = b + d;
                var x = a - c;
                var y = b - d;
                otherReal[to + step] = x * cosine - y * sine;
                otherImaginary[to + step] = x * sine + y * cosine;
            }
        }
    }

    private static (float Sine, float Cosine) Turn(double angle) => ((float)Math.Sin(angle), (float)Math.Cos(angle));
}
