using System.Globalization;

namespace Affekt.Music;

/// <summary>Songs of a folder of audio files, by their tags.</summary>
internal static class AudioFolderReader
{
    public const string FormatName = "audio folder";

    /// <summary>Own files are well known to their owner.</summary>
    private const double OwnPopularity = 70;

    public static IReadOnlyList<string> Extensions { get; } = [".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".mp4"];

    /// <summary>The audio files under a folder, in a fixed order; links to folders are not followed.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden })
            .Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
            .Order(StringComparer.Ordinal),
    ];

    /// <exception cref="MusicException">The file is damaged.</exception>
    public static RawTrack Read(string folder, string file, Action<string> note)
    {
        using var stream = File.OpenRead(file);
        var tags = AudioTags.Read(stream);
        var relative = Path.GetRelativePath(folder, file).Replace('\\', '/');
        var title = tags.First("TITLE");
        if (title.Length == 0)
        {
            title = Path.GetFileNameWithoutExtension(file);
            note("no title in the tags; named after the file");
        }
        var date = tags.First("DATE");
        return new RawTrack($"file:{relative}", title, tags.First("ARTIST"), date.Length >= 4 && int.TryParse(date.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null,
            tags.First("GENRE"), OwnPopularity)
        {
            Moods = [.. tags.All("MOOD").SelectMany(mood => mood.Split([';', ',', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
            Language = tags.First("LANGUAGE") is { Length: 2 or 3 } language ? language.ToLowerInvariant() : "",
            Tempo = double.TryParse(tags.First("BPM"), NumberStyles.Float, CultureInfo.InvariantCulture, out var tempo) && tempo is > 20 and < 400 ? tempo : null,
            Location = Path.GetFullPath(file),
        };
    }
}
