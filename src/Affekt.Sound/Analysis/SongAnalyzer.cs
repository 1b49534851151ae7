namespace Affekt.Sound;

/// <summary>What the analysis of a song gives.</summary>
/// <param name="Seconds">Its length.</param>
/// <param name="Loudness">In LUFS.</param>
/// <param name="Tempo">Null when there is no pulse.</param>
/// <param name="Key">Null when nothing has a pitch.</param>
/// <param name="Features">The figures.</param>
internal sealed record AnalyzedSong(double Seconds, double Loudness, Tempo? Tempo, FoundKey? Key, SoundFeatures Features);

/// <summary>Takes in a song's sound as it comes and keeps only figures of it.</summary>
internal sealed class SongAnalyzer
{
    /// <summary>Samples a second of what the figures are read from.</summary>
    public const int Rate = 22050;

    /// <summary>Seconds that say something of a song although the rest is missing.</summary>
    public const double ShortestWorthwhile = 5;

    private const int Block = 8192;
    private const double Shortest = 1; // seconds
    private const int LeastFrames = RhythmMeter.Frames / 4; // of a piece that counts
    private const int LeastShare = 16; // one frame in so many has to sound
    private const float AbsoluteSilence = 1e-9f; // -90 dB
    private const float RelativeSilence = 1e-6f; // -60 dB of the loudest frame so far
    private const double FrameRate = (double)Rate / SpectrumMeter.Hop;

    private readonly int _rate;
    private readonly int _channels;
    private readonly LoudnessMeter _loudness;
    private readonly Resampler _resampler;
    private readonly SpectrumMeter _spectrum = new(Rate);
    private readonly RhythmMeter _rhythm = new(FrameRate);
    private readonly TempoMeter _tempo = new(FrameRate);
    private readonly HarmonyMeter _harmony;
    private readonly RunningStatistics _frames = new(SpectrumMeter.Names.Length);
    private readonly RunningStatistics _changes = new(SpectrumMeter.Cepstra);
    private readonly RunningStatistics _chords = new(HarmonyMeter.Names.Length);
    private readonly RunningStatistics _pieces = new(FeatureLayout.Piece.Length);
    private readonly float[] _mono;
    private readonly float[] _slow;
    private readonly float[] _waiting = new float[SpectrumMeter.Size];
    private readonly float[] _figures = new float[SpectrumMeter.Names.Length];
    private readonly float[] _cepstraBefore = new float[SpectrumMeter.Cepstra];
    private readonly float[] _change = new float[SpectrumMeter.Cepstra];
    private int _length;
    private int _framesOfPiece;
    private float _loudest;
    private long _taken;

    /// <param name="rate">Frames a second of the sound to come.</param>
    /// <param name="channels">1 to 8.</param>
    public SongAnalyzer(int rate, int channels)
    {
        (_rate, _channels) = (rate, channels);
        _loudness = new LoudnessMeter(rate, channels);
        _resampler = new Resampler(rate, Rate, Block);
        _mono = new float[Block];
        _slow = new float[(int)((long)Block * Rate / rate) + 2];
        _harmony = new HarmonyMeter(Rate, _slow.Length);
    }

    /// <summary>Seconds so far.</summary>
    public double Seconds => (double)_taken / _rate;

    /// <summary>Takes in sound.</summary>
    /// <param name="samples">[frames][channels] Full scale is 1.</param>
    public void Add(ReadOnlySpan<float> samples)
    {
        _loudness.Add(samples);
        _taken += samples.Length / _channels;
        while (samples.Length >= _channels)
        {
            var frames = Math.Min(Block, samples.Length / _channels);
            Mix(samples[..(frames * _channels)], _mono);
            var slow = _slow.AsSpan(0, _resampler.Add(_mono.AsSpan(0, frames), _slow));
            _harmony.Add(slow, _chords);
            AddMono(slow);
            samples = samples[(frames * _channels)..];
        }
    }

    /// <summary>Ends the song.</summary>
    /// <param name="path">For messages.</param>
    /// <exception cref="SoundException">It is too short or silent.</exception>
    public AnalyzedSong Finish(string path)
    {
        if (_taken == 0)
            throw new SoundException(SoundProblem.Empty, $"{path}: the file has no samples. Copy it again.");
        if (Seconds < Shortest)
            throw new SoundException(SoundProblem.TooShort, $"{path}: the sound is shorter than a second. Leave it out.");
        if (_framesOfPiece >= LeastFrames || _pieces.Count == 0 && _framesOfPiece > 0)
            EndPiece();
        var loudness = _loudness.Integrated();
        if (_pieces.Count == 0 || loudness <= LoudnessMeter.Silence)
            throw new SoundException(SoundProblem.Silent, $"{path}: there is nothing but silence. Leave it out.");
        var (tempo, key) = (_tempo.Find(), _harmony.Find());
        var values = new float[FeatureLayout.Names.Length];
        var piece = FeatureLayout.Piece.Length;
        for (var i = 0; i < piece; i++)
            (values[2 * i], values[2 * i + 1]) = (_pieces.Mean(i), _pieces.Deviation(i));
        values[0] = 0; // the level itself: only its changes count
        values[2 * piece] = (float)Math.Log2((tempo?.Bpm ?? 100) / 100);
        values[2 * piece + 1] = (float)(tempo?.Clarity ?? 0);
        values[2 * piece + 2] = (float)(key?.Clarity ?? 0);
        values[2 * piece + 3] = (float)(key?.Major ?? 0);
        return new AnalyzedSong(Seconds, loudness, tempo, key, new SoundFeatures(values));
    }

    private void Mix(ReadOnlySpan<float> samples, Span<float> mono)
    {
        if (_channels == 1)
        {
            samples.CopyTo(mono);
        }
        else if (_channels == 2)
        {
            for (var i = 0; 2 * i + 1 < samples.Length; i++)
                mono[i] = 0.5f * (samples[2 * i] + samples[2 * i + 1]);
        }
        else
        {
            for (var i = 0; (i + 1) * _channels <= samples.Length; i++)
            {
                var sum = 0f;
                foreach (var sample in samples.Slice(i * _channels, _channels))
                    sum += sample;
                mono[i] = sum / _channels;
            }
        }
        // A damaged float file may hold what is no number.
        for (var i = 0; i < samples.Length / _channels; i++)
        {
            if (!(Math.Abs(mono[i]) < 1e4f))
                mono[i] = 0;
        }
    }

    private void AddMono(ReadOnlySpan<float> samples)
    {
        while (samples.Length > 0)
        {
            var taken = Math.Min(samples.Length, SpectrumMeter.Size - _length);
            samples[..taken].CopyTo(_waiting.AsSpan(_length));
            samples = samples[taken..];
            _length += taken;
            if (_length < SpectrumMeter.Size)
                continue;
            AddFrame();
            _waiting.AsSpan(SpectrumMeter.Hop).CopyTo(_waiting);
            _length = SpectrumMeter.Size - SpectrumMeter.Hop;
        }
    }

    private void AddFrame()
    {
        var power = SpectrumMeter.Power(_waiting);
        _loudest = Math.Max(_loudest, power);
        if (power <= AbsoluteSilence || power < RelativeSilence * _loudest)
        {
            _tempo.Add(_rhythm.AddQuiet());
        }
        else
        {
            _spectrum.Read(_waiting, 10 * MathF.Log10(power), _figures);
            _tempo.Add(MathF.Min(1.5f, _rhythm.Add(_spectrum.LogMels)));
            if (_frames.Count > 0)
            {
                var cepstra = _figures.AsSpan(_figures.Length - SpectrumMeter.Cepstra);
                for (var i = 0; i < cepstra.Length; i++)
                    _change[i] = Math.Abs(cepstra[i] - _cepstraBefore[i]);
                _changes.Add(_change);
            }
            _figures.AsSpan(_figures.Length - SpectrumMeter.Cepstra).CopyTo(_cepstraBefore);
            _frames.Add(_figures);
        }
        if (++_framesOfPiece == RhythmMeter.Frames)
            EndPiece();
    }

    private void EndPiece()
    {
        Span<float> piece = stackalloc float[FeatureLayout.Piece.Length];
        var at = 0;
        for (var i = 0; i < SpectrumMeter.Names.Length; i++)
            (piece[at++], piece[at++]) = (_frames.Mean(i), _frames.Deviation(i));
        for (var i = 0; i < SpectrumMeter.Cepstra; i++)
            piece[at++] = _changes.Mean(i);
        _rhythm.EndPiece(piece.Slice(at, RhythmMeter.Names.Length));
        at += RhythmMeter.Names.Length;
        for (var i = 0; i < HarmonyMeter.Names.Length; i++)
            (piece[at++], piece[at++]) = (_chords.Mean(i), _chords.Deviation(i));
        // Mostly silent pieces, such as a song's end, say nothing of how it sounds.
        if (_frames.Count >= _framesOfPiece / LeastShare && _frames.Count > 1)
            _pieces.Add(piece);
        _frames.Clear();
        _changes.Clear();
        _chords.Clear();
        _framesOfPiece = 0;
    }
}
