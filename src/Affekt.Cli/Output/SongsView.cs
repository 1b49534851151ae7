using Affekt.App.Answers;

namespace Affekt.Cli.Output;

/// <summary>Songs for people: number, title, artist, reason, links.</summary>
internal static class SongsView
{
    /// <summary>Shows recommended songs.</summary>
    public static void Show(Terminal terminal, string mode, IReadOnlyList<SongAnswer> songs)
    {
        terminal.Line(terminal.Strong(mode switch
        {
            "lift" => "Songs that lead towards pleasant",
            "calm" => "Songs that lead towards pleasant and quiet",
            "energise" => "Songs that lead towards pleasant and active",
            _ => "Songs that match",
        }));
        for (var i = 0; i < songs.Count; i++)
            Show(terminal, i + 1, songs[i]);
    }

    /// <summary>Shows a journey.</summary>
    public static void Show(Terminal terminal, JourneyAnswer journey)
    {
        terminal.Line(terminal.Strong($"A journey of {journey.Songs.Count} songs")
            + terminal.Faint($"  from {Words(journey.Start)} to {Words(journey.Target)}"));
        for (var i = 0; i < journey.Songs.Count; i++)
            Show(terminal, i + 1, journey.Songs[i]);
    }

    private static string Words(PointAnswer point) => $"valence {point.Valence:+0.00;-0.00}, arousal {point.Arousal:+0.00;-0.00}";

    private static void Show(Terminal terminal, int number, SongAnswer song)
    {
        terminal.Line();
        terminal.Line($"{number,3}  {terminal.Strong(song.Title)}, {song.Artist}{(song.Year is { } year ? $" ({year})" : "")}");
        terminal.Line($"     {song.Reason}");
        if (song.Links.Count > 0)
            terminal.Line("     " + terminal.Faint(song.Links.Values.First()));
    }
}
