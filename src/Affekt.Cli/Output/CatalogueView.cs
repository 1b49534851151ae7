using System.Globalization;
using Affekt.App.Answers;
using Affekt.Library.Imports;
using Affekt.Library.Scanning;
using Affekt.Music.Catalogue;

namespace Affekt.Cli.Output;

/// <summary>Imports and catalogues for people.</summary>
internal static class CatalogueView
{
    private const int ShownProblems = 10;
    private const int ShownNames = 12;

    /// <summary>Shows what an import did.</summary>
    public static void Show(Terminal terminal, ImportReportAnswer import)
    {
        terminal.Line($"{terminal.Strong(import.Source)}  {terminal.Faint(string.Create(CultureInfo.InvariantCulture, $"{import.Format}, {import.Rows:N0} rows, {import.Seconds:0.0} s"))}");
        if (import.Format == FolderScan.FormatName)
            ShowScan(terminal, import);
        else
            terminal.Line($"  added {import.Added:N0}, updated {import.Updated:N0}, " +
                $"{(import.Matched > 0 ? $"found among your own {import.Matched:N0}, " : "")}duplicates {import.Duplicates:N0}, " +
                $"skipped {import.Skipped:N0}");
        if (import.NotFoundCount > 0)
        {
            terminal.Line($"  not among your own files: {import.NotFoundCount:N0}");
            foreach (var song in import.NotFound.Take(ShownProblems))
                terminal.Line($"    {song}");
            if (import.NotFoundCount > ShownProblems)
                terminal.Line($"    and {import.NotFoundCount - ShownProblems:N0} more");
        }
        foreach (var problem in import.Problems.Take(ShownProblems))
            terminal.Line($"  {problem.Place}: {problem.Message}");
        if (import.ProblemCount > ShownProblems)
            terminal.Line($"  and {import.ProblemCount - ShownProblems:N0} more; --json shows the first {ImportReport.KeptProblems}");
        terminal.Line($"{import.Catalog} holds {import.Songs:N0} songs.");
    }

    private static void ShowScan(Terminal terminal, ImportReportAnswer import)
    {
        terminal.Line($"  {import.Added:N0} new, {import.Updated:N0} changed, {(import.Moved > 0 ? $"{import.Moved:N0} moved, " : "")}"
            + $"{import.Removed:N0} removed, {import.Unchanged:N0} unchanged");
        if (import.PassedOver.Count > 0)
            terminal.Line($"  passed over: {string.Join(", ", import.PassedOver.Select(one => $"{one.Value:N0} {one.Key}"))}");
    }

    /// <summary>Shows what a catalogue holds.</summary>
    public static void Show(Terminal terminal, string name, CatalogueStats stats)
    {
        terminal.Line($"{terminal.Strong(name)}: {stats.Songs:N0} songs by {stats.Artists:N0} " +
            $"artists{(stats.FromYear is { } from ? $", {from} to {stats.ToYear}" : "")}");
        terminal.Line($"  explicit   {stats.Explicit:N0}; own files {stats.OwnFiles:N0}");
        terminal.Line($"  popularity {stats.MeanPopularity:0.0} of 100 on average; places are uncertain by {stats.MeanUncertainty:0.00}");
        terminal.Line($"  moods      {Names(stats.Quarters, int.MaxValue)}");
        terminal.Line($"  places     {Names(stats.Sources, int.MaxValue)}");
        terminal.Line($"  genres     {Names(stats.Genres, ShownNames)}");
        terminal.Line($"  languages  {Names(stats.Languages, ShownNames)}");
    }

    private static string Names(IReadOnlyDictionary<string, int> counts, int most)
    {
        var shown = counts.Take(most).Select(
            entry => string.Create(CultureInfo.InvariantCulture, $"{(entry.Key.Length > 0 ? entry.Key : "unknown")} {entry.Value:N0}"));
        return string.Join(", ", shown)
            + (counts.Count > most ? string.Create(CultureInfo.InvariantCulture, $" and {counts.Count - most:N0} more") : "");
    }
}
