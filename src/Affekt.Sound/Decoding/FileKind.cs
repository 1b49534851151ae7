using System.Buffers.Binary;

namespace Affekt.Sound;

/// <summary>The container of a file, by its content; names lie.</summary>
internal enum FileKind
{
    Unknown, Mp3, Flac, Ogg, Wave, Aiff, Mp4, Asf, Matroska, Other,
}

/// <summary>Recognises files by their first bytes.</summary>
internal static class FileKinds
{
    private const int Head = 64;
    private const int LongestSearch = 4096;

    /// <summary>The kind of a file and where it begins after an ID3v2 tag. The stream is left there.</summary>
    public static (FileKind Kind, long Start) Of(Stream file)
    {
        var start = AfterId3(file);
        Span<byte> head = stackalloc byte[Head];
        file.Position = start;
        head = head[..file.ReadAtLeast(head, Head, throwOnEndOfStream: false)];
        file.Position = start;
        return (Of(head, file, start), start);
    }

    /// <summary>Where the file begins after all ID3v2 tags at its start.</summary>
    public static long AfterId3(Stream file)
    {
        Span<byte> header = stackalloc byte[10];
        long start = 0;
        while (true)
        {
            file.Position = start;
            if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.StartsWith("ID3"u8)
                || (header[6] | header[7] | header[8] | header[9]) >= 0x80)
                return start;
            var footer = (header[5] & 0x10) != 0 ? 10 : 0;
            start = Math.Min(file.Length, start + 10 + footer + (header[6] << 21 | header[7] << 14 | header[8] << 7 | header[9]));
        }
    }

    /// <summary>True when two bytes can begin a frame of MPEG audio.</summary>
    public static bool IsMpegFrame(ReadOnlySpan<byte> at) =>
        at.Length >= 4 && at[0] == 0xFF && (at[1] & 0xE0) == 0xE0 && (at[1] & 0x18) != 0x08 && (at[1] & 0x06) != 0
        && (at[2] & 0xF0) != 0xF0 && (at[2] & 0x0C) != 0x0C;

    private static FileKind Of(ReadOnlySpan<byte> head, Stream file, long start)
    {
        if (head.StartsWith("fLaC"u8))
            return FileKind.Flac;
        if (head.StartsWith("OggS"u8))
            return FileKind.Ogg;
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WAVE"u8))
            return FileKind.Wave;
        if (head.Length >= 12 && head.StartsWith("FORM"u8) && head[8..].StartsWith("AIF"u8))
            return FileKind.Aiff;
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8))
            return FileKind.Mp4;
        if (head.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(head) == 0x3026B275)
            return FileKind.Asf;
        if (head.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(head) == 0x1A45DFA3)
            return FileKind.Matroska;
        if (IsMpegFrame(head))
            return FileKind.Mp3;
        // Players put up with some bytes before the first frame.
        return start > 0 || HasTwoFrames(file, start) ? FileKind.Mp3 : FileKind.Unknown;
    }

    private static bool HasTwoFrames(Stream file, long start)
    {
        var bytes = new byte[LongestSearch];
        file.Position = start;
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        file.Position = start;
        var found = 0;
        for (var i = 0; i + 4 <= length; i++)
        {
            var frame = MpegFrame.Bytes(bytes.AsSpan(i, 4));
            if (frame > 0 && i + frame + 4 <= length && MpegFrame.Bytes(bytes.AsSpan(i + frame, 4)) > 0)
                found++;
        }
        return found > 0;
    }
}

/// <summary>Lengths of MPEG audio frames.</summary>
internal static class MpegFrame
{
    private static readonly int[] Rates = [44100, 48000, 32000];

    // [version 1 layer I, II, III; version 2 layer I, II and III][index] kbit/s
    private static readonly int[][] KiloBits =
    [
        [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
        [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
        [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
        [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    ];

    /// <summary>The bytes of the frame whose header these four bytes are; 0 when they are none.</summary>
    public static int Bytes(ReadOnlySpan<byte> header)
    {
        if (!FileKinds.IsMpegFrame(header))
            return 0;
        var version = header[1] >> 3 & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
        var layer = 4 - (header[1] >> 1 & 3);
        var table = version == 3 ? layer - 1 : layer == 1 ? 3 : 4;
        var bits = 1000 * KiloBits[table][header[2] >> 4];
        var rate = Rates[header[2] >> 2 & 3] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        var padding = header[2] >> 1 & 1;
        return layer == 1 ? (12 * bits / rate + padding) * 4 : (version != 3 && layer == 3 ? 72 : 144) * bits / rate + padding;
    }
}
