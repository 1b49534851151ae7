using Affekt.Library.Imports;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Tests;

/// <summary>Titles, artists and years of the development lists under AFFEKT_DATA/music/spotify; never shipped.</summary>
internal sealed class PublishedSongs
{
    private readonly Dictionary<(string Artist, string Title), List<int>> _years = [];
    private readonly Dictionary<string, HashSet<string>> _titles = [];

    public static string Folder
    {
        get
        {
            var data = Environment.GetEnvironmentVariable("AFFEKT_DATA");
            var folder = Path.Combine(data ?? "", "music");
            Assert.SkipUnless(data is not null
                && Directory.Exists(folder), "Set AFFEKT_DATA to the folder of development data to run this test.");
            return folder;
        }
    }

    public static PublishedSongs Load()
    {
        var spotify = Path.Combine(Folder, "spotify");
        var songs = new PublishedSongs();
        songs.Read(Path.Combine(spotify, "data_moods.csv"), "artist", "name", "release_date");
        songs.Read(Path.Combine(spotify, "songs_normalize.csv"), "artist", "song", "year");
        songs.Read(Path.Combine(spotify, "spotify_songs.csv"), "track_artist", "track_name", "track_album_release_date");
        foreach (var file in Directory.GetFiles(Path.Combine(spotify, "hit_predictor"), "*.csv"))
            songs.Read(file, "artist", "track", null);
        return songs;
    }

    public IReadOnlyList<int>? Years(string artist, string title) => _years.GetValueOrDefault((artist, title));

    /// <summary>A title by the same artist that is nearly this one: at most one letter in six differs.</summary>
    public string? NearTitle(string artist, string title) =>
        _titles.GetValueOrDefault(artist)?.FirstOrDefault(
            other => Distance(title, other) is > 0 and var d && d <= Math.Max(1, title.Length / 6));

    public static string Key(string text)
    {
        var cut = text.IndexOf(" - ", StringComparison.Ordinal);
        if (cut > 0)
            text = text[..cut];
        var open = text.IndexOfAny(['(', '[']);
        if (open > 0)
            text = text[..open];
        return TextKey.Of(text);
    }

    private void Read(string file, string artistColumn, string titleColumn, string? dateColumn)
    {
        using var reader = new StreamReader(file);
        var csv = new CsvReader(reader);
        var header = csv.Read()!.ToList();
        while (csv.Read() is { } row)
        {
            var (artist, title) = (Key(row[header.IndexOf(artistColumn)]), Key(row[header.IndexOf(titleColumn)]));
            if (!_years.TryGetValue((artist, title), out var years))
                _years[(artist, title)] = years = [];
            var date = dateColumn is null ? "" : row[header.IndexOf(dateColumn)];
            if (date.Length >= 4 && (int.TryParse(date[..4], out var year) || int.TryParse(date[^4..], out year)) && year >= 1950)
                years.Add(year);
            (_titles.TryGetValue(artist, out var titles) ? titles : _titles[artist] = []).Add(title);
        }
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }
        return row[b.Length];
    }
}
