namespace Affekt.Imaging.Jpeg;

/// <summary>A Huffman table prepared for decoding (T.81 C and F.2.2.3), with look-ahead tables for short codes.</summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>Codes up to this long are found by one lookup.</summary>
    public const int LookAhead = 10;

    private readonly byte[] _values;
    private readonly int[] _limit = new int[17];
    private readonly int[] _offset = new int[17];

    /// <param name="counts">16 numbers: the codes of each length from 1 to 16 bits.</param>
    /// <param name="values">The symbols by rising code.</param>
    /// <exception cref="ImageFormatException">More codes than fit in their lengths.</exception>
    public JpegHuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> values)
    {
        _values = values.ToArray();
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++)
        {
            _offset[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length)
                    throw JpegError.Damaged("a Huffman table with too many codes");
                if (length <= LookAhead)
                    AddShort(code, length, _values[index]);
            }
            // Left-aligned to 16 bits: a code of this length is below the limit, a longer one is not.
            _limit[length] = code << (16 - length);
            code <<= 1;
        }
    }

    /// <summary>By the next <see cref="LookAhead"/> bits: symbol &lt;&lt; 8 | code length, or 0 for a longer code.</summary>
    public int[] Symbols { get; } = new int[1 << LookAhead];

    /// <summary>
    /// By the next <see cref="LookAhead"/> bits, a whole coefficient: value &lt;&lt; 16 | zero run &lt;&lt; 8 | bits used,
    /// where code and value both lie within them; else 0.
    /// </summary>
    public int[] Coefficients { get; } = new int[1 << LookAhead];

    /// <summary>The symbol of a code longer than <see cref="LookAhead"/>, or -1.</summary>
    /// <param name="bits">The next 16 bits.</param>
    /// <param name="length">The code's length.</param>
    public int FindLong(int bits, out int length)
    {
        for (length = LookAhead + 1; length <= 16; length++)
        {
            if (bits < _limit[length])
                return _values[(bits >> (16 - length)) + _offset[length]];
        }
        return -1;
    }

    private void AddShort(int code, int length, byte symbol)
    {
        int free = LookAhead - length;
        Symbols.AsSpan(code << free, 1 << free).Fill((symbol << 8) | length);

        int size = symbol & 15;
        if (size == 0 || length + size > LookAhead)
            return;
        int span = 1 << (free - size);
        for (int bits = 0; bits < 1 << size; bits++)
        {
            int value = bits >= 1 << (size - 1) ? bits : bits - (1 << size) + 1;
            int entry = (value << 16) | ((symbol >> 4) << 8) | (length + size);
            Coefficients.AsSpan((code << free) + (bits * span), span).Fill(entry);
        }
    }
}
