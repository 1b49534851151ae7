using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Affekt.Imaging.Jpeg;

/// <summary>
/// Bits of one entropy-coded segment, most significant first, with stuffed zeros removed (T.81 F.2.2.5).
/// At a marker or at the end of the data it supplies zero bits and counts them, so that decoding needs no test
/// a symbol; <see cref="ThrowIfOverrun"/> then tells whether any was used.
/// </summary>
internal unsafe struct JpegBitReader(byte* position, byte* end)
{
    /// <summary>The next bits, left-aligned; the lower 64 - <see cref="Count"/> bits are not to be used.</summary>
    public ulong Bits;

    /// <summary>How many of <see cref="Bits"/> are valid.</summary>
    public int Count;

    private byte* _position = position;
    private readonly byte* _end = end;
    private int _padding;

    /// <summary>Where the search for the next marker starts.</summary>
    public readonly byte* Position => _position;

    /// <summary>Makes at least 32 bits available.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill()
    {
        if (Count < 32)
            Refill();
    }

    /// <summary>Makes at least 56 bits available.</summary>
    public void Refill()
    {
        if (_end - _position >= 8)
        {
            ulong next = BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(_position, 8));
            // The well-known "has a zero byte" test, on the complement: no 0xFF means nothing to unstuff.
            if (((~next - 0x0101010101010101) & next & 0x8080808080808080) == 0)
            {
                Bits |= next >> Count;
                int bytes = (63 - Count) >> 3;
                _position += bytes;
                Count += bytes << 3;
                return;
            }
        }
        RefillByBytes();
    }

    private void RefillByBytes()
    {
        while (Count <= 56)
        {
            if (_position < _end && *_position != 0xFF)
            {
                Bits |= (ulong)*_position++ << (56 - Count);
            }
            else if (_end - _position >= 2 && _position[1] == 0)
            {
                Bits |= 0xFFUL << (56 - Count);
                _position += 2;
            }
            else
            {
                _padding += 8;
            }
            Count += 8;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Skip(int count)
    {
        Bits <<= count;
        Count -= count;
    }

    /// <summary>Takes 0 to 16 bits after a <see cref="Fill"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int count)
    {
        // Two shifts, since a shift by 64 is none.
        int value = (int)(Bits >> 1 >> (63 - count));
        Skip(count);
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeBit()
    {
        if (Count == 0)
            Refill();
        int bit = (int)(Bits >> 63);
        Skip(1);
        return bit;
    }

    /// <summary>EXTEND of T.81 F.2.2.1: the signed value of a magnitude category's extra bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeSigned(int size)
    {
        int value = Take(size);
        return value >= 1 << (size - 1) ? value : value - (1 << size) + 1;
    }

    /// <summary>One Huffman symbol: its lookup entry, or for long codes the symbol by T.81 F.2.2.3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TakeSymbol(JpegHuffmanTable table)
    {
        Fill();
        int entry = Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(table.Symbols), (nint)(Bits >> (64 - JpegHuffmanTable.LookAhead)));
        if (entry == 0)
            return TakeLongSymbol(table);
        Skip(entry & 0xFF);
        return entry >> 8;
    }

    public int TakeLongSymbol(JpegHuffmanTable table)
    {
        int symbol = table.FindLong((int)(Bits >> 48), out int length);
        if (symbol < 0)
            throw _padding > 0 ? JpegError.Truncated() : JpegError.Damaged("a Huffman code that is not defined");
        Skip(length);
        return symbol;
    }

    /// <summary>Refuses a segment that ended before the bits that were taken from it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void ThrowIfOverrun()
    {
        if (_padding > Count)
            throw JpegError.Truncated();
    }
}
