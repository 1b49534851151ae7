using System.Text.RegularExpressions;
using Affekt.Library.Folders;

namespace Affekt.Library.Tags;

/// <summary>The picture of a song: the one in its tags, whatever their kind, or a picture file beside it.</summary>
public static partial class CoverArt
{
    private const int MostBytes = 8 << 20;

    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".gif"];
    private static readonly string[] Names = ["cover", "folder", "front", "albumart", "album", "artwork", "thumb"];

    /// <summary>The picture, or null.</summary>
    /// <param name="song">The song's file.</param>
    /// <param name="folders">Where pictures may lie.</param>
    public static byte[]? Of(string song, MusicFolders folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        try
        {
            return Embedded(song) ?? Beside(song, folders);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The content type, by the first bytes.</summary>
    public static string TypeOf(ReadOnlySpan<byte> picture) => picture switch
    {
        [0x89, ..] => "image/png",
        [(byte)'R', ..] => "image/webp",
        [(byte)'G', ..] => "image/gif",
        _ => "image/jpeg",
    };

    // Only what really is a picture that browsers show is handed out.
    private static byte[]? Known(ReadOnlySpan<byte> picture) =>
        picture.Length is > 12 and <= MostBytes && (picture is [0xFF, 0xD8, 0xFF, ..]
            || picture is [0x89, (byte)'P', (byte)'N', (byte)'G', ..] || picture.StartsWith("GIF8"u8)
            || picture.StartsWith("RIFF"u8) && picture[8..].StartsWith("WEBP"u8)) ? picture.ToArray() : null;

    private static byte[]? Embedded(string song)
    {
        try
        {
            using var file = TagReader.Open(song, TagReader.Look(song).Format);
            // The front comes first, then whatever there is.
            return file.Tag.Pictures.OrderBy(picture => picture.Type == TagLib.PictureType.FrontCover ? 0 : 1)
                .Select(picture => Known(picture.Data.Data)).FirstOrDefault(picture => picture is not null);
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            // Damaged tags have no picture.
            return null;
        }
    }

    private static byte[]? Beside(string song, MusicFolders folders)
    {
        var folder = Path.GetDirectoryName(song)!;
        var found = Pictures(folder);
        if (found.Count == 0 && Disc().IsMatch(Path.GetFileName(folder)))
            found = Pictures(Path.GetDirectoryName(folder)!);
        var stem = Path.GetFileNameWithoutExtension(song);
        return found.OrderBy(file => Rank(Path.GetFileNameWithoutExtension(file), stem, found.Count))
            .ThenBy(file => file, StringComparer.Ordinal)
            .Where(file => Rank(Path.GetFileNameWithoutExtension(file), stem, found.Count) < int.MaxValue)
            .Where(file => folders.Allows(file) && new FileInfo(file).Length <= MostBytes)
            .Select(file => Known(File.ReadAllBytes(file))).FirstOrDefault(picture => picture is not null);
    }

    private static List<string> Pictures(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant()))];

    // The song's own picture, then the usual names, then names that hold one of them, then the only picture of the folder.
    private static int Rank(string name, string song, int pictures)
    {
        if (name.Equals(song, StringComparison.OrdinalIgnoreCase))
            return -1;
        var usual = Array.FindIndex(Names, known => name.Equals(known, StringComparison.OrdinalIgnoreCase));
        if (usual >= 0)
            return usual;
        var near = Array.FindIndex(Names, known => name.Contains(known, StringComparison.OrdinalIgnoreCase));
        return near >= 0 ? Names.Length + near : pictures == 1 ? int.MaxValue - 1 : int.MaxValue;
    }

    [GeneratedRegex(@"\A(cd|disc|disk)[ _-]*\d{1,2}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Disc();
}
