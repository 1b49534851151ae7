namespace Affekt.Library.Imports;

/// <summary>Where an import may look.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// Folders in which a playlist's files may be read; null for the playlist's own folder alone. A song whose file lies elsewhere is
    /// found only if the catalogue has it.
    /// </summary>
    public IReadOnlyList<string>? MusicFolders { get; init; }

    /// <summary>What the file was called where it came from, with its ending; null when it lies there still. A file that came
    /// without its folder has no relative paths, and nothing on this machine is read for it.</summary>
    public string? Name { get; init; }
}
