using Affekt.Music.Catalogue;

namespace Affekt.Library.Imports;

/// <summary>How far an import is.</summary>
/// <param name="Rows">Rows read so far.</param>
/// <param name="Fraction">The share of the file or folder that is read: 0 to 1.</param>
public readonly record struct ImportProgress(int Rows, double Fraction);

/// <summary>Something that an import could not use.</summary>
/// <param name="Place">Where: "line 12", or a file name.</param>
/// <param name="Message">What is wrong, and what became of the row.</param>
public readonly record struct ImportProblem(string Place, string Message);

/// <summary>What an import did. Every row is counted once: Rows = Added + Updated + Matched + Duplicates + Skipped.</summary>
public sealed record ImportReport
{
    /// <summary>How many problems are kept word for word.</summary>
    public const int KeptProblems = 100;

    /// <summary>The format that the columns were recognised as, or "audio folder".</summary>
    public required string Format { get; init; }

    /// <summary>Rows or files read.</summary>
    public required int Rows { get; init; }

    /// <summary>Songs that the catalogue did not have.</summary>
    public required int Added { get; init; }

    /// <summary>Songs that the catalogue had already and that now say what the file says.</summary>
    public required int Updated { get; init; }

    /// <summary>Songs of a playlist or a player's library that are the listener's own and were in the catalogue already.</summary>
    public int Matched { get; init; }

    /// <summary>Songs of a playlist or a player's library of which no file was found; they are known by name, where they have
    /// one.</summary>
    public int NotFoundCount { get; init; }

    /// <summary>The first <see cref="KeptProblems"/> songs of which no file was found: "Artist - Title", or the path as it is
    /// written.</summary>
    public IReadOnlyList<string> NotFound { get; init; } = [];

    /// <summary>Further rows of a song that this file had already given, for example for another playlist.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Rows that could not be used.</summary>
    public required int Skipped { get; init; }

    /// <summary>All problems, also those of rows that were used in spite of them.</summary>
    public required int ProblemCount { get; init; }

    /// <summary>The first <see cref="KeptProblems"/> problems.</summary>
    public required IReadOnlyList<ImportProblem> Problems { get; init; }

    /// <summary>The last problem, which is the damage where <see cref="Complete"/> is false; empty without problems.</summary>
    public required ImportProblem LastProblem { get; init; }

    /// <summary>False when the file was damaged and reading stopped there; what came before is in the catalogue.</summary>
    public required bool Complete { get; init; }
}

/// <summary>Counts while an import runs.</summary>
internal sealed class ImportCounter
{
    private const int LongestMessage = 400;

    private readonly List<ImportProblem> _problems = [];
    private ImportProblem _last;
    private int _added;
    private int _updated;
    private readonly List<string> _notFound = [];
    private int _matched;
    private int _notFoundCount;
    private int _duplicates;
    private int _skipped;
    private int _problemCount;

    public int Rows => _added + _updated + _matched + _duplicates + _skipped;

    public bool Complete { get; set; } = true;

    public void Count(WriteOutcome outcome)
    {
        if (outcome == WriteOutcome.Added)
            _added++;
        else
            _updated++;
    }

    public void Duplicate() => _duplicates++;

    public void Match() => _matched++;

    public void Miss(string song)
    {
        _notFoundCount++;
        if (_notFound.Count < ImportReport.KeptProblems)
            _notFound.Add(song);
    }

    public void Skip(string place, string message)
    {
        _skipped++;
        Problem(place, message);
    }

    public void Problem(string place, string message)
    {
        _problemCount++;
        // What a file holds may stand in a message, but neither break it into lines nor fill a screen.
        _last = new ImportProblem(place, string.Concat((message.Length <= LongestMessage ? message : message[..LongestMessage] + "...")
            .Select(c => char.IsControl(c) ? ' ' : c)));
        if (_problems.Count < ImportReport.KeptProblems)
            _problems.Add(_last);
    }

    public ImportReport Report(string format) => new()
    {
        Format = format,
        Rows = Rows,
        Added = _added,
        Updated = _updated,
        Matched = _matched,
        NotFoundCount = _notFoundCount,
        NotFound = _notFound,
        Duplicates = _duplicates,
        Skipped = _skipped,
        ProblemCount = _problemCount,
        Problems = _problems,
        LastProblem = _last,
        Complete = Complete,
    };
}
