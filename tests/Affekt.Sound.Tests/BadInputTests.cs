using System.Diagnostics;

namespace Affekt.Sound.Tests;

/// <summary>Files that cannot be listened to end in one typed reason.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<bool> WithAndWithoutFfmpeg => [true, false];

    [Theory]
    [MemberData(nameof(WithAndWithoutFfmpeg))]
    public async Task An_empty_file_is_empty(bool ffmpeg)
    {
        await File.WriteAllBytesAsync(_folder["song.mp3"], []);
        Assert.Equal(SoundProblem.Empty, await Problem("song.mp3", ffmpeg));
    }

    [Theory]
    [MemberData(nameof(WithAndWithoutFfmpeg))]
    public async Task A_text_is_no_sound(bool ffmpeg)
    {
        await File.WriteAllTextAsync(_folder["song.mp3"], string.Concat(Enumerable.Repeat("These are the words. ", 999)));
        Assert.Equal(SoundProblem.NoSound, await Problem("song.mp3", ffmpeg));
    }

    [Theory]
    [MemberData(nameof(WithAndWithoutFfmpeg))]
    public async Task Random_bytes_after_a_sign_of_each_format_end_in_a_reason(bool ffmpeg)
    {
        var random = new Random(5);
        byte[][] signs = ["ID3\x04\0\0\0\0\0\0"u8.ToArray(), "fLaC\0\0\0\x22"u8.ToArray(), "OggS\0\x02"u8.ToArray(),
            "RIFF\xFF\xFF\0\0WAVEfmt "u8.ToArray(),
            "FORM\0\0\xFF\xFFAIFFCOMM"u8.ToArray(), "\0\0\0\x20ftypM4A "u8.ToArray(), [0xFF, 0xFB, 0x90, 0x64]];
        foreach (var sign in signs)
        {
            var bytes = new byte[50_000];
            random.NextBytes(bytes);
            sign.CopyTo(bytes, 0);
            await File.WriteAllBytesAsync(_folder["song.bin"], bytes);
            try
            {
                await Listener(ffmpeg).ListenAsync(_folder["song.bin"]);
            }
            catch (SoundException)
            {
                // One typed reason: what it must be. Anything else fails the test.
            }
        }
    }

    [Fact]
    public async Task A_missing_file_is_unreadable() => Assert.Equal(SoundProblem.Unreadable, await Problem("none.mp3", true));

    [Theory]
    [MemberData(nameof(WithAndWithoutFfmpeg))]
    public async Task Silence_is_silent(bool ffmpeg)
    {
        _folder.Wave("silence.wav", new float[20 * Synth.Rate]);
        Assert.Equal(SoundProblem.Silent, await Problem("silence.wav", ffmpeg));
    }

    [Fact]
    public async Task Half_a_second_is_too_short()
    {
        _folder.Wave("short.wav", Synth.Sine(440, 0.5, 0.5));
        Assert.Equal(SoundProblem.TooShort, await Problem("short.wav", false));
    }

    [Fact]
    public async Task An_encrypted_song_of_a_shop_is_protected()
    {
        byte[] box = [.. "\0\0\0\u0030moov\0\0\0\u0028stsd\0\0\0\0\0\0\0\u0001\0\0\0\u0018drms"u8, .. new byte[16]];
        await File.WriteAllBytesAsync(_folder["bought.m4p"], [.. "\0\0\0\u0010ftypM4P \0\0\0\0"u8, .. box]);
        Assert.Equal(SoundProblem.Protected, await Problem("bought.m4p", true));
    }

    [Fact]
    public async Task A_larger_file_than_allowed_is_refused()
    {
        _folder.Wave("song.wav", Synth.Sine(440, 0.5, 2));
        var listener = new SongListener(new SoundOptions { MaxBytes = 1000 });
        var refused = await Assert.ThrowsAsync<SoundException>(() => listener.ListenAsync(_folder["song.wav"]));
        Assert.Equal(SoundProblem.TooLarge, refused.Problem);
    }

    [Fact]
    public async Task Only_the_first_part_of_a_long_file_is_heard()
    {
        _folder.Wave("long.wav", Synth.Clicks(100, 20));
        foreach (var ffmpeg in new[] { null, new SoundOptions().Ffmpeg })
        {
            var heard = await new SongListener(new SoundOptions { Ffmpeg = ffmpeg, LongestHeard = TimeSpan.FromSeconds(8) })
                .ListenAsync(_folder["long.wav"]);
            Assert.Equal(8, heard.DurationSeconds, 0.5);
            Assert.False(heard.IsComplete);
        }
    }

    [Theory]
    [InlineData("名前 ü.wav")]
    [InlineData("two: lines\nand a \"quote\".wav")]
    [InlineData("-i.wav")]
    public async Task Odd_names_are_heard(string name)
    {
        if (OperatingSystem.IsWindows() && name.AsSpan().IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            Assert.Skip("Windows has no such names.");
        _folder.Wave(name, Synth.Clicks(100, 5));
        foreach (var ffmpeg in new[] { true, false })
            Assert.Equal(5, (await Listener(ffmpeg).ListenAsync(_folder[name])).DurationSeconds, 0.1);
    }

    [Fact]
    public async Task A_stopped_ffmpeg_is_ended_and_the_file_timed_out()
    {
        var listener = new SongListener(new SoundOptions { Ffmpeg = Sleeper(), StallLimit = TimeSpan.FromSeconds(3) });
        _folder.Wave("song.wav", Synth.Clicks(100, 5));
        var refused = await Assert.ThrowsAsync<SoundException>(() => listener.ListenAsync(_folder["song.wav"]));
        Assert.Equal(SoundProblem.TimedOut, refused.Problem);
        await AssertEnded();
    }

    [Fact]
    public async Task Cancelling_ends_ffmpeg()
    {
        var listener = new SongListener(new SoundOptions { Ffmpeg = Sleeper() });
        _folder.Wave("song.wav", Synth.Clicks(100, 5));
        using var cancellation = new CancellationTokenSource();
        var listening = listener.ListenAsync(_folder["song.wav"], cancellation.Token);
        while (!File.Exists(_folder["pid"]))
            await Task.Delay(20);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
        await AssertEnded();
    }

    [Fact]
    public async Task A_file_that_takes_too_long_is_timed_out()
    {
        var listener = new SongListener(new SoundOptions { Ffmpeg = Sleeper(), TimeLimit = TimeSpan.FromMilliseconds(500) });
        _folder.Wave("song.wav", Synth.Clicks(100, 5));
        var refused = await Assert.ThrowsAsync<SoundException>(() => listener.ListenAsync(_folder["song.wav"]));
        Assert.Equal(SoundProblem.TimedOut, refused.Problem);
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_has_changed()
    {
        _folder.Wave("song.wav", Synth.Clicks(100, 5));
        var listener = new SongListener(new SoundOptions { Ffmpeg = Script($"printf more >> '{_folder["song.wav"]}'; exit 1") });
        var refused = await Assert.ThrowsAsync<SoundException>(() => listener.ListenAsync(_folder["song.wav"]));
        Assert.Equal(SoundProblem.Changed, refused.Problem);
    }

    private string Sleeper() => Script($"echo $$ > '{_folder["pid"]}'; exec sleep 60");

    /// <summary>A program in ffmpeg's place.</summary>
    private string Script(string line)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("A shell script stands in for ffmpeg here; run this test on Linux or macOS.");
        var path = _folder["ffmpeg"];
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private async Task AssertEnded()
    {
        var id = int.Parse((await File.ReadAllTextAsync(_folder["pid"])).Trim(), System.Globalization.CultureInfo.InvariantCulture);
        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        }
        catch (ArgumentException)
        {
            // It is gone.
        }
    }

    private static SongListener Listener(bool ffmpeg) => ffmpeg ? new SongListener() : new SongListener(new SoundOptions { Ffmpeg = null });

    private async Task<SoundProblem> Problem(string name, bool ffmpeg) =>
        (await Assert.ThrowsAsync<SoundException>(() => Listener(ffmpeg).ListenAsync(_folder[name]))).Problem;
}
