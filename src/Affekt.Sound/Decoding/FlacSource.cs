namespace Affekt.Sound;

/// <summary>What a FLAC file says of itself.</summary>
/// <param name="SampleRate">Frames a second.</param>
/// <param name="Channels">1 to 8.</param>
/// <param name="Bits">Bits a sample: 4 to 32.</param>
/// <param name="Samples">Samples a channel; 0 when not known.</param>
/// <param name="Md5">[16] The checksum of the samples; zeros when not known.</param>
internal sealed record FlacInfo(int SampleRate, int Channels, int Bits, long Samples, byte[] Md5);

/// <summary>FLAC (RFC 9639), by a decoder of our own.</summary>
internal sealed class FlacSource : ISoundSource
{
    private const int StreamInfo = 0;
    private readonly BitReader _bits;
    private readonly FlacFrames _frames;
    private readonly Stream _stream;
    private readonly string _path;
    private readonly float _scale;
    private int _at;
    private int _length;

    /// <param name="path">For messages.</param>
    /// <param name="stream">The file from its marker fLaC on, disposed with this.</param>
    public FlacSource(string path, Stream stream)
    {
        (_path, _stream) = (path, stream);
        _bits = new BitReader(stream);
        Info = ReadInfo();
        _frames = new FlacFrames(_bits, Info);
        _scale = 1f / (1L << (Info.Bits - 1));
    }

    public string Name => "flac";

    public int SampleRate => Info.SampleRate;

    public int Channels => Info.Channels;

    /// <summary>What the file says of itself.</summary>
    public FlacInfo Info { get; }

    public int Read(Span<float> samples)
    {
        if (_at == _length && !Next())
            return 0;
        var count = Math.Min(_length - _at, samples.Length / Channels);
        for (var channel = 0; channel < Channels; channel++)
        {
            var from = _frames.Samples[channel].AsSpan(_at, count);
            for (var i = 0; i < from.Length; i++)
                samples[i * Channels + channel] = _scale * from[i];
        }
        _at += count;
        return count;
    }

    /// <summary>Reads the next frame's whole numbers.</summary>
    /// <param name="samples">[channels][count] Valid until the next call.</param>
    /// <returns>The count; 0 at the end.</returns>
    public int ReadWhole(out int[][] samples)
    {
        samples = _frames.Samples;
        (_at, _length) = (0, 0);
        return Next() ? _length : 0;
    }

    public void Dispose() => _stream.Dispose();

    private bool Next()
    {
        try
        {
            _at = 0;
            _length = _frames.Next();
            return _length > 0;
        }
        catch (Exception e) when (Guarded.IsDamage(e))
        {
            _length = 0;
            throw Guarded.Damaged(_path, e);
        }
    }

    private FlacInfo ReadInfo()
    {
        if (_bits.Read(32) != 0x664C6143)
            throw new InvalidDataException("the marker fLaC is missing");
        FlacInfo? info = null;
        for (var last = false; !last;)
        {
            last = _bits.Read(1) == 1;
            var kind = _bits.Read(7);
            var length = _bits.Read(24);
            if (kind != StreamInfo || info is not null)
            {
                for (uint i = 0; i < length; i++)
                    _bits.Read(8);
                continue;
            }
            _bits.Read(32); // smallest and largest block
            _bits.Read(24); // smallest and
            _bits.Read(24); // largest frame
            var (rate, channels, bits) = ((int)_bits.Read(20), (int)_bits.Read(3) + 1, (int)_bits.Read(5) + 1);
            var samples = ((long)_bits.Read(4) << 32) | _bits.Read(32);
            var md5 = new byte[16];
            for (var i = 0; i < md5.Length; i++)
                md5[i] = (byte)_bits.Read(8);
            info = new FlacInfo(rate, channels, bits, samples, md5);
        }
        return info is { SampleRate: > 0, Bits: >= 4 } ? info : throw new InvalidDataException("the stream's own description is missing");
    }
}
