using System.Globalization;
using Affekt.Library.Tags;
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

/// <summary>What an import did. Every row is counted once: Rows = Added + Updated + Moved + Unchanged + Matched +
/// Duplicates + Skipped.</summary>
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

    /// <summary>Files that are as they were.</summary>
    public int Unchanged { get; init; }

    /// <summary>Files that lie elsewhere now, or are called otherwise; what people said of them stays.</summary>
    public int Moved { get; init; }

    /// <summary>Songs whose files have gone.</summary>
    public int Removed { get; init; }

    /// <summary>Files that are no songs, by reason and, for those that are no music, by the ending of their names.</summary>
    public IReadOnlyDictionary<string, int> PassedOver { get; init; } = new Dictionary<string, int>();

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

    /// <summary>True for folders of music, false for a list.</summary>
    public bool IsScan { get; init; }

    /// <summary>What came of it in a few sentences: "3 new, 1 changed, 2 removed, 2,712 unchanged."</summary>
    public string InWords() => string.Create(CultureInfo.InvariantCulture, $"{Counts()}{Found()}{Passed()}{Trouble()}");

    private string Counts() => IsScan
        ? string.Create(CultureInfo.InvariantCulture, $"{Added:N0} new, {Updated:N0} changed, ")
            + (Moved > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Moved:N0} moved, ") : "")
            + string.Create(CultureInfo.InvariantCulture, $"{Removed:N0} removed, {Unchanged:N0} unchanged.")
        : string.Create(CultureInfo.InvariantCulture, $"{Added:N0} songs added, {Updated:N0} updated, {Skipped:N0} skipped.");

    private string Found() => (Matched > 0 ? string.Create(CultureInfo.InvariantCulture, $" {Matched:N0} found among own files.") : "")
        + (NotFoundCount > 0
            ? string.Create(CultureInfo.InvariantCulture, $" {NotFoundCount:N0} not among own files, such as {NotFound[0]}.") : "");

    private string Passed() => PassedOver.Count == 0 ? ""
        : $" Passed over: {string.Join(", ", PassedOver.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value:N0} {one.Key}")))}.";

    private string Trouble() => !Complete ? $" {LastProblem.Place}: {LastProblem.Message}"
        : ProblemCount > 0 && (IsScan || Skipped > 0) ? $" {Problems[0].Place}: {Problems[0].Message.TrimEnd('.')}." : "";
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
    private int _unchanged;
    private int _moved;
    private int _removed;
    private readonly OrderedDictionary<string, int> _passed = new(StringComparer.Ordinal);
    private int _problemCount;

    public int Rows => _added + _updated + _moved + _unchanged + _matched + _duplicates + _skipped;

    public bool Complete { get; set; } = true;

    public void Count(WriteOutcome outcome)
    {
        if (outcome == WriteOutcome.Added)
            _added++;
        else
            _updated++;
    }

    public void Duplicate() => _duplicates++;

    public void Unchanged(int files) => _unchanged += files;

    public void Moved() => _moved++;

    public void Removed(int songs) => _removed += songs;

    public void PassOver(PassedOver reason, string path)
    {
        var ending = Path.GetExtension(path).ToLowerInvariant();
        var name = reason == Tags.PassedOver.NotMusic ? $"{Words(reason)} ({(ending.Length > 0 ? ending : "no ending")})" : Words(reason);
        _passed[name] = _passed.GetValueOrDefault(name) + 1;
    }

    public void Unread(string folder, string message)
    {
        const string Name = "folder that cannot be read";
        _passed[Name] = _passed.GetValueOrDefault(Name) + 1;
        Problem(folder, $"the folder cannot be read; its songs are kept ({message})");
    }

    private static string Words(PassedOver reason) => reason switch
    {
        Tags.PassedOver.NotMusic => "not music",
        Tags.PassedOver.Empty => "empty",
        Tags.PassedOver.Unreadable => "unreadable",
        Tags.PassedOver.Protected => "protected (DRM)",
        Tags.PassedOver.Video => "film",
        Tags.PassedOver.Changing => "changing",
        Tags.PassedOver.Stalled => "stalled",
        Tags.PassedOver.Link => "link",
        Tags.PassedOver.System => "system file",
        _ => "damaged or no sound",
    };

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

    public ImportReport Report(string format, bool isScan = false) => new()
    {
        IsScan = isScan,
        Format = format,
        Rows = Rows,
        Added = _added,
        Updated = _updated,
        Matched = _matched,
        Unchanged = _unchanged,
        Moved = _moved,
        Removed = _removed,
        PassedOver = _passed,
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
