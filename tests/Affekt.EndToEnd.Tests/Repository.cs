using System.Runtime.CompilerServices;

namespace Affekt.EndToEnd.Tests;

/// <summary>Where things are.</summary>
internal static class Repository
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(SourceFolder(), "..", ".."));

    /// <summary>The folder of the snapshots.</summary>
    public static string Snapshots { get; } = Path.Combine(SourceFolder(), "Snapshots");

    /// <summary>The folder of pictures that the documents show.</summary>
    public static string Pictures { get; } = Path.Combine(Root, "docs", "images");

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
