using Affekt.Imaging.Decoding;

namespace Affekt.Imaging;

/// <summary>What picture files are called. Decoders never ask; folders are searched by it.</summary>
public static class PictureFiles
{
    private static readonly HashSet<string> s_endings = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff",
    };

    /// <summary>Whether a file's name ends as those of pictures that <see cref="ImageDecoder"/> reads.</summary>
    /// <param name="path">A path or a name.</param>
    public static bool IsNamedPicture(string path) => s_endings.Contains(Path.GetExtension(path));

    /// <summary>How many files there are of each kind, the most frequent first: ".txt", or "no ending".</summary>
    /// <param name="paths">Paths or names.</param>
    public static IReadOnlyList<(string Kind, int Count)> CountByKind(IEnumerable<string> paths) =>
        [.. paths.GroupBy(KindOf).Select(g => (g.Key, g.Count())).OrderByDescending(k => k.Item2)
            .ThenBy(k => k.Key, StringComparer.Ordinal)];

    /// <summary>The counts in words: "3 .txt, 1 .mov".</summary>
    /// <param name="kinds">Of <see cref="CountByKind"/>.</param>
    public static string Describe(IEnumerable<(string Kind, int Count)> kinds) =>
        string.Join(", ", kinds.Select(k => $"{k.Count} {k.Kind}"));

    private static string KindOf(string path)
    {
        string ending = Path.GetExtension(path).ToLowerInvariant();
        return ending.Length > 1 ? ending : "without an ending";
    }
}
