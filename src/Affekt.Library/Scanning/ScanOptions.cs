using Affekt.Library.Tags;

namespace Affekt.Library.Scanning;

/// <summary>How folders are scanned.</summary>
public sealed record ScanOptions
{
    /// <summary>How long one file, or the list of one folder, may take. Ten seconds by default.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of the time limit.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Called after a portion of songs was committed, so that they can be offered while the scan goes on.</summary>
    public Action? Portion { get; init; }

    /// <summary>Reads the tags of a file.</summary>
    public Func<string, FileTags> Read { get; init; } = TagReader.Read;
}
