using Affekt.Library.Tags;

namespace Affekt.Library.Imports;

/// <summary>The song that a file's tags describe.</summary>
public static class FileSong
{
    /// <summary>Own files are well known to their owner.</summary>
    private const double OwnPopularity = 70;

    /// <summary>The id of a file: its path within the music folder, so that the folder itself may move.</summary>
    public static string IdOf(string folder, string file) => $"file:{Path.GetRelativePath(folder, file).Replace('\\', '/')}";

    /// <summary>The song.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="file">Its full path.</param>
    /// <param name="tags">What the file says.</param>
    /// <param name="note">Told what is odd.</param>
    public static RawTrack Of(string id, string file, FileTags tags, Action<string> note)
    {
        ArgumentNullException.ThrowIfNull(tags);
        ArgumentNullException.ThrowIfNull(note);
        var title = tags.Title;
        if (title.Length == 0)
        {
            title = Path.GetFileNameWithoutExtension(file);
            note("no title in the tags; named after the file");
        }
        var artist = string.Join(" & ", tags.Artists);
        return new RawTrack(id, title, artist, tags.Year, tags.Genres is [var first, ..] ? first : "", OwnPopularity)
        {
            Genres = tags.Genres,
            Moods = tags.Moods,
            Language = tags.Language is { Length: 2 or 3 } language ? language.ToLowerInvariant() : "",
            Tempo = tags.Tempo,
            Key = tags.Key,
            Location = file,
            Seconds = tags.Seconds,
            Explicit = tags.IsExplicit,
            Album = tags.Album,
            AlbumArtist = string.Join(" & ", tags.AlbumArtists) is var owner && owner != artist ? owner : "",
            TrackNumber = tags.TrackNumber,
            IsCompilation = tags.IsCompilation,
        };
    }
}
