namespace Affekt.Imaging.Jpeg;

/// <summary>Codes one scan of known coefficients: sequential (T.81 F.1) or progressive (T.81 G.1).</summary>
internal sealed class ScanEncoder(JpegFrame frame, JpegScan scan, int restartInterval)
{
    /// <summary>T.81 G.1.2.2: fourteen extra bits at most.</summary>
    private const int MostEndOfBandRun = 0x7FFF;

    private readonly List<bool> _corrections = [];
    private readonly int[] _predictions = new int[frame.Components.Length];
    private EntropyWriter _writer = null!;
    private int _endOfBandRun;
    private int _runTable;
    private int _untilRestart;
    private int _nextRestart;

    /// <summary>Luma uses the tables of number 0, chroma those of number 1.</summary>
    public static int TableNumber(JpegFrame frame, JpegComponent component) => component == frame.Components[0] ? 0 : 1;

    public void Encode(EntropyWriter writer)
    {
        _writer = writer;
        (_endOfBandRun, _nextRestart, _untilRestart) = (0, 0, restartInterval);
        Array.Clear(_predictions);
        var blocks = new Blocks(this);
        BlockWalk.Visit(frame, scan, ref blocks);
        WriteEndOfBandRun();
        writer.Complete();
    }

    private readonly struct Blocks(ScanEncoder encoder) : IBlockVisitor
    {
        public void BeginMcu() => encoder.BeginMcu();

        public void Visit(JpegComponent component, int row, int column) =>
            encoder.EncodeBlock(component, component.Block(row, column));

        public void EndRow() { }
    }

    private void BeginMcu()
    {
        if (restartInterval == 0)
            return;
        if (_untilRestart == 0)
        {
            WriteEndOfBandRun();
            _writer.Restart(_nextRestart);
            _nextRestart = (_nextRestart + 1) & 7;
            _untilRestart = restartInterval;
            Array.Clear(_predictions);
        }
        _untilRestart--;
    }

    private void EncodeBlock(JpegComponent component, ReadOnlySpan<short> block)
    {
        int number = TableNumber(frame, component);
        if (scan.SpectralStart == 0 && scan.HighBit == 0)
            WriteDc(component, number, block[0] >> scan.LowBit);
        else if (scan.SpectralStart == 0)
            _writer.WriteBits(block[0] >> scan.LowBit, 1);

        if (scan.SpectralEnd == 0)
            return;
        if (!frame.Progressive)
            WriteSequentialAc(EntropyWriter.AcTable(number), block);
        else if (scan.HighBit == 0)
            WriteFirstAc(EntropyWriter.AcTable(number), block);
        else
            WriteRefinedAc(EntropyWriter.AcTable(number), block);
    }

    private void WriteDc(JpegComponent component, int number, int value)
    {
        ref int prediction = ref _predictions[Array.IndexOf(frame.Components, component)];
        int difference = value - prediction;
        prediction = value;
        int category = EntropyWriter.Category(difference);
        _writer.WriteSymbol(EntropyWriter.DcTable(number), category);
        _writer.WriteMagnitude(difference, category);
    }

    private void WriteSequentialAc(int table, ReadOnlySpan<short> block)
    {
        int run = 0;
        for (int k = 1; k < 64; k++)
        {
            int value = block[JpegTables.ZigZag[k]];
            if (value == 0)
            {
                run++;
                continue;
            }
            WriteRunAndValue(table, ref run, value);
        }
        if (run > 0)
            _writer.WriteSymbol(table, 0x00);
    }

    private void WriteFirstAc(int table, ReadOnlySpan<short> block)
    {
        int run = 0;
        for (int k = scan.SpectralStart; k <= scan.SpectralEnd; k++)
        {
            // The point transform of AC coefficients rounds towards zero (T.81 G.1.2.2).
            int value = block[JpegTables.ZigZag[k]] / (1 << scan.LowBit);
            if (value == 0)
            {
                run++;
                continue;
            }
            WriteEndOfBandRun();
            WriteRunAndValue(table, ref run, value);
        }
        if (run > 0)
            ExtendEndOfBandRun(table);
    }

    private void WriteRunAndValue(int table, ref int run, int value)
    {
        for (; run > 15; run -= 16)
            _writer.WriteSymbol(table, 0xF0);
        int category = EntropyWriter.Category(value);
        _writer.WriteSymbol(table, (run << 4) | category);
        _writer.WriteMagnitude(value, category);
        run = 0;
    }

    /// <summary>Correction bits of known coefficients follow the next symbol, in order (T.81 G.1.2.3).</summary>
    private void WriteRefinedAc(int table, ReadOnlySpan<short> block)
    {
        int lastNew = 0;
        for (int k = scan.SpectralStart; k <= scan.SpectralEnd; k++)
        {
            if (Math.Abs((int)block[JpegTables.ZigZag[k]]) >> scan.LowBit == 1)
                lastNew = k;
        }

        int run = 0;
        var pending = new List<bool>();
        for (int k = scan.SpectralStart; k <= scan.SpectralEnd; k++)
        {
            int value = block[JpegTables.ZigZag[k]];
            int magnitude = Math.Abs(value) >> scan.LowBit;
            if (magnitude == 0)
            {
                run++;
                continue;
            }
            for (; run > 15 && k <= lastNew; run -= 16)
            {
                WriteEndOfBandRun();
                _writer.WriteSymbol(table, 0xF0);
                WriteCorrections(pending);
            }
            if (magnitude > 1)
            {
                pending.Add((magnitude & 1) != 0);
                continue;
            }
            WriteEndOfBandRun();
            _writer.WriteSymbol(table, (run << 4) | 1);
            _writer.WriteBits(value < 0 ? 0 : 1, 1);
            WriteCorrections(pending);
            run = 0;
        }
        if (run > 0 || pending.Count > 0)
        {
            _corrections.AddRange(pending);
            ExtendEndOfBandRun(table);
        }
    }

    private void ExtendEndOfBandRun(int table)
    {
        _runTable = table;
        if (++_endOfBandRun == MostEndOfBandRun)
            WriteEndOfBandRun();
    }

    private void WriteEndOfBandRun()
    {
        if (_endOfBandRun == 0)
            return;
        int bits = EntropyWriter.Category(_endOfBandRun) - 1;
        _writer.WriteSymbol(_runTable, bits << 4);
        _writer.WriteBits(_endOfBandRun, bits);
        _endOfBandRun = 0;
        WriteCorrections(_corrections);
    }

    private void WriteCorrections(List<bool> corrections)
    {
        foreach (bool bit in corrections)
            _writer.WriteBits(bit ? 1 : 0, 1);
        corrections.Clear();
    }
}
