using Affekt.Library.Imports;
using Affekt.Music.Catalogue;

namespace Affekt.App.Answers;

/// <summary>What came of an import that has ended.</summary>
/// <param name="Catalog">The catalogue's file.</param>
/// <param name="Source">What was imported.</param>
/// <param name="Format">The format that was recognised.</param>
/// <param name="Rows">Rows or files read.</param>
/// <param name="Added">Songs that were new.</param>
/// <param name="Updated">Songs that were known.</param>
/// <param name="Duplicates">Rows of a song that came before.</param>
/// <param name="Skipped">Rows that could not be used.</param>
/// <param name="ProblemCount">How many problems there were.</param>
/// <param name="Problems">The first of them.</param>
/// <param name="Complete">False when the import was stopped.</param>
/// <param name="Matched">Songs of a playlist or library that are own files already in the catalogue.</param>
/// <param name="NotFoundCount">Songs of a playlist or library of which no file was found.</param>
/// <param name="NotFound">The first of them, by name or path.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Songs">Songs in the catalogue now.</param>
public sealed record ImportReportAnswer(
    string Catalog, string Source, string Format, int Rows, int Added, int Updated, int Duplicates, int Skipped,
        int ProblemCount, IReadOnlyList<ImportProblem> Problems,
    bool Complete, int Matched, int NotFoundCount, IReadOnlyList<string> NotFound, double Seconds, int Songs)
{
    /// <summary>Files that are as they were; 0 for a list.</summary>
    public int Unchanged { get; init; }

    /// <summary>Files that lie elsewhere now; 0 for a list.</summary>
    public int Moved { get; init; }

    /// <summary>Songs whose files have gone; 0 for a list.</summary>
    public int Removed { get; init; }

    /// <summary>Files of a folder that are no songs, by reason.</summary>
    public IReadOnlyDictionary<string, int> PassedOver { get; init; } = new Dictionary<string, int>();

    /// <summary>The answer for a report.</summary>
    public static ImportReportAnswer From(string catalogue, string source, ImportReport report, double seconds, int songs) => new(
        catalogue, source, report.Format, report.Rows, report.Added, report.Updated, report.Duplicates, report.Skipped,
            report.ProblemCount, report.Problems,
        report.Complete, report.Matched, report.NotFoundCount, report.NotFound, Math.Round(seconds, 3), songs)
    {
        Unchanged = report.Unchanged,
        Moved = report.Moved,
        Removed = report.Removed,
        PassedOver = report.PassedOver,
    };
}

/// <summary>A catalogue in numbers.</summary>
/// <param name="Catalog">The catalogue's file.</param>
/// <param name="Songs">Songs.</param>
/// <param name="Artists">Different artists.</param>
/// <param name="Explicit">Songs that are marked explicit.</param>
/// <param name="OwnFiles">Songs with a file.</param>
/// <param name="FromYear">The first year; null when none is known.</param>
/// <param name="ToYear">The last year; null when none is known.</param>
/// <param name="MeanPopularity">0 to 100.</param>
/// <param name="MeanUncertainty">Of valence and arousal.</param>
/// <param name="Quarters">Songs by quarter of the plane.</param>
/// <param name="Genres">Songs by genre.</param>
/// <param name="Languages">Songs by language.</param>
/// <param name="Sources">Songs by the source of their affect.</param>
public sealed record StatsAnswer(
    string Catalog, int Songs, int Artists, int Explicit, int OwnFiles, int? FromYear, int? ToYear, double MeanPopularity,
        double MeanUncertainty,
    IReadOnlyDictionary<string, int> Quarters, IReadOnlyDictionary<string, int> Genres,
        IReadOnlyDictionary<string, int> Languages, IReadOnlyDictionary<string, int> Sources)
{
    /// <param name="catalogue">The catalogue's file.</param>
    /// <param name="stats">Its numbers.</param>
    public StatsAnswer(string catalogue, CatalogueStats stats)
        : this(catalogue, stats.Songs, stats.Artists, stats.Explicit, stats.OwnFiles, stats.FromYear, stats.ToYear,
            Math.Round(stats.MeanPopularity, 2),
            Math.Round(stats.MeanUncertainty, 4), stats.Quarters, stats.Genres, stats.Languages, stats.Sources)
    {
    }
}
