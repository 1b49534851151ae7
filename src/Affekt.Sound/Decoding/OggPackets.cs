using System.Buffers.Binary;

namespace Affekt.Sound;

/// <summary>The packets of the first logical stream of an Ogg file (RFC 3533).</summary>
internal sealed class OggPackets(Stream file)
{
    private const int HeaderBytes = 27;
    private const int LargestPacket = 64 << 20; // covers lie in packets
    private readonly byte[] _header = new byte[HeaderBytes];
    private readonly byte[] _lacing = new byte[255];
    private readonly byte[] _body = new byte[255 * 255];
    private int _segments;
    private int _segment;
    private int _at;
    private uint? _serial;

    /// <summary>The position in samples at the end of the page that the last packet ended on; -1 when the page says none.</summary>
    public long Granule { get; private set; } = -1;

    /// <summary>The next packet, or null at the end of the stream.</summary>
    /// <exception cref="InvalidDataException">The pages break the rules.</exception>
    public byte[]? Next()
    {
        var packet = new MemoryStream();
        while (true)
        {
            if (_segment == _segments && !NextPage())
                return null; // what a file that breaks off has of a packet is of no use
            int length = _lacing[_segment++];
            packet.Write(_body, _at, length);
            _at += length;
            if (packet.Length > LargestPacket)
                throw new InvalidDataException("an Ogg packet is too long");
            if (length < 255)
                return packet.ToArray();
        }
    }

    private bool NextPage()
    {
        while (true)
        {
            if (!FindHeader())
                return false;
            var serial = BinaryPrimitives.ReadUInt32LittleEndian(_header.AsSpan(14));
            _segments = _header[26];
            if (file.ReadAtLeast(_lacing.AsSpan(0, _segments), _segments, throwOnEndOfStream: false) < _segments)
                return false;
            var length = 0;
            for (var i = 0; i < _segments; i++)
                length += _lacing[i];
            if (file.ReadAtLeast(_body.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
                return false;
            (_segment, _at) = (0, 0);
            _serial ??= serial;
            if (serial != _serial || _segments == 0)
                continue; // a video's or a second stream's
            Granule = BinaryPrimitives.ReadInt64LittleEndian(_header.AsSpan(6));
            return true;
        }
    }

    /// <summary>Reads the next page's header; passes over bytes between pages.</summary>
    private bool FindHeader()
    {
        _segments = _segment = 0;
        if (file.ReadAtLeast(_header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes)
            return false;
        while (!_header.AsSpan().StartsWith("OggS"u8))
        {
            _header.AsSpan(1).CopyTo(_header);
            var next = file.ReadByte();
            if (next < 0)
                return false;
            _header[^1] = (byte)next;
        }
        return true;
    }
}

/// <summary>FLAC within Ogg, unwrapped to what a FLAC file holds.</summary>
internal static class OggFlac
{
    private const int Prefix = 9; // 0x7F "FLAC", version, number of headers

    /// <summary>The packets in a row, from the marker fLaC on.</summary>
    /// <param name="file">The file, disposed with the result.</param>
    public static Stream Unwrap(Stream file) => new PacketStream(file);

    private sealed class PacketStream(Stream file) : Stream
    {
        private readonly OggPackets _packets = new(file);
        private ReadOnlyMemory<byte> _packet;
        private bool _begun;

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
            while (_packet.IsEmpty)
            {
                if (_packets.Next() is not { } next)
                    return 0;
                _packet = _begun ? next : next.AsMemory(Math.Min(Prefix, next.Length));
                _begun = true;
            }
            var length = Math.Min(buffer.Length, _packet.Length);
            _packet.Span[..length].CopyTo(buffer);
            _packet = _packet[length..];
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                file.Dispose();
            base.Dispose(disposing);
        }
    }
}
