using Affekt.Music;
using TagLib;

namespace Affekt.Library.Tags;

/// <summary>The tags of a song's file that Affekt writes: mood words (TMOO or MOOD) and tempo (TBPM or BPM).</summary>
/// <param name="Moods">Mood words, in order; empty when the file has none.</param>
/// <param name="Tempo">Beats a minute, rounded; 0 when the file has none.</param>
public sealed record SongTags(IReadOnlyList<string> Moods, int Tempo)
{
    private const string Mood = "MOOD";
    private const string ITunes = "com.apple.iTunes";
    private const char Between = ';';

    /// <summary>The kinds of files whose tags can be written.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".mp4"];

    /// <summary>Reads the tags of a file.</summary>
    /// <exception cref="MusicException">The file is damaged or of a kind whose tags cannot be written.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static SongTags Read(string path) => Guard(path, () =>
    {
        using var file = TagLib.File.Create(path);
        return new SongTags(MoodsOf(file), (int)file.Tag.BeatsPerMinute);
    });

    /// <summary>
    /// Writes the tags into a copy beside the file and then puts the copy in its place, so that the file is whole at every moment.
    /// All other tags, and the sound, stay as they are.
    /// </summary>
    /// <exception cref="MusicException">The file is damaged or of a kind whose tags cannot be written.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public void Write(string path)
    {
        var copy = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".affekt-{Path.GetFileName(path)}");
        try
        {
            System.IO.File.Copy(path, copy, overwrite: true);
            Guard(path, () =>
            {
                // The copy's name begins with a dot, its ending tells its kind as before.
                using var file = TagLib.File.Create(copy);
                Say(file);
                file.Save();
                return true;
            });
            System.IO.File.Move(copy, path, overwrite: true);
        }
        finally
        {
            System.IO.File.Delete(copy);
        }
    }

    /// <inheritdoc/>
    public bool Equals(SongTags? other) => other is not null && Tempo == other.Tempo && Moods.SequenceEqual(other.Moods);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Tempo, Moods.Count);

    private void Say(TagLib.File file)
    {
        string[] moods = [.. Moods];
        file.Tag.BeatsPerMinute = (uint)Tempo;
        switch (KindOf(file))
        {
            case TagTypes.Id3v2:
                ((TagLib.Id3v2.Tag)file.GetTag(TagTypes.Id3v2, create: true)).SetTextFrame("TMOO", moods);
                break;
            case TagTypes.Xiph:
                ((TagLib.Ogg.XiphComment)file.GetTag(TagTypes.Xiph, create: true)).SetField(Mood, moods);
                break;
            default:
                // This box holds one text.
                ((TagLib.Mpeg4.AppleTag)file.GetTag(TagTypes.Apple, create: true)).SetDashBox(
                    ITunes, Mood, moods.Length > 0 ? string.Join(Between, moods) : null);
                break;
        }
    }

    private static string[] MoodsOf(TagLib.File file) => KindOf(file) switch
    {
        TagTypes.Id3v2 => file.GetTag(TagTypes.Id3v2) is TagLib.Id3v2.Tag id3
            ? [.. id3.GetFrames<TagLib.Id3v2.TextInformationFrame>("TMOO").SelectMany(frame => frame.Text)] : [],
        TagTypes.Xiph => file.GetTag(TagTypes.Xiph) is TagLib.Ogg.XiphComment xiph ? xiph.GetField(Mood) : [],
        _ => file.GetTag(TagTypes.Apple) is TagLib.Mpeg4.AppleTag apple && apple.GetDashBox(ITunes, Mood) is { Length: > 0 } text
            ? text.Split(Between) : [],
    };

    private static TagTypes KindOf(TagLib.File file) => file switch
    {
        TagLib.Mpeg.AudioFile => TagTypes.Id3v2,
        TagLib.Flac.File or TagLib.Ogg.File => TagTypes.Xiph,
        TagLib.Mpeg4.File => TagTypes.Apple,
        _ => throw new MusicException("Tags are written to mp3, FLAC, Ogg, Opus and MP4 files only."),
    };

    private static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is not (MusicException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            // The library throws exceptions of many types at damaged files.
            throw new MusicException($"The tags of {Path.GetFileName(path)} cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }
}
