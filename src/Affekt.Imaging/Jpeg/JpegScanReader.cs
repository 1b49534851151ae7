namespace Affekt.Imaging.Jpeg;

/// <summary>Walks the entropy-coded segments of one scan, over its restart markers (T.81 E.2.4).</summary>
internal sealed unsafe class JpegScanReader
{
    /// <summary>The bits of the current segment; a field, so that decoding works on it in place.</summary>
    public JpegBitReader Bits;

    /// <summary>Blocks still to come that hold nothing in a progressive scan's band (T.81 G.1.2.2).</summary>
    public int EndOfBandRun;

    private readonly byte* _end;
    private readonly JpegScan _scan;
    private readonly int _interval;
    private readonly DecodeBudget _budget;
    private readonly long _blocksARow;
    private int _untilRestart;
    private int _nextRestart;

    public JpegScanReader(byte* start, byte* end, JpegFrame frame, JpegScan scan, int restartInterval, DecodeBudget budget)
    {
        _blocksARow = scan.Components is [var only] ? only.BlocksAcross
            : (long)frame.McusAcross * scan.Components.Sum(c => c.Horizontal * c.Vertical);
        Bits = new JpegBitReader(start, end);
        _end = end;
        (_scan, _interval, _untilRestart, _budget) = (scan, restartInterval, restartInterval, budget);
        ResetPredictions();
    }

    /// <summary>Where the search for the marker after the scan starts.</summary>
    public byte* Position => Bits.Position;

    /// <summary>To be called before every MCU.</summary>
    public void BeginMcu()
    {
        if (_interval == 0)
            return;
        if (_untilRestart == 0)
            Restart();
        _untilRestart--;
    }

    /// <summary>To be called after every row of MCUs.</summary>
    public void EndRow()
    {
        Bits.ThrowIfOverrun();
        _budget.Spend(_blocksARow);
    }

    private void Restart()
    {
        Bits.ThrowIfOverrun();
        byte* position = Bits.Position;
        while (_end - position >= 2 && (position[0] != 0xFF || position[1] is 0 or 0xFF))
            position++;
        if (_end - position < 2)
            throw JpegError.Truncated();
        if (position[1] == JpegMarker.EndOfImage)
            throw JpegError.Truncated();
        if (position[1] != JpegMarker.Restart0 + _nextRestart)
            throw JpegError.Damaged("a restart marker is missing");
        Bits = new JpegBitReader(position + 2, _end);
        _nextRestart = (_nextRestart + 1) & 7;
        _untilRestart = _interval;
        EndOfBandRun = 0;
        ResetPredictions();
    }

    private void ResetPredictions()
    {
        foreach (JpegComponent component in _scan.Components)
            component.Prediction = 0;
    }
}
