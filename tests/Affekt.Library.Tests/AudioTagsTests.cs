using System.Buffers.Binary;
using System.Text;
using Affekt.Library.Tags;
using Affekt.Music;

namespace Affekt.Library.Tests;

public sealed class AudioTagsTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Id3_frames_are_read_in_every_encoding(byte version)
    {
        byte[] frames =
        [
            .. Id3Frame(version, "TIT2", [1, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Ça plane")]),
            .. Id3Frame(version, "TPE1", [0, .. Encoding.Latin1.GetBytes("Édith")]),
            .. Id3Frame(version, "TCON", [0, .. "(17)"u8]),
            .. Id3Frame(version, "APIC", new byte[5000]),
            .. Id3Frame(version, "TBPM", [3, .. "128"u8]),
            .. Id3Frame(version, "TXXX", [3, .. "MOOD\0sad"u8]),
        ];
        byte[] file = [.. "ID3"u8, version, 0, 0, .. SynchSafe(frames.Length), .. frames, 0xFF, 0xFB, 0, 0];
        var tags = Read(file);
        Assert.Equal(("Ça plane", "Édith", "rock", "128", "sad"),
            (tags.First("TITLE"), tags.First("ARTIST"), tags.First("GENRE"), tags.First("BPM"), tags.First("MOOD")));
        Assert.Throws<MusicException>(() => Read(file[..40]));
    }

    [Fact]
    public void Flac_and_Opus_comments_are_read()
    {
        byte[] comments = [.. Block("enc"), 3, 0, 0, 0, .. Block("TITLE=One"), .. Block("artist=Somebody"), .. Block("MOOD=calm")];
        byte[] flac = [.. "fLaC"u8, 0, 0, 0, 34, .. new byte[34], 0x84, 0, 0, (byte)comments.Length, .. comments];
        byte[] packet = [.. "OpusTags"u8, .. comments];
        byte[] ogg = [.. OggPage(new byte[19]), .. OggPage(packet)];
        foreach (var file in new[] { flac, ogg })
        {
            var tags = Read(file);
            Assert.Equal(("One", "Somebody", "calm"), (tags.First("TITLE"), tags.First("ARTIST"), tags.First("MOOD")));
            Assert.Throws<MusicException>(() => Read(file[..^10]));
        }
    }

    [Fact]
    public void Mp4_items_are_read()
    {
        var item = Box("\u00A9nam", Box("data", [0, 0, 0, 1, 0, 0, 0, 0, .. "Título"u8]));
        var tempo = Box("tmpo", Box("data", [0, 0, 0, 21, 0, 0, 0, 0, 0, 96]));
        var own = Box("----", [.. Box("mean", [0, 0, 0, 0, .. "com.apple.iTunes"u8]), .. Box("name", [0, 0, 0, 0, .. "MOOD"u8]),
            .. Box("data", [0, 0, 0, 1, 0, 0, 0, 0, .. "happy"u8])]);
        byte[] file = [.. Box("ftyp", "M4A isom"u8.ToArray()),
            .. Box("moov", Box("udta", Box("meta", [0, 0, 0, 0, .. Box("ilst", [.. item, .. tempo, .. own])])))];
        var tags = Read(file);
        Assert.Equal(("Título", "96", "happy"), (tags.First("TITLE"), tags.First("BPM"), tags.First("MOOD")));
        Assert.Throws<MusicException>(() => Read(file[..^20]));
    }

    [Fact]
    public void Other_files_are_refused_and_audio_without_tags_has_none()
    {
        Assert.Throws<MusicException>(() => Read(Encoding.ASCII.GetBytes("this is a text")));
        Assert.Throws<MusicException>(() => Read([1, 2]));
        Assert.Equal("", Read([0xFF, 0xFB, .. new byte[20]]).First("TITLE"));
    }

    [Fact]
    public void Damaged_files_never_do_worse_than_the_typed_exception()
    {
        byte[] comments = [.. Block("enc"), 2, 0, 0, 0, .. Block("TITLE=One"), .. Block("ARTIST=Two")];
        var frames = Id3Frame(3, "TIT2", [1, 0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Title")]);
        byte[][] seeds =
        [
            [.. "fLaC"u8, 0x84, 0, 0, (byte)comments.Length, .. comments],
            [.. OggPage(new byte[19]), .. OggPage([.. "OpusTags"u8, .. comments])],
            [.. "ID3"u8, 3, 0, 0, .. SynchSafe(frames.Length), .. frames],
            [.. Box("ftyp", "M4A isom"u8.ToArray()),
                .. Box("moov", Box("udta", Box("meta", [0, 0, 0, 0, .. Box("ilst", Box("\u00A9nam", Box("data", new byte[20])))])))],
        ];
        var random = new Random(5);
        for (var round = 0; round < 4000; round++)
        {
            var file = (byte[])seeds[round % seeds.Length].Clone();
            for (var change = 0; change <= round % 4; change++)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                Read(file[..random.Next(file.Length / 2, file.Length + 1)]);
            }
            catch (MusicException)
            {
                // The one exception that damaged files may cause.
            }
        }
    }

    private static AudioTags Read(byte[] file) => AudioTags.Read(new MemoryStream(file));

    private static byte[] SynchSafe(int n) => [(byte)(n >> 21 & 0x7F), (byte)(n >> 14 & 0x7F), (byte)(n >> 7 & 0x7F), (byte)(n & 0x7F)];

    private static byte[] BigEndian(int n)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, n);
        return bytes;
    }

    private static byte[] Id3Frame(byte version, string id, byte[] data) =>
        [.. Encoding.ASCII.GetBytes(id), .. version == 4 ? SynchSafe(data.Length) : BigEndian(data.Length), 0, 0, .. data];

    private static byte[] Block(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. BitConverter.GetBytes(bytes.Length), .. bytes];
    }

    private static byte[] OggPage(byte[] packet) => [.. "OggS"u8, .. new byte[22], 1, (byte)packet.Length, .. packet];

    private static byte[] Box(string name, byte[] body) => [.. BigEndian(body.Length + 8), .. Encoding.Latin1.GetBytes(name), .. body];
}
