namespace Affekt.Imaging.OtherFormats;

/// <summary>A Huffman code: how many codes have each length, and the symbols in the order of their codes.</summary>
/// <param name="Counts">[16].</param>
/// <param name="Symbols">As many as there are codes; a single one takes no bits.</param>
internal readonly record struct LosslessCode(int[] Counts, int[] Symbols);

/// <summary>Bits and Huffman codes of a lossless bit stream of WebP, lowest bit first.</summary>
internal ref struct LosslessBits(ReadOnlySpan<byte> data)
{
    private const int MostLength = 15;

    private readonly ReadOnlySpan<byte> _data = data;
    private long _position;

    /// <summary>The order in which the lengths of the code of lengths stand (RFC 9649, 3.7.2.1.2).</summary>
    private static ReadOnlySpan<byte> LengthOrder => [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    public static ImageFormatException Damaged() => new("The WebP is damaged or truncated. Copy or save it again.");

    /// <summary>Up to 24 bits.</summary>
    public int Take(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++)
        {
            int at = (int)(_position >> 3);
            if (at >= _data.Length)
                throw Damaged();
            value |= ((_data[at] >> (int)(_position & 7)) & 1) << i;
            _position++;
        }
        return value;
    }

    public int TakeSymbol(in LosslessCode code)
    {
        if (code.Symbols.Length == 1)
            return code.Symbols[0];
        int value = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= MostLength; length++)
        {
            value |= Take(1);
            int count = code.Counts[length];
            if (value - first < count)
                return code.Symbols[index + value - first];
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        throw Damaged();
    }

    /// <summary>Reads a code over so many symbols.</summary>
    public LosslessCode TakeCode(int symbols)
    {
        int[] lengths = new int[symbols];
        if (Take(1) != 0)
        {
            // One symbol or two; the first of one bit or eight.
            bool hasTwo = Take(1) != 0;
            Mark(lengths, Take(Take(1) == 0 ? 1 : 8));
            if (hasTwo)
                Mark(lengths, Take(8));
            return Build(lengths);
        }
        int[] codeLengths = new int[LengthOrder.Length];
        int count = 4 + Take(4);
        for (int i = 0; i < count; i++)
            codeLengths[LengthOrder[i]] = Take(3);
        TakeLengths(Build(codeLengths), lengths);
        return Build(lengths);
    }

    private static void Mark(int[] lengths, int symbol)
    {
        if (symbol >= lengths.Length)
            throw Damaged();
        lengths[symbol] = 1;
    }

    private void TakeLengths(in LosslessCode code, int[] lengths)
    {
        int left = lengths.Length;
        if (Take(1) != 0)
            left = 2 + Take(2 + (2 * Take(3)));
        int last = 8;
        for (int symbol = 0; symbol < lengths.Length && left > 0; left--)
        {
            int length = TakeSymbol(code);
            if (length <= MostLength)
            {
                lengths[symbol++] = length;
                last = length == 0 ? last : length;
                continue;
            }
            // 16 repeats the last length that is not zero, 17 and 18 repeat zero.
            int repeat = length switch { 16 => 3 + Take(2), 17 => 3 + Take(3), _ => 11 + Take(7) };
            if (repeat > lengths.Length - symbol)
                throw Damaged();
            lengths.AsSpan(symbol, repeat).Fill(length == 16 ? last : 0);
            symbol += repeat;
        }
    }

    /// <summary>A code must use all its bits, but one of a single symbol uses none.</summary>
    private static LosslessCode Build(int[] lengths)
    {
        int[] counts = new int[MostLength + 1];
        int[] symbols = new int[lengths.Length];
        int used = 0;
        int space = 0;
        for (int length = 1; length <= MostLength; length++)
        {
            for (int symbol = 0; symbol < lengths.Length; symbol++)
            {
                if (lengths[symbol] != length)
                    continue;
                counts[length]++;
                symbols[used++] = symbol;
                space += 1 << (MostLength - length);
            }
        }
        if (used == 0 || (used > 1 && space != 1 << MostLength))
            throw Damaged();
        return new LosslessCode(counts, symbols[..used]);
    }
}
