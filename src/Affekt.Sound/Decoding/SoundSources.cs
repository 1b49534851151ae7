namespace Affekt.Sound;

/// <summary>Picks what decodes a file: ffmpeg where it is installed, managed decoders elsewhere.</summary>
internal static class SoundSources
{
    private const int SearchForProtection = 1 << 20;

    /// <summary>Opens a file.</summary>
    /// <exception cref="SoundException">Nothing can decode it.</exception>
    public static ISoundSource Open(string path, SoundOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        try
        {
            var (kind, start) = FileKinds.Of(file);
            RefuseProtected(path, kind, file);
            if (kind == FileKind.Unknown && IsText(file))
                throw new SoundException(SoundProblem.NoSound, $"{path}: the file is a text. Leave it out.");
            if (options.Ffmpeg is { } ffmpeg && !IsFasterManaged(kind))
            {
                file.Dispose();
                return FfmpegSource.Open(ffmpeg, path, options, time, cancellationToken);
            }
            file.Position = start;
            var source = Managed(path, kind, file);
            return source.SampleRate is >= 1000 and <= 1_000_000 && source.Channels is >= 1 and <= 64 ? source
                : throw Guarded.Damaged(path, new InvalidDataException("it has an impossible rate or number of channels"));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static bool IsFasterManaged(FileKind kind) => kind is FileKind.Flac;

    private static ISoundSource Managed(string path, FileKind kind, FileStream file)
    {
        try
        {
            return kind switch
            {
                FileKind.Mp3 => new Mp3Source(path, file),
                FileKind.Flac => new FlacSource(path, file),
                FileKind.Wave or FileKind.Aiff => new WaveSource(path, file, kind == FileKind.Wave),
                FileKind.Ogg => Ogg(path, file),
                _ => throw Unsupported(path, kind is FileKind.Unknown ? "the format is not known" : "the format needs ffmpeg"),
            };
        }
        catch (Exception e) when (Guarded.IsDamage(e))
        {
            throw Guarded.Damaged(path, e);
        }
    }

    private static ISoundSource Ogg(string path, FileStream file)
    {
        var start = file.Position;
        var first = new OggPackets(file).Next() ?? [];
        file.Position = start;
        var packet = first.AsSpan();
        return packet.StartsWith("\x01vorbis"u8) ? new VorbisSource(path, file)
            : packet.StartsWith("OpusHead"u8) ? new OpusSource(path, file)
            : packet.StartsWith("\u007FFLAC"u8) ? new FlacSource(path, OggFlac.Unwrap(file))
            : throw Unsupported(path, "this kind of Ogg file needs ffmpeg");
    }

    private static SoundException Unsupported(string path, string why) =>
        new(SoundProblem.Unsupported, $"{path}: {why}. Install ffmpeg to listen to it, if it is music.");

    private static void RefuseProtected(string path, FileKind kind, FileStream file)
    {
        if (kind is not (FileKind.Mp4 or FileKind.Asf))
            return;
        if (kind == FileKind.Mp4 ? Mp4Boxes.IsProtected(file) : IsProtectedAsf(file))
            throw new SoundException(SoundProblem.Protected, $"{path}: the sound is encrypted (DRM). Use a copy without protection.");
    }

    /// <summary>True for plain text, which ffmpeg takes for raw sound when the file's name says so.</summary>
    private static bool IsText(FileStream file)
    {
        Span<byte> head = stackalloc byte[512];
        file.Position = 0;
        head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        return head.IndexOfAnyInRange((byte)0, (byte)8) < 0 && head.IndexOfAnyInRange((byte)14, (byte)31) < 0
            && System.Text.Unicode.Utf8.IsValid(head[..(head.Length == 512 ? Math.Max(0, head.LastIndexOf((byte)' ')) : head.Length)]);
    }

    private static bool IsProtectedAsf(FileStream file)
    {
        ReadOnlySpan<byte> contentEncryption =
            [0xFB, 0xB3, 0x11, 0x22, 0x23, 0xBD, 0xD2, 0x11, 0xB4, 0xB7, 0x00, 0xA0, 0xC9, 0x55, 0xFC, 0x6E];
        ReadOnlySpan<byte> extendedEncryption =
            [0x14, 0xE6, 0x8A, 0x29, 0x22, 0x26, 0x17, 0x4C, 0xB9, 0x35, 0xDA, 0xE0, 0x7E, 0xE9, 0x28, 0x9C];
        var head = new byte[Math.Min(file.Length, SearchForProtection)];
        file.Position = 0;
        var bytes = head.AsSpan(0, file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false));
        return bytes.IndexOf(contentEncryption) >= 0 || bytes.IndexOf(extendedEncryption) >= 0;
    }
}

/// <summary>What decoders throw on bad data, made one typed reason.</summary>
internal static class Guarded
{
    /// <summary>True for the exceptions that decoders of others throw on data that break the rules.</summary>
    public static bool IsDamage(Exception e) => e is not (SoundException or OperationCanceledException or OutOfMemoryException
        or UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException);

    /// <summary>The reason.</summary>
    public static SoundException Damaged(string path, Exception e) =>
        new(SoundProblem.Damaged, $"{path}: the sound is damaged ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}). Copy it again.", e);
}
