using System.Buffers;
using System.Security.Cryptography;

namespace Affekt.Sound;

/// <summary>
/// Identifies the audio of a file whatever its tags: a hash of the compressed sound without them. Two copies of one encoding are the
/// same, however they are tagged; two encodings of one song are not.
/// </summary>
public static class AudioIdentity
{
    private const int Digits = 32;
    private const int Block = 1 << 17;
    private const int ApeFooter = 32;
    private const int Id3v1 = 128;

    /// <summary>The hash: 32 hexadecimal digits.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string Hash(string path, CancellationToken cancellationToken = default)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (kind, start) = FileKinds.Of(file);
        switch (kind)
        {
            case FileKind.Ogg:
                AddPackets(hash, file, start, cancellationToken);
                break;
            case FileKind.Mp4:
                AddBoxes(hash, file, cancellationToken);
                break;
            case FileKind.Wave or FileKind.Aiff:
                AddChunk(hash, file, start, isWave: kind == FileKind.Wave, cancellationToken);
                break;
            case FileKind.Flac:
                AddRange(hash, file, AfterFlacHeaders(file, start), BeforeTags(file), cancellationToken);
                break;
            case FileKind.Mp3:
                AddRange(hash, file, AfterMpegInfo(file, start), BeforeTags(file), cancellationToken);
                break;
            default:
                AddRange(hash, file, start, BeforeTags(file), cancellationToken);
                break;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }

    private static void AddRange(IncrementalHash hash, Stream file, long start, long end, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            file.Position = Math.Min(start, file.Length);
            while (file.Position < end)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, end - file.Position));
                if (read == 0)
                    return;
                hash.AppendData(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Packets without the second one, which holds the tags; pages move with its length, packets do not.</summary>
    private static void AddPackets(IncrementalHash hash, Stream file, long start, CancellationToken cancellationToken)
    {
        file.Position = start;
        var packets = new OggPackets(file);
        try
        {
            for (var i = 0; packets.Next() is { } packet; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (i != 1)
                    hash.AppendData(packet);
            }
        }
        catch (InvalidDataException)
        {
            // A damaged file is known by what comes before the damage.
        }
    }

    private static void AddBoxes(IncrementalHash hash, Stream file, CancellationToken cancellationToken)
    {
        foreach (var (type, start, length) in Mp4Boxes.Top(file).ToList())
        {
            if (type == "mdat")
                AddRange(hash, file, start, start + length, cancellationToken);
        }
    }

    private static void AddChunk(IncrementalHash hash, Stream file, long start, bool isWave, CancellationToken cancellationToken)
    {
        var header = new byte[8];
        var sound = isWave ? "data"u8.ToArray() : "SSND"u8.ToArray();
        for (var at = start + 12; at + 8 <= file.Length;)
        {
            file.Position = at;
            file.ReadExactly(header);
            long length = isWave ? BitConverter.ToUInt32(header, 4)
                : System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            if (header.AsSpan(0, 4).SequenceEqual(sound))
                AddRange(hash, file, at + 8, Math.Min(file.Length, at + 8 + length), cancellationToken);
            at += 8 + length + (length & 1);
        }
    }

    private static long AfterFlacHeaders(Stream file, long start)
    {
        var header = new byte[4];
        for (var at = start + 4; at + 4 <= file.Length;)
        {
            file.Position = at;
            file.ReadExactly(header);
            at += 4 + (header[1] << 16 | header[2] << 8 | header[3]);
            if ((header[0] & 0x80) != 0)
                return at;
        }
        return start;
    }

    /// <summary>Passes over a first frame that holds figures about the others (Xing, Info): tools write it anew.</summary>
    private static long AfterMpegInfo(Stream file, long start)
    {
        Span<byte> head = stackalloc byte[64];
        if (!ReadAt(file, start, head) || MpegFrame.Bytes(head[..4]) is not (> 0 and var length))
            return start;
        return head.IndexOf("Xing"u8) >= 0 || head.IndexOf("Info"u8) >= 0 ? start + length : start;
    }

    /// <summary>Where ID3v1 and APEv2 tags at the end begin.</summary>
    private static long BeforeTags(Stream file)
    {
        var end = file.Length;
        Span<byte> footer = stackalloc byte[ApeFooter];
        if (ReadAt(file, end - Id3v1, footer[..3]) && footer.StartsWith("TAG"u8))
            end -= Id3v1;
        if (ReadAt(file, end - ApeFooter, footer) && footer.StartsWith("APETAGEX"u8))
        {
            var length = (long)System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(footer[12..]);
            var hasHeader = (footer[23] & 0x80) != 0;
            end = Math.Max(0, end - length - (hasHeader ? ApeFooter : 0));
        }
        return end;
    }

    private static bool ReadAt(Stream file, long position, Span<byte> bytes)
    {
        if (position < 0)
            return false;
        file.Position = position;
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
    }
}
