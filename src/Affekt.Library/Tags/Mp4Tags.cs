using System.Buffers.Binary;
using System.Text;
using Affekt.Music;

namespace Affekt.Library.Tags;

/// <summary>The item list of MP4 files: moov, udta, meta, ilst.</summary>
internal static class Mp4Tags
{
    private const int MaxBoxes = 4096;
    private static readonly Dictionary<string, string> Names = new (string Item, string Name)[]
    {
        ("\u00A9nam", "TITLE"), ("\u00A9ART", "ARTIST"), ("\u00A9alb", "ALBUM"), ("\u00A9day", "DATE"), ("\u00A9gen", "GENRE"),
            ("tmpo", "BPM"),
    }.ToDictionary(pair => pair.Item, pair => pair.Name);

    public static void Read(Stream stream, AudioTags tags) => Walk(stream, stream.Length, tags, 0);

    private static void Walk(Stream stream, long end, AudioTags tags, int depth)
    {
        for (var boxes = 0; stream.Position + 8 <= end && boxes < MaxBoxes; boxes++)
        {
            var (name, bodyEnd) = Box(stream, end);
            switch (name)
            {
                case "moov" or "udta" when depth < 4:
                    Walk(stream, bodyEnd, tags, depth + 1);
                    break;
                case "meta" when depth < 4:
                    AudioTags.Skip(stream, 4);
                    Walk(stream, bodyEnd, tags, depth + 1);
                    break;
                case "ilst":
                    ReadItems(stream, bodyEnd, tags);
                    return;
                default:
                    break;
            }
            stream.Position = bodyEnd;
        }
    }

    private static void ReadItems(Stream stream, long end, AudioTags tags)
    {
        while (stream.Position + 8 <= end)
        {
            var (name, itemEnd) = Box(stream, end);
            var own = "";
            while (stream.Position + 8 <= itemEnd)
            {
                var (part, partEnd) = Box(stream, itemEnd);
                if (part == "name" && partEnd - stream.Position is >= 4 and < 256)
                    own = AudioTags.Utf8(AudioTags.ReadBytes(stream, partEnd - stream.Position).AsSpan(4)).ToUpperInvariant();
                else if (part == "data" && partEnd - stream.Position is >= 8 and < AudioTags.MaxTagBytes
                    && (Names.ContainsKey(name) || name == "----" && own is "MOOD" or "LANGUAGE" or "ISRC"))
                    AddValue(Names.GetValueOrDefault(name, own), AudioTags.ReadBytes(stream, partEnd - stream.Position), tags);
                stream.Position = partEnd;
            }
            stream.Position = itemEnd;
        }
    }

    private static void AddValue(string name, byte[] data, AudioTags tags)
    {
        var body = data.AsSpan(8); // after type and locale
        if (name == "BPM")
            tags.Add(name, (body.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(body) : 0)
                .ToString(System.Globalization.CultureInfo.InvariantCulture));
        else
            tags.Add(name, AudioTags.Utf8(body));
    }

    private static (string Name, long End) Box(Stream stream, long limit)
    {
        var start = stream.Position;
        var header = AudioTags.ReadBytes(stream, 8);
        long size = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (size == 1)
            size = BinaryPrimitives.ReadInt64BigEndian(AudioTags.ReadBytes(stream, 8));
        else if (size == 0)
            size = limit - start;
        if (size < stream.Position - start || size > limit - start)
            throw new MusicException("A box reaches beyond the one around it: the file is damaged.");
        return (Encoding.Latin1.GetString(header, 4, 4), start + size);
    }
}
