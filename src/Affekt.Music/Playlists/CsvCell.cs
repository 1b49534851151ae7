namespace Affekt.Music.Playlists;

/// <summary>
/// Text in csv cells that spreadsheets must not run. A cell that begins with = + - @, a tab or a carriage return can be a formula;
/// an apostrophe before it makes it text (OWASP, "CSV injection"). Numbers that we write ourselves need none.
/// </summary>
public static class CsvCell
{
    /// <summary>The text as it may stand in a cell.</summary>
    public static string Disarmed(string text) => IsArmed(text) ? '\'' + text : text;

    /// <summary>The text that <see cref="Disarmed"/> was given.</summary>
    public static string Plain(string cell) => cell is ['\'', ..] && IsArmed(cell) ? cell[1..] : cell;

    // Apostrophes before it count as well, so that a title that has one itself comes back with it.
    private static bool IsArmed(string text) => text.AsSpan().TrimStart('\'') is ['=' or '+' or '-' or '@' or '\t' or '\r', ..];
}
