using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Affekt.Sound.Tests;

/// <summary>A FLAC encoder for tests: mono, in turn a verbatim, a constant, a fixed and an escaped block.</summary>
internal static class TinyFlac
{
    public const int Block = 4096;
    private const int Rate = 44100;

    /// <summary>A file of whole blocks. The second of every four blocks must be constant.</summary>
    public static byte[] Encode(int[] samples, int bits)
    {
        var bytes = (bits + 7) / 8;
        var raw = new byte[samples.Length * bytes];
        var buffer = new byte[4];
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(buffer, samples[i]);
            buffer.AsSpan(0, bytes).CopyTo(raw.AsSpan(i * bytes));
        }
        var writer = new BitWriter();
        foreach (var letter in "fLaC"u8)
            writer.Write(letter, 8);
        writer.Write(0x80, 8); // STREAMINFO, the last one
        writer.Write(34, 24);
        writer.Write(Block, 16);
        writer.Write(Block, 16);
        writer.Write(0, 48);
        writer.Write(Rate, 20);
        writer.Write(0, 3);
        writer.Write(bits - 1, 5);
        writer.Write(samples.Length, 36);
#pragma warning disable CA5351 // the format's own checksum
        foreach (var value in MD5.HashData(raw))
            writer.Write(value, 8);
#pragma warning restore CA5351
        for (var block = 0; block < samples.Length / Block; block++)
            WriteFrame(writer, samples.AsSpan(block * Block, Block), block, bits);
        return writer.ToArray();
    }

    private static void WriteFrame(BitWriter writer, ReadOnlySpan<int> samples, int number, int bits)
    {
        writer.Write(0x7FFC, 15);
        writer.Write(0, 1);
        writer.Write(12, 4); // 4096 samples
        writer.Write(0, 4);
        writer.Write(0, 4); // mono
        writer.Write(0, 3);
        writer.Write(0, 1);
        writer.Write(number, 8); // fewer than 128 frames
        writer.Write(0, 8); // the decoder leaves checksums alone
        var constant = samples.IndexOfAnyExcept(samples[0]) < 0;
        writer.Write(0, 1);
        if (constant)
        {
            writer.Write(0, 7);
            writer.Write(samples[0], bits);
        }
        else if (number % 4 == 0)
        {
            writer.Write(1 << 1, 7);
            foreach (var sample in samples)
                writer.Write(sample, bits);
        }
        else
        {
            writer.Write((8 + 1) << 1, 7); // fixed, of order 1
            writer.Write(samples[0], bits);
            writer.Write(number % 4 == 2 ? 1 : 0, 2); // parameters of 5 or 4 bits
            writer.Write(0, 4);
            var parameter = bits - 3;
            writer.Write(number % 4 == 2 ? parameter : 15, number % 4 == 2 ? 5 : 4);
            if (number % 4 != 2)
                writer.Write(bits + 1, 5);
            for (var i = 1; i < samples.Length; i++)
            {
                var residual = samples[i] - samples[i - 1];
                if (number % 4 != 2)
                {
                    writer.Write(residual, bits + 1);
                    continue;
                }
                var folded = residual >= 0 ? 2L * residual : -2L * residual - 1;
                writer.Write(0, (int)(folded >> parameter));
                writer.Write(1, 1);
                writer.Write(folded, parameter);
            }
        }
        writer.Align();
        writer.Write(0, 16);
    }

    private sealed class BitWriter
    {
        private readonly List<byte> _bytes = [];
        private int _used = 8;

        public void Write(long value, int bits)
        {
            for (var bit = bits - 1; bit >= 0; bit--)
            {
                if (_used == 8)
                {
                    _bytes.Add(0);
                    _used = 0;
                }
                _used++;
                if (bit < 64 && (value >> bit & 1) != 0)
                    _bytes[^1] |= (byte)(1 << (8 - _used));
            }
        }

        public void Align() => _used = 8;

        public byte[] ToArray() => [.. _bytes];
    }
}
