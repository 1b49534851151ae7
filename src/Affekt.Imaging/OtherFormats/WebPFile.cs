using System.Buffers.Binary;

namespace Affekt.Imaging.OtherFormats;

/// <summary>
/// The RIFF container of WebP, sorted out: only the chunks that make the picture are passed on, so that no other chunk can cost
/// time or memory.
/// </summary>
internal sealed class WebPFile
{
    private const int HeaderLength = 12;
    private const int ChunkHeaderLength = 8;
    private const byte IsAnimatedFlag = 2;
    private const byte LosslessAlpha = 1;

    /// <summary>The signature byte of VP8L, and sides, alpha and version in four bytes.</summary>
    private const int LosslessHeaderLength = 5;

    /// <summary>Offset and length of the parts of the file that make the picture: header and whole chunks, as a file of their
    /// own.</summary>
    public List<(int Offset, int Length)> Pictures { get; } = [(0, HeaderLength)];

    /// <summary>Offset and length of each bit stream in lossless coding: pixels, or the alpha of lossy pixels.</summary>
    public List<(int Offset, int Length)> LosslessStreams { get; } = [];

    public Orientation Orientation { get; private set; } = Orientation.Normal;

    /// <summary>All chunks are as long as they say, and so is the file.</summary>
    public bool IsWhole { get; private set; }

    private bool HasPicture { get; set; }

    /// <summary>Reads the headers of all chunks, or of those that are there.</summary>
    /// <exception cref="ImageFormatException">An animation, or nothing of a picture.</exception>
    public static WebPFile Read(ReadOnlySpan<byte> data)
    {
        if (data.Length < HeaderLength)
            throw Truncated();
        var file = new WebPFile { IsWhole = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]) + 8L <= data.Length };
        int position = HeaderLength;
        while (data.Length - position >= ChunkHeaderLength)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(data[(position + 4)..]);
            int rest = data.Length - position - ChunkHeaderLength;
            if (length > rest)
            {
                // Behind the picture, a chunk cut short takes nothing from it.
                file.IsWhole &= file.HasPicture;
                length = (uint)rest;
            }
            file.Add(data, position, (int)length);
            position += ChunkHeaderLength + (int)Math.Min(length + (length & 1), rest);
        }
        return file.HasPicture ? file : throw Truncated();
    }

    private static ImageFormatException Truncated() =>
        new("The WebP ends before its picture does; the file is truncated. Copy or save it again.");

    private void Add(ReadOnlySpan<byte> data, int position, int length)
    {
        ReadOnlySpan<byte> type = data.Slice(position, 4);
        int start = position + ChunkHeaderLength;
        ReadOnlySpan<byte> content = data.Slice(start, length);
        if (type.SequenceEqual("EXIF"u8))
        {
            // Some programs keep the prefix that JPEG needs.
            Orientation = ExifReader.ReadOrientation(content.StartsWith("Exif\0\0"u8) ? content[6..] : content);
            return;
        }
        if (HasPicture)
            return;
        if (type.SequenceEqual("VP8X"u8) && position == HeaderLength)
        {
            if (length > 0 && (content[0] & IsAnimatedFlag) != 0)
                throw new ImageFormatException("This is an animated WebP, which Affekt does not read; save a frame as JPEG or PNG.");
        }
        else if (type.SequenceEqual("ALPH"u8))
        {
            if (length > 0 && (content[0] & 3) == LosslessAlpha)
                LosslessStreams.Add((start + 1, length - 1));
        }
        else if (type.SequenceEqual("VP8L"u8))
        {
            HasPicture = true;
            LosslessStreams.Add((start + Math.Min(LosslessHeaderLength, length), Math.Max(length - LosslessHeaderLength, 0)));
        }
        else if (type.SequenceEqual("VP8 "u8))
        {
            HasPicture = true;
        }
        else
        {
            return;
        }
        Pictures.Add((position, Math.Min(ChunkHeaderLength + length + (length & 1), data.Length - position)));
    }
}
