using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Affekt.Music.Catalogue;

/// <summary>
/// The songs that come with Affekt: about a thousand well-known ones from the 1950s to today. Titles, artists and years are facts;
/// mood words and familiarity are our editorial judgement. Titles in other scripts are given in Latin letters;
/// <see cref="SongNames"/> has them as they are written at home.
/// </summary>
public static class StarterCatalogue
{
    /// <summary>What <see cref="Track.Source"/> says about the place of these songs.</summary>
    public const string Source = "mood words";

    private const string Header = "id\ttitle\tartist\tyear\tgenre\tlanguage\tfamiliarity\tmoods\texplicit\tcare";
    private static readonly Lazy<(SongIndex Songs, FrozenDictionary<string, SongTheme> Themes)> Loaded = new(() =>
    {
        using var stream = typeof(StarterCatalogue).Assembly.GetManifestResourceStream("starter.tsv")
            ?? throw new InvalidOperationException("The starter catalogue is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var songs = Read(reader).ToList();
        return (new SongIndex(songs.Select(song => song.Track)),
            songs.ToFrozenDictionary(song => TextKey.Song(song.Track), song => song.Theme, StringComparer.Ordinal));
    });

    private static readonly Lazy<FrozenDictionary<string, Track>> Songs =
        new(() => Instance.Tracks.ToFrozenDictionary(TextKey.Song, StringComparer.Ordinal));

    /// <summary>The one instance, read on first use.</summary>
    public static SongIndex Instance => Loaded.Value.Songs;

    /// <summary>True for one of the songs that come with Affekt, which are known by name only; false for the same song as a file or
    /// in an imported list.</summary>
    public static bool Holds(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return Holds(track.Id, track.Location is not null);
    }

    /// <inheritdoc cref="Holds(Track)"/>
    public static bool Holds(string id, bool hasFile) => !hasFile && Instance.Find(id) is not null;

    /// <summary>What the song is about, by our review, whatever list or file it stands in; null for a song we do not know.</summary>
    public static SongTheme? ThemeOf(Track track) =>
        Loaded.Value.Themes.TryGetValue(TextKey.Song(track), out var theme) ? theme : null;

    /// <summary>What we know of a song that stands in another list: the same song by the same artist, or null. Remixes,
    /// concerts and the like are other songs.</summary>
    public static Track? Same(string artist, string title)
    {
        if (TitleClues.NamesVersion(title))
            return null;
        var key = TextKey.Song(artist, title);
        return Songs.Value.GetValueOrDefault(key) ?? SongNames.Known(key);
    }

    private static IEnumerable<(Track Track, SongTheme Theme)> Read(TextReader reader)
    {
        if (reader.ReadLine() != Header)
            throw new MusicException($"The starter catalogue must begin with the columns {Header.Replace('\t', ',')}.");
        for (var number = 2; reader.ReadLine() is { } line; number++)
        {
            var cells = line.Split('\t');
            if (cells.Length != 10)
                throw new MusicException($"Line {number} of the starter catalogue has {cells.Length} cells instead of 10.");
            var moods = cells[7].Split(';');
            var place = MoodWords.Place(moods)
                ?? throw new MusicException($"Line {number} of the starter catalogue has none of the mood words we know: {cells[7]}.");
            var theme = cells[9] == "no" ? SongTheme.None
                : Enum.TryParse<SongTheme>(cells[9], ignoreCase: true, out var named) ? named
                : throw new MusicException($"Line {number} of the starter catalogue names no theme that we know: {cells[9]}.");
            yield return (new Track
            {
                Id = cells[0],
                Title = cells[1],
                Artist = cells[2],
                Year = int.Parse(cells[3], CultureInfo.InvariantCulture),
                Genre = cells[4],
                Language = cells[5],
                Popularity = double.Parse(cells[6], CultureInfo.InvariantCulture),
                Moods = moods,
                Explicit = cells[8] == "yes",
                Affect = place.Affect,
                Uncertainty = place.Uncertainty,
                Source = Source,
            }, theme);
        }
    }
}
