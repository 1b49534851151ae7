namespace Affekt.Sound;

/// <summary>Listens to files: decodes each once, in pieces, and reads tempo, key, loudness, valence and arousal from it.</summary>
/// <param name="options">Limits and choices; null for the usual ones.</param>
/// <param name="model">Reads valence and arousal from features; null for <see cref="SoundAffectModel.Shipped"/>.</param>
/// <param name="time">The clock of the time limits; null for the system's.</param>
public sealed class SongListener(SoundOptions? options = null, SoundAffectModel? model = null, TimeProvider? time = null)
{
    private const int Block = 8192; // frames
    private readonly SoundOptions _options = options ?? new SoundOptions();
    private readonly SoundAffectModel _model = model ?? SoundAffectModel.Shipped;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Listens to one file. Uses one core, and memory that does not grow with the length of the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops within a moment, and ends ffmpeg where it runs.</param>
    /// <exception cref="SoundException">The file cannot be listened to; <see cref="SoundException.Problem"/> says why.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task<SoundAnalysis> ListenAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var limit = new CancellationTokenSource(_options.TimeLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var token = either.Token;
        try
        {
            // A drive that stalls blocks a read for minutes. The thread is then left to it, and the caller goes on.
            return await Task.Factory.StartNew(() => Listen(path, token), token, TaskCreationOptions.LongRunning, TaskScheduler.Default)
                .WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SoundException(SoundProblem.TimedOut,
                $"{path}: listening took longer than {_options.TimeLimit.TotalSeconds:0} s. Check the drive, or allow more time.");
        }
    }

    private SoundAnalysis Listen(string path, CancellationToken cancellationToken)
    {
        // The thread is this file's own and ends with it; ffmpeg inherits its priority.
        if (_options.IsBackground)
            BackgroundThread.Enter();
        try
        {
            var before = FileState.Of(path, _options);
            try
            {
                var analysis = Listen(path, AudioIdentity.Hash(path, cancellationToken), cancellationToken);
                return FileState.Of(path, _options) == before ? analysis : throw Changed(path);
            }
            catch (SoundException e) when (e.Problem != SoundProblem.Changed && FileState.Of(path, _options) != before)
            {
                // Half a file looks damaged; the true reason is that its other half was still to come.
                throw Changed(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SoundException(SoundProblem.Unreadable, $"{path}: {e.Message.ReplaceLineEndings(" ")} Check the file.", e);
        }
    }

    private static SoundException Changed(string path) =>
        new(SoundProblem.Changed, $"{path}: the file changed while it was read. Try again when it is complete.");

    private SoundAnalysis Listen(string path, string hash, CancellationToken cancellationToken)
    {
        using var source = SoundSources.Open(path, _options, _time, cancellationToken);
        var analyzer = new SongAnalyzer(source.SampleRate, source.Channels);
        var samples = new float[Block * source.Channels];
        var left = (long)(_options.LongestHeard.TotalSeconds * source.SampleRate);
        var complete = true;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int frames;
            try
            {
                frames = source.Read(samples);
            }
            catch (SoundException e) when (e.Problem == SoundProblem.Damaged && analyzer.Seconds >= SongAnalyzer.ShortestWorthwhile)
            {
                complete = false;
                break;
            }
            if (frames == 0)
                break;
            analyzer.Add(samples.AsSpan(0, frames * source.Channels));
            left -= frames;
            if (left <= 0)
            {
                complete = false;
                break;
            }
        }
        var song = analyzer.Finish(path);
        return new SoundAnalysis
        {
            DurationSeconds = song.Seconds,
            IsComplete = complete,
            TempoBpm = song.Tempo?.Bpm,
            PulseClarity = song.Tempo?.Clarity ?? 0,
            Key = song.Key?.Key,
            KeyClarity = song.Key?.Clarity ?? 0,
            LoudnessLufs = song.Loudness,
            Features = song.Features,
            Affect = _model.Predict(song.Features),
            AudioHash = hash,
            Decoder = source.Name,
        };
    }

    private readonly record struct FileState(long Bytes, DateTime Written)
    {
        public static FileState Of(string path, SoundOptions options)
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new SoundException(SoundProblem.Unreadable, $"{path}: there is no such file. Check the path.");
            if (file.Length == 0)
                throw new SoundException(SoundProblem.Empty, $"{path}: the file is empty. Copy it again.");
            return file.Length <= options.MaxBytes ? new FileState(file.Length, file.LastWriteTimeUtc)
                : throw new SoundException(SoundProblem.TooLarge, $"{path}: the file has {file.Length >> 20} MiB, more than the limit.");
        }
    }
}
