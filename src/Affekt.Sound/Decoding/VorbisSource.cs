using NVorbis;

namespace Affekt.Sound;

/// <summary>Ogg Vorbis, by NVorbis.</summary>
internal sealed class VorbisSource : ISoundSource
{
    private readonly VorbisReader _reader;
    private readonly string _path;

    /// <param name="path">For messages.</param>
    /// <param name="stream">The file, disposed with this.</param>
    public VorbisSource(string path, Stream stream)
    {
        _path = path;
        _reader = new VorbisReader(stream, closeOnDispose: true) { ClipSamples = false };
        (SampleRate, Channels) = (_reader.SampleRate, _reader.Channels);
    }

    public string Name => "vorbis";

    public int SampleRate { get; }

    public int Channels { get; }

    public int Read(Span<float> samples)
    {
        try
        {
            return _reader.ReadSamples(samples[..(samples.Length / Channels * Channels)]) / Channels;
        }
        catch (Exception e) when (Guarded.IsDamage(e))
        {
            throw Guarded.Damaged(_path, e);
        }
    }

    public void Dispose() => _reader.Dispose();
}
