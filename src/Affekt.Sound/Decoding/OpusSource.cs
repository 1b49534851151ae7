using System.Buffers.Binary;
using Concentus;

namespace Affekt.Sound;

/// <summary>Ogg Opus (RFC 7845), by Concentus.</summary>
internal sealed class OpusSource : ISoundSource
{
    private const int Rate = 48000;
    private const int LongestPacket = 5760; // 120 ms
    private const int HeadBytes = 19;

    private readonly string _path;
    private readonly Stream _stream;
    private readonly OggPackets _packets;
    private readonly IOpusDecoder? _decoder;
    private readonly IOpusMultiStreamDecoder? _surround;
    private readonly float _gain;
    private readonly float[] _frames;
    private int _skip;
    private int _at;
    private int _length;

    /// <param name="path">For messages.</param>
    /// <param name="stream">The file, disposed with this.</param>
    public OpusSource(string path, Stream stream)
    {
        (_path, _stream) = (path, stream);
        _packets = new OggPackets(stream);
        var head = _packets.Next();
        if (head is null || head.Length < HeadBytes || head[9] is 0 or > 8 || head[8] >> 4 != 0)
            throw new InvalidDataException("the header of Opus is damaged");
        Channels = head[9];
        _skip = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(10));
        _gain = (float)Math.Pow(10, BinaryPrimitives.ReadInt16LittleEndian(head.AsSpan(16)) / (20 * 256.0));
        _frames = new float[LongestPacket * Channels];
        if (head[18] == 0 && Channels <= 2)
            _decoder = OpusCodecFactory.CreateDecoder(Rate, Channels);
        else if (head.Length >= HeadBytes + 2 + Channels)
            _surround = OpusCodecFactory.CreateMultiStreamDecoder(Rate, Channels, head[19], head[20], head[21..(21 + Channels)]);
        else
            throw new InvalidDataException("the channels of Opus are damaged");
        _packets.Next(); // tags
    }

    public string Name => "opus";

    public int SampleRate => Rate;

    public int Channels { get; }

    public int Read(Span<float> samples)
    {
        try
        {
            while (_at == _length)
            {
                if (!Decode())
                    return 0;
            }
        }
        catch (Exception e) when (Guarded.IsDamage(e))
        {
            throw Guarded.Damaged(_path, e);
        }
        var frames = Math.Min(_length - _at, samples.Length / Channels);
        var from = _frames.AsSpan(_at * Channels, frames * Channels);
        for (var i = 0; i < from.Length; i++)
            samples[i] = _gain * from[i];
        _at += frames;
        return frames;
    }

    public void Dispose()
    {
        _decoder?.Dispose();
        _surround?.Dispose();
        _stream.Dispose();
    }

    private bool Decode()
    {
        if (_packets.Next() is not { } packet)
            return false;
        var frames = packet.Length == 0 ? 0
            : _decoder?.Decode(packet, _frames, LongestPacket) ?? _surround!.DecodeMultistream(packet, _frames, LongestPacket, false);
        _at = Math.Min(_skip, frames);
        _skip -= _at;
        _length = frames;
        return true;
    }
}
