using System.Globalization;
using System.Text.RegularExpressions;

namespace Affekt.Sound.Tests;

/// <summary>Every format that people have, made by ffmpeg, heard with ffmpeg and, where we can, without.</summary>
public sealed class FormatTests : IDisposable
{
    private const double Bpm = 110;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("song.mp3", "mp3", "-c:a", "libmp3lame", "-b:a", "192k")]
    [InlineData("song.mp2", "mp3", "-c:a", "mp2", "-b:a", "192k")]
    [InlineData("song.ogg", "vorbis", "-c:a", "libvorbis")]
    [InlineData("song.opus", "opus", "-c:a", "libopus")]
    [InlineData("song.flac", "flac", "-c:a", "flac")]
    [InlineData("song.oga", "flac", "-c:a", "flac", "-f", "ogg")]
    [InlineData("song.wav", "wav", "-c:a", "pcm_s16le")]
    [InlineData("song24.wav", "wav", "-c:a", "pcm_s24le")]
    [InlineData("song.aiff", "aiff", "-c:a", "pcm_s16be")]
    public async Task A_managed_decoder_and_ffmpeg_hear_the_same(string name, string decoder, params string[] encoding)
    {
        var file = Encode(name, encoding);
        var managed = await new SongListener(new SoundOptions { Ffmpeg = null }).ListenAsync(file);
        var other = await new SongListener().ListenAsync(file);
        Assert.Equal(decoder, managed.Decoder);
        AssertSong(managed);
        AssertSong(other);
        Assert.Equal(other.DurationSeconds, managed.DurationSeconds, 0.1);
        Assert.Equal(other.LoudnessLufs, managed.LoudnessLufs, 0.1);
        Assert.Equal(other.Affect.Valence, managed.Affect.Valence, 0.05);
        Assert.Equal(other.Affect.Arousal, managed.Affect.Arousal, 0.05);
        Assert.Equal(other.AudioHash, managed.AudioHash);
    }

    [Theory]
    [InlineData("song.m4a", "-c:a", "aac")]
    [InlineData("alac.m4a", "-c:a", "alac")]
    [InlineData("song.aac", "-c:a", "aac")]
    [InlineData("song.wma", "-c:a", "wmav2")]
    [InlineData("song.wv", "-c:a", "wavpack")]
    [InlineData("song.tta", "-c:a", "tta")]
    [InlineData("song.spx", "-c:a", "libspeex", "-ar", "32000")]
    [InlineData("song.mka", "-c:a", "libopus")]
    [InlineData("many.wav", "-c:a", "pcm_s16le", "-ac", "8", "-ar", "192000")]
    public async Task Ffmpeg_hears_the_rest(string name, params string[] encoding)
    {
        var heard = await new SongListener().ListenAsync(Encode(name, encoding));
        Assert.Equal("ffmpeg", heard.Decoder);
        AssertSong(heard);
    }

    [Fact]
    public async Task Eight_channels_at_192_kHz_are_heard_without_ffmpeg()
    {
        var sound = Synth.Clicks(Bpm, 8);
        Synth.WriteWave(_folder["many.wav"], [.. Enumerable.Repeat(sound, 8)], 4 * Synth.Rate);
        var heard = await new SongListener(new SoundOptions { Ffmpeg = null }).ListenAsync(_folder["many.wav"]);
        Assert.Equal(2, heard.DurationSeconds, 0.01); // the same samples, four times as fast
    }

    [Fact]
    public async Task The_sound_of_a_video_is_heard()
    {
        var file = Encode("film.mp4", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=20", "-c:v", "mpeg4", "-c:a",
            "aac", "-shortest");
        AssertSong(await new SongListener().ListenAsync(file));
    }

    [Fact]
    public async Task A_video_without_sound_has_none()
    {
        Ffmpeg.Run("-f", "lavfi", "-i", "testsrc=size=64x48:rate=5:duration=2", "-c:v", "mpeg4", _folder["mute.mp4"]);
        var refused = await Assert.ThrowsAsync<SoundException>(() => new SongListener().ListenAsync(_folder["mute.mp4"]));
        Assert.Equal(SoundProblem.NoSound, refused.Problem);
    }

    [Theory]
    [InlineData(44100)]
    [InlineData(48000)]
    [InlineData(22050)]
    public async Task Loudness_is_what_ffmpeg_measures(int rate)
    {
        var left = Synth.Drums(Bpm, 20);
        var right = Synth.Chords([[0, 4, 7], [5, 9, 12]], 20);
        var file = EncodeFrom(_folder.Wave("source.wav", left, right), "loud.wav", "-ar",
            rate.ToString(CultureInfo.InvariantCulture), "-c:a", "pcm_f32le");
        var heard = await new SongListener(new SoundOptions { Ffmpeg = null }).ListenAsync(file);
        var said = Ffmpeg.Run("-i", file, "-af", "ebur128", "-f", "null", "-");
        var measured = double.Parse(Regex.Matches(said, @"I:\s+(-?[\d.]+) LUFS")[^1].Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.Equal(measured, heard.LoudnessLufs, 0.2);
    }

    [Fact]
    public async Task Tags_do_not_change_the_hash_and_another_song_does()
    {
        foreach (var name in new[] { "a.mp3", "a.ogg", "a.opus", "a.flac", "a.m4a", "a.wav", "a.aiff" })
        {
            var plain = Encode(name);
            var tagged = _folder["tagged-" + name];
            Ffmpeg.Run("-i", plain, "-c", "copy", "-metadata", $"title={new string('x', 3000)}", "-metadata", "artist=Ä 名",
                "-id3v2_version", "3",
                "-write_id3v1", "1", tagged);
            Assert.NotEqual(await File.ReadAllBytesAsync(plain), await File.ReadAllBytesAsync(tagged));
            Assert.Equal(AudioIdentity.Hash(plain), AudioIdentity.Hash(tagged));
        }
        Assert.NotEqual(AudioIdentity.Hash(_folder["a.mp3"]), AudioIdentity.Hash(_folder["a.ogg"]));
    }

    private static void AssertSong(SoundAnalysis heard)
    {
        Assert.Equal(20, heard.DurationSeconds, 0.3);
        Assert.True(heard.IsComplete);
        Assert.NotNull(heard.TempoBpm);
        Assert.Equal(Bpm, heard.TempoBpm.Value, 1.5);
    }

    private string Encode(string name, params string[] encoding) =>
        EncodeFrom(_folder.Wave("source.wav", Synth.Drums(Bpm, 20)), name, encoding);

    private string EncodeFrom(string source, string name, params string[] encoding)
    {
        Ffmpeg.Run(["-v", "error", "-i", source, .. encoding, _folder[name]]);
        return _folder[name];
    }
}
