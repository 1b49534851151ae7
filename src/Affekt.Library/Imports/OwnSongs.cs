using Affekt.Music.Catalogue;

namespace Affekt.Library.Imports;

/// <summary>Finds a listener's own songs in a catalogue by what playlists and libraries say of them.</summary>
internal sealed class OwnSongs
{
    private readonly Dictionary<string, Track> _byPath;
    private readonly Dictionary<string, List<Track>> _byFileName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Track> _byNames = new(StringComparer.Ordinal);

    /// <param name="songs">All songs of the catalogue; those without a file are passed over.</param>
    public OwnSongs(IEnumerable<Track> songs)
    {
        _byPath = new Dictionary<string, Track>(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (var song in songs)
        {
            if (song.Location is not { } path)
                continue;
            _byPath.TryAdd(path, song);
            var key = NameOf(SongPath.Parts(path));
            (_byFileName.TryGetValue(key, out var namesakes) ? namesakes : _byFileName[key] = []).Add(song);
            if (song.Artist.Length > 0)
                _byNames.TryAdd(SongNames.Key(song.Artist, song.Title), song);
        }
    }

    /// <summary>The song with this file: by its full path, else by the end of its path, as on another machine or system.</summary>
    /// <param name="path">As it is written.</param>
    /// <param name="full">The full path here, where there is one.</param>
    public Track? ByPath(string path, string? full)
    {
        if (full is not null && _byPath.TryGetValue(full, out var exact))
            return exact;
        var parts = SongPath.Parts(path);
        if (parts.Length == 0 || !_byFileName.TryGetValue(NameOf(parts), out var namesakes))
            return null;
        // The file's name and that of its folder must agree; a bare name must be the only one.
        if (parts.Length == 1)
            return namesakes is [var only] ? only : null;
        var best = namesakes.GroupBy(song => Agreeing(parts, SongPath.Parts(song.Location!))).MaxBy(group => group.Key)!;
        return best.Key >= 2 && best.ToList() is [var one] ? one : null;
    }

    /// <summary>The song with these names, whatever their case, accents, punctuation and, where known, script.</summary>
    public Track? ByNames(string artist, string title) =>
        artist.Length > 0 && title.Length > 0 ? _byNames.GetValueOrDefault(SongNames.Key(artist, title)) : null;

    /// <summary>The names that a path suggests: "Artist - Title.mp3", "01 Artist - Title.mp3" and "Artist/Album/01 Title.mp3".</summary>
    public static IEnumerable<(string Artist, string Title)> Suggested(string path)
    {
        var parts = SongPath.Parts(path);
        if (parts.Length == 0)
            yield break;
        var name = Path.GetFileNameWithoutExtension(parts[^1]).TrimStart("0123456789. _".ToCharArray()).TrimStart('-', ' ');
        var dash = name.LastIndexOf(" - ", StringComparison.Ordinal);
        if (dash > 0)
            yield return (name[..dash], name[(dash + 3)..]);
        foreach (var folder in parts.SkipLast(1).Reverse().Take(2))
            yield return (folder, name);
    }

    private static string NameOf(string[] parts) => parts.Length == 0 ? "" : TextKey.Of(Path.GetFileNameWithoutExtension(parts[^1]));

    private static int Agreeing(string[] parts, string[] others)
    {
        var agreeing = 1;
        while (agreeing < Math.Min(parts.Length, others.Length)
            && TextKey.Of(parts[^(agreeing + 1)]) is { Length: > 0 } folder && folder == TextKey.Of(others[^(agreeing + 1)]))
            agreeing++;
        return agreeing;
    }
}
