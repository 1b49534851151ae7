using System.Numerics;

namespace Affekt.Imaging.Jpeg;

/// <summary>
/// Takes the symbols and bits of one scan. Built without an output it only counts symbols, which gives the scan's own
/// Huffman tables; the same coding is then run again onto the output.
/// </summary>
internal sealed class EntropyWriter
{
    /// <summary>[class (0 DC, 1 AC) * 2 + table number][symbol].</summary>
    private readonly long[][] _frequencies = [new long[256], new long[256], new long[256], new long[256]];
    private readonly (int Code, int Length)[]?[] _codes = new (int, int)[]?[4];
    private readonly JpegBitWriter? _output;

    /// <summary>A counter.</summary>
    public EntropyWriter() { }

    /// <param name="output">Where the scan's header has been written.</param>
    /// <param name="tables">By class * 2 + number; null where the scan does not use it.</param>
    public EntropyWriter(JpegBitWriter output, HuffmanSpec?[] tables)
    {
        _output = output;
        for (int i = 0; i < tables.Length; i++)
        {
            if (tables[i] is { } table)
                _codes[i] = AssignCodes(table);
        }
    }

    public static int DcTable(int number) => number;

    public static int AcTable(int number) => 2 + number;

    /// <summary>The best tables for what was counted.</summary>
    public HuffmanSpec?[] BuildTables() =>
        Array.ConvertAll(_frequencies, f => f.Any(n => n > 0) ? HuffmanBuilder.Build(f) : null);

    public void WriteSymbol(int table, int symbol)
    {
        _frequencies[table][symbol]++;
        if (_output is null)
            return;
        (int code, int length) = _codes[table]![symbol];
        _output.WriteBits(code, length);
    }

    public void WriteBits(int value, int count) => _output?.WriteBits(value, count);

    /// <summary>The bits of a value within its magnitude category (T.81 F.1.2.1): negatives count down from all ones.</summary>
    public void WriteMagnitude(int value, int category) => WriteBits(value < 0 ? value - 1 : value, category);

    /// <summary>The magnitude category: the bits of |value|.</summary>
    public static int Category(int value) => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));

    public void Restart(int number)
    {
        _output?.FlushBits();
        _output?.WriteMarker((byte)(JpegMarker.Restart0 + number));
    }

    public void Complete() => _output?.FlushBits();

    private static (int Code, int Length)[] AssignCodes(HuffmanSpec table)
    {
        var codes = new (int, int)[256];
        int code = 0;
        int index = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < table.Counts[length - 1]; i++)
                codes[table.Symbols[index++]] = (code++, length);
        }
        return codes;
    }
}
