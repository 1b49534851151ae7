using System.Text;
using Affekt.Music;

namespace Affekt.Library.Tags;

/// <summary>The text tags of an audio file under common names: TITLE, ARTIST, ALBUM, DATE, GENRE, MOOD, BPM, LANGUAGE, ISRC.</summary>
/// <remarks>Reads ID3v2.2 to 2.4 (mp3), Vorbis comments in FLAC, Ogg Vorbis and Opus, and the item list of MP4. Sound is never
/// decoded.</remarks>
public sealed class AudioTags
{
    /// <summary>The most bytes of tags that are looked at; pictures are passed over and do not count.</summary>
    internal const int MaxTagBytes = 1 << 20;

    private const int MaxValueLength = 4096;
    private const int MaxValues = 512;

    private readonly Dictionary<string, List<string>> _values = new(StringComparer.OrdinalIgnoreCase);
    private int _count;

    /// <summary>Reads the tags; an audio file without tags gives none.</summary>
    /// <param name="stream">The file, at its beginning; must be able to seek.</param>
    /// <exception cref="MusicException">The file is cut short or damaged within its tags, or is no audio file of a known kind.</exception>
    public static AudioTags Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var tags = new AudioTags();
        var start = new byte[12];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (length < start.Length)
            throw new MusicException("The file is too short to be audio.");
        try
        {
            if (start.AsSpan().StartsWith("ID3"u8))
                Id3Tags.Read(stream, tags);
            else if (start.AsSpan().StartsWith("fLaC"u8))
                VorbisTags.ReadFlac(stream, tags);
            else if (start.AsSpan().StartsWith("OggS"u8))
                VorbisTags.ReadOgg(stream, tags);
            else if (start.AsSpan(4).StartsWith("ftyp"u8))
                Mp4Tags.Read(stream, tags);
            else if (start[0] != 0xFF || (start[1] & 0xE0) != 0xE0)
                throw new MusicException("The file is no mp3, FLAC, Ogg or MP4 audio, whatever its name says.");
        }
        catch (EndOfStreamException e)
        {
            throw new MusicException("The file ends within its tags: it seems cut short.", e);
        }
        return tags;
    }

    /// <summary>The first value of a tag, or empty text.</summary>
    public string First(string name) => _values.TryGetValue(name, out var values) ? values[0] : "";

    /// <summary>All values of a tag.</summary>
    public IReadOnlyList<string> All(string name) => _values.TryGetValue(name, out var values) ? values : [];

    internal void Add(string name, string value)
    {
        value = value.Trim('\0', ' ', '\t', '\r', '\n');
        if (value.Length == 0 || _count >= MaxValues)
            return;
        _count++;
        if (value.Length > MaxValueLength)
            value = value[..MaxValueLength];
        (_values.TryGetValue(name, out var values) ? values : _values[name] = []).Add(value);
    }

    internal static byte[] ReadBytes(Stream stream, long count)
    {
        if (count is < 0 or > MaxTagBytes)
            throw new MusicException($"A tag of {count} bytes is larger than the limit of {MaxTagBytes}.");
        // The length is checked against what is there before memory is taken.
        if (stream.Length - stream.Position < count)
            throw new EndOfStreamException();
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    internal static void Skip(Stream stream, long count)
    {
        if (count < 0 || stream.Length - stream.Position < count)
            throw new EndOfStreamException();
        stream.Seek(count, SeekOrigin.Current);
    }

    internal static string Utf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
