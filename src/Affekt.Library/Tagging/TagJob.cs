using System.Text.Json;
using Affekt.Library.Imports;
using Affekt.Library.Tags;
using Affekt.Music;

namespace Affekt.Library.Tagging;

/// <summary>One change of a file's tags.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">Its tags now.</param>
/// <param name="After">Its tags afterwards.</param>
public sealed record TagChange(string Path, SongTags Before, SongTags After);

/// <summary>Writes what a catalogue knows of own songs into the tags of their files, and takes it back.</summary>
public static class TagJob
{
    /// <summary>The changes that are due. Nothing is written.</summary>
    /// <param name="songs">Songs; those without a file, or of a kind whose tags are not written, are passed over.</param>
    /// <param name="problem">Told of files that cannot be read.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public static IEnumerable<TagChange> Plan(
        IEnumerable<Track> songs, Action<ImportProblem> problem, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(songs);
        ArgumentNullException.ThrowIfNull(problem);
        foreach (var song in songs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (song.Location is not { } path || !SongTags.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
                continue;
            if (Try(path, () => SongTags.Read(path), problem) is not { } before)
                continue;
            // What is not known is left as it is.
            var after = new SongTags(song.Moods.Count > 0 ? song.Moods : before.Moods,
                song.Tempo is { } tempo ? (int)Math.Round(tempo) : before.Tempo);
            if (after != before)
                yield return new TagChange(path, before, after);
        }
    }

    /// <summary>Writes changes. Each is noted in a journal before the file is touched, so that all can be taken back.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="journal">A file that grows by one line a change.</param>
    /// <param name="problem">Told of files that cannot be written; they stay as they are.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>How many files were written.</returns>
    public static int Write(
        IEnumerable<TagChange> changes, string journal, Action<ImportProblem> problem, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        var written = 0;
        using var notes = new StreamWriter(journal, append: true);
        foreach (var change in changes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            notes.WriteLine(JsonSerializer.Serialize(
                new JournalLine(change.Path, [.. change.Before.Moods], change.Before.Tempo), JournalJson.Default.JournalLine));
            notes.Flush();
            if (Try(change.Path, () => { change.After.Write(change.Path); return change; }, problem) is not null)
                written++;
        }
        return written;
    }

    /// <summary>Puts back the tags that files had before all changes of a journal, and deletes it when nothing is left to do.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="problem">Told of files that cannot be written, and of lines that cannot be read.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>How many files were written.</returns>
    /// <exception cref="MusicException">There is no journal: nothing was written, or all was taken back.</exception>
    public static int Undo(string journal, Action<ImportProblem> problem, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (!File.Exists(journal))
            throw new MusicException("No tags were written, or all were taken back.");
        // The first line of a file has what it held before any change.
        var first = new OrderedDictionary<string, SongTags>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(journal))
        {
            if (Try(journal, () => JsonSerializer.Deserialize(line, JournalJson.Default.JournalLine), problem) is { } note)
                first.TryAdd(note.Path, new SongTags(note.Moods, note.Tempo));
        }
        var (written, left) = (0, false);
        foreach (var (path, tags) in first)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Try(path, () => { tags.Write(path); return tags; }, problem) is not null)
                written++;
            else
                left = true;
        }
        if (!left)
            File.Delete(journal);
        return written;
    }

    private static T? Try<T>(string path, Func<T?> work, Action<ImportProblem> problem)
        where T : class
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is MusicException or IOException or UnauthorizedAccessException or JsonException)
        {
            problem(new ImportProblem(Path.GetFileName(path), e.Message));
            return null;
        }
    }
}

/// <summary>What a file held before it was changed.</summary>
internal sealed record JournalLine(string Path, string[] Moods, int Tempo);

/// <summary>Serialises the journal without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : System.Text.Json.Serialization.JsonSerializerContext;
