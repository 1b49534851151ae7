namespace Affekt.Architecture.Tests;

/// <summary>The sources and the compiled assemblies.</summary>
internal static class Repository
{
    /// <summary>The folder that holds Affekt.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every project under src by name, with the folder it lies in.</summary>
    public static IReadOnlyDictionary<string, string> Projects { get; } =
        Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => Path.GetDirectoryName(file)!);

    /// <summary>The path of a compiled project.</summary>
    public static string AssemblyOf(string project) => Path.Combine(AppContext.BaseDirectory, project + ".dll");

    /// <summary>Our C# files under some folders of the repository, without what builds write.</summary>
    public static IEnumerable<string> Sources(params string[] folders) =>
        folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Affekt.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        return folder;
    }
}
