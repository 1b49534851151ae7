using System.Globalization;
using Affekt.Library.Folders;
using Affekt.Library.Tags;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>Songs of a folder of audio files, by their tags.</summary>
internal static class AudioFolderReader
{
    public const string FormatName = "audio folder";

    /// <summary>Own files are well known to their owner.</summary>
    private const double OwnPopularity = 70;

    public static IReadOnlyList<string> Extensions { get; } = [".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".mp4"];

    /// <summary>The audio files under a folder, in a fixed order; links to folders are not followed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="ffprobe">Where ffprobe is, which reads more kinds; null without it.</param>
    public static IReadOnlyList<string> Files(string folder, string? ffprobe) =>
    [
        .. Directory.EnumerateFiles(folder, "*",
            new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Hidden })
            .Where(file => Path.GetExtension(file).ToLowerInvariant() is var kind
                && (Extensions.Contains(kind) || ffprobe is not null && FfprobeReader.MoreExtensions.Contains(kind)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The tags by ffprobe where it is installed and can, else by our own readers.</summary>
    /// <exception cref="MusicException">The file is damaged.</exception>
    public static (AudioTags Tags, double? Seconds) ReadTags(string file, string? ffprobe, CancellationToken cancellationToken)
    {
        if (ffprobe is not null && RegularFile.HasContent(file) && FfprobeReader.Read(ffprobe, file, cancellationToken) is { } probed)
            return probed;
        using var stream = RegularFile.OpenRead(file);
        return (AudioTags.Read(stream), null);
    }

    /// <summary>The song that a file's tags describe.</summary>
    public static RawTrack Song(string folder, string file, AudioTags tags, double? seconds, Action<string> note)
    {
        var relative = Path.GetRelativePath(folder, file).Replace('\\', '/');
        var title = tags.First("TITLE");
        if (title.Length == 0)
        {
            title = Path.GetFileNameWithoutExtension(file);
            note("no title in the tags; named after the file");
        }
        var date = tags.First("DATE");
        return new RawTrack($"file:{relative}", title, tags.First("ARTIST"), date.Length >= 4
            && int.TryParse(date.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year) ? year : null,
            tags.First("GENRE"), OwnPopularity)
        {
            Moods = [.. tags.All("MOOD")
                .SelectMany(mood => mood.Split([';', ',', '/'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
            Language = tags.First("LANGUAGE") is { Length: 2 or 3 } language ? language.ToLowerInvariant() : "",
            Tempo = double.TryParse(tags.First("BPM"), NumberStyles.Float, CultureInfo.InvariantCulture, out var tempo)
                && tempo is > 20 and < 400 ? tempo : null,
            Location = Path.GetFullPath(file),
            Seconds = seconds,
        };
    }
}
