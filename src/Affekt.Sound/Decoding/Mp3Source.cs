using NLayer;

namespace Affekt.Sound;

/// <summary>MPEG audio, layers I to III, by NLayer.</summary>
internal sealed class Mp3Source : ISoundSource
{
    private readonly MpegFile _file;
    private readonly string _path;
    private float[] _buffer = [];

    /// <param name="path">For messages.</param>
    /// <param name="stream">The file, disposed with this.</param>
    public Mp3Source(string path, Stream stream)
    {
        _path = path;
        _file = new MpegFile(stream);
        (SampleRate, Channels) = (_file.SampleRate, _file.Channels);
    }

    public string Name => "mp3";

    public int SampleRate { get; }

    public int Channels { get; }

    public int Read(Span<float> samples)
    {
        try
        {
            if (_buffer.Length < samples.Length)
                _buffer = new float[samples.Length];
            var read = _file.ReadSamples(_buffer, 0, samples.Length);
            _buffer.AsSpan(0, read).CopyTo(samples);
            return read / Channels;
        }
        catch (Exception e) when (Guarded.IsDamage(e))
        {
            throw Guarded.Damaged(_path, e);
        }
    }

    public void Dispose() => _file.Dispose();
}
