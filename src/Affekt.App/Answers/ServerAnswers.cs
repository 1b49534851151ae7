using System.Text.Json.Serialization;
using Affekt.Library.Listening;

namespace Affekt.App.Answers;

/// <summary>An import of songs into the catalogue.</summary>
/// <param name="Id">Its number.</param>
/// <param name="State">running, done, failed or stopped.</param>
/// <param name="Source">What is imported: the name of an upload, or "music folders".</param>
/// <param name="Rows">Rows or files read so far.</param>
/// <param name="Fraction">The share that is read, 0 to 1.</param>
/// <param name="Added">Songs that were new.</param>
/// <param name="Updated">Songs that were known.</param>
/// <param name="Skipped">Rows that could not be used.</param>
/// <param name="Message">What came of it, in a sentence; empty while it runs.</param>
public sealed record ImportJobAnswer(
    int Id, string State, string Source, int Rows, double Fraction, int Added, int Updated, int Skipped, string Message)
{
    /// <summary>Files of music folders that are no songs, by reason; absent where none was passed over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, int>? PassedOver { get; init; }
}

/// <summary>How much of the own music has been heard.</summary>
/// <param name="Files">Files of songs.</param>
/// <param name="Heard">Those that were heard.</param>
/// <param name="Failed">Those that cannot be heard.</param>
/// <param name="Left">Those that are still to be heard.</param>
/// <param name="Running">True while listening goes on.</param>
/// <param name="PerSecond">Songs heard a second; 0 while none is.</param>
/// <param name="SecondsLeft">How long the rest takes; null while nobody knows.</param>
public sealed record ListeningAnswer(int Files, int Heard, int Failed, int Left, bool Running, double PerSecond, double? SecondsLeft)
{
    /// <summary>The answer for a progress.</summary>
    public static ListeningAnswer From(ListeningProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        return new(progress.Files, progress.Heard, progress.Failed, progress.Left, progress.IsRunning, Math.Round(progress.PerSecond, 2),
            progress.TimeLeft is { } left ? Math.Round(left.TotalSeconds) : null);
    }
}

/// <summary>The imports since the server started.</summary>
/// <param name="Imports">Oldest first.</param>
public sealed record ImportsAnswer(IReadOnlyList<ImportJobAnswer> Imports);

/// <summary>The token that opens this server.</summary>
/// <param name="Token">As it was given to whoever started the server.</param>
public sealed record TokenBody(string? Token);
