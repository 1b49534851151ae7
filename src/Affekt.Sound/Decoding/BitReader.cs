using System.Buffers.Binary;
using System.Numerics;

namespace Affekt.Sound;

/// <summary>Reads bits, highest first, from a stream.</summary>
internal sealed class BitReader(Stream stream)
{
    private const int Slack = 8;
    private readonly byte[] _buffer = new byte[(1 << 16) + Slack];
    private int _at;
    private int _end;
    private ulong _cache; // the next bits, from the top
    private int _cached;

    /// <summary>False when all bytes are read.</summary>
    public bool HasMore => _cached > 0 || _at < _end || Refill();

    /// <summary>Up to 32 bits as an unsigned number.</summary>
    /// <exception cref="EndOfStreamException">There are not so many.</exception>
    public uint Read(int bits)
    {
        if (bits == 0)
            return 0;
        Need(bits);
        var value = (uint)(_cache >> (64 - bits));
        Drop(bits);
        return value;
    }

    /// <summary>1 to 33 bits as a number with sign.</summary>
    public long ReadSigned(int bits)
    {
        if (bits > 32)
            return ((long)ReadSigned(bits - 32) << 32) | Read(32);
        return (int)(Read(bits) << (32 - bits)) >> (32 - bits);
    }

    /// <summary>The number of zeros before the next one, which is read too.</summary>
    public uint ReadUnary()
    {
        uint zeros = 0;
        while (true)
        {
            Need(1);
            var found = BitOperations.LeadingZeroCount(_cache);
            if (found < _cached)
            {
                Drop(found + 1);
                return zeros + (uint)found;
            }
            zeros += (uint)_cached;
            _cache = 0;
            _cached = 0;
        }
    }

    /// <summary>Leaves what remains of the byte.</summary>
    public void Align() => Drop(_cached & 7);

    private void Drop(int bits)
    {
        _cache = bits == 64 ? 0 : _cache << bits;
        _cached -= bits;
    }

    private void Need(int bits)
    {
        if (_cached >= bits)
            return;
        if (_end - _at < 8)
            Refill();
        // Eight bytes at once; those that do not fit are read again later.
        var bytes = Math.Min((64 - _cached) >> 3, _end - _at);
        if (bytes > 0)
        {
            var next = BinaryPrimitives.ReadUInt64BigEndian(_buffer.AsSpan(_at));
            if (bytes < 8)
                next &= ~(ulong.MaxValue >> (8 * bytes));
            _cache |= next >> _cached;
            _cached += 8 * bytes;
            _at += bytes;
        }
        if (_cached < bits)
            throw new EndOfStreamException("the file ends in the middle of a frame");
    }

    private bool Refill()
    {
        _buffer.AsSpan(_at, _end - _at).CopyTo(_buffer);
        _end -= _at;
        _at = 0;
        var read = stream.ReadAtLeast(_buffer.AsSpan(_end, _buffer.Length - Slack - _end), Slack, throwOnEndOfStream: false);
        _end += read;
        return read > 0;
    }
}
