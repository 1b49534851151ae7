using System.Buffers.Binary;
using Affekt.Music;

namespace Affekt.Library.Tags;

/// <summary>Vorbis comments, as FLAC, Ogg Vorbis and Opus carry them.</summary>
internal static class VorbisTags
{
    private const int FlacCommentBlock = 4;
    private const int OggPages = 64;
    private static readonly HashSet<string> Wanted = ["TITLE", "ARTIST", "ALBUM", "DATE", "GENRE", "MOOD", "BPM", "LANGUAGE", "ISRC"];

    public static void ReadFlac(Stream stream, AudioTags tags)
    {
        AudioTags.Skip(stream, 4);
        for (var last = false; !last;)
        {
            var header = AudioTags.ReadBytes(stream, 4);
            last = (header[0] & 0x80) != 0;
            var size = header[1] << 16 | header[2] << 8 | header[3];
            if ((header[0] & 0x7F) == FlacCommentBlock)
                ReadComments(AudioTags.ReadBytes(stream, size), tags);
            else
                AudioTags.Skip(stream, size);
        }
    }

    public static void ReadOgg(Stream stream, AudioTags tags)
    {
        // The comments are the second packet of the stream; packets are cut into segments of at most 255 bytes.
        var packet = new List<byte>();
        var number = 0;
        for (var page = 0; page < OggPages; page++)
        {
            var header = AudioTags.ReadBytes(stream, 27);
            if (!header.AsSpan().StartsWith("OggS"u8))
                throw new MusicException("An Ogg page does not begin where it should: the file is damaged.");
            foreach (var size in AudioTags.ReadBytes(stream, header[26]))
            {
                packet.AddRange(AudioTags.ReadBytes(stream, size));
                if (packet.Count > AudioTags.MaxTagBytes)
                    return;
                if (size == 255)
                    continue;
                if (++number == 2)
                {
                    var bytes = packet.ToArray().AsSpan();
                    if (bytes.StartsWith("\u0003vorbis"u8))
                        ReadComments(bytes[7..], tags);
                    else if (bytes.StartsWith("OpusTags"u8))
                        ReadComments(bytes[8..], tags);
                    return;
                }
                packet.Clear();
            }
        }
    }

    private static void ReadComments(ReadOnlySpan<byte> block, AudioTags tags)
    {
        Take(ref block); // the encoder's name
        var count = Number(ref block);
        for (var i = 0u; i < count; i++)
        {
            var comment = AudioTags.Utf8(Take(ref block));
            var equals = comment.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && Wanted.Contains(comment[..equals].ToUpperInvariant()))
                tags.Add(comment[..equals].ToUpperInvariant(), comment[(equals + 1)..]);
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> block)
    {
        var length = Number(ref block);
        if (length > block.Length)
            throw new MusicException("A comment reaches beyond its block: the file is damaged.");
        var taken = block[..(int)length];
        block = block[(int)length..];
        return taken;
    }

    private static uint Number(ref ReadOnlySpan<byte> block)
    {
        if (block.Length < 4)
            throw new MusicException("The comments end too early: the file is damaged.");
        var number = BinaryPrimitives.ReadUInt32LittleEndian(block);
        block = block[4..];
        return number;
    }
}
