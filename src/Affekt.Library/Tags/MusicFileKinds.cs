using System.Buffers.Binary;

namespace Affekt.Library.Tags;

/// <summary>Which files are music: by name for looking through folders, by content for reading.</summary>
public static class MusicFileKinds
{
    /// <summary>How the names of music files end.</summary>
    public static IReadOnlySet<string> Extensions { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        ".mp3", ".mp2", ".flac", ".ogg", ".oga", ".opus", ".spx", ".m4a", ".m4b", ".m4p", ".mp4", ".aac", ".wav", ".aif", ".aiff", ".aifc",
        ".wma", ".ape", ".wv", ".mpc", ".mp+", ".tta", ".tak", ".dsf", ".dff", ".mka", ".webm",
    };

    /// <summary>True when the name is that of a music file.</summary>
    public static bool IsMusic(string path) => Extensions.Contains(Path.GetExtension(path));

    private const string Mp3 = "taglib/mp3";

    /// <summary>Formats of which only the tags at both ends are read, for nobody knows their heads.</summary>
    public const string TagsOnly = "";

    /// <summary>What TagLib calls the format of a file: by its content, since names lie, else by its name; null for no sound.</summary>
    /// <param name="head">The first bytes after ID3v2 tags, some tens of them.</param>
    /// <param name="path">The file.</param>
    public static string? FormatOf(ReadOnlySpan<byte> head, string path)
    {
        if (head.StartsWith("fLaC"u8))
            return "taglib/flac";
        if (head.StartsWith("OggS"u8))
            return "taglib/ogg";
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8))
            return "taglib/m4a";
        if (head.StartsWith("RIFF"u8))
            return "taglib/wav";
        if (head.Length >= 12 && head.StartsWith("FORM"u8) && head[8..].StartsWith("AIF"u8))
            return "taglib/aiff";
        if (head.StartsWith("MPCK"u8) || head.StartsWith("MP+"u8))
            return "taglib/mpc";
        if (head.StartsWith("wvpk"u8))
            return "taglib/wv";
        if (head.StartsWith("MAC "u8))
            return "taglib/ape";
        if (head.StartsWith("DSD "u8))
            return "taglib/dsf";
        if (head.StartsWith("TTA1"u8) || head.StartsWith("tBaK"u8) || head.StartsWith("FRM8"u8))
            return TagsOnly;
        if (head.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(head) == 0x3026B275)
            return "taglib/wma";
        if (head.Length >= 4 && BinaryPrimitives.ReadUInt32BigEndian(head) == 0x1A45DFA3)
            return "taglib/mka";
        // Frames of AAC in ADTS have layer 0, those of MPEG audio 1 to 3.
        if (head is [0xFF, var second, ..] && (second & 0xF6) == 0xF0)
            return "taglib/aac";
        if (head is [0xFF, var layer, ..] && (layer & 0xE0) == 0xE0)
            return Mp3;
        // Players put up with some bytes before the first frame.
        return Path.GetExtension(path).ToLowerInvariant() is ".mp3" or ".mp2" ? Mp3 : null;
    }
}
