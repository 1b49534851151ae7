using System.Buffers.Binary;

namespace Affekt.Imaging.Jpeg;

/// <summary>A growing file: plain bytes for segments, and bits with stuffed zeros for entropy-coded data.</summary>
internal sealed class JpegBitWriter
{
    private byte[] _bytes = new byte[1 << 16];
    private int _length;
    private uint _bits;
    private int _count;

    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    public void WriteMarker(byte marker)
    {
        WriteByte(0xFF);
        WriteByte(marker);
    }

    /// <summary>A marker, the length and the payload.</summary>
    public void WriteSegment(byte marker, ReadOnlySpan<byte> payload)
    {
        WriteMarker(marker);
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)(payload.Length + 2)));
        foreach (byte b in length)
            WriteByte(b);
        foreach (byte b in payload)
            WriteByte(b);
    }

    /// <summary>The lowest <paramref name="count"/> bits of a value, 0 to 16.</summary>
    public void WriteBits(int value, int count)
    {
        _bits = (_bits << count) | ((uint)value & ((1u << count) - 1));
        _count += count;
        while (_count >= 8)
        {
            _count -= 8;
            byte b = (byte)(_bits >> _count);
            WriteByte(b);
            if (b == 0xFF)
                WriteByte(0);
        }
    }

    /// <summary>Fills the last byte up with ones (T.81 F.1.2.3).</summary>
    public void FlushBits()
    {
        WriteBits(0x7F, (8 - _count) & 7);
        _count = 0;
    }

    private void WriteByte(byte value)
    {
        if (_length == _bytes.Length)
            Array.Resize(ref _bytes, 2 * _length);
        _bytes[_length++] = value;
    }
}
