using System.Buffers.Binary;
using System.Text;
using Affekt.Music;

namespace Affekt.Library.Tags;

/// <summary>ID3v2.2, 2.3 and 2.4: text frames, by the informal standards of id3.org.</summary>
internal static class Id3Tags
{
    private const int Unsynchronised = 0x80;
    private const int ExtendedHeader = 0x40;
    private const int FrameCompressedOrEncrypted = 0x0C;
    private const int FrameUnsynchronised = 0x02;
    private const int FrameDataLength = 0x01;

    private static readonly Dictionary<string, string> Names = new (string Frame, string Name)[]
    {
        ("TIT2", "TITLE"), ("TT2", "TITLE"), ("TPE1", "ARTIST"), ("TP1", "ARTIST"), ("TALB", "ALBUM"), ("TAL", "ALBUM"),
        ("TDRC", "DATE"), ("TYER", "DATE"), ("TYE", "DATE"), ("TCON", "GENRE"), ("TCO", "GENRE"), ("TMOO", "MOOD"),
        ("TBPM", "BPM"), ("TBP", "BPM"), ("TLAN", "LANGUAGE"), ("TLA", "LANGUAGE"), ("TSRC", "ISRC"), ("TRC", "ISRC"),
    }.ToDictionary(pair => pair.Frame, pair => pair.Name);

    // The numbers of ID3v1 up to the end of its first list; a genre such as "(17)" or "17" means one of these.
    private static readonly string[] Genres =
    [
        "blues", "rock", "country", "dance", "disco", "funk", "grunge", "hip hop", "jazz", "metal", "new age", "oldies", "other",
            "pop", "r&b", "rap", "reggae", "rock", "techno",
        "industrial", "alternative", "ska", "death metal", "pranks", "soundtrack", "euro techno", "ambient", "trip hop", "vocal",
            "jazz funk", "fusion", "trance", "classical",
    ];

    public static void Read(Stream stream, AudioTags tags)
    {
        var header = AudioTags.ReadBytes(stream, 10);
        var version = header[3];
        if (version is < 2 or > 4)
            return;
        var end = stream.Position + SynchSafe(header.AsSpan(6));
        if (end > stream.Length)
            throw new EndOfStreamException();
        var wholeUnsynchronised = (header[5] & Unsynchronised) != 0 && version < 4;
        if ((header[5] & ExtendedHeader) != 0 && version > 2)
        {
            var size = AudioTags.ReadBytes(stream, 4);
            AudioTags.Skip(stream, version == 4 ? SynchSafe(size) - 4 : BinaryPrimitives.ReadUInt32BigEndian(size));
        }
        var headerSize = version == 2 ? 6 : 10;
        while (stream.Position + headerSize <= end)
        {
            var frame = AudioTags.ReadBytes(stream, headerSize);
            if (frame[0] == 0)
                break;
            var id = Encoding.ASCII.GetString(frame, 0, version == 2 ? 3 : 4);
            var size = version switch
            {
                2 => frame[3] << 16 | frame[4] << 8 | frame[5],
                3 => BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)),
                _ => SynchSafe(frame.AsSpan(4)),
            };
            if (stream.Position + size > end)
                throw new MusicException($"The tag frame {id} reaches beyond the tag: the file is damaged.");
            var flags = version == 4 ? frame[9] : 0;
            var readable = version == 3 ? (frame[9] & 0xC0) == 0 : (flags & FrameCompressedOrEncrypted) == 0;
            if (!readable || size is 0 or > AudioTags.MaxTagBytes || !(Names.TryGetValue(id, out var name) || id is "TXXX" or "TXX"))
            {
                AudioTags.Skip(stream, size);
                continue;
            }
            var data = AudioTags.ReadBytes(stream, size);
            if ((flags & FrameDataLength) != 0 && data.Length >= 4)
                data = data[4..];
            if (wholeUnsynchronised || (flags & FrameUnsynchronised) != 0)
                data = Resynchronise(data);
            AddFrame(name, data, tags);
        }
    }

    private static void AddFrame(string? name, byte[] data, AudioTags tags)
    {
        if (data.Length == 0)
            return;
        var parts = Decode(data[0], data.AsSpan(1)).Split('\0');
        if (name is null)
        {
            // A frame of the user's own: its name stands first.
            if (parts is [var own, ..] && own.ToUpperInvariant() is "MOOD" or "BPM" or "LANGUAGE")
            {
                foreach (var value in parts.Skip(1))
                    tags.Add(own.ToUpperInvariant(), value);
            }
            return;
        }
        foreach (var value in parts)
            tags.Add(name, name == "GENRE" ? Genre(value) : value);
    }

    private static string Genre(string value)
    {
        var number = value.StartsWith('(') && value.IndexOf(')', StringComparison.Ordinal) is > 1 and var close ? value[1..close] : value;
        return int.TryParse(number, out var index) && index >= 0 && index < Genres.Length ? Genres[index] : value;
    }

    private static string Decode(byte encoding, ReadOnlySpan<byte> text) => encoding switch
    {
        0 => Encoding.Latin1.GetString(text),
        1 when text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) => Encoding.BigEndianUnicode.GetString(text[2..]),
        1 => Encoding.Unicode.GetString(text).Replace("\uFEFF", "", StringComparison.Ordinal),
        2 => Encoding.BigEndianUnicode.GetString(text),
        _ => Encoding.UTF8.GetString(text),
    };

    private static byte[] Resynchronise(byte[] data)
    {
        var plain = new List<byte>(data.Length);
        for (var i = 0; i < data.Length; i++)
        {
            plain.Add(data[i]);
            if (data[i] == 0xFF && i + 1 < data.Length && data[i + 1] == 0)
                i++;
        }
        return [.. plain];
    }

    private static long SynchSafe(ReadOnlySpan<byte> b) =>
        (long)(b[0] & 0x7F) << 21 | (long)(b[1] & 0x7F) << 14 | (long)(b[2] & 0x7F) << 7 | (long)(b[3] & 0x7F);
}
