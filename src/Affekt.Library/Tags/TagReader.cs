using TagLib;

namespace Affekt.Library.Tags;

/// <summary>Reads the tags of audio files of every kind, in this process.</summary>
public static class TagReader
{
    private const int Head = 64;
    private const long LargestTag = 128L << 20;
    private const int LargeTag = 4 << 20;
    private const int SlowestTempo = 20;
    private const int FastestTempo = 400;

    // A tag is read into memory whole, and files are read side by side: large ones one after the other.
    private static readonly Lock Large = new();

    /// <summary>The tags of a file; a sound without tags has none.</summary>
    /// <exception cref="SongFileException">It is no song; the reason says why.</exception>
    public static FileTags Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var (format, tagBytes) = Look(path);
            if (tagBytes <= LargeTag)
                return Read(path, format);
            lock (Large)
                return Read(path, format);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SongFileException(PassedOver.Unreadable, $"{e.Message.ReplaceLineEndings(" ")} Check the file.", e);
        }
    }

    /// <summary>Opens a file for TagLib.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">See <see cref="MusicFileKinds.FormatOf"/>.</param>
    /// <exception cref="SongFileException">It cannot be read.</exception>
    internal static TagLib.File Open(string path, string format)
    {
        if (format == MusicFileKinds.TagsOnly)
            return TagLib.File.Create(new Source(path), "taglib/mp3", ReadStyle.None);
        try
        {
            return TagLib.File.Create(new Source(path), format, ReadStyle.Average | ReadStyle.PictureLazy);
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            return TagsAlone(path, format, e);
        }
    }

    /// <summary>The format of a file and the bytes of the ID3v2 tags before its sound.</summary>
    internal static (string Format, long TagBytes) Look(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096);
        Span<byte> head = stackalloc byte[Head];
        long start = 0;
        while (true)
        {
            file.Position = start;
            head = head[..file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            if (head.Length < 10 || !head.StartsWith("ID3"u8) || (head[6] | head[7] | head[8] | head[9]) >= 0x80)
                break;
            var next = start + 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]) + ((head[5] & 0x10) != 0 ? 10 : 0);
            if (next > LargestTag)
                throw new SongFileException(PassedOver.Damaged, $"its tag has {next >> 20} MiB. Remove the tag.");
            if (next >= file.Length)
                throw new SongFileException(PassedOver.Damaged, "the file ends within its tags: it seems cut short. Copy it again.");
            start = next;
        }
        if (start == 0 && head.Length == 0)
            throw new SongFileException(PassedOver.Empty, "the file is empty. Copy it again.");
        return (MusicFileKinds.FormatOf(head, path) ?? throw NoSound(), start);
    }

    private static SongFileException NoSound(Exception? e = null) =>
        new(PassedOver.Damaged, "the file is damaged or no sound, whatever its name says. Copy it again, or leave it out.", e);

    /// <summary>Tags of a file whose sound TagLib does not understand. Only tags, or a head that others decode, make it a song.</summary>
    private static TagLib.File TagsAlone(string path, string format, Exception cause)
    {
        TagLib.File? file = null;
        try
        {
            file = TagLib.File.Create(new Source(path), "taglib/mp3", ReadStyle.None);
            if (format != "taglib/mp3" || !file.Tag.IsEmpty)
                return file;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            file?.Dispose();
            throw NoSound(e);
        }
        file.Dispose();
        throw NoSound(cause);
    }

    private static FileTags Read(string path, string format)
    {
        using var file = Open(path, format);
        try
        {
            if (file.Properties is { } sound)
            {
                if (sound.MediaTypes.HasFlag(MediaTypes.Video))
                    throw new SongFileException(PassedOver.Video, "the file is a film.");
                if (sound.Codecs.Any(codec => codec?.Description?.Contains("drms", StringComparison.Ordinal) == true))
                    throw new SongFileException(PassedOver.Protected, "the sound is encrypted (DRM). Use a copy without protection.");
            }
            return Tags(file);
        }
        catch (Exception e) when (e is not (SongFileException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            // The library throws exceptions of many types at damaged files.
            throw NoSound(e);
        }
    }

    private static FileTags Tags(TagLib.File file)
    {
        var tag = file.Tag;
        return new FileTags
        {
            Title = Plain(tag.Title),
            Artists = Performers(file, "TPE1", tag.Performers),
            Album = Plain(tag.Album),
            AlbumArtists = Performers(file, "TPE2", tag.AlbumArtists),
            TrackNumber = tag.Track is > 0 and < 10_000 ? (int)tag.Track : null,
            Year = Year(file),
            Genres = TagFields.Genres(file),
            Moods = [.. TagFields.All(file, "MOOD", "TMOO", "WM/Mood").SelectMany(mood => mood.Split([';', ',', '/'])).Select(Plain)
                .Where(mood => mood.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)],
            Tempo = Tempo(file),
            Key = Plain(tag.InitialKey),
            Language = TagFields.All(file, "LANGUAGE", "TLAN", "WM/Language").FirstOrDefault() ?? "",
            Isrc = Plain(tag.ISRC),
            IsExplicit = TagFields.IsExplicit(file),
            IsCompilation = TagFields.IsCompilation(file),
            Seconds = file.Properties is { Duration.TotalSeconds: > 0 and var seconds } ? seconds : null,
        };
    }

    private static string[] Performers(TagLib.File file, string frame, string[] values)
    {
        // TagLib parts names at strokes in ID3v2.3, which makes two of AC/DC.
        if (file.GetTag(TagTypes.Id3v2) is TagLib.Id3v2.Tag { Version: < 4 } id3
            && TagLib.Id3v2.TextInformationFrame.Get(id3, frame, false) is { Text.Length: > 0 } text)
            values = [string.Join('/', text.Text)];
        return [.. values.SelectMany(value => value.Split(';')).Select(Plain).Where(value => value.Length > 0).Distinct()];
    }

    private static int? Year(TagLib.File file)
    {
        var first = TagFields.All(file, "ORIGINALDATE", "TDOR", "TORY", "ORIGINALYEAR", "WM/OriginalReleaseYear")
            .Select(text => text.Length >= 4 && int.TryParse(text.AsSpan(0, 4), out var year) ? year : 0).Where(Possible).ToList();
        var issue = (int)file.Tag.Year;
        if (Possible(issue))
            first.Add(issue);
        return first.Count > 0 ? first.Min() : null;

        static bool Possible(int year) => year is >= 1000 and <= 2200;
    }

    private static double? Tempo(TagLib.File file)
    {
        foreach (var text in TagFields.All(file, "BPM", "TBPM", "TEMPO", "WM/BeatsPerMinute").Append(
            file.Tag.BeatsPerMinute.ToString(System.Globalization.CultureInfo.InvariantCulture)))
        {
            if (double.TryParse(text.Replace(',', '.'), System.Globalization.NumberStyles.Float,
                System.Globalization.CultureInfo.InvariantCulture, out var tempo) && tempo is > SlowestTempo and < FastestTempo)
                return tempo;
        }
        return null;
    }

    internal static string Plain(string? text)
    {
        var plain = (text ?? "").Trim('\0', ' ', '\t', '\r', '\n');
        return plain.Length <= 4096 ? plain : plain[..4096];
    }

    /// <summary>A file that others may write or delete meanwhile.</summary>
    private sealed class Source(string path) : TagLib.File.IFileAbstraction
    {
        public string Name => path;

        public Stream ReadStream =>
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 14);

        public Stream WriteStream => throw new NotSupportedException("Tags are read here, not written.");

        public void CloseStream(Stream stream) => stream.Dispose();
    }
}
