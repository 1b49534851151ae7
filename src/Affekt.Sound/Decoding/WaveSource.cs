using NAudio.Wave;

namespace Affekt.Sound;

/// <summary>WAVE and AIFF, by NAudio.</summary>
internal sealed class WaveSource : ISoundSource
{
    private readonly WaveStream _reader;
    private readonly ISampleProvider _samples;
    private readonly Stream _stream;
    private readonly string _path;

    /// <param name="path">For messages.</param>
    /// <param name="stream">The file, disposed with this.</param>
    /// <param name="isWave">False for AIFF.</param>
    public WaveSource(string path, Stream stream, bool isWave)
    {
        (_path, _stream) = (path, stream);
        _reader = isWave ? new WaveFileReader(stream) : new AiffFileReader(stream);
        _samples = _reader.ToSampleProvider();
        Name = isWave ? "wav" : "aiff";
        (SampleRate, Channels) = (_reader.WaveFormat.SampleRate, _reader.WaveFormat.Channels);
    }

    public string Name { get; }

    public int SampleRate { get; }

    public int Channels { get; }

    public int Read(Span<float> samples)
    {
        try
        {
            return _samples.Read(samples[..(samples.Length / Channels * Channels)]) / Channels;
        }
        catch (Exception e) when (Guarded.IsDamage(e))
        {
            throw Guarded.Damaged(_path, e);
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
    }
}
