using System.Globalization;
using Affekt.Training.Songs;

namespace Affekt.Cli.Output;

/// <summary>The offline evaluation for people: the tables of docs/music.md.</summary>
internal static class MusicReportView
{
    /// <summary>Shows the report.</summary>
    public static void Show(Terminal terminal, MusicReport report)
    {
        terminal.Line($"{terminal.Strong("Placing songs")}: {report.LabelledSongs} labelled songs, five folds by artist, " +
            $"{report.Seeds} splits");
        terminal.Line($"  {"",-24}{"r valence",10}{"r arousal",10}{"NDCG@5",9}{"journey",9}{"its end",9}");
        foreach (var row in report.Affect)
            terminal.Line($"  {row.Name,-24}{row.Valence,10:F3}{row.Arousal,10:F3}{row.Retrieval,9:F3}{row.Journey,9:F3}{row.JourneyEnd,9:F3}");
        terminal.Line($"  ours less ridge: valence {Show(report.ValenceGain)}, arousal {Show(report.ArousalGain)}");
        foreach (var row in report.Parts)
            terminal.Line($"  {row.Name + ", train to validation",-24}{row.Valence,10:F3}{row.Arousal,10:F3}{row.Retrieval,9:F3}{row.Journey,9:F3}{row.JourneyEnd,9:F3}");
        terminal.Line();
        terminal.Line($"{terminal.Strong("Other people")}: places and what people who never saw the labels felt after " +
            $"songs; bootstrapped by song");
        foreach (var people in report.ZeroShot)
        {
            terminal.Line($"  {people.Name}: {people.Songs} songs");
            foreach (var row in people.Rows)
                terminal.Line($"    {row.Name,-24}r valence {Show(row.Valence)}   r arousal {Show(row.Arousal)}");
        }
        terminal.Line();
        var personal = report.Personal;
        terminal.Line($"{terminal.Strong("Personal ranking")}: {personal.People} people, {personal.Ratings} ratings; split and " +
            $"bootstrapped by person");
        foreach (var row in personal.Rankings)
            terminal.Line($"  {row.Name,-35}NDCG@5 {Show(row.Ndcg)}   AUC {Show(row.Auc)}");
        terminal.Line();
        terminal.Line($"{terminal.Strong("Off-policy")}: mean rating of a song from the best quarter, from songs offered by chance");
        terminal.Line($"  really offered: {string.Join(", ", personal.MeanRatings.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {entry.Value:F2}")))}");
        foreach (var row in personal.Policies)
            terminal.Line($"  {row.Name,-35}inverse propensity {Show(row.InversePropensity)}   self-normalised " +
                $"{Show(row.SelfNormalised)}   doubly robust {Show(row.DoublyRobust)}   {row.Matches} songs");
        terminal.Line();
        terminal.Line($"{terminal.Strong("Logged propensities")}: the true reward of a list of another policy, and what the log of " +
            $"Thompson sampling tells of it, for simulated listeners");
        foreach (var row in report.OffPolicy)
        {
            terminal.Line($"  loves {row.Listener,-8}truth {row.Truth:F3}   inverse propensity {Show(row.InversePropensity)}   " +
                $"self-normalised {Show(row.SelfNormalised)}");
            terminal.Line($"  {"",-14}doubly robust {Show(row.DoublyRobust)}   were no propensities kept {Show(row.Careless)}");
        }
        terminal.Line();
        terminal.Line($"{terminal.Strong("Lists")}: five songs for seven emotions and four modes, starter catalogue");
        terminal.Line($"  {"",-24}{"distance",10}{"diversity",10}{"novelty",9}{"repeats",9}{"coverage",9}");
        foreach (var row in report.Lists)
            terminal.Line($"  {row.Name,-24}{row.Distance,10:F3}{row.Diversity,10:F3}{row.Novelty,9:F3}{row.ArtistRepeats,9:F3}{row.Coverage,9:F3}");
    }

    private static string Show(Estimate interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{interval.Value:F3} [{interval.Low:F3}, {interval.High:F3}]");
}
