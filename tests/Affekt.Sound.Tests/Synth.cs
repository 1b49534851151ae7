using System.Buffers.Binary;

namespace Affekt.Sound.Tests;

/// <summary>Sound made by formula, and WAVE files of it.</summary>
internal static class Synth
{
    public const int Rate = 44100;

    /// <summary>A sine of a frequency and a peak level.</summary>
    public static float[] Sine(double hertz, double peak, double seconds, int rate = Rate) =>
        [.. Enumerable.Range(0, (int)(seconds * rate)).Select(i => (float)(peak * Math.Sin(2 * Math.PI * hertz * i / rate)))];

    /// <summary>A decaying hit: a tone of a low frequency, noise (0), or noise without low frequencies (-1).</summary>
    public static void Hit(float[] sound, double at, double peak, double decaySeconds, int seed, double low = 0)
    {
        var random = new Random(seed);
        var first = (int)(at * Rate);
        var before = 0.0;
        for (var i = 0; i < (int)(6 * decaySeconds * Rate) && first + i < sound.Length; i++)
        {
            var envelope = peak * Math.Exp(-i / (decaySeconds * Rate));
            var noise = 2 * random.NextDouble() - 1;
            // A difference of neighbours has little of low frequencies, as a cymbal.
            var wave = low > 0 ? Math.Sin(2 * Math.PI * low * i / Rate) : low < 0 ? noise - before : noise;
            before = noise;
            sound[first + i] += (float)(envelope * wave);
        }
    }

    /// <summary>A click on each beat.</summary>
    public static float[] Clicks(double bpm, double seconds)
    {
        var sound = new float[(int)(seconds * Rate)];
        for (var beat = 0; beat * 60 / bpm < seconds; beat++)
            Hit(sound, beat * 60 / bpm, 0.8, 0.01, 1);
        return sound;
    }

    /// <summary>Bass drum on 1 and 3, snare on 2 and 4, a hi-hat on each eighth, over a soft chord.</summary>
    public static float[] Drums(double bpm, double seconds)
    {
        var sound = new float[(int)(seconds * Rate)];
        for (var eighth = 0; eighth * 30 / bpm < seconds; eighth++)
        {
            var at = eighth * 30 / bpm;
            Hit(sound, at, 0.1, 0.02, 3 + eighth, low: -1);
            if (eighth % 4 == 0)
                Hit(sound, at, 0.7, 0.08, 0, low: 60);
            if (eighth % 4 == 2)
                Hit(sound, at, 0.4, 0.06, 2 + eighth);
        }
        return sound;
    }

    /// <summary>Chords of a second each, of notes with five overtones.</summary>
    /// <param name="chords">Semitones above middle C.</param>
    /// <param name="seconds">The length; the chords come again and again.</param>
    /// <param name="cents">How far the tuning is off.</param>
    public static float[] Chords(int[][] chords, double seconds, double cents = 0)
    {
        var sound = new float[(int)(seconds * Rate)];
        for (var i = 0; i < sound.Length; i++)
        {
            var time = (double)i / Rate;
            var envelope = Math.Min(1, 50 * (time % 1)) * Math.Exp(-1.5 * (time % 1));
            var sum = 0.0;
            foreach (var note in chords[(int)time % chords.Length])
            {
                var hertz = 261.6256 * Math.Pow(2, (note + cents / 100) / 12);
                for (var partial = 1; partial <= 6; partial++)
                    sum += Math.Sin(2 * Math.PI * hertz * partial * time) / (partial * partial);
            }
            sound[i] = (float)(0.1 * envelope * sum);
        }
        return sound;
    }

    /// <summary>A WAVE file of 32-bit floats.</summary>
    /// <param name="path">The file.</param>
    /// <param name="channels">As many sounds of one length as channels.</param>
    /// <param name="rate">Frames a second.</param>
    public static void WriteWave(string path, float[][] channels, int rate = Rate)
    {
        var frames = channels[0].Length;
        var bytes = new byte[44 + 4 * frames * channels.Length];
        var span = bytes.AsSpan();
        "RIFF"u8.CopyTo(span);
        BinaryPrimitives.WriteInt32LittleEndian(span[4..], bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(span[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(span[20..], 3);
        BinaryPrimitives.WriteInt16LittleEndian(span[22..], (short)channels.Length);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(span[28..], 4 * rate * channels.Length);
        BinaryPrimitives.WriteInt16LittleEndian(span[32..], (short)(4 * channels.Length));
        BinaryPrimitives.WriteInt16LittleEndian(span[34..], 32);
        "data"u8.CopyTo(span[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[40..], bytes.Length - 44);
        for (var i = 0; i < frames; i++)
        {
            for (var channel = 0; channel < channels.Length; channel++)
                BinaryPrimitives.WriteSingleLittleEndian(span[(44 + 4 * (i * channels.Length + channel))..], channels[channel][i]);
        }
        File.WriteAllBytes(path, bytes);
    }
}
