using System.Buffers.Binary;

namespace Affekt.Sound;

/// <summary>Walks the boxes of an MP4 file.</summary>
internal static class Mp4Boxes
{
    private const int LargestMoov = 64 << 20;

    /// <summary>The boxes at the top level: type, where the content starts, and its length.</summary>
    public static IEnumerable<(string Type, long Start, long Length)> Top(Stream file)
    {
        var header = new byte[16];
        long at = 0;
        while (at + 8 <= file.Length)
        {
            file.Position = at;
            file.ReadExactly(header, 0, 8);
            long length = BinaryPrimitives.ReadUInt32BigEndian(header);
            var head = 8;
            if (length == 1 && at + 16 <= file.Length)
            {
                file.ReadExactly(header, 8, 8);
                length = BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(8));
                head = 16;
            }
            else if (length == 0)
                length = file.Length - at;
            if (length < head)
                yield break;
            length = Math.Min(length, file.Length - at);
            yield return (System.Text.Encoding.Latin1.GetString(header, 4, 4), at + head, length - head);
            at += length;
        }
    }

    /// <summary>True when a sample description says that the samples are encrypted: iTunes' drms, Audible's aavd, or enca.</summary>
    public static bool IsProtected(Stream file)
    {
        foreach (var (type, start, length) in Top(file))
        {
            if (type != "moov" || length > LargestMoov)
                continue;
            var moov = new byte[length];
            file.Position = start;
            var bytes = moov.AsSpan(0, file.ReadAtLeast(moov, moov.Length, throwOnEndOfStream: false));
            for (var at = 0; bytes[at..].IndexOf("stsd"u8) is >= 0 and var found;)
            {
                at += found + 4;
                // Version and flags, the number of entries, the size of the first, and its kind.
                if (at + 16 <= bytes.Length && IsEncrypted(bytes.Slice(at + 12, 4)))
                    return true;
            }
        }
        return false;
    }

    private static bool IsEncrypted(ReadOnlySpan<byte> entry) =>
        entry.SequenceEqual("drms"u8) || entry.SequenceEqual("enca"u8) || entry.SequenceEqual("aavd"u8);
}
