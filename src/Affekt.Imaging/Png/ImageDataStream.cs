namespace Affekt.Imaging.Png;

/// <summary>The IDAT chunks of pinned bytes as one stream, without a copy.</summary>
internal sealed unsafe class ImageDataStream(byte* data, List<(int Offset, int Length)> chunks) : Stream
{
    private int _chunk;
    private int _consumed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (_chunk < chunks.Count)
        {
            (int offset, int length) = chunks[_chunk];
            int count = Math.Min(length - _consumed, buffer.Length);
            if (count > 0 || buffer.IsEmpty)
            {
                new ReadOnlySpan<byte>(data + offset + _consumed, count).CopyTo(buffer);
                _consumed += count;
                return count;
            }
            _chunk++;
            _consumed = 0;
        }
        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
