using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Affekt.Sound.Tests;

/// <summary>The FLAC decoder gives exactly the samples whose MD5 each file carries.</summary>
public sealed class FlacTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("s16", 44100, "-ac", "2", "-compression_level", "0")]
    [InlineData("s16", 44100, "-ac", "2", "-compression_level", "5")]
    [InlineData("s16", 44100, "-ac", "2", "-compression_level", "12")]
    [InlineData("s16", 8000, "-ac", "1")]
    [InlineData("s32", 96000, "-ac", "2")]
    [InlineData("s32", 48000, "-ac", "6", "-compression_level", "8")]
    [InlineData("s16", 44100, "-ac", "8")]
    [InlineData("s16", 44100, "-ac", "2", "-lpc_type", "cholesky")]
    [InlineData("s16", 44100, "-ac", "2", "-ch_mode", "mid_side")]
    [InlineData("s16", 44100, "-ac", "2", "-ch_mode", "left_side")]
    [InlineData("s16", 44100, "-ac", "2", "-ch_mode", "right_side")]
    [InlineData("s16", 44100, "-ac", "2", "-frame_size", "1000")]
    public void A_file_by_ffmpeg_decodes_exactly(string format, int rate, params string[] encoding)
    {
        var source = _folder.Wave("source.wav", Synth.Drums(120, 3), Synth.Chords([[0, 4, 7]], 3));
        Ffmpeg.Run(["-v", "error", "-i", source, "-sample_fmt", format, "-ar", $"{rate}", .. encoding, "-c:a", "flac",
            _folder["song.flac"]]);
        AssertExact(_folder["song.flac"]);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(24)]
    public void Verbatim_constant_fixed_and_escaped_blocks_decode_exactly(int bits)
    {
        var random = new Random(bits);
        var samples = Enumerable.Range(0, 4 * TinyFlac.Block).Select(i => i / TinyFlac.Block == 1 ? 7
            : random.Next(-(1 << (bits - 2)), 1 << (bits - 2))).ToArray();
        File.WriteAllBytes(_folder["own.flac"], TinyFlac.Encode(samples, bits));
        AssertExact(_folder["own.flac"]);
    }

    [Fact]
    public async Task A_file_that_breaks_off_says_so()
    {
        var random = new Random(1);
        var bytes = TinyFlac.Encode([.. Enumerable.Range(0, 4 * TinyFlac.Block).Select(_ => random.Next(-1000, 1000))], 16);
        await File.WriteAllBytesAsync(_folder["cut.flac"], bytes[..^100]);
        var refused = await Assert.ThrowsAsync<SoundException>(() => new SongListener().ListenAsync(_folder["cut.flac"]));
        Assert.Equal(SoundProblem.Damaged, refused.Problem);
    }

    [Fact]
    public async Task Damage_anywhere_ends_in_a_reason_or_in_figures()
    {
        var random = new Random(2);
        var bytes = TinyFlac.Encode([.. Enumerable.Range(0, 60 * TinyFlac.Block).Select(_ => random.Next(-1000, 1000))], 16);
        for (var round = 0; round < 60; round++)
        {
            var copy = bytes.ToArray();
            for (var i = 0; i < 3; i++)
                copy[random.Next(round % 2 == 0 ? 100 : copy.Length)] = (byte)random.Next(256);
            await File.WriteAllBytesAsync(_folder["bad.flac"], copy);
            try
            {
                await new SongListener(new SoundOptions { Ffmpeg = null }).ListenAsync(_folder["bad.flac"]);
            }
            catch (SoundException)
            {
                // One typed reason: what it must be. Anything else fails the test.
            }
        }
    }

    private static void AssertExact(string path)
    {
        using var source = new FlacSource(path, File.OpenRead(path));
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var bytes = (source.Info.Bits + 7) / 8;
        byte[] buffer = [];
        long total = 0;
        while (source.ReadWhole(out var samples) is > 0 and var count)
        {
            total += count;
            var length = 0;
            Array.Resize(ref buffer, Math.Max(buffer.Length, count * source.Channels * bytes + 4));
            for (var i = 0; i < count; i++)
            {
                for (var channel = 0; channel < source.Channels; channel++)
                {
                    BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(length), samples[channel][i]);
                    length += bytes;
                }
            }
            md5.AppendData(buffer, 0, length);
        }
        Assert.Equal(source.Info.Samples, total);
        Assert.NotEqual(new byte[16], source.Info.Md5);
        Assert.Equal(Convert.ToHexString(source.Info.Md5), Convert.ToHexString(md5.GetHashAndReset()));
    }
}
