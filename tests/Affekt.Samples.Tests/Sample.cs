using System.Diagnostics;

namespace Affekt.Samples.Tests;

/// <summary>The folders of samples, and runs of what was built from them.</summary>
internal static class Sample
{
    /// <summary>The folder that holds Affekt.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every folder of samples by name.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "samples"), "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)];

    /// <summary>The C# files of a sample.</summary>
    public static IEnumerable<string> Files(string name) => Directory.GetFiles(Path.Combine(Root, "samples", name), "*.cs");

    /// <summary>Where a sample was built: the tests and the samples are built for one configuration, into neighbouring folders.</summary>
    public static string FolderOf(string name) => Path.Combine(Root, "artifacts", "bin", name,
        Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)));

    /// <summary>Starts a sample as a process of its own, with its input and output to be used here.</summary>
    public static Process Start(string name, params string[] arguments) => StartIn(FolderOf(name), name, arguments);

    private static Process StartIn(string folder, string name, string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(folder, name + ".dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    /// <summary>Runs a sample to its end.</summary>
    /// <returns>What it printed.</returns>
    public static Task<string> Run(string name, params string[] arguments) => RunIn(FolderOf(name), name, arguments);

    /// <summary>The same from a copy of its folder.</summary>
    public static async Task<string> RunIn(string folder, string name, params string[] arguments)
    {
        using var process = StartIn(folder, name, arguments);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{name} ended with {process.ExitCode}: {await errors}");
        return output;
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Affekt.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        return folder;
    }
}
