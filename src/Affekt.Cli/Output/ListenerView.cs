using System.Globalization;
using Affekt.App.Answers;

namespace Affekt.Cli.Output;

/// <summary>What is kept of a listener, for people.</summary>
internal static class ListenerView
{
    /// <summary>Shows the events, one a line.</summary>
    public static void Show(Terminal terminal, ListenerHistoryAnswer history)
    {
        if (history.Events.Count == 0)
            terminal.Line($"There is no feedback of {history.Listener}.");
        foreach (var e in history.Events)
            terminal.Line($"{e.At.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}  " +
                $"{e.Kind,-8}{terminal.Strong(e.Title)}, {e.Artist}  {terminal.Faint(e.Id)}");
    }

    /// <summary>Shows the numbers.</summary>
    public static void Show(Terminal terminal, ListenerAnswer listener)
    {
        terminal.Line($"{terminal.Strong(listener.Listener)}: {string.Join(", ", listener.Feedback.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Value}")))}");
        terminal.Line(string.Create(CultureInfo.InvariantCulture,
            $"  lists offered {listener.Lists}, readings corrected {listener.Corrections}, songs not offered again " +
            $"{listener.Hidden.Count}"));
        if (listener is { First: { } first, Last: { } last })
            terminal.Line(string.Create(CultureInfo.InvariantCulture, $"  first feedback {first:yyyy-MM-dd}, last {last:yyyy-MM-dd}"));
    }
}
