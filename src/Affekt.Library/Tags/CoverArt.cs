using System.Buffers.Binary;
using System.Text;
using Affekt.Library.Folders;

namespace Affekt.Library.Tags;

/// <summary>The picture of a song: a file beside it, or the one in its tags (ID3 APIC, FLAC PICTURE, MP4 covr). Damaged tags
/// have none.</summary>
public static class CoverArt
{
    private const int MostBytes = 8 << 20;

    private static readonly string[] FileNames = ["cover.jpg", "cover.png", "folder.jpg", "folder.png", "front.jpg", "front.png"];

    /// <summary>The picture, or null.</summary>
    public static byte[]? Of(string song, MusicFolders folders)
    {
        try
        {
            using var stream = File.OpenRead(song);
            if (Embedded(stream) is { } inside)
                return inside;
            var beside = FileNames.Select(name => Path.Combine(Path.GetDirectoryName(song)!, name)).FirstOrDefault(folders.Allows);
            return beside is not null && new FileInfo(beside).Length <= MostBytes ? Known(File.ReadAllBytes(beside)) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The content type, by the first bytes.</summary>
    public static string TypeOf(ReadOnlySpan<byte> picture) => picture[0] == 0x89 ? "image/png" : "image/jpeg";

    // Only what really is a JPEG or a PNG is handed out.
    private static byte[]? Known(ReadOnlySpan<byte> picture) =>
        picture.Length > 8 && (picture is [0xFF, 0xD8, 0xFF, ..] || picture is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
            ? picture.ToArray() : null;

    private static byte[]? Embedded(FileStream stream)
    {
        var start = Bytes(stream, 10);
        if (start.AsSpan().StartsWith("ID3"u8))
            return FromId3(stream, start);
        if (start.AsSpan().StartsWith("fLaC"u8))
            return FromFlac(stream);
        return start.AsSpan(4).StartsWith("ftyp"u8)
            ? FromMp4(stream, 0, stream.Length, ["moov", "udta", "meta", "ilst", "covr", "data"]) : null;
    }

    private static byte[]? FromId3(FileStream stream, byte[] header)
    {
        var version = header[3];
        // Tags that are unsynchronised or carry extensions are rare; their songs go without a picture.
        if (version is < 2 or > 4 || (header[5] & 0xC0) != 0)
            return null;
        var end = 10 + SynchSafe(header.AsSpan(6));
        var frameHeader = version == 2 ? 6 : 10;
        for (var at = 10L; at + frameHeader < end;)
        {
            stream.Position = at;
            var frame = Bytes(stream, frameHeader);
            if (frame[0] == 0)
                return null;
            long size = version switch
            {
                2 => frame[3] << 16 | frame[4] << 8 | frame[5],
                3 => BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)),
                _ => SynchSafe(frame.AsSpan(4)),
            };
            if (frame.AsSpan().StartsWith("APIC"u8) || (version == 2 && frame.AsSpan().StartsWith("PIC"u8)))
                return PictureOfFrame(Bytes(stream, size));
            at += frameHeader + size;
        }
        return null;
    }

    // Encoding, type and description come before the picture; its own first bytes say where it begins.
    private static byte[]? PictureOfFrame(ReadOnlySpan<byte> frame)
    {
        var jpeg = frame.IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);
        var png = frame.IndexOf((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);
        var begin = jpeg < 0 ? png : png < 0 ? jpeg : Math.Min(jpeg, png);
        return begin < 0 ? null : Known(frame[begin..]);
    }

    private static byte[]? FromFlac(FileStream stream)
    {
        for (var at = 4L; ;)
        {
            stream.Position = at;
            var header = Bytes(stream, 4);
            var size = header[1] << 16 | header[2] << 8 | header[3];
            if ((header[0] & 0x7F) == 6)
                return PictureOfFrame(Bytes(stream, size));
            if ((header[0] & 0x80) != 0)
                return null;
            at += 4 + size;
        }
    }

    private static byte[]? FromMp4(FileStream stream, long from, long to, ReadOnlySpan<string> path)
    {
        for (var at = from; at + 8 <= to;)
        {
            stream.Position = at;
            var header = Bytes(stream, 8);
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            var begin = at + 8;
            if (size == 1)
                (size, begin) = (BinaryPrimitives.ReadInt64BigEndian(Bytes(stream, 8)), begin + 8);
            else if (size == 0)
                size = to - at;
            if (size < 8 || at + size > to)
                return null;
            if (Encoding.Latin1.GetString(header, 4, 4) == path[0])
            {
                if (path.Length == 1)
                {
                    stream.Position = begin;
                    return PictureOfFrame(Bytes(stream, at + size - begin));
                }
                // "meta" has four bytes of version before its parts.
                return FromMp4(stream, begin + (path[0] == "meta" ? 4 : 0), at + size, path[1..]);
            }
            at += size;
        }
        return null;
    }

    private static byte[] Bytes(FileStream stream, long count)
    {
        if (count is < 0 or > MostBytes || stream.Length - stream.Position < count)
            throw new InvalidDataException("The tags are damaged.");
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static int SynchSafe(ReadOnlySpan<byte> bytes) => bytes[0] << 21 | bytes[1] << 14 | bytes[2] << 7 | bytes[3];
}
