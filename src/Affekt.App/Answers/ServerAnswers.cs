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
    int Id, string State, string Source, int Rows, double Fraction, int Added, int Updated, int Skipped, string Message);

/// <summary>The imports since the server started.</summary>
/// <param name="Imports">Oldest first.</param>
public sealed record ImportsAnswer(IReadOnlyList<ImportJobAnswer> Imports);

/// <summary>The token that opens this server.</summary>
/// <param name="Token">As it was given to whoever started the server.</param>
public sealed record TokenBody(string? Token);
