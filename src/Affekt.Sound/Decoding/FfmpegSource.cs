using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Affekt.Sound;

/// <summary>Decodes with ffmpeg, where it is installed: it knows most formats and is fast.</summary>
internal sealed class FfmpegSource : ISoundSource
{
    // Nearest of these to the file's own: what the meter of loudness and the resampler take.
    private const string Format = "aformat=sample_fmts=flt:sample_rates=8000|11025|12000|16000|22050|24000|32000|44100|48000"
        + ":channel_layouts=mono|stereo|5.1|7.1";
    private const int LongestMessage = 4096;

    private readonly Process _process;
    private readonly Stream _output;
    private readonly string _path;
    private readonly SoundOptions _options;
    private readonly Task<string> _message;
    private readonly ITimer _watchdog;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _ending;
    private readonly byte[] _rest = new byte[64]; // the bytes of a frame that has not come whole
    private int _restLength;
    private volatile bool _stalled;

    private FfmpegSource(Process process, string path, SoundOptions options, TimeProvider time, CancellationToken cancellation)
    {
        (_process, _path, _options, _cancellation) = (process, path, options, cancellation);
        _output = process.StandardOutput.BaseStream;
        _message = Message(process.StandardError);
        _watchdog = time.CreateTimer(
            _ =>
            {
                _stalled = true;
                Kill();
            },
            null, options.StallLimit, Timeout.InfiniteTimeSpan);
        _ending = cancellation.Register(Kill);
    }

    public string Name => "ffmpeg";

    public int SampleRate { get; private set; }

    public int Channels { get; private set; }

    /// <summary>The program's full path, or null when it is not installed.</summary>
    public static string? Find()
    {
        var name = OperatingSystem.IsWindows() ? "ffmpeg.exe" : "ffmpeg";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Starts ffmpeg on a file and waits for the first bytes.</summary>
    public static FfmpegSource Open(
        string program, string path, SoundOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var longest = options.LongestHeard.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        // Each argument by itself, never a line for a shell; "file:" keeps names with a colon from being taken for protocols.
        foreach (var argument in new[] { "-nostdin", "-hide_banner", "-v", "error", "-threads", "1", "-protocol_whitelist", "file,pipe",
            "-vn", "-sn", "-dn", "-i", "file:" + Path.GetFullPath(path), "-map", "0:a:0", "-t", longest, "-af", Format,
            "-map_metadata", "-1", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1" })
            start.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw new SoundException(SoundProblem.Unsupported, $"{program} cannot be started: {e.Message} Install ffmpeg again.", e);
        }
        process.StandardInput.Close();
        var source = new FfmpegSource(process, path, options, time, cancellation);
        try
        {
            source.ReadHeader();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public int Read(Span<float> samples)
    {
        var bytes = MemoryMarshal.AsBytes(samples);
        var frame = 4 * Channels;
        _rest.AsSpan(0, _restLength).CopyTo(bytes);
        var length = _restLength;
        while (length < frame)
        {
            var read = ReadOutput(bytes[length..]);
            if (read == 0)
                return 0;
            length += read;
        }
        _restLength = length % frame;
        bytes.Slice(length - _restLength, _restLength).CopyTo(_rest);
        return length / frame;
    }

    public void Dispose()
    {
        _ending.Dispose();
        _watchdog.Dispose();
        Kill();
        _process.Dispose();
    }

    /// <summary>The header of a WAVE stream: rate and channels, up to the data.</summary>
    private void ReadHeader()
    {
        var header = new byte[12];
        Fill(header);
        while (true)
        {
            Fill(header.AsSpan(0, 8));
            var length = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            if (header.AsSpan().StartsWith("data"u8))
                return;
            var chunk = new byte[Math.Min(length, 1 << 16)];
            Fill(chunk);
            if (!header.AsSpan().StartsWith("fmt "u8))
                continue;
            Channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk.AsSpan(2));
            SampleRate = BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(4));
        }
    }

    private void Fill(Span<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var read = ReadOutput(bytes);
            if (read == 0)
                throw Failure("it gives no sound");
            bytes = bytes[read..];
        }
    }

    private int ReadOutput(Span<byte> bytes)
    {
        int read;
        try
        {
            read = _output.Read(bytes);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            read = 0;
        }
        if (read == 0)
            End();
        else
            _watchdog.Change(_options.StallLimit, Timeout.InfiniteTimeSpan);
        return read;
    }

    /// <summary>The output has ended: well, or for a reason that is thrown.</summary>
    private void End()
    {
        _watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _cancellation.ThrowIfCancellationRequested();
        if (_stalled)
            throw new SoundException(SoundProblem.TimedOut,
                $"{_path}: ffmpeg gave no sound for {_options.StallLimit.TotalSeconds:0} s. Check the drive and the file.");
        _process.WaitForExit();
        if (_process.ExitCode != 0)
            throw Failure("it stopped");
    }

    private SoundException Failure(string otherwise)
    {
        var message = _message.Result;
        if (message.Contains("matches no streams", StringComparison.Ordinal))
            return new SoundException(SoundProblem.NoSound, $"{_path}: the file has no sound. Leave it out.");
        if (message.Contains("Invalid data found when processing input", StringComparison.Ordinal) && SampleRate == 0
            && !message.Contains("Error while decoding", StringComparison.Ordinal))
            return new SoundException(SoundProblem.Unsupported, $"{_path}: ffmpeg does not know the format, or the file is damaged.");
        var said = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? otherwise;
        return new SoundException(SoundProblem.Damaged, $"{_path}: ffmpeg cannot decode it ({said.TrimEnd('.')}). Copy it again.");
    }

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It has ended already.
        }
    }

    /// <summary>What ffmpeg says, the beginning of it: a damaged file makes it say millions of lines, which must be read.</summary>
    private static async Task<string> Message(StreamReader error)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[1024];
        try
        {
            while (await error.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var read)
            {
                if (text.Length < LongestMessage)
                    text.Append(buffer, 0, read);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was ended.
        }
        return text.ToString();
    }
}
