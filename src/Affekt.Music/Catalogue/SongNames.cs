using System.Collections.Frozen;
using System.Text;

namespace Affekt.Music.Catalogue;

/// <summary>
/// Songs and artists whose names are known in two scripts: as their own country writes them and in Latin letters. The starter
/// catalogue has the Latin ones; the others stand in starter-names.tsv.
/// </summary>
public static class SongNames
{
    private const string Header = "id\ttitle\tartist";

    private static readonly Lazy<IReadOnlyList<(string Id, string Title, string Artist)>> Rows = new(Read);

    // Keys of artists in any script to the key in Latin letters.
    private static readonly Lazy<FrozenDictionary<string, string>> LatinArtists = new(() => Pairs()
        .Where(pair => pair.Artist != TextKey.Of(pair.Known.Artist)).DistinctBy(pair => pair.Artist)
        .ToFrozenDictionary(pair => pair.Artist, pair => FirstArtist(pair.Known.Artist), StringComparer.Ordinal));

    private static readonly Lazy<FrozenDictionary<string, Track>> Songs = new(() => Pairs()
        .DistinctBy(pair => (LatinArtist(pair.Artist), pair.Title))
        .ToFrozenDictionary(pair => LatinArtist(pair.Artist) + '|' + pair.Title, pair => pair.Known, StringComparer.Ordinal));

    private static readonly Lazy<FrozenDictionary<string, string>> TitlesOf = new(() => Rows.Value.GroupBy(row => row.Id)
        .ToFrozenDictionary(group => group.Key, group => string.Join(' ', group.Select(row => row.Title).Distinct())));

    private static readonly Lazy<FrozenDictionary<string, string>> ArtistNames = new(() => Pairs()
        .GroupBy(pair => FirstArtist(pair.Known.Artist))
        .ToFrozenDictionary(group => group.Key,
            group => string.Join(' ', group.Select(pair => pair.Known.Artist).Concat(group.Select(pair => pair.Row.Artist)).Distinct())));

    /// <summary>The key of a song, the same in every script that is known.</summary>
    public static string Key(string artist, string title)
    {
        var latin = Latin(TextKey.Song(artist, title));
        return Songs.Value.TryGetValue(latin, out var known) ? TextKey.Song(known) : latin;
    }

    /// <summary>The starter song that a key of <see cref="TextKey.Song(Track)"/> means in another script, or null.</summary>
    public static Track? Known(string key) => Songs.Value.GetValueOrDefault(Latin(key));

    /// <summary>The titles and artists by which a song is found besides its own: empty text for most.</summary>
    public static (string Titles, string Artists) Others(Track track)
    {
        var artist = LatinArtist(FirstArtist(track.Artist));
        var artists = ArtistNames.Value.GetValueOrDefault(artist, "");
        if (artists.Length == 0)
            return ("", "");
        var known = StarterCatalogue.Same(track.Artist, track.Title);
        return (known is null ? "" : known.Title + ' ' + TitlesOf.Value.GetValueOrDefault(known.Id, ""), artists);
    }

    private static string FirstArtist(string credit) => TextKey.Artists(credit) is [var first, ..] ? first : "";

    /// <summary>A song's key with its artist's in Latin letters.</summary>
    private static string Latin(string key)
    {
        var stroke = key.IndexOf('|', StringComparison.Ordinal);
        return LatinArtists.Value.TryGetValue(key[..stroke], out var artist) ? artist + key[stroke..] : key;
    }

    private static string LatinArtist(string key) => LatinArtists.Value.GetValueOrDefault(key, key);

    private static IEnumerable<(string Artist, string Title, Track Known, (string Id, string Title, string Artist) Row)> Pairs() =>
        Rows.Value.Select(row => (FirstArtist(row.Artist), TextKey.Of(TextKey.PlainTitle(row.Title)),
            StarterCatalogue.Instance.Find(row.Id)
                ?? throw new MusicException($"starter-names.tsv names {row.Id}, which is no starter song."), row));

    private static List<(string, string, string)> Read()
    {
        using var stream = typeof(SongNames).Assembly.GetManifestResourceStream("starter-names.tsv")
            ?? throw new InvalidOperationException("The names of starter songs are missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        if (reader.ReadLine() != Header)
            throw new MusicException($"The names of starter songs must begin with the columns {Header.Replace('\t', ',')}.");
        var rows = new List<(string, string, string)>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is not [var id, var title, var artist])
                throw new MusicException($"Line {rows.Count + 2} of the names of starter songs has not 3 cells.");
            rows.Add((id, title, artist));
        }
        return rows;
    }
}
