namespace Affekt.Imaging.OtherFormats;

/// <summary>Some parts of a file in memory, one after the other, as a stream that ends where a decode is cancelled.</summary>
/// <param name="data">The file; it stays pinned as long as the stream is used.</param>
/// <param name="segments">Offset and length of each part.</param>
/// <param name="budget">Asked before every read.</param>
internal sealed unsafe class SegmentStream(byte* data, IReadOnlyList<(int Offset, int Length)> segments, DecodeBudget budget) : Stream
{
    private readonly long _length = segments.Sum(s => (long)s.Length);
    private long _position;
    private int _segment;
    private long _segmentStart;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _position;
        set => _position = Math.Max(value, 0);
    }

    public override int Read(Span<byte> buffer)
    {
        budget.Tick();
        int total = 0;
        while (!buffer.IsEmpty && _position < _length)
        {
            FindSegment();
            (int offset, int length) = segments[_segment];
            int at = (int)(_position - _segmentStart);
            int count = Math.Min(buffer.Length, length - at);
            new ReadOnlySpan<byte>(data + offset + at, count).CopyTo(buffer);
            buffer = buffer[count..];
            _position += count;
            total += count;
        }
        return total;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => _length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Mostly the same one or the next; after a step back the search starts anew.</summary>
    private void FindSegment()
    {
        if (_position < _segmentStart)
            (_segment, _segmentStart) = (0, 0);
        for (; _position >= _segmentStart + segments[_segment].Length; _segment++)
            _segmentStart += segments[_segment].Length;
    }
}
